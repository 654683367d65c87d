// SQL of the listings: the shelf, and who owns every ticket on it.
import type { Split } from '../core/claim.ts';
import type { Listing } from '../core/listing.ts';
import type { AccountId, Instant, Money, OrderId } from '../core/order.ts';
import type { Database, Statement } from './pool.ts';

/** Locks and reads those of the listings that exist, and those of `ofOrders`, in the order of their remote ids. */
export async function lockListings(
  db: Database,
  accountId: AccountId,
  remoteIds: readonly string[],
  ofOrders: readonly OrderId[] = [],
): Promise<Map<string, Listing>> {
  const { rows } = await db.query<ListingRow>({
    name: 'lock_listings',
    text: `
      select remote_id, pos, section, "row", price, currency, split, seats, owners from listings
      where account_id = $1 and remote_id = any($2::text[] || array(
        select remote_id from orders where account_id = $1 and order_id = any($3::uuid[]) order by order_id))
      order by remote_id
      for update`,
    values: [accountId, remoteIds, ofOrders],
  });
  return new Map(rows.map((row) => [row.remote_id, listingOf(row)]));
}

/** What is on the account's shelf, in the order of the remote ids. For looking at: nothing is locked. */
export async function readShelf(db: Database, accountId: AccountId): Promise<Listing[]> {
  const { rows } = await db.query<ListingRow>(
    `select remote_id, pos, section, "row", price, currency, split, seats, owners from listings
     where account_id = $1
     order by remote_id`,
    [accountId],
  );
  return rows.map(listingOf);
}

/** Other listings of the same event that have a ticket left. Nothing is locked. */
export async function readSameEvent(db: Database, accountId: AccountId, remoteId: string): Promise<Listing[]> {
  const { rows } = await db.query<ListingRow>(
    `select l.remote_id, l.pos, l.section, l."row", l.price, l.currency, l.split, l.seats, l.owners
     from listings l join listings sold using (account_id, event, venue, event_at)
     where account_id = $1 and sold.remote_id = $2 and l.remote_id <> $2
       and array_position(l.owners, null) is not null
     order by l.remote_id
     limit 1000`,
    [accountId, remoteId],
  );
  return rows.map(listingOf);
}

/**
 * Other listings of the same POS in which any of these seats stand, of those that were in the listing `remoteId`: in the same row of the same
 * section, where both have a name. Nothing is locked. The listings of an event are asked for in its index's order, and as a range, so
 * that a batch can find them by no other.
 */
export async function readListingsWithSeats(
  db: Database,
  accountId: AccountId,
  left: readonly { remoteId: string; seats: readonly string[] }[],
): Promise<string[]> {
  if (left.length === 0) return [];
  const { rows } = await db.query<{ remote_id: string }>({
    name: 'read_listings_with_seats',
    text: `
      with had as materialized (
        select remote_id, pos, event, venue, event_at, section, "row",
          array(select json_array_elements_text($3::json -> remote_id)) as seats
        from listings where account_id = $1 and remote_id = any($2::text[])
        order by remote_id
      )
      select others.remote_id from had cross join lateral (
        select l.remote_id from listings l
        where account_id = $1 and event_at >= had.event_at and event_at <= had.event_at and event = had.event
          and (l.pos, l.venue, l.section, l."row") = (had.pos, had.venue, had.section, had."row")
          and l.remote_id <> had.remote_id and l.seats && had.seats
        order by event_at
      ) others`,
    values: [
      accountId,
      left.map(({ remoteId }) => remoteId),
      JSON.stringify(Object.fromEntries(left.map(({ remoteId, seats }) => [remoteId, seats]))),
    ],
  });
  return rows.map(({ remote_id }) => remote_id);
}

/** One listing as it stands, to tell of it. Nothing is locked. */
export async function readListing(db: Database, accountId: AccountId, remoteId: string): Promise<Listing | null> {
  const { rows } = await db.query<ListingRow>(
    `select remote_id, pos, section, "row", price, currency, split, seats, owners from listings
     where account_id = $1 and remote_id = $2`,
    [accountId, remoteId],
  );
  return rows[0] ? listingOf(rows[0]) : null;
}

/** What is sold in a listing, when that is, in which POS it stands, and for how much a ticket. */
export type Heading = { pos: string; event: string; eventAt: Instant; price: Money };

export async function readHeadings(
  db: Database,
  accountId: AccountId,
  remoteIds: readonly string[],
): Promise<Map<string, Heading>> {
  const { rows } = await db.query<Omit<Heading, 'price'> & { remoteId: string; price: number; currency: string }>(
    `select remote_id as "remoteId", pos, event, event_at as "eventAt", price, currency from listings
     where account_id = $1 and remote_id = any($2::text[])`,
    [accountId, remoteIds],
  );
  return new Map(
    rows.map(({ remoteId, price, currency, ...heading }) => [
      remoteId,
      { ...heading, price: { amount: price, currency } },
    ]),
  );
}

/** Sets what a ticket costs, in minor units, and how the listing may be divided. No owner is touched. */
export async function changeTerms(
  db: Database,
  accountId: AccountId,
  remoteId: string,
  { price, split }: { price: number; split: string },
  now: Instant,
): Promise<void> {
  await db.query(
    'update listings set price = $3, split = $4, updated_at = $5 where account_id = $1 and remote_id = $2',
    [accountId, remoteId, price, split, new Date(now)],
  );
}

/**
 * Invariant one-owner-per-ticket: the caller holds the row's lock and has filled only empty slots, or emptied its own.
 * The rows are found by where they lie, and that in the order of their key: whatever the planner believes of the table, there is
 * one good way to do that. Any other index that begins with the account looks as good to it while the table is empty.
 */
export function storeOwners(accountId: AccountId, changed: ReadonlyMap<string, readonly (string | null)[]>): Statement {
  return {
    name: 'store_owners',
    text: `
      update listings set owners = ($3::text[])[array_position($2::text[], remote_id)]::uuid[]
      where ctid = any(array(
        select ctid from listings where account_id = $1 and remote_id = any($2::text[]) order by remote_id))`,
    values: [accountId, [...changed.keys()], Array.from(changed.values(), uuidArray)],
  };
}

function uuidArray(owners: readonly (string | null)[]): string {
  return `{${owners.map((owner) => owner ?? 'NULL').join(',')}}`;
}

type ListingRow = {
  remote_id: string;
  pos: string;
  section: string | null;
  row: string | null;
  price: number;
  currency: string;
  split: string;
  seats: (string | null)[];
  owners: (string | null)[];
};

function listingOf(row: ListingRow): Listing {
  return {
    remoteId: row.remote_id,
    pos: row.pos,
    section: row.section,
    row: row.row,
    price: { amount: row.price, currency: row.currency },
    split: splitOf(row.split),
    seats: row.seats,
    owners: row.owners,
  };
}

function splitOf(text: string): Split {
  switch (text) {
    case 'any':
    case 'pairs':
    case 'whole':
    case 'never_leave_one':
      return { rule: text };
    default:
      return { rule: 'quantities', quantities: text.split(';').map(Number) };
  }
}
