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
const mostGathered = 2_000;
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
  const conditions = [...spanOf(asked, filter), ...beyond(asked, turn), ...comparisons(asked, filter)];
  // One row at least: how many there were is told even where none of them is shown.
  const { rows } = await db.query<{ gathered: number } & (ShownRow | { remote_id: null })>(
    `with gathered as materialized (
       select ${walkedColumns} from listings l
       where l.account_id = ${asked.account} and ${hasWords(asked, filter.words)}
       limit ${mostGathered + 1}
     ),
     found as (
       select l.remote_id from gathered l
       ${whereAll(conditions)} ${inOrder('l', turn.sort)} limit ${asked.take(turn.limit + 1, 'integer')}
     )
     select whole.gathered, shown.*
     from (select count(*) as gathered from gathered) as whole
     left join lateral (${shownOf(asked, 'found')}) as shown on true
     ${inOrder('shown', turn.sort)}`,
    asked.values,
  );
  if ((rows[0]?.gathered ?? 0) > mostGathered) return null;
  return pageOf(
    rows.filter((row) => row.remote_id !== null),
    turn.limit,
  );
}

async function readWalked(db: Database, accountId: AccountId, filter: ListingFilter, turn: Turn): Promise<ListingPage> {
  const asked = new Asked(accountId);
  const isCompared = filter.words !== null || filter.pos !== null || filter.hasFree !== null;
  const walk = walkOf(asked, filter, turn, isCompared ? comparedPerPage : turn.limit + 1);
  const fits = [...(filter.words === null ? [] : [hasWords(asked, filter.words)]), ...comparisons(asked, filter)];
  // It stops walking as soon as the page is full.
  const found = `
    select l.remote_id from (${walk}) as l
    ${whereAll(fits)} ${inOrder('l', turn.sort)} limit ${asked.take(turn.limit + 1, 'integer')}`;
  const { rows } = await db.query<ShownRow>(
    `select shown.* from (${shownOf(asked, `(${found})`)}) as shown ${inOrder('shown', turn.sort)}`,
    asked.values,
  );
  const page = pageOf(rows, turn.limit);
  return page.next !== null || !isCompared ? page : { ...page, next: await endOfWalk(db, accountId, filter, turn) };
}

/** Where a walk ends that has compared all that it may; null: the list ended before. */
async function endOfWalk(
  db: Database,
  accountId: AccountId,
  filter: ListingFilter,
  turn: Turn,
): Promise<ListingPlace | null> {
  const asked = new Asked(accountId);
  const { rows } = await db.query<ListingPlace>(
    `select l.event_at as "eventAt", l.event, l.remote_id as "remoteId" from listings l
     ${whereAll(walkConditions(asked, filter, turn))} ${inOrder('l', turn.sort)} limit 1 offset ${comparedPerPage - 1}`,
    asked.values,
  );
  return rows[0] ?? null;
}

function pageOf(rows: readonly ShownRow[], limit: number): ListingPage {
  const items = rows.slice(0, limit).map(listedOf);
  const last = items.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return { items, next: isMore ? { eventAt: last.eventAt, event: last.event, remoteId: last.remoteId } : null };
}

function walkOf(asked: Asked, filter: ListingFilter, turn: Turn, most: number): string {
  return `
    select ${walkedColumns} from listings l
    ${whereAll(walkConditions(asked, filter, turn))} ${inOrder('l', turn.sort)} limit ${asked.take(most, 'integer')}`;
}

function walkConditions(asked: Asked, filter: ListingFilter, turn: Turn): string[] {
  return [`l.account_id = ${asked.account}`, ...spanOf(asked, filter), ...beyond(asked, turn)];
}

/** What is compared, and what is needed to put it in order. */
const walkedColumns = `
  l.account_id, l.event_at, l.event, l.venue, l.section, l.remote_id, l.pos,
  array_position(l.owners, null) is not null as has_free`;

function hasWords(asked: Asked, words: string | null): string {
  return listingHasWords('l', asked.account, asked.take(words, 'text'));
}

function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

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

/** What is shown of the listings that `found` names. No row is locked. */
function shownOf(asked: Asked, found: string): string {
  return `
    select ${shownColumns} from ${found} as f
    join listings l on l.account_id = ${asked.account} and l.remote_id = f.remote_id
    cross join lateral (${countTickets(asked)}) as counted`;
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
function listedOf(row: ShownRow): ListingLine {
  const { event, venue, section, row: line, pos, split, tickets, free, held, elsewhere: away } = row;
  return {
    ...{ remoteId: row.remote_id, event, venue, eventAt: row.event_at, section, row: line, pos, split },
    price: { amount: row.price, currency: row.currency },
    updatedAt: row.updated_at,
    ...{ tickets, free, held, elsewhere: away, sold: tickets - free - held - away },
  };
}
