// SQL of twin seats: a numbered seat of one account that stands in two listings, so that each of them can sell it. Nothing
// forbids it (a file may come again under new ids), so it is told. Names are compared without regard to case and spaces;
// general admission has no seats to compare.
// Kept: places (event, venue, time, section, row) are counted first and without their seats, so that a shelf that has no
// twins costs one look at its names; and nothing here takes a lock.
import type { AccountId, Instant } from '../core/order.ts';
import type { TwinSeats, TwinTally } from '../core/twin-seats.ts';
import type { Database } from './pool.ts';

const mostNamed = 20;
const mostShown = 5;

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
