// How StubHub's feed of changed sales is gone through: all that has changed since the last look, with a little overlap,
// page by page along its own links. Kept: nothing is left out because a look was broken off, or because clocks differ.
// Source: developer.stubhub.com/api-reference/sales (List sales, recent updates) and the page on pagination (VENDOR).
import Type, { type Static } from 'typebox';
import type { Instant } from '../../core/order.ts';
import { hasShape } from '../../shape.ts';
import type { Page } from '../instant-notification.ts';
import { fieldOf, readAs, readableRows } from '../tolerant-reading.ts';
import { type Reading, readSale, type SaleShown } from './sales.ts';

export const feedPath = '/sales/recentupdates';

/** On the first look of all. No sale waits for its confirmation that long. */
const firstLookBackMs = 7 * 86_400_000;
/** Whatever was changed while a look went on, or was late to get into the feed, comes again. */
const overlapMs = 5 * 60_000;

const Address = Type.String({ maxLength: 4_096 });
const InstantOrNull = Type.Union([Type.Integer(), Type.Null()]);
const Cursor = Type.Object({
  since: Type.Integer(),
  /** When the feed was first read; null: it never was. */
  began: InstantOrNull,
  /** When the look began of which there is more to read; null: none is under way. */
  startedAt: InstantOrNull,
  /** The query of its next page. */
  next: Type.Union([Type.String({ maxLength: 2_048 }), Type.Null()]),
});
export type Cursor = Static<typeof Cursor>;

export function cursorIn(stored: unknown, now: Instant): Cursor {
  return hasShape(Cursor, stored) ? stored : { since: now - firstLookBackMs, began: null, startedAt: null, next: null };
}

export function queryOf({ since, next }: Cursor): string {
  return next ?? `updated_since=${encodeURIComponent(new Date(since).toISOString())}`;
}

export type Feed = Reading & {
  /** Sales that were made before are none of ours; null: all are. */
  salesSince: Instant | null;
};

/**
 * What a page held. Null: it is no page. `now`: StubHub's own time, or ours where it did not say. `ours`: should its clock be
 * wrong, the next look must not ask for changes of a time that has not come.
 */
export function readPage(body: unknown, cursor: Cursor, now: Instant, feed: Feed, ours: Instant = now): Page | null {
  const items = itemsIn(body);
  const sales = items && readableRows(items, (item) => readSale(item, now, feed));
  if (items === null || sales === null) return null;
  const began = cursor.began ?? now;
  const startedAt = cursor.startedAt ?? Math.min(now, ours);
  const sightings = sales
    .filter((sale) => isOurs(sale, began, feed))
    .map(({ saleId, seen }) => ({ saleId, numbers: [], seen }));
  const next = items.length > 0 ? nextQuery(body) : null;
  if (next !== null && next !== cursor.next) {
    return { sightings, cursor: { ...cursor, began, startedAt, next }, hasMore: true };
  }
  return { sightings, cursor: { since: startedAt - overlapMs, began, startedAt: null, next: null }, hasMore: false };
}

/** Null: it is no page. One that has none need not embed any: it is enough that it counts none. */
function itemsIn(body: unknown): readonly unknown[] | null {
  const items = fieldOf(fieldOf(body, '_embedded'), 'items') ?? (fieldOf(body, 'total_items') === 0 ? [] : null);
  return Array.isArray(items) ? items : null;
}

/** A page that is not there any more: the look begins anew, from where it began. */
export function beginAnew(cursor: Cursor): Page {
  return { sightings: [], cursor: { ...cursor, startedAt: null, next: null }, hasMore: false };
}

/** What was made and confirmed before the feed was first read was somebody else's to see to, however often it changes now. */
function isOurs({ seen, soldAt, offersConfirmation }: SaleShown, began: Instant, { salesSince }: Feed): boolean {
  if (soldAt === null) return true;
  if (salesSince !== null && soldAt < salesSince) return false;
  const isOpen = offersConfirmation || seen.standing === 'provisional';
  return isOpen || soldAt >= began || seen.standing === 'cancelled';
}

/** Of the link only the query is taken: it goes to the address that is set, and nowhere else. */
function nextQuery(body: unknown): string | null {
  const href = readAs(Address, fieldOf(fieldOf(fieldOf(body, '_links'), 'next'), 'href'));
  if (href === null || !href.includes('?')) return null;
  const query = href.slice(href.indexOf('?') + 1).replace(/#.*$/s, '');
  return /^[!-~]{1,2048}$/.test(query) ? query : null;
}
