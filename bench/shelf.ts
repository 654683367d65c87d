// Shelves for the hub: an account with its listings, its connection and its key, written straight into the tables,
// and the calls that a marketplace makes on them, as they go over the wire.
import { randomUUID } from 'node:crypto';
import { ensureConnection, insertAccount, insertKey } from '../src/db/accounts.ts';
import type { Database } from '../src/db/pool.ts';
import { createApiKey } from '../src/http/api-key.ts';
import { postText } from './raw-message.ts';

export type Shelf = {
  accountId: string;
  connectionId: string;
  apiKey: string;
  /** Listings from `first` on are free; each has `ticketsEach` tickets. */
  first: number;
  listings: number;
  /** Goes before the global ids of one use of the shelf, so that they are new. */
  use: string;
};

/** A shelf in an account of its own: every round finds a full one, and what was sold before stays sold. */
export async function stockShelf(
  db: Database,
  listings: number,
  ticketsEach: number,
  { pos = 'house', settings = {} }: { pos?: string; settings?: object } = {},
): Promise<Shelf> {
  const accountId = randomUUID();
  await insertAccount(db, accountId, 'Benchmark');
  await insertListings(db, accountId, listings, ticketsEach, pos);
  return { ...(await openConnection(db, accountId, settings)), first: 1, listings, use: freshUse() };
}

export function freshUse(): string {
  return randomUUID().slice(0, 8);
}

export async function openConnection(
  db: Database,
  accountId: string,
  settings: object = {},
): Promise<Pick<Shelf, 'accountId' | 'connectionId' | 'apiKey'>> {
  const wanted = { accountId, connectionId: randomUUID(), marketplace: 'ticket-evolution', settings };
  const connectionId = await ensureConnection(db, wanted);
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(db, { accountId, connectionId, keyId, secretHash, expiresAt: null });
  return { accountId, connectionId, apiKey };
}

/** An account of its own that hears of sales. */
export async function openSaleConnection(
  db: Database,
  settings: object,
): Promise<Pick<Shelf, 'accountId' | 'connectionId' | 'apiKey'>> {
  const accountId = randomUUID();
  await insertAccount(db, accountId, 'Benchmark, told of sales');
  return openConnection(db, accountId, settings);
}

export async function insertListings(
  db: Database,
  accountId: string,
  listings: number,
  ticketsEach: number,
  pos = 'house',
): Promise<void> {
  await db.query(
    `insert into listings (account_id, remote_id, pos, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, 'TG-' || number, $4, 'Event ' || number % 500, 'Benchmark Hall', now() + interval '60 days',
       'Section ' || number % 40, 'Row ' || number % 26, 12500, 'USD', 'any',
       array(select seat::text from generate_series(1, $3::integer) as seat),
       array_fill(null::uuid, array[$3::integer]), now()
     from generate_series(1, $2::integer) as number`,
    [accountId, listings, ticketsEach, pos],
  );
}

/** The `index`-th hold: two tickets, under a new global id, of a listing that is far from the one before. */
export function holdText(shelf: Shelf, index: number): string {
  // A prime that divides no shelf's size: every listing has its turn before one has its second.
  const number = shelf.first + ((index * 7_919) % shelf.listings);
  const body = { global_id: globalId(shelf, index), remote_id: `TG-${number}`, quantity: 2 };
  return callText(shelf, '/oi/v1/holds', body);
}

export function invoiceText(shelf: Shelf, index: number): string {
  const id = globalId(shelf, index);
  return callText(shelf, `/oi/v1/holds/${id}/invoice`, { order_id: `order-${id}` });
}

export const healthText = 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

function globalId(shelf: Shelf, index: number): string {
  return `${shelf.use}-${String(index).padStart(8, '0')}`;
}

function callText({ apiKey }: Shelf, path: string, body: object): string {
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  return postText(path, headers, JSON.stringify(body));
}
