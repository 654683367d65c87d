// SQL of lists of listings: searched, filtered and turned page by page, over however many there are. What few listings have is
// gathered by an index; else the list is walked in its own order and compared along the way, so many listings to a page.
// Whether a ticket is free stands in no index on purpose: without one, a claim stays a HOT update.
import { elsewhere } from '../core/claim.ts';
import type { AccountId, Instant, Money } from '../core/order.ts';
import { stateGroups } from '../core/state-groups.ts';
import { listingHasWords } from './order-search.ts';
import type { Database } from './pool.ts';

/** Null: whatever it is. */
export type ListingFilter = {
  /** As `wordQuery` gives it. */
  words: string | null;
  pos: string | null;
  /** When the event begins: from this instant on, and before that one. */
  from: Instant | null;
  to: Instant | null;
  hasFree: boolean | null;
};

/** By the event's time, then event by event. */
type ListingSort = 'soonest' | 'latest';

/** The place of a listing in the list. */
export type ListingPlace = { eventAt: Instant; event: string; remoteId: string };

/** How many of a listing's tickets are whose. */
type TicketCounts = { tickets: number; free: number; held: number; sold: number; elsewhere: number };

export type ListingLine = ListingPlace &
  TicketCounts & {
    venue: string;
    section: string | null;
    row: string | null;
    pos: string;
    /** Of one ticket. */
    price: Money;
    /** As it is stored. */
    split: string;
    updatedAt: Instant;
  };

/** `next` null: there are no more. A page that had to compare many may be shorter than its limit, even empty, and go on. */
export type ListingPage = { items: ListingLine[]; next: ListingPlace | null };

/** So many are gathered by their words and put in order; words that more have are compared along the way. */
const mostGathered = 5_000;
/** How many listings are compared for one page. */
const comparedPerPage = 2_000;

type Turn = { sort: ListingSort; after: ListingPlace | null; limit: number };

export async function readListingPage(
  db: Database,
  accountId: AccountId,
  filter: ListingFilter,
  turn: Turn,
): Promise<ListingPage> {
  const gathered = filter.words === null ? null : await readGathered(db, accountId, filter, turn);
  return gathered ?? (await readWalked(db, accountId, filter, turn));
}

/** Null: so many have these words that they are not gathered. */
async function readGathered(
  db: Database,
  accountId: AccountId,
  filter: ListingFilter,
  turn: Turn,
): Promise<ListingPage | null> {
  const asked = new Asked(accountId);
  const source = `
    select ${keyColumns} from listings l
    where l.account_id = ${asked.account} and ${listingHasWords('l', asked.account, asked.take(filter.words, 'text'))}
    limit ${mostGathered + 1}`;
  const conditions = [...spanOf(asked, filter), ...beyond(asked, turn), ...comparisons(asked, filter)];
  const rows = await readRows(db, asked, { source, conditions, turn });
  if ((rows[0]?.touched ?? 0) > mostGathered) return null;
  return pageOf(rows, turn.limit, null);
}

async function readWalked(db: Database, accountId: AccountId, filter: ListingFilter, turn: Turn): Promise<ListingPage> {
  const asked = new Asked(accountId);
  const isCompared = filter.words !== null || filter.pos !== null || filter.hasFree !== null;
  const most = isCompared ? comparedPerPage : turn.limit + 1;
  const fits = filter.words === null ? 'true' : listingHasWords('l', asked.account, asked.take(filter.words, 'text'));
  const walk = [`l.account_id = ${asked.account}`, ...spanOf(asked, filter), ...beyond(asked, turn)];
  const source = `
    select ${keyColumns}, ${fits} as fits from listings l
    where ${walk.join(' and ')} ${inOrder('l', turn.sort)} limit ${asked.take(most, 'integer')}`;
  const rows = await readRows(db, asked, { source, conditions: ['l.fits', ...comparisons(asked, filter)], turn });
  const [first] = rows;
  // What compared all that it may goes on behind the last of it.
  const end =
    isCompared && first && first.touched === most
      ? { eventAt: first.last_event_at, event: first.last_event, remoteId: first.last_remote_id }
      : null;
  return pageOf(rows, turn.limit, end);
}

/** `end`: where a page goes on that is not full. */
function pageOf(rows: readonly PageRow[], limit: number, end: ListingPlace | null): ListingPage {
  const found = rows.flatMap((row) => (row.remote_id === null ? [] : [listedOf(row)]));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const isMore = found.length > limit && last !== undefined;
  return { items, next: isMore ? placeOf(last) : end };
}

function placeOf({ eventAt, event, remoteId }: ListingPlace): ListingPlace {
  return { eventAt, event, remoteId };
}

const keyColumns = `l.event_at, l.event, l.remote_id, l.pos, array_position(l.owners, null) is not null as has_free`;

function inOrder(of: string, sort: ListingSort): string {
  const direction = sort === 'soonest' ? 'asc' : 'desc';
  return `order by ${of}.event_at ${direction}, ${of}.event ${direction}, ${of}.remote_id ${direction}`;
}

function spanOf(asked: Asked, { from, to }: ListingFilter): string[] {
  return [
    ...(from === null ? [] : [`l.event_at >= ${asked.take(new Date(from), 'timestamptz')}`]),
    ...(to === null ? [] : [`l.event_at < ${asked.take(new Date(to), 'timestamptz')}`]),
  ];
}

function beyond(asked: Asked, { sort, after }: Turn): string[] {
  if (after === null) return [];
  const place = [
    asked.take(new Date(after.eventAt), 'timestamptz'),
    asked.take(after.event, 'text'),
    asked.take(after.remoteId, 'text'),
  ];
  return [`(l.event_at, l.event, l.remote_id) ${sort === 'soonest' ? '>' : '<'} (${place.join(', ')})`];
}

function comparisons(asked: Asked, { pos, hasFree }: ListingFilter): string[] {
  return [
    ...(pos === null ? [] : [`l.pos = ${asked.take(pos, 'text')}`]),
    ...(hasFree === null ? [] : [`l.has_free = ${asked.take(hasFree, 'boolean')}`]),
  ];
}

/** One row at least: what was touched is told even where nothing of it is shown. No row is locked. */
async function readRows(
  db: Database,
  asked: Asked,
  { source, conditions, turn }: { source: string; conditions: readonly string[]; turn: Turn },
): Promise<PageRow[]> {
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const backwards = turn.sort === 'soonest' ? 'latest' : 'soonest';
  const text = `
    with source as materialized (${source}),
    found as (select l.* from source l ${where} ${inOrder('l', turn.sort)} limit ${asked.take(turn.limit + 1, 'integer')})
    select whole.touched, final.event_at as last_event_at, final.event as last_event, final.remote_id as last_remote_id,
      shown.*
    from (select count(*) as touched from source) as whole
    left join (select * from source l ${inOrder('l', backwards)} limit 1) as final on true
    left join lateral (
      select ${shownColumns}
      from found join listings l on l.account_id = ${asked.account} and l.remote_id = found.remote_id
      cross join lateral (${countTickets(asked)}) as counted
    ) as shown on true
    ${inOrder('shown', turn.sort)}`;
  const { rows } = await db.query<PageRow>(text, asked.values);
  return rows;
}

/** One listing, as a list shows it. */
export async function readListingLine(
  db: Database,
  accountId: AccountId,
  remoteId: string,
): Promise<ListingLine | null> {
  const asked = new Asked(accountId);
  const { rows } = await db.query<ShownRow>(
    `select ${shownColumns} from listings l cross join lateral (${countTickets(asked)}) as counted
     where l.account_id = ${asked.account} and l.remote_id = ${asked.take(remoteId, 'text')}`,
    asked.values,
  );
  return rows[0] ? listedOf(rows[0]) : null;
}

const shownColumns = `
  l.remote_id, l.event, l.venue, l.event_at, l.section, l."row", l.pos, l.price, l.currency, l.split, l.updated_at, counted.*`;

function countTickets(asked: Asked): string {
  const held = asked.take(stateGroups.on_hold, 'text[]');
  const away = asked.take(elsewhere, 'uuid');
  const count = (condition: string): string => `count(*) filter (where ${condition})`;
  return `
    select count(*) as tickets, ${count('t.owner is null')} as free, ${count(`t.owner = ${away}`)} as elsewhere,
      ${count(`o.state = any(${held})`)} as held
    from unnest(l.owners) as t(owner)
    left join orders o on o.account_id = l.account_id and o.order_id = t.owner`;
}

/** One question's values, in the order in which its text mentions them. */
class Asked {
  readonly values: unknown[] = [];
  readonly account: string;

  constructor(accountId: AccountId) {
    this.account = this.take(accountId, 'uuid');
  }

  take(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

type ShownRow = {
  remote_id: string;
  event: string;
  venue: string;
  event_at: Instant;
  section: string | null;
  row: string | null;
  pos: string;
  price: number;
  currency: string;
  split: string;
  updated_at: Instant;
  tickets: number;
  free: number;
  held: number;
  elsewhere: number;
};
type Touched = { touched: number; last_event_at: Instant; last_event: string; last_remote_id: string };
/** What was touched, with a listing that is shown or with none. */
type PageRow = Touched & (ShownRow | { remote_id: null });

function listedOf(row: ShownRow): ListingLine {
  const { event, venue, section, row: line, pos, split, tickets, free, held, elsewhere: away } = row;
  return {
    ...{ remoteId: row.remote_id, event, venue, eventAt: row.event_at, section, row: line, pos, split },
    price: { amount: row.price, currency: row.currency },
    updatedAt: row.updated_at,
    ...{ tickets, free, held, elsewhere: away, sold: tickets - free - held - away },
  };
}
