// SQL of twin seats: a numbered seat of one account that stands in two listings, so that each of them can sell it. Nothing
// forbids it (a file may come again under new ids), so it is told. Names are compared without regard to case and spaces;
// general admission has no seats to compare.
// Kept: places (event, venue, time, section, row) are counted first and without their seats, so that a shelf that has no
// twins costs one look at its names; and nothing here takes a lock.
import { elsewhere } from '../core/claim.ts';
import type { AccountId, Instant } from '../core/order.ts';
import type { TakenTwins, TwinSeats, TwinTally } from '../core/twin-seats.ts';
import type { Database } from './pool.ts';

const mostNamed = 20;
const mostShown = 5;
/** Stands for no owner in a list that is text; an empty word would make the list of a single seat empty. */
const free = 'free';

const alike = (text: string): string => `lower(translate(${text}, E' \\u00a0', ''))`;
const place = `hashtextextended(${alike(
  `event || E'\\x1f' || venue || E'\\x1f' || coalesce(section, '') || E'\\x1f' || coalesce("row", '')`,
)}, 0)`;

/** The query `here` has listings by remote id and says which of them count; the answer has pairs of those that share seats. */
const sharing = (here: string): string => `
  here as not materialized (${here}),
  crowded as (
    select array_agg(remote_id) as remote_ids, array_agg(array_to_string(seats, E'\\x1f')) as seats, array_agg(counts) as counts
    from here
    where seats[1] is not null
    group by event_at, ${place}
    having count(*) > 1 and bool_or(counts)
  ),
  sharing as (
    select pairs.* from crowded cross join lateral (
      select one, other, array_agg(seat order by slot, seat) as seats from (
        select min(t.seat) as seat, min(t.slot) as slot, min(l.remote_id) as one, max(l.remote_id) as other
        from unnest(crowded.remote_ids, crowded.seats, crowded.counts) as l (remote_id, seats, counts)
          cross join unnest(string_to_array(l.seats, E'\\x1f'), string_to_array(${alike('l.seats')}, E'\\x1f'))
            with ordinality as t (seat, name, slot)
        group by t.name
        having min(l.remote_id) <> max(l.remote_id) and bool_or(l.counts)
      ) twins
      group by one, other
    ) pairs
  )`;

/**
 * The seats of a file's listings that stand in two of them, or in one of them and another on the shelf. Asked when what is
 * new or changed is on the stage and nothing of it is written, so that nobody waits for the answer.
 */
export async function readTwinsOfFile(
  db: Database,
  accountId: AccountId,
  file: { eventTimes: readonly Instant[]; staged: readonly string[]; unchanged: readonly string[] },
): Promise<TwinTally> {
  const columns = 'remote_id, event, venue, event_at, section, "row", seats';
  const shelf = `
    select ${columns}, remote_id = any($4::text[]) as counts from listings
    where account_id = $1 and event_at = any($2::timestamptz[]) and remote_id <> all($3::text[])`;
  const stage = `select ${columns}, true as counts from staged`;
  const { rows } = await db.query<TwinSeats & { allSeats: number; allPairs: number }>(
    `with ${sharing(file.staged.length > 0 ? `${stage} union all ${shelf}` : shelf)},
     first as (
       select one, other, seats[1:${mostNamed}] as seats, cardinality(seats) as seat_count,
         sum(cardinality(seats)) over () as all_seats, count(*) over () as all_pairs
       from sharing
       order by one, other
       limit ${mostShown}
     )
     select event, venue, event_at as "eventAt", section, "row", first.seats, seat_count as "seatCount",
       array[one, other] as listings, all_seats as "allSeats", all_pairs as "allPairs"
     from first join here on here.remote_id = one
     order by one, other`,
    [accountId, file.eventTimes.map((at) => new Date(at)), file.staged, file.unchanged],
  );
  return {
    seats: rows[0]?.allSeats ?? 0,
    pairs: rows[0]?.allPairs ?? 0,
    first: rows.map(({ allSeats: _seats, allPairs: _pairs, ...twins }) => twins),
  };
}

/**
 * Pairs of listings of which one has sold, or holds, what the other still offers, or both have: among those of an account
 * (null: of all) whose events begin after one moment, and no later than another (null: ever). What an order owns and the POS
 * shows as gone in the other is one sale, and not told of.
 */
export async function readTakenTwins(
  db: Database,
  accountId: AccountId | null,
  { after, upTo, limit }: { after: Instant; upTo: Instant | null; limit: number },
): Promise<TakenTwins[]> {
  const { rows } = await db.query<TakenTwins>(
    `with crowded as (
       select account_id, array_agg(remote_id) as remote_ids, array_agg(array_to_string(seats, E'\\x1f')) as seats,
         array_agg(array_to_string(owners, E'\\x1f', '${free}')) as owners
       from listings
       where ($1::uuid is null or account_id = $1) and event_at > $2 and ($3::timestamptz is null or event_at <= $3)
         and seats[1] is not null
       group by account_id, event_at, ${place}
       having count(*) > 1 and bool_or(cardinality(array_remove(owners, null)) > 0)
     ),
     pairs as (
       select crowded.account_id, pairs.* from crowded cross join lateral (
         select one, other, is_both, array_agg(seat order by slot, seat) as seats, min(order_id) as order_id from (
           select min(t.seat) as seat, min(t.slot) as slot, count(distinct o.order_id) > 1 as is_both,
             coalesce(min(l.remote_id) filter (where o.order_id is not null),
               min(l.remote_id) filter (where t.owner <> '${free}')) as one,
             case when count(distinct o.order_id) > 1 then max(l.remote_id) filter (where o.order_id is not null)
               else min(l.remote_id) filter (where t.owner = '${free}') end as other,
             (array_agg(o.order_id order by l.remote_id) filter (where o.order_id is not null))[1] as order_id
           from unnest(crowded.remote_ids, crowded.seats, crowded.owners) as l (remote_id, seats, owners)
             cross join unnest(string_to_array(l.seats, E'\\x1f'), string_to_array(${alike('l.seats')}, E'\\x1f'),
               string_to_array(l.owners, E'\\x1f')) with ordinality as t (seat, name, owner, slot)
             cross join nullif(nullif(t.owner, '${free}'), '${elsewhere}') as o (order_id)
           group by t.name
           having min(l.remote_id) <> max(l.remote_id)
             and (count(distinct o.order_id) > 1 or (bool_or(t.owner <> '${free}') and bool_or(t.owner = '${free}')))
         ) twins
         group by one, other, is_both
       ) pairs
       order by account_id, one, other
       limit $4
     )
     select l.account_id as "accountId", l.event, l.venue, l.event_at as "eventAt", l.section, l."row", l.pos,
       pairs.seats[1:${mostNamed}] as seats, cardinality(pairs.seats) as "seatCount", array[one, other] as listings,
       is_both as "isTakenInBoth", pairs.order_id as "orderId",
       case when pairs.order_id is null then 'taken' when o.invoice_id is null then 'held' else 'sold' end as how
     from pairs
       join listings l on l.account_id = pairs.account_id and l.remote_id = pairs.one
       left join orders o on o.account_id = pairs.account_id and o.order_id = pairs.order_id::uuid
     order by l.account_id, one, other`,
    [accountId, new Date(after), upTo === null ? null : new Date(upTo), limit],
  );
  return rows;
}

/** The whole millisecond by which the events begin up to which there are so many listings, of those that begin after a moment. Null: there are fewer. */
export async function readEventTimeAfter(
  db: Database,
  accountId: AccountId,
  { after, listings }: { after: Instant; listings: number },
): Promise<Instant | null> {
  const { rows } = await db.query<{ eventAt: Instant }>(
    `select date_trunc('milliseconds', event_at + interval '999 microseconds') as "eventAt" from listings where account_id = $1 and event_at > $2
     order by listings.event_at offset $3 limit 1`,
    [accountId, new Date(after), listings],
  );
  return rows[0]?.eventAt ?? null;
}
