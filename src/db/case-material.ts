// What a case is gathered from: an order's account, its listing, its journal, and what moved every order that claimed its tickets.
import type { Slots } from '../core/claim.ts';
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import type { History } from '../core/owned-at.ts';
import { type JournalEntry, readMoves, readTimelineEnds } from './journal.ts';
import { readOrder, readOrders } from './orders.ts';
import type { Database } from './pool.ts';
import { findRivals } from './waivers.ts';

/** More orders than have ever claimed one listing; the latest of them count. */
const mostRivals = 500;
/** Of a longer journal the middle is left out where nothing moved: whoever asks a thousand times heard the same each time. */
const told = { first: 1_000, last: 1_000 } as const;

export type OrderWithJournal = { order: Order; entries: JournalEntry[] };

export type CaseListing = Slots & { event: string; venue: string; eventAt: Instant };

/** Null: the account has no such order. */
export async function readOrderWithJournal(
  db: Database,
  accountId: AccountId,
  orderId: OrderId,
): Promise<OrderWithJournal | null> {
  const order = await readOrder(db, accountId, orderId);
  if (order === null) return null;
  const entries = await readTimelineEnds(db, accountId, orderId, told);
  const last = entries.at(-1)?.entry ?? 0;
  return {
    order,
    entries: entries.filter(({ entry, steps }) => entry <= told.first || entry > last - told.last || steps.length > 0),
  };
}

/** Those of the orders that exist, in this order, each with what moved it. */
export async function readHistories(
  db: Database,
  accountId: AccountId,
  orderIds: readonly OrderId[],
): Promise<History[]> {
  const [orders, moves] = await Promise.all([readOrders(db, accountId, orderIds), readMoves(db, accountId, orderIds)]);
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return orderIds.flatMap((orderId) => {
    const order = byId.get(orderId);
    return order ? { order, entries: moves.get(orderId) ?? [] } : [];
  });
}

/** Every other order that claimed tickets of that order's listing until `until`. */
export async function readRivals(
  db: Database,
  accountId: AccountId,
  { remoteId, orderId }: Order,
  until: Instant,
): Promise<History[]> {
  if (remoteId === null) return [];
  return readHistories(db, accountId, await findRivals(db, accountId, { remoteId, orderId, until, limit: mostRivals }));
}

export async function readCaseListing(
  db: Database,
  accountId: AccountId,
  remoteId: string | null,
): Promise<CaseListing | null> {
  const { rows } = await db.query<CaseListing>(
    `select event, venue, event_at as "eventAt", seats, owners from listings where account_id = $1 and remote_id = $2`,
    [accountId, remoteId],
  );
  return rows[0] ?? null;
}

export async function readAccountName(db: Database, accountId: AccountId): Promise<string> {
  const { rows } = await db.query<{ name: string }>('select name from accounts where account_id = $1', [accountId]);
  return rows[0]?.name ?? '';
}
