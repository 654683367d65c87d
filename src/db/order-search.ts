// Which orders a person's words mean. What few orders have is found by an index; what is common is not gathered at all:
// then whoever reads the list compares as he goes. So no search costs more than a few thousand rows, however many match.
import type { AccountId } from '../core/order.ts';
import type { Database } from './pool.ts';

/** More than this many hits of one kind make a word common. */
const mostGathered = 1_000;

/** `common`: too many to be gathered. */
export type Found = readonly string[] | 'common';

/** Listings that have all of these words, or words that begin so: in event and venue, or in section and remote id too. */
export async function findListingsByWords(
  db: Database,
  accountId: AccountId,
  words: string,
  where: 'event' | 'anywhere' = 'anywhere',
): Promise<Found> {
  const query = wordQuery(words, where);
  if (query === null) return [];
  const { rows } = await db.query<{ id: string }>(
    `select remote_id as id from listings
     where account_id = $1 and ${listingHasWords('listings', '$1::uuid', '$2')}
     limit $3`,
    [accountId, query, mostGathered + 1],
  );
  return gathered(rows);
}

/** Orders whose buyer has all of these words, or words that begin so. */
export async function findOrdersByBuyer(db: Database, accountId: AccountId, words: string): Promise<Found> {
  const query = buyerQuery(words);
  if (query === null) return [];
  const { rows } = await db.query<{ id: string }>(
    `select order_id as id from orders
     where account_id = $1 and ${buyerHasWords('orders', '$2')}
     limit $3`,
    [accountId, query, mostGathered + 1],
  );
  return gathered(rows);
}

/** Orders that have this very number at their marketplace, or one of these ids. */
export async function findOrdersNumbered(
  db: Database,
  accountId: AccountId,
  { number, orderIds }: { number: string; orderIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.query<{ order_id: string }>(
    `select o.order_id from connections c
     join orders o on o.account_id = c.account_id and o.connection_id = c.connection_id
     where c.account_id = $1 and o.marketplace_order_id = $2
     union
     select order_id from orders where account_id = $1 and order_id = any($3::uuid[])`,
    [accountId, number, orderIds],
  );
  return rows.map((row) => row.order_id);
}

function gathered(rows: readonly { id: string }[]): Found {
  return rows.length > mostGathered ? 'common' : rows.map(({ id }) => id);
}

/** As the index has it, so that it is used: the account is a word too. */
export function listingHasWords(listing: string, account: string, query: string): string {
  const words = ['account_id', 'event', 'venue', 'section', 'remote_id'].map((column) => `${listing}.${column}`);
  return `listing_words(${words.join(', ')})
    @@ (quote_literal('@' || ${account}::text)::tsquery && to_tsquery('pg_catalog.simple', ${query}))`;
}

export function buyerHasWords(order: string, query: string): string {
  return `(${order}.buyer is not null
    and jsonb_to_tsvector('pg_catalog.simple', ${order}.buyer, '["string"]') @@ to_tsquery('pg_catalog.simple', ${query}))`;
}

/** All words, each as far as it is typed. Null: there is no word in it. Letters and digits alone: nothing to escape. */
export function wordQuery(words: string, where: 'event' | 'anywhere' = 'anywhere'): string | null {
  // Words of event and venue weigh A.
  return joined(words.match(/[\p{L}\p{N}\p{M}]+/gu), where === 'event' ? ':*A' : ':*');
}

/** A buyer's address is one word there. */
export function buyerQuery(words: string): string | null {
  return joined(words.match(/[\p{L}\p{N}\p{M}@._-]*[\p{L}\p{N}][\p{L}\p{N}\p{M}@._-]*/gu), ':*');
}

function joined(words: readonly string[] | null, ending: string): string | null {
  return words === null ? null : words.map((word) => `'${word}'${ending}`).join(' & ');
}
