// Seats that stand in two listings of an account, of which one is sold or held and the other is for sale, or sold too: found by
// every sweep, told to a person. Kept: a step reads some thousand listings by the index of their events, and takes no lock.
import { createHash } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import { type TakenTwins, takenTwinsSentence } from '../core/twin-seats.ts';
import {
  endUnseenFindings,
  type Finding,
  keepPosAlerts,
  noteFindings,
  type PosFindings,
  readFindingsOfNoOrder,
} from '../db/findings.ts';
import type { Pool } from '../db/pool.ts';
import { readEventTimeAfter, readTakenTwins } from '../db/twin-seats.ts';
import type { PosDirectory } from './pos-directory.ts';

const listingsPerStep = 5_000;
/** Nobody goes through more; the next ones come when these are settled. */
const mostPerStep = 200;

export const listedTwice = 'seat_listed_twice';

type Parts = { pool: Pool; clock: () => Instant };

/** The listings of the next events, after those that begin at `after`; returns how far it came. Null: to the end. */
export async function findTakenTwins(
  { pool, clock }: Parts,
  { accountId, beganAt }: { accountId: AccountId; beganAt: Instant },
  after: Instant | null,
): Promise<Instant | null> {
  const from = after ?? beganAt;
  const upTo = await readEventTimeAfter(pool, accountId, { after: from, listings: listingsPerStep });
  const found = await readTakenTwins(pool, accountId, { after: from, upTo, limit: mostPerStep });
  await noteFindings(pool, accountId, found.map(findingOf), clock());
  if (upTo === null) {
    await endUnseenFindings(pool, accountId, { kind: listedTwice, pos: null, since: beganAt, at: clock() });
  }
  return upTo;
}

/** The same pair under another order is another cause. */
function findingOf(twins: TakenTwins): Finding {
  const cause = JSON.stringify([...twins.listings, twins.orderId, twins.isTakenInBoth]);
  return {
    kind: listedTwice,
    subject: createHash('sha256').update(cause).digest('hex'),
    ...(twins.orderId ? { orderId: twins.orderId } : {}),
    pos: twins.pos,
    remoteId: twins.listings[0] as string,
    sentence: takenTwinsSentence(twins),
  };
}

/** Seats that a POS has let go to somebody, and no order of ours: one alert for each POS. */
export async function tellOfGoneSeats(
  { pool, clock, directory }: Parts & { directory: Pick<PosDirectory, 'nameOf'> },
  accountId: AccountId,
): Promise<void> {
  const found = await readFindingsOfNoOrder(pool, accountId, listedTwice);
  const alerts = found.map((ofPos) => ({ ...ofPos, sentence: goneSeatsSentence(directory.nameOf(ofPos.pos), ofPos) }));
  await keepPosAlerts(pool, accountId, 'gone_seat_listed', alerts, clock());
}

function goneSeatsSentence(name: string, { count, sentence }: PosFindings): string {
  const more = count - 1;
  const others =
    more === 0 ? '' : ` So it is in ${more.toLocaleString('en')} more ${more === 1 ? 'pair' : 'pairs'} of listings.`;
  return `${sentence}${others} ${name} has sold what is taken, or holds it for somebody else: take it out of the listing that still offers it.`;
}
