// Compares ledger, POS and marketplaces now, heals what is safe, and reports what is left.
import type { AccountId } from '../core/order.ts';
import { listAccountIds, nameOfAccount } from '../db/accounts.ts';
import { listEndedFindings, listStandingFindings, type StandingFinding } from '../db/findings.ts';
import type { Pool } from '../db/pool.ts';
import type { SweepProgress, Swept } from '../engine/reconciler.ts';
import { type Command, type Invocation, type Result, WrongUsage } from './command.ts';
import { openCommandRoom } from './command-room.ts';
import { counted } from './counted.ts';
import { namedAccount, withDatabase } from './database.ts';

/** More than anybody reads at once; all are counted. */
const mostShown = 1_000;
const usualDays = 7;

export const reconcile: Command = {
  summary: 'compares ledger, POS, marketplaces; heals what is safe',
  usage: '[--account ID] [--days N]',
  help: `
Asks each POS and each marketplace how the orders stand there that have changed
in the last days, or are still under way, and names every disagreement in a
sentence. Heals what is safe: a hold of ours that no order stands behind is let
go of, once it has stood for some minutes; a sale that its marketplace still
waits for is confirmed again. The hub does the same by itself once an hour, with
what has changed since the last time, and with each sale once a day until its
event is over. Reads much and changes little, so it may run beside the hub.
Exits with 1 if a disagreement remains, or if somebody could not be asked.

  --account ID   that account alone
  --days N       orders that changed in the last N days, 1 to 90; without it 7

  holdfast reconcile --account ID --days 2`,
  options: { account: { type: 'string' }, days: { type: 'string' } },
  async run(invocation) {
    const days = namedDays(invocation);
    const reports = await withDatabase(invocation, async (pool, databaseUrl) => {
      const accounts = invocation.values.account
        ? [(await namedAccount(pool, invocation)) as AccountId]
        : await listAccountIds(pool);
      const room = await openCommandRoom(invocation, pool, databaseUrl);
      try {
        const done: Report[] = [];
        for (const accountId of accounts) {
          const onProgress = (progress: SweepProgress): void => invocation.progress(sentenceOn(progress));
          const beganAt = Date.now();
          done.push(
            await reportOn(pool, accountId, beganAt, await room.reconciler.sweep(accountId, { days, onProgress })),
          );
        }
        return done;
      } finally {
        await room.close();
      }
    });
    invocation.progress('');
    return resultOf(reports);
  },
};

function namedDays({ values }: Invocation): number {
  const days = values.days === undefined ? usualDays : Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 90) throw new WrongUsage('--days must be from 1 to 90');
  return days;
}

type Report = {
  accountId: AccountId;
  name: string;
  /** Null: a hub was at it. */
  swept: Swept | null;
  standing: StandingFinding[];
  count: number;
  ended: { kind: string; sentence: string; healing: string | null }[];
};

async function reportOn(pool: Pool, accountId: AccountId, beganAt: number, swept: Swept | null): Promise<Report> {
  const { findings, count } = await listStandingFindings(pool, accountId, mostShown);
  const name = (await nameOfAccount(pool, accountId)) ?? 'Account';
  return {
    accountId,
    name,
    swept,
    standing: findings,
    count,
    ended: await listEndedFindings(pool, accountId, beganAt),
  };
}

function sentenceOn({ compared, of, healed }: SweepProgress): string {
  return `Comparing ${compared.toLocaleString('en')} of ${of.toLocaleString('en')} orders, ${healed.toLocaleString('en')} healed `;
}

function resultOf(reports: readonly Report[]): Result {
  const disagreements = reports.reduce((sum, { count }) => sum + count, 0);
  const unreadable = reports.reduce((sum, { swept }) => sum + (swept?.unreadable ?? 0), 0);
  const document = { disagreements, unreadable, accounts: reports.map(documentOf) };
  const isClean = disagreements === 0 && unreadable === 0 && reports.every(({ swept }) => swept !== null);
  return { document, text: reports.map(textOf).join('\n'), exitCode: isClean ? 0 : 1 };
}

function documentOf({ accountId, name, swept, standing, ended }: Report): Record<string, unknown> {
  return {
    account_id: accountId,
    account: name,
    compared: swept?.compared ?? null,
    unreadable: swept?.unreadable ?? null,
    healed: ended.filter(({ healing }) => healing !== null),
    ended: ended.filter(({ healing }) => healing === null).map(({ kind, sentence }) => ({ kind, sentence })),
    disagreements: standing.map(({ kind, sentence, orderId, pos, foundAt }) => ({
      kind,
      sentence,
      order_id: orderId ?? null,
      pos: pos ?? null,
      found_at: new Date(foundAt).toISOString(),
    })),
  };
}

function textOf({ accountId, name, swept, standing, count, ended }: Report): string {
  if (swept === null) return `${name} (${accountId}): a hub is comparing it just now; look again in a while.`;
  const compared = counted(swept.compared, 'comparison');
  const rest = count === 0 ? 'everybody says the same' : counted(count, 'disagreement');
  const unread = swept.unreadable > 0 ? `; ${swept.unreadable.toLocaleString('en')} could not be asked about` : '';
  return [
    `${name} (${accountId}): ${compared}, ${rest}${unread}.`,
    ...standing.map(({ sentence }) => `  ${sentence}`),
    ...ended.map(({ sentence, healing }) =>
      healing === null ? `  over: ${sentence}` : `  healed: ${sentence} ${healing}`,
    ),
  ].join('\n');
}
