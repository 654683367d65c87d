// SQL of the import: listings compared without locks, staged in a table of the transaction's own, and then written by
// few statements, so that locks are held briefly: staging is the long part, and nobody waits for it.
// Rows are locked in the order in which every other statement locks listings, so that nobody can wait in a circle.
import type { Slots } from '../core/claim.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

/** What a listing says of its tickets; `split` as it is stored. */
export type ListingContent = {
  remoteId: string;
  event: string;
  venue: string;
  eventAt: Instant;
  section: string | null;
  row: string | null;
  seats: readonly (string | null)[];
  /** Integer minor units of the currency. */
  price: number;
  currency: string;
  split: string;
};

export type StoredListing = ListingContent & Slots & { pos: string };

const select = `
  select remote_id as "remoteId", pos, event, venue, event_at as "eventAt", section, "row", seats, owners, price,
    currency, split
  from listings
  where account_id = $1 and remote_id = any($2::text[])`;

/** `locked`: in the order of their remote ids, until the transaction ends. */
export async function readListings(
  db: Database,
  accountId: AccountId,
  remoteIds: readonly string[],
  locking: 'locked' | 'unlocked' = 'unlocked',
): Promise<Map<string, StoredListing>> {
  const text = locking === 'locked' ? `${select} order by remote_id for update` : select;
  const { rows } = await db.query<StoredListing>(text, [accountId, remoteIds]);
  return new Map(rows.map((listing) => [listing.remoteId, listing]));
}

const stagedColumns = {
  remote_id: 'text',
  event: 'text',
  venue: 'text',
  event_at: 'timestamptz',
  section: 'text',
  row: 'text',
  seats: 'text[]',
  price: 'bigint',
  currency: 'text',
  split: 'text',
} as const;

const names = Object.keys(stagedColumns)
  .map((name) => `"${name}"`)
  .join(', ');
const definitions = Object.entries(stagedColumns)
  .map(([name, type]) => `"${name}" ${type}`)
  .join(', ');

/** The table lives until the transaction ends. */
export async function openStage(db: Database): Promise<void> {
  await db.query(`create temporary table staged (${definitions}) on commit drop`);
}

export async function stageListings(db: Database, listings: readonly ListingContent[]): Promise<void> {
  const rows = listings.map(({ remoteId, eventAt, ...rest }) => ({
    ...rest,
    remote_id: remoteId,
    event_at: new Date(eventAt),
  }));
  await db.query(
    `insert into staged (${names}) select ${names} from json_to_recordset($1::json) as l (${definitions})`,
    [JSON.stringify(rows)],
  );
}

/** Nobody else takes statistics of a temporary table, and the plans that read it depend on its size. */
export async function closeStage(db: Database): Promise<void> {
  await db.query('analyze staged');
}

/**
 * Inserts those that are new, and leaves the others on the stage. Sorted, so that two imports cannot wait in a circle.
 * Those that exist are left out beforehand, since a conflict with a row waits for whoever is changing it.
 */
export async function insertStaged(db: Database, accountId: AccountId, pos: string, now: Instant): Promise<number> {
  const { rowCount } = await db.query(
    `with inserted as (
       insert into listings (account_id, pos, updated_at, owners, ${names})
       select $1, $2, $3, array_fill(null::uuid, array[cardinality(seats)]), ${names}
       from staged
       where not exists (
         select from listings where listings.account_id = $1 and listings.remote_id = staged.remote_id
       )
       order by remote_id
       on conflict (account_id, remote_id) do nothing
       returning remote_id
     )
     delete from staged using inserted where staged.remote_id = inserted.remote_id`,
    [accountId, pos, new Date(now)],
  );
  return rowCount ?? 0;
}

export async function lockStaged(db: Database, accountId: AccountId): Promise<void> {
  await db.query(
    `with locked as (
       select remote_id from listings
       where account_id = $1 and remote_id in (select remote_id from staged)
       order by remote_id
       for update
     )
     select count(*) from locked`,
    [accountId],
  );
}

const contentFromStage = `
  event = staged.event, venue = staged.venue, event_at = staged.event_at, section = staged.section,
  "row" = staged."row", price = staged.price, currency = staged.currency, split = staged.split, updated_at = $2`;

/** Whether the tickets stay as they are, whoever owns them; arrays are equal where both have a null. */
const ticketsStay = 'listings.seats = staged.seats and listings.pos = $3';

/** Updates the listings whose tickets stay as they are: then no owner is touched. Returns how many there are. */
export async function updateContent(db: Database, accountId: AccountId, pos: string, now: Instant): Promise<number> {
  const { rowCount } = await db.query(
    `update listings set ${contentFromStage}
     from staged
     where listings.account_id = $1 and listings.remote_id = staged.remote_id and ${ticketsStay}`,
    [accountId, new Date(now), pos],
  );
  return rowCount ?? 0;
}

export type StoredTickets = Slots & { remoteId: string; pos: string };

/** The staged listings whose tickets change, after the given remote id. */
export async function readChangingTickets(
  db: Database,
  accountId: AccountId,
  pos: string,
  after: string,
  limit: number,
): Promise<StoredTickets[]> {
  const { rows } = await db.query<StoredTickets>(
    `select listings.remote_id as "remoteId", listings.pos, listings.seats, listings.owners
     from staged join listings on listings.account_id = $1 and listings.remote_id = staged.remote_id
     where listings.remote_id > $2 and not (${ticketsStay})
     order by listings.remote_id
     limit $4`,
    [accountId, after, pos, limit],
  );
  return rows;
}

/** Invariant one-owner-per-ticket: the caller holds the rows' locks, and every owner has kept its tickets. */
export async function updateTickets(
  db: Database,
  accountId: AccountId,
  merged: readonly (Slots & { remoteId: string })[],
  now: Instant,
): Promise<void> {
  const rows = merged.map(({ remoteId, seats, owners }) => ({ remote_id: remoteId, seats, owners }));
  await db.query(
    `update listings set ${contentFromStage}, seats = merged.seats, owners = merged.owners
     from staged join json_to_recordset($3::json) as merged (remote_id text, seats text[], owners uuid[]) using (remote_id)
     where listings.account_id = $1 and listings.remote_id = staged.remote_id`,
    [accountId, new Date(now), JSON.stringify(rows)],
  );
}
