// How SeatGeek's list of orders is gone through. It begins with the oldest order of all, so every look asks for those that
// wait for our word, and once in a while for all since a day not long ago, lest the word for waiting is another one.
// Kept: what waits is read first whenever it is due, so that a list which cannot be read never stands in its way.
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import { hasShape } from '../../shape.ts';
import type { Page } from '../instant-notification.ts';
import type { OrderSeen } from './orders.ts';

export type Looks = {
  /** The status of orders that wait for our word, as the filter has it. */
  waitingStatus: string;
  waitingEveryMs: number;
  allEveryMs: number;
  /** How far back the list of all goes. */
  allDays: number;
};

const dayMs = 86_400_000;

/** Where a list is read on. `first`: the order with which the page before began; a page that begins so too is no other. */
const Spot = Type.Object({ page: Type.Integer({ minimum: 1 }), first: Type.Union([Type.String(), Type.Null()]) });
type Spot = Static<typeof Spot>;
const Since = Type.Object({ ...Spot.properties, since: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }) });
const Place = Type.Object({
  waiting: Spot,
  /** When the list was last read to its end; null: never. */
  waitingReadAt: Type.Union([Type.Number(), Type.Null()]),
  /** Null: it is not being read. */
  all: Type.Union([Since, Type.Null()]),
  allReadAt: Type.Union([Type.Number(), Type.Null()]),
});
type Place = Static<typeof Place>;

const start: Spot = { page: 1, first: null };
const beginning: Place = { waiting: start, waitingReadAt: null, all: null, allReadAt: null };

export type Look = { of: 'waiting' | 'all'; query: Record<string, string>; page: number; place: Place };

/** However often what waits is read: between two times there is room for a page of all. */
const leastApartMs = 5_000;

export function nextLook({ waitingStatus, waitingEveryMs }: Looks, cursor: unknown, now: Instant): Look {
  const place = hasShape(Place, cursor) ? cursor : beginning;
  const { waiting, waitingReadAt, all } = place;
  const isDue = waitingReadAt === null || now >= waitingReadAt + Math.max(waitingEveryMs, leastApartMs);
  return isDue || all === null
    ? { of: 'waiting', query: { status: waitingStatus }, page: waiting.page, place }
    : { of: 'all', query: { start_date: all.since }, page: all.page, place };
}

/** What a page held. */
export type Listed = { orders: OrderSeen[]; rows: number };

export function readOn(looks: Looks, { of, page, place }: Look, { orders, rows }: Listed, now: Instant): Page {
  const before = of === 'waiting' ? place.waiting : place.all;
  const first = orders[0]?.saleId ?? null;
  // There is no total, and how many it puts on a page is its own affair: the list ends with an empty page.
  const hasNext = rows > 0 && (page === 1 || first !== before?.first);
  const next: Spot | null = hasNext ? { page: page + 1, first } : null;
  const news = of === 'waiting' ? orders : orders.filter(isNews);
  const sightings = news.map(({ saleId, seen }) => ({ saleId, numbers: [], seen }));
  const after = of === 'waiting' ? afterWaiting(looks, place, next, now) : afterAll(place, next, now);
  return { sightings, cursor: after, hasMore: next !== null || after.all !== null };
}

function afterWaiting({ allEveryMs, allDays }: Looks, place: Place, next: Spot | null, now: Instant): Place {
  const isAllDue = place.allReadAt === null || now >= place.allReadAt + allEveryMs;
  const all = place.all ?? (isAllDue ? { ...start, since: dayBefore(now, allDays) } : null);
  const waitingReadAt = next === null ? now : place.waitingReadAt;
  return { ...place, waiting: next ?? start, waitingReadAt, all };
}

function afterAll(place: Place, next: Spot | null, now: Instant): Place {
  const all = next && place.all ? { ...place.all, ...next } : null;
  return { ...place, all, allReadAt: all === null ? now : place.allReadAt };
}

/** What stands confirmed may be older than the connection, and somebody else's to have seen to. */
function isNews({ seen }: OrderSeen): boolean {
  return seen.standing !== 'confirmed';
}

function dayBefore(now: Instant, days: number): string {
  return new Date(now - days * dayMs).toISOString().slice(0, 10);
}
