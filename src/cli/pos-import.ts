// Reads all listings of a POS now, with progress. Works by itself, and beside hubs: whoever has the POS reads it, and the
// others watch.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId } from '../core/order.ts';
import type { Pool } from '../db/pool.ts';
import { countStock, type Stand } from '../db/stock.ts';
import { makeStockDue, readStockStanding, takeStockPolls } from '../db/stock-polls.ts';
import { type StockProgress, type StockReader, stockLeaseMs } from '../engine/stock-reader.ts';
import type { EngineRoom } from '../engine-room.ts';
import { posBySlug } from '../pos/registry.ts';
import { type Command, Failed, type Invocation, required, WrongUsage } from './command.ts';
import { openCommandRoom } from './command-room.ts';
import { databaseClock, namedAccount, withDatabase } from './database.ts';

const watchEveryMs = 300;

const networked = [...posBySlug.values()].filter(({ kind }) => kind === 'network').map(({ slug }) => slug);

export const posImport: Command = {
  summary: 'reads all listings of a POS now, with progress',
  usage: '--account ID --pos SLUG',
  help: `
Reads everything that the POS has on its shelf, from the beginning, and says how
far it has come. A hub does that by itself when a POS is connected, and follows
every change afterwards; this is for watching it, or for doing it again. Tickets
that an order owns are never taken away; what the POS has sold or holds for
others leaves the shelf. It may be interrupted: whatever was read is stored, and
a hub, or this command, goes on from there.

  holdfast pos import --account ID --pos bridge`,
  options: { account: { type: 'string' }, pos: { type: 'string' } },
  async run(invocation) {
    const pos = required(invocation, 'pos');
    if (!networked.includes(pos))
      throw new WrongUsage(`there is no POS "${pos}" to read; there are: ${networked.join(', ')}`);
    const counts = await withDatabase(invocation, async (pool, databaseUrl) => {
      const stand = { accountId: (await namedAccount(pool, invocation)) as AccountId, pos };
      const room = await openCommandRoom(invocation, pool, databaseUrl);
      try {
        await refuseUnfollowed(room, stand);
        await readAll(room.stock, pool, stand, invocation);
      } finally {
        await room.close();
      }
      return countStock(pool, stand);
    });
    invocation.progress('');
    const [listings, tickets, free, elsewhere] = Object.values(counts).map((count) => count.toLocaleString('en'));
    const text = `${listings} listings with ${tickets} tickets stand in the POS ${pos}: ${free} free, ${elsewhere} sold or held there for others.`;
    return { document: { pos, ...counts }, text };
  },
};

async function refuseUnfollowed({ directory }: EngineRoom, { accountId, pos }: Stand): Promise<void> {
  const opened = await directory.opened(accountId, pos);
  if (opened === null)
    throw new Failed(`This account is not connected to the POS ${pos}. "holdfast pos connect" does that.`);
  if (!opened.remote.stock) {
    throw new Failed(
      `The POS ${pos} shows no stock here: it has none to show, or "follow_stock" in its settings does not ask for it.`,
    );
  }
}

async function readAll(reader: StockReader, pool: Pool, stand: Stand, invocation: Invocation): Promise<void> {
  const clock = await databaseClock(invocation, pool);
  const beganAt = clock();
  const before = await readStockStanding(pool, stand);
  const isUnderWay = before?.passBeganAt != null;
  await makeStockDue(pool, stand, beganAt, isUnderWay ? 'news' : 'everything');
  const onProgress = (progress: StockProgress): void => invocation.progress(sentenceOn(progress));
  for (;;) {
    const [poll] = await takeStockPolls(pool, { now: clock(), leaseMs: stockLeaseMs, limit: 1, only: stand });
    if (poll) {
      const read = await reader.look(poll, { onProgress });
      if (read.kind === 'failed') throw new Failed(`The POS cannot be read: ${read.trouble}.`);
      if (read.kind === 'not_followed') throw new Failed('The POS is not followed any more.');
    }
    const standing = await readStockStanding(pool, stand);
    if ((standing?.passedAt ?? 0) >= beganAt) return;
    if (standing?.trouble)
      throw new Failed(`The POS cannot be read: ${standing.trouble}. It is tried again by itself.`);
    if (poll) continue;
    // A hub has it: its progress is ours.
    if (standing) onProgress(standing);
    await sleep(watchEveryMs);
  }
}

function sentenceOn({ groupsRead, groupsTotal }: StockProgress): string {
  const read = groupsRead.toLocaleString('en');
  return groupsTotal === null
    ? `Reading: ${read} listings `
    : `Reading ${read} of ${groupsTotal.toLocaleString('en')} listings `;
}
