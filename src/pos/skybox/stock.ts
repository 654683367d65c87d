// What SkyBox has on its shelf: all groups page by page, then whatever its delta says has changed since, and whatever was held
// and has lapsed, each read again.
import Type, { type Static } from 'typebox';
import { minorDigits } from '../../core/money.ts';
import type { Instant } from '../../core/order.ts';
import type { PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import type { RemoteStock, StockGroup, StockHold } from '../stock.ts';
import { instantOf, timeOf } from '../times.ts';
import { unreadable } from '../unreadable-groups.ts';
import { isFree, resolve } from './groups.ts';
import { type Hold, holdsOn, listHolds, standingOf } from './holds.ts';
import { firstLapse, Lapses, lapsedBy, withLapsesOf } from './lapses.ts';
import { splitOf } from './splits.ts';
import { type Listed, notSeen, notShown, type Seen, type Talk } from './talk.ts';
import { Id, SkyBoxEvent, type SkyBoxGroup, SkyBoxListedGroup, type SkyBoxTicket } from './wire.ts';

export function skyboxStock(begin: (signal: AbortSignal) => Talk): RemoteStock {
  return {
    changes: (cursor, signal) => changes(begin(signal), cursor),
    read: (remoteId, signal) => read(begin(signal), remoteId),
    holds: (cursor, signal) => standingHolds(begin(signal), cursor),
  };
}

type Page = Awaited<ReturnType<RemoteStock['changes']>>;
type Told<Answer> = Promise<Conversation<Answer, PosRefusal>>;

/** How many groups are read at once at most. */
const pageSize = 20;
/**
 * After so long no further group is begun: each may cost three calls, all of which wait for their turn, and a page that comes
 * too late is lost as a whole.
 */
const longestReadingMs = 8_000;
/** After more changes than these, as after a night of new prices, everything is read anew. */
const mostChanges = 10_000;
/** A change is looked for again if it came shortly before the last look: SkyBox's clock is not ours. */
const overlapMs = 120_000;

/** A group, or an event, by its id: whether the rest of it can be read is seen one by one. */
const Named = Type.Object({ id: Id, exchangePosId: Type.Optional(Type.Unknown()) });
type Named = Static<typeof Named>;

const remembered = { lapses: Type.Optional(Lapses) };

const Cursor = Type.Union([
  /**
   * In a pass over everything: the groups that are left of the page before, the page to read then, when the pass began, and with
   * which group the page before did.
   */
  Type.Object({
    page: Type.Integer(),
    beganAt: Type.Integer(),
    left: Type.Optional(Type.Array(Id)),
    first: Type.Optional(Id),
    ...remembered,
  }),
  /** Changes up to `until` are being read: these groups are left. */
  Type.Object({ left: Type.Array(Id), until: Type.Integer(), ...remembered }),
  /** All that changed before has been read. */
  Type.Object({ since: Type.Integer(), ...remembered }),
]);

async function changes(talk: Talk, cursor: unknown): Promise<Page> {
  const at = hasShape(Cursor, cursor) ? cursor : { page: talk.settings.first_page, beganAt: talk.clock() };
  const lapses = at.lapses ?? [];
  if ('page' in at) return at.left?.length ? passOverLeft(talk, at, at.left, lapses) : passOverAll(talk, at, lapses);
  if ('left' in at) return readAgain(talk, at.left, at.until, lapses);
  const until = talk.clock();
  const query = `startTime=${timeOf(at.since - overlapMs)}&endTime=${timeOf(until)}`;
  const delta = await talk.list(`/inventory/delta?${encodeQuery(query)}`, Id, { most: Number.POSITIVE_INFINITY });
  if (delta.kind !== 'seen') return talk.end(notShown(delta));
  // One by one they would take longer than all of them page by page.
  if (delta.shown.length > mostChanges) return pageOf(talk, [], [], null, false);
  return readAgain(talk, [...new Set([...delta.shown, ...lapsedBy(lapses, until)])], until, lapses);
}

function encodeQuery(query: string): string {
  return query.replaceAll(':', '%3A');
}

type Place = { page: number; beganAt: Instant; first?: number | undefined };

/** Reads until a page is empty: how many SkyBox puts on a page at most is not public. */
async function passOverAll(talk: Talk, { page, beganAt, first }: Place, lapses: Lapses): Promise<Page> {
  const listed = await talk.list(`/inventory?limit=${pageSize}&pageNumber=${page}`, Named);
  if (listed.kind !== 'seen') return talk.end(notShown(listed));
  if (listed.shown.length === 0) return pageOf(talk, [], [], { since: beganAt, lapses }, false);
  // Were groups shown in some new way, all that is sold here would be taken off the shelf.
  if (listed.shown.length > 1 && !listed.shown.some((one) => hasShape(SkyBoxListedGroup, one)))
    return talk.end(notSeen({ kind: 'unsure', detail: 'SkyBox shows a page of groups of which none can be read' }));
  const begins = listed.shown[0]?.id;
  // From here nothing can be read on: the next look begins anew, and when that lasts a person is told.
  if (isSameAgain(talk, { page, first }, begins))
    return talk.end({ ...sameAgain, kind: 'refused', why: 'bad_request' });
  const now = await readInTime(talk, listed.shown, (one) => groupOf(talk, one));
  if (now.kind !== 'seen') return talk.end(notShown(now));
  const left = now.shown.left.map(({ id }) => id);
  return passPage(talk, now.shown.read, { page: page + 1, beganAt, left, first: begins }, lapses);
}

const sameAgain = { kind: 'unsure', detail: 'SkyBox shows the same page again and again' } as const;

/** Such a walk would have no end. Where pages are counted from one, that of nought may be the first as well. */
function isSameAgain({ settings }: Talk, { page, first }: Omit<Place, 'beganAt'>, begins: number | undefined): boolean {
  return begins !== undefined && begins === first && page > settings.first_page + 1;
}

async function passOverLeft(talk: Talk, place: Place, ids: readonly number[], lapses: Lapses): Promise<Page> {
  const now = await readInTime(talk, ids, (id) => readListed(talk, id));
  if (now.kind !== 'seen') return talk.end(notShown(now));
  return passPage(talk, now.shown.read, { ...place, left: now.shown.left }, lapses);
}

/** What the pass does not show is gone by its end. */
function passPage(talk: Talk, read: readonly Read[], place: Place & { left: readonly number[] }, lapses: Lapses): Page {
  return pageOf(talk, read, [], { ...place, lapses: withLapsesOf(lapses, lapsesIn(read)) }, true);
}

async function readAgain(talk: Talk, ids: readonly number[], until: number, lapses: Lapses): Promise<Page> {
  const now = await readInTime(talk, ids.slice(0, pageSize), (id) => readListed(talk, id));
  if (now.kind !== 'seen') return talk.end(notShown(now));
  const { read, missing: gone } = now.shown;
  const left = [...now.shown.left, ...ids.slice(pageSize)];
  const isOver = gone.map((id) => [id, null] as const);
  const after = withLapsesOf(lapses, new Map([...lapsesIn(read), ...isOver]));
  const cursor = left.length > 0 ? { left, until, lapses: after } : { since: until, lapses: after };
  return pageOf(talk, read, gone, cursor, left.length > 0);
}

type InTime<One> = { read: Read[]; missing: One[]; left: One[] };

/** Reads one after the other while there is time; at least the first, so that every page comes further. */
async function readInTime<One>(
  talk: Talk,
  ones: readonly One[],
  readOne: (one: One) => Promise<Seen<Read>>,
): Promise<Listed<InTime<One>>> {
  const read: Read[] = [];
  const missing: One[] = [];
  for (const [index, one] of ones.entries()) {
    if (index > 0 && talk.clock() > talk.beganAt + longestReadingMs) {
      return { kind: 'seen', shown: { read, missing, left: ones.slice(index) } };
    }
    const group = await readOne(one);
    if (group.kind === 'seen') read.push(group.shown);
    else if (group.kind === 'missing') missing.push(one);
    else return group;
  }
  return { kind: 'seen', shown: { read, missing, left: [] } };
}

function lapsesIn(read: readonly Read[]): Map<number, Instant | null> {
  return new Map(read.map(({ id, lapsesAt }) => [id, lapsesAt]));
}

function pageOf(talk: Talk, read: readonly Read[], gone: number[], cursor: unknown, hasMore: boolean): Page {
  const answer = { groups: read.map(({ group }) => group), gone: gone.map(String), cursor, hasMore, total: null };
  return talk.end({ kind: 'done', answer }) as Page;
}

async function read(talk: Talk, remoteId: string): Told<StockGroup | null> {
  const id = await resolve(talk, remoteId);
  const group = id.kind === 'seen' ? await readListed(talk, id.shown) : id;
  if (group.kind === 'missing') return talk.end<StockGroup | null>({ kind: 'done', answer: null });
  if (group.kind !== 'seen') return talk.end<StockGroup | null>(notShown(group));
  return talk.end<StockGroup | null>({ kind: 'done', answer: group.shown.group });
}

/** One group with its event. Missing: SkyBox has none, or none that can be sold. */
async function readListed(talk: Talk, id: number): Promise<Seen<Read>> {
  const listed = await talk.look(`/inventory/${id}`, Named);
  if (listed.kind !== 'seen') return listed;
  if (listed.shown.id !== id) return { kind: 'unsure', detail: 'SkyBox shows another group than was asked for' };
  return groupOf(talk, listed.shown);
}

/** A group as it was read, and when the first of its holds lapses. */
type Read = { id: number; group: StockGroup; lapsesAt: Instant | null };

/** Missing: it has no price, no event or no id by which anybody could sell it. */
async function groupOf(talk: Talk, group: Named): Promise<Seen<Read>> {
  const { settings } = talk;
  const remoteId = settings.remote_id === 'inventory_id' ? group.id : group.exchangePosId;
  if (!hasShape(Id, remoteId)) return { kind: 'missing' };
  const ids = { groupId: String(group.id), remoteId: String(remoteId) };
  const nothingElse = { kind: 'seen', shown: { id: group.id, group: unreadable(ids), lapsesAt: null } } as const;
  if (!hasShape(SkyBoxListedGroup, group)) return nothingElse;
  if (group.listPrice === null || group.listPrice === undefined) return { kind: 'missing' };
  const event = await eventOf(talk, group);
  if (event.kind !== 'seen') return event;
  if (!hasShape(SkyBoxEvent, event.shown)) return nothingElse;
  const holds = await holdsIn(talk, group);
  if (holds.kind !== 'seen') return holds;
  const standing = standingOf(talk, holds.shown);
  const amount = Math.round(group.listPrice * 10 ** minorDigits(settings.currency));
  const shown: StockGroup = {
    ...ids,
    event: event.shown.name,
    venue: event.shown.venue?.name ?? '',
    // No time that there is keeps the group off the shelf, and names it.
    eventAt: instantOf(event.shown.date ?? '') ?? Number.NaN,
    section: group.section ?? null,
    row: group.row ?? null,
    price: { amount, currency: settings.currency },
    split: splitOf(group, settings),
    tickets: ticketsOf(group, standing),
  };
  return { kind: 'seen', shown: { id: group.id, group: shown, lapsesAt: firstLapse(standing) } };
}

async function eventOf(talk: Talk, { event, eventId }: SkyBoxListedGroup): Promise<Seen<Named>> {
  if (event) return { kind: 'seen', shown: event };
  return eventId ? talk.look(`/events/${eventId}`, Named) : { kind: 'missing' };
}

/** Its holds, where it shows that there may be any: what is held stands as available on the ticket itself. */
async function holdsIn(talk: Talk, group: SkyBoxListedGroup): Promise<Listed<Hold[]>> {
  const available = group.tickets.filter(isFree).length;
  const mayHaveHolds = group.status === 'ON_HOLD' || group.quantity !== available || Boolean(group.holdId);
  return mayHaveHolds && available > 0 ? holdsOn(talk, group.id) : { kind: 'seen', shown: [] };
}

/** A ticket that was cancelled is no ticket; one with an error is not for sale. */
function ticketsOf(group: SkyBoxGroup, standing: readonly Hold[]): StockGroup['tickets'] {
  const shown = group.tickets.filter(({ status }) => status !== 'CANCELLED');
  const holdOn = ({ seatNumber }: SkyBoxTicket) => standing.find(({ seats }) => seats?.includes(seatNumber));
  const free = shown.filter((ticket) => isFree(ticket) && !holdOn(ticket)).length;
  // More is held than we can tell the seats of: none of them is taken for free.
  const isUnclear = free > group.quantity;
  return shown.map((ticket) => {
    const hold = holdOn(ticket);
    const isHeld = hold !== undefined || isUnclear || ticket.status === 'ERROR';
    return {
      seat: group.seatType === 'GA' ? null : String(ticket.seatNumber),
      standing: isFree(ticket) || ticket.status === 'ERROR' ? (isHeld ? 'held' : 'free') : 'sold',
      reference: hold?.reference ?? null,
    } as const;
  });
}

/** Every hold that has not lapsed, page by page; whose they are, their references say. */
async function standingHolds(talk: Talk, cursor: unknown) {
  const { page, first } = hasShape(Walk, cursor) ? cursor : { page: talk.settings.first_page };
  const from = timeOf(talk.clock()).replaceAll(':', '%3A');
  const listed = await listHolds(talk, `expiryDateFrom=${from}&limit=100&pageNumber=${page}`);
  if (listed.kind !== 'seen') return talk.end<HoldsPage>(notShown(listed));
  const [begins] = listed.shown;
  if (isSameAgain(talk, { page, first }, begins?.id)) return talk.end<HoldsPage>(notSeen(sameAgain));
  const holds = standingOf(talk, listed.shown).map(stockHoldOf);
  const next = { page: page + 1, first: begins?.id };
  return talk.end<HoldsPage>({ kind: 'done', answer: { holds, cursor: next, hasMore: begins !== undefined } });
}

/** The page of holds to read, and with which the page before began. */
const Walk = Type.Object({ page: Type.Integer(), first: Type.Optional(Id) });

type HoldsPage = { holds: StockHold[]; cursor: unknown; hasMore: boolean };

function stockHoldOf({ id, reference, quantity, expiresAt }: Hold): StockHold {
  return { posHoldId: String(id), reference, remoteId: null, quantity, expiresAt };
}
