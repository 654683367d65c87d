// Tables as they are after years: an account with many listings, half of them sold, each sale with its whole story.
// Every row says what the hub itself would have written, so `holdfast verify` finds nothing wrong with them.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { insertAccount } from '../src/db/accounts.ts';
import { freshUse, openConnection, type Shelf } from './shelf.ts';

/** Two orders of two tickets for every listing that is sold out; the other half of the listings is free. */
export async function makeHistory(db: pg.Client, listings: number): Promise<Shelf> {
  const accountId = randomUUID();
  await insertAccount(db, accountId, 'Benchmark, grown');
  const connection = await openConnection(db, accountId);
  const sold = Math.floor(listings / 2);
  await insertListings(db, accountId, listings, sold);
  await insertOrders(db, connection, sold * 2);
  await insertJournal(db, accountId, sold * 2);
  // As autovacuum would have left them.
  for (const table of ['listings', 'orders', 'journal']) await db.query(`vacuum (analyze) ${table}`);
  await db.query('checkpoint');
  return { ...connection, first: sold + 1, listings: listings - sold, use: freshUse() };
}

/** Scattered over the key space, as the ids of real orders are. */
const orderId = (number: string): string => `md5('history ' || ${number})::uuid`;

async function insertListings(db: pg.Client, accountId: string, listings: number, sold: number): Promise<void> {
  await db.query(
    `insert into listings (account_id, remote_id, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, 'TG-' || number, 'Event ' || number % 5000, 'Benchmark Hall', now() + interval '60 days',
       'Section ' || number % 40, 'Row ' || number % 26, 12500, 'USD', 'any', '{1,2,3,4}',
       case when number > $3 then '{null,null,null,null}'::uuid[]
         else array[${orderId('2 * number - 1')}, ${orderId('2 * number - 1')}, ${orderId('2 * number')}, ${orderId('2 * number')}]
       end,
       now()
     from generate_series(1, $2::integer) as number`,
    [accountId, listings, sold],
  );
}

/** Order n has the first or the second pair of listing (n + 1) / 2. */
async function insertOrders(
  db: pg.Client,
  { accountId, connectionId }: { accountId: string; connectionId: string },
  orders: number,
): Promise<void> {
  await db.query(
    `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, remote_id,
       quantity, section, "row", seats, held_at, expires_at, marketplace_order_id, pos_hold_id, invoice_id,
       confirmed_at, answer_by, attempts, entries, created_at)
     select $1, ${orderId('number')}, $2, 'ticket-evolution', 'order_integration', 'history-' || number, 'confirmed', true,
       'TG-' || (number + 1) / 2, 2, 'Section ' || (number + 1) / 2 % 40, 'Row ' || (number + 1) / 2 % 26,
       case when number % 2 = 1 then '{1,2}' else '{3,4}' end::text[], at, at + interval '15 minutes',
       'history-' || number, ${orderId('number')}, 'house-' || ${orderId('number')},
       at + interval '2 minutes', at + interval '4 seconds', 0, 2, at
     from generate_series(1, $3::integer) as number, lateral (select now() - number * interval '30 seconds' as at) as placed`,
    [accountId, connectionId, orders],
  );
}

/** Two entries for each order: the hold and the invoice, with both conversations. */
async function insertJournal(db: pg.Client, accountId: string, orders: number): Promise<void> {
  const seats = `'[{"section": "Section 1", "row": "Row 1", "seat": "1"}, {"section": "Section 1", "row": "Row 1", "seat": "2"}]'::jsonb`;
  await db.query(
    `insert into journal (account_id, order_id, entry, at, steps, exchanges)
     select $1, ${orderId('number')}, entry, now() - number * interval '30 seconds',
       case entry when 1 then '[["hold_claimed", "holding"], ["pos_held", "held"]]'
         else '[["invoice_asked", "invoicing"], ["pos_invoiced", "confirming"], ["marketplace_confirmed", "confirmed"]]'
       end::jsonb,
       jsonb_build_array(jsonb_build_object(
         'direction', 'in', 'requestId', ${orderId('number')},
         'request', jsonb_build_object('line', 'POST /oi/v1/holds', 'body', jsonb_build_object(
           'global_id', 'history-' || number, 'remote_id', 'TG-' || (number + 1) / 2, 'quantity', 2)),
         'response', jsonb_build_object('status', 201, 'body', jsonb_build_object(
           'global_id', 'history-' || number, 'remote_id', 'TG-' || (number + 1) / 2, 'quantity', 2, 'seats', ${seats},
           'status', 'held', 'binding', true, 'held_at', now(), 'expires_at', now(), 'order_id', null,
           'invoice_id', null, 'confirmed_at', null))))
     from generate_series(1, $2::integer) as number, generate_series(1, 2) as entry`,
    [accountId, orders],
  );
}
