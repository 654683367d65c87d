// SQL of lists of orders: filtered, sorted and turned page by page, over however many there are. A page is found by walking
// an index that is in the page's own order, so it costs what it shows and not what the account has.
import type { AccountId, Instant, Money, Order, OrderId } from '../core/order.ts';
import { type OrderState, orderStates } from '../core/transitions.ts';
import { type OrderRow, orderOf } from './order-row.ts';
import { buyerHasWords, listingHasWords } from './order-search.ts';
import type { Database } from './pool.ts';

/** Null: whatever it is. */
export type OrderFilter = {
  marketplaces: readonly string[] | null;
  states: readonly OrderState[] | null;
  /** When it was begun: from this instant on, and before that one. */
  from: Instant | null;
  to: Instant | null;
  binding: boolean | null;
  pos: string | null;
  /** Each must be so. */
  all: readonly OrderMatch[];
};

/** Any of its parts may be so. Ids were gathered by an index; words are common ones, and compared. */
export type OrderMatch = {
  orderIds: readonly string[];
  remoteIds: readonly string[];
  listingWords: string | null;
  buyerWords: string | null;
};

/** `ends` and `money` read every order of the states in question; only few orders are open at once. */
export type OrderSort = 'newest' | 'oldest' | 'ends' | 'money';

/** The place of the page's last order: what it is sorted by, as PostgreSQL writes it, and its id. */
export type OrderPlace = { value: string; orderId: string };

export type ListedOrder = {
  order: Order;
  /** Null: its listing is not known here. */
  listing: ListedListing | null;
  /** What a person was told of it last and has not seen to. */
  alert: { kind: string; sentence: string } | null;
};
export type ListedListing = {
  event: string;
  venue: string;
  eventAt: Instant;
  pos: string;
  section: string | null;
  row: string | null;
  /** Of one ticket. */
  price: Money;
};

/** `next` null: there are no more. A page of a search for a common word may be shorter than its limit, even empty, and go on. */
export type OrderPage = { items: ListedOrder[]; next: OrderPlace | null };

/** How many orders are compared with a common word for one page. */
const comparedPerPage = 1_000;

export async function readOrderPage(
  db: Database,
  accountId: AccountId,
  filter: OrderFilter,
  { sort, after, limit }: { sort: OrderSort; after: OrderPlace | null; limit: number },
): Promise<OrderPage> {
  const asked = new Asked(accountId, sort, after);
  const isCompared = filter.all.some(isCommon);
  const keys = isCompared ? comparedKeys(asked, filter, limit) : foundKeys(asked, filter, limit + 1);
  const { rows } = await db.query<PageRow>(pageQuery(asked, keys), asked.values);
  const found = rows.filter((row) => !row.is_mark);
  const shown = found.slice(0, limit);
  // Where a full page ends it goes on; a page that compared all that it may goes on after what it compared.
  const isFull = isCompared ? found.length === limit : found.length > limit;
  const end = isFull ? shown.at(-1) : rows.find((row) => row.is_mark);
  return { items: shown.map(listedOf), next: end ? { value: end.place_value, orderId: end.place_order_id } : null };
}

/** One order, as a list shows it. */
export async function readListedOrder(
  db: Database,
  accountId: AccountId,
  orderId: OrderId,
): Promise<ListedOrder | null> {
  const asked = new Asked(accountId, 'newest', null);
  const { rows } = await db.query<PageRow>(
    pageQuery(asked, `select ${asked.take(orderId, 'uuid')} as order_id, null as value, false as is_mark`),
    asked.values,
  );
  return rows[0] ? listedOf(rows[0]) : null;
}

const sorts: Record<OrderSort, { value: string; type: 'timestamptz' | 'bigint'; direction: 'asc' | 'desc' }> = {
  newest: { value: 'o.created_at', type: 'timestamptz', direction: 'desc' },
  oldest: { value: 'o.created_at', type: 'timestamptz', direction: 'asc' },
  ends: { value: `coalesce(o.confirm_by, o.expires_at, 'infinity')`, type: 'timestamptz', direction: 'asc' },
  money: {
    value: `coalesce(o.total, o.unit_price * o.quantity, o.quantity * (
      select priced.price from listings priced
      where priced.account_id = o.account_id and priced.remote_id = o.remote_id), -1)`,
    type: 'bigint',
    direction: 'desc',
  },
};

/** One question's values, in the order in which its text mentions them. */
class Asked {
  readonly values: unknown[] = [];
  readonly account: string;
  readonly value: string;
  /** Beyond the page before. */
  readonly beyond: string | null;
  readonly #direction: 'asc' | 'desc';

  constructor(accountId: AccountId, sort: OrderSort, after: OrderPlace | null) {
    this.account = this.take(accountId, 'uuid');
    const { value, type, direction } = sorts[sort];
    this.value = value;
    this.#direction = direction;
    const than = direction === 'asc' ? '>' : '<';
    this.beyond =
      after && `(${value}, o.order_id) ${than} (${this.take(after.value, type)}, ${this.take(after.orderId, 'uuid')})`;
  }

  take(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  inOrder(value: string, orderId: string): string {
    return `order by ${value} ${this.#direction}, ${orderId} ${this.#direction}`;
  }
}

function isCommon({ listingWords, buyerWords }: OrderMatch): boolean {
  return listingWords !== null || buyerWords !== null;
}

/** The next of those that the rest of the filter finds are compared, in their order; the mark shows how far that went. */
function comparedKeys(asked: Asked, filter: OrderFilter, limit: number): string {
  const near = foundKeys(asked, { ...filter, all: filter.all.filter((match) => !isCommon(match)) }, comparedPerPage);
  const compared = filter.all.filter(isCommon).map((match) => matchCondition(asked, match));
  return `
    with near as materialized (${near})
    (select near.* from near
     join orders o on o.account_id = ${asked.account} and o.order_id = near.order_id
     left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
     where ${compared.join(' and ')}
     ${asked.inOrder('near.value', 'near.order_id')}
     limit ${asked.take(limit, 'integer')})
    union all
    (select order_id, value, true from near offset ${comparedPerPage - 1})`;
}

/** Ids and places of a page's orders, in its order, each found by whatever index leads there soonest. */
function foundKeys(asked: Asked, filter: OrderFilter, limit: number): string {
  const most = asked.take(limit, 'integer');
  const [first, ...others] = filter.all;
  const conditions = [...conditionsOf(asked, filter), ...others.map((match) => matchCondition(asked, match))];
  const walk = (given: string): string => `
    select o.order_id, ${asked.value} as value from orders o
    where o.account_id = ${asked.account} and ${[given, ...conditions].join(' and ')}
    ${asked.inOrder(asked.value, 'o.order_id')} limit ${most}`;
  const ways = first ? gatheredWays(asked, first, walk) : [stateWay(asked, filter, walk)];
  return `
    select order_id, value, false as is_mark from (${ways.map((way) => `(${way})`).join(' union ')}) as found
    ${asked.inOrder('value', 'order_id')} limit ${most}`;
}

function gatheredWays(asked: Asked, { orderIds, remoteIds }: OrderMatch, walk: (given: string) => string): string[] {
  const ofListings = `
    select k.* from unnest(${asked.take(remoteIds, 'text[]')}) as a(remote_id)
    cross join lateral (${walk('o.remote_id = a.remote_id')}) as k`;
  return [ofListings, walk(`o.order_id = any(${asked.take(orderIds, 'uuid[]')})`)];
}

/** Marketplace by marketplace and state by state, because each has its orders in the page's order. */
function stateWay(asked: Asked, { states, marketplaces }: OrderFilter, walk: (given: string) => string): string {
  if (states === null && marketplaces === null) return walk('true');
  const named = marketplaces
    ? `select unnest(${asked.take(marketplaces, 'text[]')})`
    : `select marketplace from connections where account_id = ${asked.account}`;
  return `
    select k.* from (${named}) as m(marketplace)
    cross join unnest(${asked.take(states ?? orderStates, 'text[]')}) as s(state)
    cross join lateral (${walk('o.marketplace = m.marketplace and o.state = s.state')}) as k`;
}

function conditionsOf(asked: Asked, filter: OrderFilter): string[] {
  const { marketplaces, states, from, to, binding, pos } = filter;
  const isGathered = filter.all.length > 0;
  return [
    ...(asked.beyond === null ? [] : [asked.beyond]),
    ...(isGathered && marketplaces ? [`o.marketplace = any(${asked.take(marketplaces, 'text[]')})`] : []),
    ...(isGathered && states ? [`o.state = any(${asked.take(states, 'text[]')})`] : []),
    ...(from === null ? [] : [`o.created_at >= ${asked.take(new Date(from), 'timestamptz')}`]),
    ...(to === null ? [] : [`o.created_at < ${asked.take(new Date(to), 'timestamptz')}`]),
    ...(binding === null ? [] : [`o.binding = ${asked.take(binding, 'boolean')}`]),
    ...(pos === null
      ? []
      : [
          `exists (select from listings p
           where p.account_id = o.account_id and p.remote_id = o.remote_id and p.pos = ${asked.take(pos, 'text')})`,
        ]),
  ];
}

function matchCondition(asked: Asked, { orderIds, remoteIds, listingWords, buyerWords }: OrderMatch): string {
  const ways = [
    `o.order_id = any(${asked.take(orderIds, 'uuid[]')})`,
    `o.remote_id = any(${asked.take(remoteIds, 'text[]')})`,
    ...(listingWords === null ? [] : [listingHasWords('l', asked.account, asked.take(listingWords, 'text'))]),
    ...(buyerWords === null ? [] : [buyerHasWords('o', asked.take(buyerWords, 'text'))]),
  ];
  return `(${ways.join(' or ')})`;
}

/** What is shown of the orders of a page; none is locked. */
function pageQuery(asked: Asked, keys: string): string {
  return `
    select o.*, keys.is_mark, keys.value::text as place_value, keys.order_id as place_order_id,
      l.event as listing_event, l.venue as listing_venue, l.event_at as listing_event_at, l.pos as listing_pos,
      l.section as listing_section, l."row" as listing_row,
      l.price as listing_price, l.currency as listing_currency,
      told.kind as alert_kind, told.sentence as alert_sentence
    from (${keys}) as keys
    join orders o on o.account_id = ${asked.account} and o.order_id = keys.order_id
    left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
    left join lateral (
      select a.kind, a.sentence from alerts a
      where a.account_id = o.account_id and a.subject = o.order_id and a.over_at is null and a.done_at is null
      order by a.at desc limit 1
    ) as told on true
    ${asked.inOrder('keys.value', 'keys.order_id')}`;
}

type PageRow = OrderRow & {
  is_mark: boolean;
  place_value: string;
  place_order_id: string;
  listing_event: string | null;
  listing_venue: string;
  listing_event_at: Instant;
  listing_pos: string;
  listing_section: string | null;
  listing_row: string | null;
  listing_price: number;
  listing_currency: string;
  alert_kind: string | null;
  alert_sentence: string;
};

function listedOf(row: PageRow): ListedOrder {
  const { listing_event: event, listing_venue: venue, listing_event_at: eventAt, listing_pos: pos } = row;
  const { listing_section: section, listing_row: line, alert_kind: kind, alert_sentence: sentence } = row;
  const price = { amount: row.listing_price, currency: row.listing_currency };
  return {
    order: orderOf(row),
    listing: event === null ? null : { event, venue, eventAt, pos, section, row: line, price },
    alert: kind === null ? null : { kind, sentence },
  };
}
