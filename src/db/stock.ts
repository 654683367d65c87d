// SQL of listings that follow the POS: which group is which listing, and how a page of groups is written down.
// Rows of listings are locked in the order of their remote ids, as everywhere; orders are only looked at.
import { elsewhere, type Slots } from '../core/claim.ts';
import type { AccountId, Instant, Order } from '../core/order.ts';
import type { ListingContent } from './import.ts';
import type { Database } from './pool.ts';

/** Whose stock is meant. */
export type Stand = { accountId: AccountId; pos: string };

/** `hides`: the reading before did not show all tickets of our orders as theirs. */
export type NotedGroup = KnownGroup & { hides: boolean };

/** When the POS was asked, and when it had answered: what it shows was so at some moment between. */
export type Reading = Stand & { askedAt: Instant; answeredAt: Instant };

export type KnownGroup = { groupId: string; listing: string };

/** The clocks of two hubs differ by less; what was seen later than that was stamped by a clock that is wrong. */
const clocksDifferByMs = 60_000;

/** A reading counts where nobody's reading of the group has ended since it began: else either may be the newer one. */
const counts = '(stock_groups.seen_at < $4 or stock_groups.seen_at > $5)';

function countingFrom({ askedAt }: Reading): [Date, Date] {
  return [new Date(askedAt), new Date(askedAt + clocksDifferByMs)];
}

/** Which listings these groups are, as far as they are known. */
export async function readGroups(
  db: Database,
  { accountId, pos }: Stand,
  groupIds: readonly string[],
): Promise<(KnownGroup & { isGone: boolean })[]> {
  const { rows } = await db.query<KnownGroup & { isGone: boolean }>(
    `select group_id as "groupId", remote_id as listing, gone_at is not null as "isGone" from stock_groups
     where account_id = $1 and pos = $2 and group_id = any($3::text[])`,
    [accountId, pos, groupIds],
  );
  return rows;
}

/** Which groups these listings are, of whichever POS; by the listing. */
export async function readGroupsOfListings(
  db: Database,
  { accountId }: Pick<Stand, 'accountId'>,
  listings: readonly string[],
): Promise<Map<string, { groupId: string; isGone: boolean }>> {
  const { rows } = await db.query<KnownGroup & { isGone: boolean }>(
    `select group_id as "groupId", remote_id as listing, gone_at is not null as "isGone" from stock_groups
     where account_id = $1 and remote_id = any($2::text[])`,
    [accountId, listings],
  );
  return new Map(rows.map(({ listing, groupId, isGone }) => [listing, { groupId, isGone }]));
}

/** Their listings are other groups' now. */
export async function forgetGroups(
  db: Database,
  { accountId, pos }: Stand,
  groupIds: readonly string[],
): Promise<void> {
  if (groupIds.length === 0) return;
  await db.query('delete from stock_groups where account_id = $1 and pos = $2 and group_id = any($3::text[])', [
    accountId,
    pos,
    groupIds,
  ]);
}

/** The listings that go by these ids beside their own. */
export async function readListingIds(
  db: Database,
  accountId: AccountId,
  remoteIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ remoteId: string; listing: string }>({
    name: 'read_listing_ids',
    text: `
      select remote_id as "remoteId", listing from listing_ids
      where account_id = $1 and remote_id = any($2::text[])`,
    values: [accountId, remoteIds],
  });
  return new Map(rows.map(({ remoteId, listing }) => [remoteId, listing]));
}

/** How an order of ours may be seen in the POS. `isInPos`: its hold or sale was on the POS's book by then. */
export type ShownOrder = Pick<Order, 'orderId' | 'flow' | 'soldSeats' | 'remoteId'> & { isInPos: boolean };

export async function readShownOrders(
  db: Database,
  accountId: AccountId,
  orderIds: readonly string[],
  by: Instant,
): Promise<Map<string, ShownOrder>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await db.query<ShownOrder>(
    `select order_id as "orderId", flow, sold_seats as "soldSeats", remote_id as "remoteId",
       (pos_hold_id is not null or invoice_id is not null) and (sent_at is null or sent_at < $3) as "isInPos"
     from orders
     where account_id = $1 and order_id = any($2::uuid[])`,
    [accountId, orderIds, new Date(by)],
  );
  return new Map(rows.map((order) => [order.orderId, order]));
}

/**
 * Those of the listings of which an order had a hold in the POS, and has let go since the POS was asked. An order that the POS never
 * held for is none: a listing that many ask for in vain must be read all the same.
 */
export async function readLetGoOf(
  db: Database,
  { accountId, askedAt }: Reading,
  listings: readonly string[],
): Promise<Set<string>> {
  if (listings.length === 0) return new Set();
  const { rows } = await db.query<{ remoteId: string }>(
    `select remote_id as "remoteId" from listings
     where account_id = $1 and remote_id = any($2::text[]) and exists (
       select from orders join journal using (account_id, order_id)
       where account_id = $1 and remote_id = listings.remote_id and at >= $3
         and pos_hold_id is not null and array_position(owners, order_id) is null)`,
    [accountId, listings, new Date(askedAt)],
  );
  return new Set(rows.map(({ remoteId }) => remoteId));
}

/** A listing as the POS has it, with its owners. */
export type StockListing = ListingContent & Slots;

const recordset = `json_to_recordset($3::json) as l (remote_id text, event text, venue text, event_at timestamptz,
  section text, "row" text, price bigint, currency text, split text, seats text[], owners uuid[])`;

function rowsOf(listings: readonly StockListing[]): string {
  const rows = listings.map(({ remoteId, eventAt, ...rest }) => ({
    ...rest,
    remote_id: remoteId,
    event_at: new Date(eventAt),
  }));
  return JSON.stringify(rows);
}

/** Inserts new listings, and returns the remote ids of those that were new indeed. */
export async function insertStock(
  db: Database,
  { accountId, pos }: Stand,
  listings: readonly StockListing[],
  now: Instant,
): Promise<Set<string>> {
  if (listings.length === 0) return new Set();
  const { rows } = await db.query<{ remote_id: string }>(
    `insert into listings (account_id, remote_id, pos, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, remote_id, $2, event, venue, event_at, section, "row", price, currency, split, seats, owners, $4
     from ${recordset}
     order by remote_id
     on conflict (account_id, remote_id) do nothing
     returning remote_id`,
    [accountId, pos, rowsOf(listings), new Date(now)],
  );
  return new Set(rows.map(({ remote_id }) => remote_id));
}

/** Invariant one-owner-per-ticket: the caller holds the rows' locks, and every order has kept its tickets. */
export async function updateStock(
  db: Database,
  { accountId, pos }: Stand,
  listings: readonly StockListing[],
  now: Instant,
): Promise<void> {
  if (listings.length === 0) return;
  await db.query(
    `update listings set event = l.event, venue = l.venue, event_at = l.event_at, section = l.section, "row" = l."row",
       price = l.price, currency = l.currency, split = l.split, seats = l.seats, owners = l.owners, updated_at = $4
     from ${recordset}
     where listings.account_id = $1 and listings.remote_id = l.remote_id and listings.pos = $2`,
    [accountId, pos, rowsOf(listings), new Date(now)],
  );
}

/** In the order of their ids, until the transaction ends: whoever else writes them waits, and nobody in a circle. */
export async function lockGroups(db: Database, { accountId, pos }: Stand, groupIds: readonly string[]): Promise<void> {
  await db.query(
    `select from stock_groups where account_id = $1 and pos = $2 and group_id = any($3::text[])
     order by group_id
     for update`,
    [accountId, pos, groupIds],
  );
}

/**
 * Notes which groups were seen, and keeps everybody else from writing them until the transaction ends. Returns those whose
 * reading counts, and that are the listing that was thought: a group keeps the one that it was first known as.
 */
export async function noteGroups(db: Database, reading: Reading, groups: readonly KnownGroup[]): Promise<NotedGroup[]> {
  if (groups.length === 0) return [];
  const { rows } = await db.query<NotedGroup>(
    `insert into stock_groups (account_id, pos, group_id, remote_id, seen_at)
     select $1, $2, group_id, remote_id, $3 from unnest($6::text[], $7::text[]) as g (group_id, remote_id)
     order by group_id
     on conflict (account_id, pos, group_id) do update set seen_at = excluded.seen_at, gone_at = null where ${counts}
     returning group_id as "groupId", remote_id as listing, hides`,
    [
      reading.accountId,
      reading.pos,
      new Date(reading.answeredAt),
      ...countingFrom(reading),
      groups.map(({ groupId }) => groupId),
      groups.map(({ listing }) => listing),
    ],
  );
  const listings = new Map(groups.map(({ groupId, listing }) => [groupId, listing]));
  return rows.filter(({ groupId, listing }) => listings.get(groupId) === listing);
}

/** Of groups that are shown and stay as they were read before: a pass has not missed them. */
export async function noteShown(db: Database, reading: Reading, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0) return;
  await db.query(
    `update stock_groups set seen_at = $3
     where account_id = $1 and pos = $2 and group_id = any($6::text[]) and gone_at is null and ${counts}`,
    [reading.accountId, reading.pos, new Date(reading.answeredAt), ...countingFrom(reading), groupIds],
  );
}

/** Marks groups as gone where the reading counts. Returns the listings of all that are known, and whether they are gone. */
export async function noteGone(
  db: Database,
  reading: Reading,
  groupIds: readonly string[],
): Promise<{ listing: string; isGone: boolean }[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await db.query<{ listing: string; isGone: boolean }>(
    `update stock_groups set
       gone_at = case when ${counts} then coalesce(gone_at, $3) else gone_at end,
       seen_at = case when ${counts} then $3 else seen_at end
     where account_id = $1 and pos = $2 and group_id = any($6::text[])
     returning remote_id as listing, gone_at is not null as "isGone"`,
    [reading.accountId, reading.pos, new Date(reading.answeredAt), ...countingFrom(reading), groupIds],
  );
  return rows;
}

/** Notes of these groups which of them hide tickets. */
export async function noteHides(
  db: Database,
  { accountId, pos }: Stand,
  groupIds: readonly string[],
  hiding: readonly string[],
): Promise<void> {
  if (groupIds.length === 0) return;
  await db.query(
    `update stock_groups set hides = group_id = any($4::text[])
     where account_id = $1 and pos = $2 and group_id = any($3::text[])`,
    [accountId, pos, groupIds, hiding],
  );
}

/** Groups that a pass over everything has not shown, of those behind that group. */
export async function readUnseenGroups(
  db: Database,
  { accountId, pos }: Stand,
  { passBeganAt, after, limit }: { passBeganAt: Instant; after: string; limit: number },
): Promise<KnownGroup[]> {
  const { rows } = await db.query<KnownGroup>(
    `select group_id as "groupId", remote_id as listing from stock_groups
     where account_id = $1 and pos = $2 and group_id > $4 and seen_at < $3 and gone_at is null
     order by group_id
     limit $5`,
    [accountId, pos, new Date(passBeganAt), after, limit],
  );
  return rows;
}

/**
 * Listings of this POS that are no group's, as those that a file has brought: each is noted as a group of its own that was not seen since
 * then, so that a pass which does not show it ends it like any other.
 */
export async function noteUnknown(db: Database, { accountId, pos }: Stand, seenBefore: Instant): Promise<void> {
  await db.query(
    `insert into stock_groups (account_id, pos, group_id, remote_id, seen_at)
     select account_id, pos, remote_id, remote_id, $3 from listings l
     where account_id = $1 and pos = $2 and cardinality(owners) > 0 and not exists (
       select from stock_groups g where g.account_id = $1 and g.remote_id = l.remote_id)
     order by remote_id
     on conflict do nothing`,
    [accountId, pos, new Date(seenBefore - 1)],
  );
}

/** From now on a listing goes by these ids too. */
export async function addListingIds(
  db: Database,
  accountId: AccountId,
  ids: readonly { remoteId: string; listing: string }[],
): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    `insert into listing_ids (account_id, remote_id, listing)
     select $1, remote_id, listing from unnest($2::text[], $3::text[]) as i (remote_id, listing)
     order by remote_id
     on conflict (account_id, remote_id) do update set listing = excluded.listing`,
    [accountId, ids.map(({ remoteId }) => remoteId), ids.map(({ listing }) => listing)],
  );
}

/** What stands in the POS, as the ledger has it. */
export async function countStock(
  db: Database,
  { accountId, pos }: Stand,
): Promise<{ listings: number; tickets: number; free: number; elsewhere: number }> {
  const { rows } = await db.query<{ listings: number; tickets: number; free: number; elsewhere: number }>(
    `select count(*) as listings, coalesce(sum(cardinality(owners)), 0)::bigint as tickets,
       coalesce(sum(cardinality(owners) - cardinality(array_remove(owners, null))), 0)::bigint as free,
       coalesce(sum(cardinality(owners) - cardinality(array_remove(owners, $3::uuid))), 0)::bigint as elsewhere
     from listings where account_id = $1 and pos = $2 and cardinality(owners) > 0`,
    [accountId, pos, elsewhere],
  );
  return rows[0] ?? { listings: 0, tickets: 0, free: 0, elsewhere: 0 };
}
