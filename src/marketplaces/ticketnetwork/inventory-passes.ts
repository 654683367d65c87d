// How the inventory is gone through for ticket requests, again and again. What is on hold is told every time; what is sold
// when it is news, and not when it was so before anybody looked; what has vanished when its ticket group is there without it.
// Kept: a request that was sold before the broker connected TicketNetwork is never taken for a new sale.
import Type, { type Static } from 'typebox';
import type { Sighting } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import type { GroupsSeen, RequestSeen } from './ticket-requests.ts';

/**
 * The number of a request, the number of its ticket group, and whether its tickets are sold. No group: it is not looked at
 * when it vanishes, because it was never told of, or has no group of its own.
 */
const Known = Type.Tuple([Type.String(), Type.Union([Type.Integer(), Type.Null()]), Type.Boolean()]);
type Known = Static<typeof Known>;
const Place = Type.Object({
  page: Type.Integer({ minimum: 1 }),
  /** How many groups this pass has seen before this page, and with which the last page began. */
  rows: Type.Integer({ minimum: 0 }),
  before: Type.Union([Type.Integer(), Type.Null()]),
  /** What this pass has seen so far. */
  pass: Type.Array(Known),
  /** What the last whole pass saw. Null: there was none. */
  known: Type.Union([Type.Array(Known), Type.Null()]),
});
export type Place = Static<typeof Place>;

const beginning: Place = { page: 1, rows: 0, before: null, pass: [], known: null };

export function placeIn(cursor: unknown): Place {
  return hasShape(Place, cursor) ? cursor : beginning;
}

export type Vanished = { saleId: string; groupId: number };
type Passed = {
  sightings: Sighting[];
  next: Place;
  isWhole: boolean;
  /** Seen before and not in this pass: to be looked at. */
  vanished: Vanished[];
};

export function pass(place: Place, { rows, total, firstGroupId, requests }: GroupsSeen): Passed {
  const sold = new Set((place.known ?? []).flatMap(([saleId, , isSold]) => (isSold ? [saleId] : [])));
  const isNews = ({ saleId, isSold }: RequestSeen): boolean => !isSold || (place.known !== null && !sold.has(saleId));
  const sightings = requests.filter(isNews).map(({ saleId, seen, record }) => ({ saleId, numbers: [], seen, record }));
  const untold = new Set((place.known ?? []).flatMap(([saleId, groupId]) => (groupId === null ? [saleId] : [])));
  const asKnown = ({ saleId, groupId, isSold }: RequestSeen): Known => {
    const isHistory = (place.known === null && isSold) || untold.has(saleId);
    return [saleId, isHistory ? null : groupId, isSold];
  };
  const seen = [...place.pass, ...requests.map(asKnown)];
  const rowsSoFar = place.rows + rows;
  const isSamePage = firstGroupId !== null && firstGroupId === place.before;
  const isWhole = rows === 0 || isSamePage || (total !== null && rowsSoFar >= total);
  if (!isWhole) {
    const next = { ...place, page: place.page + 1, rows: rowsSoFar, before: firstGroupId, pass: seen };
    return { sightings, next, isWhole, vanished: [] };
  }
  const there = new Set(seen.map(([saleId]) => saleId));
  const vanished = (place.known ?? []).flatMap(([saleId, groupId]) =>
    groupId === null || there.has(saleId) ? [] : [{ saleId, groupId }],
  );
  return { sightings, next: { ...beginning, known: seen }, isWhole, vanished };
}

/** Requests of which nothing could be learnt stay known, and are looked at after the next pass. */
export function withUnlearnt(place: Place, before: Place, unlearnt: readonly Vanished[]): Place {
  const names = new Set(unlearnt.map(({ saleId }) => saleId));
  const kept = (before.known ?? []).filter(([saleId]) => names.has(saleId));
  return { ...place, known: [...(place.known ?? []), ...kept] };
}
