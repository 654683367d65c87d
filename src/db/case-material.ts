// What a case is gathered from: an order's account, its listing, and the journals of every order that claimed its tickets.
import type { Slots } from '../core/claim.ts';
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import { type JournalEntry, readTimeline } from './journal.ts';
import { readOrder } from './orders.ts';
import type { Database } from './pool.ts';
import { findRivals } from './waivers.ts';

/** More orders than have ever claimed one listing; the latest of them count. */
const mostRivals = 500;

export type OrderWithJournal = { order: Order; entries: JournalEntry[] };

export type CaseListing = Slots & { event: string; venue: string; eventAt: Instant };

/** Null: the account has no such order. */
export async function readOrderWithJournal(
  db: Database,
  accountId: AccountId,
  orderId: OrderId,
): Promise<OrderWithJournal | null> {
  const order = await readOrder(db, accountId, orderId);
  return order === null ? null : { order, entries: await readTimeline(db, accountId, orderId) };
}

/** Every other order that claimed tickets of that order's listing until `until`. */
export async function readRivals(
  db: Database,
  accountId: AccountId,
  { remoteId, orderId }: Order,
  until: Instant,
): Promise<OrderWithJournal[]> {
  if (remoteId === null) return [];
  const ids = await findRivals(db, accountId, { remoteId, orderId, until, limit: mostRivals });
  const rivals = await Promise.all(ids.map((id) => readOrderWithJournal(db, accountId, id)));
  return rivals.filter((rival) => rival !== null);
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
