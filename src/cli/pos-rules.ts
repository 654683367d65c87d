import { chooseWhenAway } from '../connections/points-of-sale.ts';
import type { AccountId } from '../core/order.ts';
import { readPos, type WhenAway } from '../db/points-of-sale.ts';
import { posBySlug } from '../pos/registry.ts';
import { type Command, Failed, type Invocation, required, WrongUsage } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

const networked = [...posBySlug.values()].flatMap(({ kind, slug }) => (kind === 'network' ? [slug] : [])).join(', ');

export const posRules: Command = {
  summary: 'says what becomes of holds while a POS is out of reach',
  usage: '--account ID --pos SLUG [--when-away refuse|pledge]',
  help: `
While a POS cannot be reached, no hold can stand in it. What marketplaces that
ask first are told meanwhile is yours to choose:

  refuse   no, in time. Nothing is sold until the POS is back. So it is at
           first.
  pledge   yes, by the ledger alone, and the POS is asked as soon as it is back.
           Sales go on, and so does the risk: the POS knows nothing of these
           holds, and whoever sells in it, or another system that is connected
           to it, may sell the same tickets. Then the POS refuses the hold when
           it is back: you are alerted, and the marketplace's invoice is
           refused, or the sale is stuck if it has been invoiced already. Choose
           it only where nobody sells past Holdfast.

Either way nothing is forgotten: invoices and releases that come meanwhile are
finished when the POS is back. A POS that is only slow is waited for as ever,
and a hold that it does not answer in time is refused and undone. Hubs notice
within five seconds. Without --when-away the rule is shown.

  holdfast pos rules --account ID --pos skybox --when-away pledge`,
  options: { account: { type: 'string' }, pos: { type: 'string' }, 'when-away': { type: 'string' } },
  async run(invocation) {
    const pos = posBySlug.get(required(invocation, 'pos'));
    if (pos?.kind !== 'network')
      throw new WrongUsage(`there is no POS "${invocation.values.pos}" that could be away; there are: ${networked}`);
    const whenAway = namedChoice(invocation);
    const chosen = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      if (whenAway === undefined) return (await readPos(pool, accountId, pos.slug))?.whenAway;
      const change = { accountId, by: doerAtTheCommandLine(), at: Date.now() };
      return (await chooseWhenAway(pool, pos, whenAway, change)) ? whenAway : undefined;
    });
    if (chosen === undefined)
      throw new Failed(`This account is not connected to ${pos.name}. "holdfast pos connect" does that.`);
    const text =
      chosen === 'pledge'
        ? `While ${pos.name} is out of reach, holds are answered yes by the ledger alone. It may sell the same tickets meanwhile.`
        : `While ${pos.name} is out of reach, holds are refused.`;
    return { document: { pos: pos.slug, when_away: chosen }, text };
  },
};

function namedChoice({ values }: Invocation): WhenAway | undefined {
  const named = values['when-away'];
  if (named !== undefined && named !== 'refuse' && named !== 'pledge')
    throw new WrongUsage('--when-away must be refuse or pledge');
  return named;
}
