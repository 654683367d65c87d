// SQL of the search for events: those of which an account has listings, by words of event and venue, the soonest first. The next
// events are walked one by one, each by one step in the index of their order, however many listings it has; what is not found
// among them is gathered by an index of words.
import type { AccountId, Instant } from '../core/order.ts';
import { listingHasWords } from './order-search.ts';
import type { Database } from './pool.ts';

type FoundEvent = {
  event: string;
  venue: string;
  eventAt: Instant;
  /** At most `mostCounted`. */
  listings: number;
  hasMoreListings: boolean;
};

/** `words`: as `wordQuery` gives them. `from`: the event begins then or later; null: whenever. */
type EventQuestion = { words: string; from: Instant | null; limit: number };

/** `isCut`: there may be more than these. */
export type FoundEvents = { items: FoundEvent[]; isCut: boolean };

/** Found by the words alone, which the index answers without looking at them again. */
const mostGathered = 5_000;
const mostWalked = 500;
const mostCounted = 200;

type Row = FoundEvent & { looked: number };

export async function findEvents(db: Database, accountId: AccountId, question: EventQuestion): Promise<FoundEvents> {
  const { words, from, limit } = question;
  const values = [accountId, words, from === null ? '-infinity' : new Date(from), limit + 1];
  const walked = await db.query<Row>(walkedText, values);
  const isAll = lookedAt(walked.rows) < mostWalked;
  const next = found(walked.rows, limit, !isAll);
  if (isAll || next.items.length === limit) return next;
  // An index of words makes a list of all that have them before it shows the first: it is asked last.
  const gathered = await db.query<Row>(gatheredText, values);
  return lookedAt(gathered.rows) > mostGathered ? next : found(gathered.rows, limit, false);
}

function lookedAt(rows: readonly Row[]): number {
  return Number(rows[0]?.looked ?? 0);
}

function found(rows: readonly Row[], limit: number, isCut: boolean): FoundEvents {
  const shown = rows.filter(({ event }) => event !== null);
  const items = shown.slice(0, limit).map(({ looked: _looked, ...event }) => event);
  return { items, isCut: isCut || shown.length > limit };
}

/** Of event and venue, without the words of their single listings. */
const fits = (of: string): string =>
  `words_of(${of}.event || ' ' || ${of}.venue) @@ to_tsquery('pg_catalog.simple', $2::text)`;

/** One row at least: how many were looked at is told even where none of them is shown. */
const shown = `
  select looked.looked, e.event, e.venue, e.event_at as "eventAt",
    least(counted.listings, ${mostCounted}) as listings, counted.listings > ${mostCounted} as "hasMoreListings"
  from looked
  left join lateral (select * from events order by event_at, event limit $4::integer) as e on true
  left join lateral (
    select count(*) as listings from (
      select from listings l
      where l.account_id = $1::uuid and l.event_at = e.event_at and l.event = e.event
      limit ${mostCounted + 1}
    ) as few
  ) as counted on true
  order by e.event_at, e.event`;

const gatheredText = `
  with gathered as materialized (
    select l.event_at, l.event, l.venue from listings l
    where l.account_id = $1::uuid and ${listingHasWords('l', '$1::uuid', '$2::text')}
    limit ${mostGathered + 1}
  ),
  looked as (select count(*) as looked from gathered),
  named as (
    select event_at, event, min(venue) as venue from gathered
    where event_at >= $3::timestamptz and (select looked from looked) <= ${mostGathered}
    group by event_at, event
  ),
  events as (select * from named where ${fits('named')})
  ${shown}`;

const walkedColumns = `l.event_at, l.event, l.venue, ${fits('l')} as fits`;
const inOrder = 'order by l.event_at, l.event, l.remote_id limit 1';

const walkedText = `
  with recursive walked as (
    (
      select ${walkedColumns}, 1 as place from listings l
      where l.account_id = $1::uuid and l.event_at >= $3::timestamptz
      ${inOrder}
    )
    union all
    select next.*, w.place + 1 from walked w
    cross join lateral (
      select ${walkedColumns} from listings l
      where l.account_id = $1::uuid and (l.event_at, l.event) > (w.event_at, w.event)
      ${inOrder}
    ) as next
    where w.place < ${mostWalked}
  ),
  looked as (select count(*) as looked from walked),
  events as (select event_at, event, venue from walked where fits)
  ${shown}`;
