import type { AccountId } from '../core/order.ts';
import type { AutoReject } from '../core/sale.ts';
import { readAccountSettings } from '../db/account-settings.ts';
import { changeAutoReject, changeTakesFromNonBinding } from '../db/accounts.ts';
import { type Command, type Invocation, type Result, required, WrongUsage } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';

const minuteMs = 60_000;

export const accountRules: Command = {
  summary: 'says which sales are rejected, and which holds give way',
  usage:
    '--account ID [--auto-reject never|at-once|before-deadline [--margin MINUTES] [--most AMOUNT] [--reason TEXT]] [--provisional-gives-way yes|no]',
  help: `
A sale whose tickets are gone waits for you. This rule rejects it by itself: at
once, or some time before the marketplace's own deadline, or never (as it is at
first). A sale of more than --most, or of an amount that the marketplace does
not name, is always left to you; so is one without a deadline, under
"before-deadline". Sales that wait already are judged by the new rule within
seconds.

Without any option the rules are shown as they are.

  --margin MINUTES   how long before the deadline (15)
  --most AMOUNT      the largest sale that is rejected by itself, in its own
                     currency, such as 250.00
  --reason TEXT      what the marketplace is told ("Tickets No Longer
                     Available")

Some marketplaces ask for tickets before there is a sale, and such a hold binds
nobody. With "--provisional-gives-way yes" a marketplace that asks first, and
whose hold binds, may have those tickets when no others are left. At first it
may not. A POS over the network lets go of them first, in time or not at all.

  holdfast account rules --account ID --auto-reject before-deadline \\
    --margin 30 --most 500
  holdfast account rules --account ID --provisional-gives-way yes`,
  options: {
    account: { type: 'string' },
    'auto-reject': { type: 'string' },
    margin: { type: 'string' },
    most: { type: 'string' },
    reason: { type: 'string' },
    'provisional-gives-way': { type: 'string' },
  },
  async run(invocation) {
    const { values } = invocation;
    const rule = values['auto-reject'] === undefined ? undefined : ruleFrom(invocation);
    const givesWay = yesOrNo(values['provisional-gives-way']);
    const isChange = rule !== undefined || givesWay !== undefined;
    if (!isChange && ruleOptions.some((name) => values[name] !== undefined))
      throw new WrongUsage('--margin, --most and --reason go with --auto-reject');
    return withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      if (!isChange) {
        const { autoReject, takesFromNonBinding } = await readAccountSettings(pool, accountId);
        return resultOf(autoReject, takesFromNonBinding);
      }
      if (rule !== undefined) await changeAutoReject(pool, accountId, rule);
      if (givesWay !== undefined) await changeTakesFromNonBinding(pool, accountId, givesWay);
      return resultOf(rule, givesWay);
    });
  },
};

const ruleOptions = ['margin', 'most', 'reason'];

/** What is left out was not asked about. */
function resultOf(rule: AutoReject | null | undefined, givesWay: boolean | undefined): Result {
  const document = {
    ...(rule === undefined ? {} : { auto_reject: rule }),
    ...(givesWay === undefined ? {} : { provisional_gives_way: givesWay }),
  };
  const sentences = [rule === undefined ? null : sentenceOf(rule), givesWay === undefined ? null : wayOf(givesWay)];
  return { document, text: sentences.filter((sentence) => sentence !== null).join('\n') };
}

function yesOrNo(text: string | boolean | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== 'yes' && text !== 'no') throw new WrongUsage('--provisional-gives-way must be yes or no');
  return text === 'yes';
}

function wayOf(givesWay: boolean): string {
  return givesWay
    ? 'A binding hold may take tickets that are set aside for a provisional sale.'
    : 'Tickets that are set aside for a provisional sale are kept from binding holds too.';
}

function ruleFrom(invocation: Invocation): AutoReject | null {
  const asked = required(invocation, 'auto-reject');
  if (asked === 'never') return null;
  if (asked !== 'at-once' && asked !== 'before-deadline') {
    throw new WrongUsage('--auto-reject must be never, at-once or before-deadline');
  }
  const { margin, most, reason } = invocation.values;
  return {
    when: asked === 'at-once' ? 'at_once' : 'before_deadline',
    marginMs: Math.round(numberIn(margin, '--margin', 15) * minuteMs),
    mostAmount: most === undefined ? null : Math.round(numberIn(most, '--most', 0) * 100),
    reason: typeof reason === 'string' && reason !== '' ? reason.slice(0, 500) : 'Tickets No Longer Available',
  };
}

function numberIn(text: string | boolean | undefined, option: string, fallback: number): number {
  if (text === undefined) return fallback;
  const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
  if (!Number.isFinite(number) || number < 0 || number > 1e9)
    throw new WrongUsage(`${option} must be a number, 0 or more`);
  return number;
}

function sentenceOf(rule: AutoReject | null): string {
  if (rule === null) return 'Sales that cannot be filled wait for a person.';
  const when =
    rule.when === 'at_once' ? 'at once' : `${rule.marginMs / minuteMs} minutes before the marketplace's deadline`;
  const limit = rule.mostAmount === null ? '' : `, up to ${(rule.mostAmount / 100).toFixed(2)}`;
  return `Sales that cannot be filled are rejected ${when}${limit}, because: ${rule.reason}.`;
}
