// How Vivid Seats' lists of orders are gone through: one page of what is unconfirmed to a look, for each list may be read
// once in ten seconds and no more. Where it asks for holds, what waits for one is listed as well, in the same look.
// Kept: what is unconfirmed is read first whenever it is due, so that the other list never stands in its way.
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import { hasShape } from '../../shape.ts';
import type { Page } from '../instant-notification.ts';
import { OrderNumber, type OrderSeen } from './orders.ts';

const pageSize = 1_000;

export type Lists = { everyMs: number; withReservations: boolean };

/** The order after which the list is read on; null: from its beginning. */
const Bookmark = Type.Union([OrderNumber, Type.Null()]);
const Place = Type.Object({
  unconfirmed: Bookmark,
  reservations: Bookmark,
  /** When a page of what is unconfirmed was last read; null: never. */
  readAt: Type.Union([Type.Number(), Type.Null()]),
});
type Place = Static<typeof Place>;

const beginning: Place = { unconfirmed: null, reservations: null, readAt: null };

export type Look = { of: 'unconfirmed' | 'reservations'; query: Record<string, string>; place: Place };

export function nextLook({ everyMs, withReservations }: Lists, cursor: unknown, now: Instant): Look {
  const place = hasShape(Place, cursor) ? cursor : beginning;
  const isDue = place.readAt === null || now >= place.readAt + everyMs;
  const of = isDue || !withReservations ? 'unconfirmed' : 'reservations';
  const status = of === 'unconfirmed' ? 'UNCONFIRMED' : 'PENDING_RESERVATION';
  const bookmark = place[of];
  return { of, query: { status, pageSize: String(pageSize), ...(bookmark === null ? {} : { bookmark }) }, place };
}

export function readOn(
  { withReservations }: Lists,
  { of, place }: Look,
  { orders, rows }: { orders: OrderSeen[]; rows: number },
  now: Instant,
): Page & { isLast: boolean } {
  const last = orders.at(-1)?.saleId ?? null;
  // A page that ends where the one before ended would be read for ever.
  const bookmark = rows >= pageSize && last !== place[of] ? last : null;
  const readAt = of === 'unconfirmed' ? now : place.readAt;
  const sightings = orders.map(({ saleId, seen }) => ({ saleId, numbers: [], seen }));
  const cursor: Place = { ...place, [of]: bookmark, readAt };
  return { sightings, cursor, hasMore: of === 'unconfirmed' && withReservations, isLast: bookmark === null };
}
