// One page of a POS's groups → listings. First compared without locks, so that a page that changes nothing keeps no hold
// waiting; what changes is locked, in the order of the remote ids, and reckoned again with the owners of that moment. So a
// hold that crosses the page keeps its tickets. Who reads a group while another does cannot say which of them saw it last:
// it is read once more. Invariants kept here: one-owner-per-ticket, no-call-in-transaction.
import { elsewhere, isOrders, isSameTickets, type Slots } from '../core/claim.ts';
import type { Instant } from '../core/order.ts';
import { isHidden, reckon, type ShownBy } from '../core/stock.ts';
import { endFindings, type Finding, noteFindings, readRemoteIdsFound } from '../db/findings.ts';
import { readListings, type StoredListing } from '../db/import.ts';
import { readListingsWithSeats } from '../db/listings.ts';
import type { Database } from '../db/pool.ts';
import {
  addListingIds,
  forgetGroups,
  insertStock,
  lockGroups,
  type NotedGroup,
  noteGone,
  noteGroups,
  noteHides,
  noteShown,
  type Reading,
  readLetGoOf,
  readShownOrders,
  type StockListing,
  updateStock,
} from '../db/stock.ts';
import { addStockHints } from '../db/stock-polls.ts';
import type { StockGroup, StockPage } from '../pos/stock.ts';
import { posReferenceOf } from './order-id.ts';
import { contentOf, isId } from './stock-content.ts';
import { faultOf, notListed, type Placed, placeGroups } from './stock-places.ts';

export type Look = Reading & { choosesSeats: boolean };

type Shown = Pick<StockPage, 'groups' | 'gone'>;

/** What leaves the shelf without a reference is looked at once more: a hold of ours may have ended just before. */
const lookAgainAfterMs = 15_000;

/** Of two readings that crossed. Later than clocks of two hubs usually differ, or one would cross the next. */
const readAnewAfterMs = 1_000;

/** Writes down what the POS showed, in the caller's transaction. */
export async function writePage(db: Database, look: Look, page: Shown, now: Instant): Promise<void> {
  const shown = { ...page, gone: page.gone.filter(isId) };
  const noted = await noteSeen(db, look, shown);
  const { crossed, doubtful, unfit, movedTo } = await writeListings(db, look, noted, now);
  await addListingIds(
    db,
    look.accountId,
    noted.seen.flatMap(({ group: { remoteId }, listing }) => (remoteId === listing ? [] : [{ remoteId, listing }])),
  );
  const hints = [
    ...[...noted.overtaken, ...crossed].map((remoteId) => ({ remoteId, dueAt: now + readAnewAfterMs })),
    ...doubtful.map((remoteId) => ({ remoteId, dueAt: now + lookAgainAfterMs })),
    ...[...movedTo, ...(await givenWay(db, look, noted))].map((remoteId) => ({ remoteId, dueAt: now })),
  ];
  await addStockHints(db, look, hints, now);
  await noteFaults(db, look, { noted, unfit, gone: shown.gone }, now);
}

type Noted = {
  seen: (Placed & NotedGroup)[];
  /** Listings whose group is gone. */
  ended: string[];
  /** Listings that the page shows, whether it counts or not. */
  shown: ReadonlySet<string>;
  /** By the ids by which they are read again. */
  overtaken: string[];
  faults: Finding[];
};

/** Says which listings the groups are, and keeps other readers from them until the transaction ends. */
async function noteSeen(db: Database, look: Look, { groups, gone }: Shown): Promise<Noted> {
  const { placed, replaced, asTheyWere, faults } = await placeGroups(db, look, groups, gone);
  const written = [...placed.map(({ group }) => group.groupId), ...asTheyWere];
  await lockGroups(db, look, [...written, ...replaced, ...gone]);
  await forgetGroups(db, look, replaced);
  await noteShown(db, look, asTheyWere);
  const shown = placed.map(({ group, listing }) => ({ groupId: group.groupId, listing }));
  const counting = new Map((await noteGroups(db, look, shown)).map((group) => [group.groupId, group]));
  const absent = await noteGone(db, look, gone);
  return {
    seen: placed.flatMap((one) => {
      const group = counting.get(one.group.groupId);
      return group ? [{ ...one, ...group }] : [];
    }),
    ended: listingsOf(absent.filter(({ isGone }) => isGone)),
    shown: new Set(listingsOf(placed)),
    overtaken: [
      ...placed.flatMap(({ group: { groupId, remoteId } }) => (counting.has(groupId) ? [] : [remoteId])),
      ...absent.flatMap(({ listing, isGone }) => (isGone ? [] : [listing])),
    ],
    faults,
  };
}

/** Remote ids of groups that are gone, under which others were kept off the shelf until now: those are not shown again by themselves. */
function givenWay(db: Database, { accountId, pos }: Look, { ended }: Noted): Promise<string[]> {
  return readRemoteIdsFound(db, accountId, { kind: notListed, pos, remoteIds: ended });
}

/**
 * `crossed`: listings that somebody else began meanwhile, which are found when they are read again; and those of which an order has
 * let go since the POS was asked: what it showed as held may be what we held, and would be kept from everybody. `movedTo`: listings in
 * which seats stand that were free in another until now. Where a hold of ours has split its group, they may have been read while it stood.
 */
type Written = Pick<Reckoned, 'unfit' | 'doubtful'> & { crossed: string[]; movedTo: string[] };

async function writeListings(db: Database, look: Look, { seen, ended, shown }: Noted, now: Instant): Promise<Written> {
  const stored = await readListings(db, look.accountId, listingsOf(seen));
  const differing = differingOf(seen, stored, await shownBy(db, look, stored.values()));
  const hiding = listingsOf(seen.filter((one) => !one.hides && hidesNow(one, stored)));
  const wanted = new Set([...listingsOf(differing), ...ended, ...hiding]);
  const locked = await readListings(db, look.accountId, [...wanted], 'locked');
  const by = await shownBy(db, look, locked.values());
  const { added, changed, losing, unfit, doubtful } = reckonAll(differing, locked, by);
  const outdated = await readLetGoOf(db, look, losing);
  const counting = changed.filter(({ remoteId }) => !outdated.has(remoteId));
  const written = [...counting, ...emptiedOf(ended, shown, locked, by)];
  const movedTo = await readListingsWithSeats(db, look.accountId, freeSeatsGone(written, locked));
  const inserted = await insertStock(db, look, added, now);
  await updateStock(db, look, written, now);
  await noteHiding(db, look, seen, new Map([...stored, ...locked]));
  const crossed = added.flatMap(({ remoteId }) => (inserted.has(remoteId) ? [] : [remoteId]));
  return {
    crossed: [...crossed, ...outdated],
    movedTo: movedTo.filter((remoteId) => !shown.has(remoteId)),
    unfit,
    doubtful,
  };
}

function freeSeatsGone(
  changed: readonly StockListing[],
  stored: ReadonlyMap<string, Slots>,
): { remoteId: string; seats: string[] }[] {
  return changed.flatMap(({ remoteId, seats: left }) => {
    const { seats, owners } = stored.get(remoteId) ?? nothing;
    const remaining = new Set(left);
    const gone = seats.filter((seat, slot) => seat !== null && owners[slot] === null && !remaining.has(seat));
    return gone.length > 0 ? [{ remoteId, seats: gone as string[] }] : [];
  });
}

/**
 * An owner hides what the POS shows of its tickets. Noted is that it does, under the lock of its listing, so that it cannot
 * let go unseen: then the group is read again. Of a group that is gone that goes without saying.
 */
async function noteHiding(
  db: Database,
  look: Look,
  seen: Noted['seen'],
  listings: ReadonlyMap<string, Slots>,
): Promise<void> {
  const changed = seen.filter((one) => hidesNow(one, listings) !== one.hides);
  const hiding = changed.filter(({ hides }) => !hides);
  await noteHides(db, look, idsOf(changed), idsOf(hiding));
}

function hidesNow({ listing, group }: Placed, listings: ReadonlyMap<string, Slots>): boolean {
  return isHidden(listings.get(listing) ?? nothing, group.tickets);
}

function idsOf(groups: readonly NotedGroup[]): string[] {
  return groups.map(({ groupId }) => groupId);
}

function listingsOf(groups: readonly { listing: string }[]): string[] {
  return groups.map(({ listing }) => listing);
}

function differingOf(seen: readonly Placed[], stored: ReadonlyMap<string, StoredListing>, by: ShownBy): Placed[] {
  return seen.filter((placed) => {
    const now = stored.get(placed.listing);
    const wanted = wantedOf(now, placed, by);
    return now === undefined || wanted === null || !isSame(now, wanted);
  });
}

/** Which of the owners' orders the POS had when it showed this, and under what; only places without names need to know. */
async function shownBy(db: Database, look: Look, stored: Iterable<StoredListing>): Promise<ShownBy> {
  const owners = Array.from(stored).flatMap(({ seats, owners: all }) =>
    seats[0] === null ? all.filter((owner) => isOrders(owner)) : [],
  );
  const orders = await readShownOrders(db, look.accountId, [...new Set(owners)], look.askedAt);
  return {
    choosesSeats: look.choosesSeats,
    isInPos: (orderId) => orders.get(orderId)?.isInPos === true,
    referenceOf(orderId) {
      const order = orders.get(orderId);
      return order ? posReferenceOf(order) : orderId;
    },
  };
}

const nothing: Slots = { seats: [], owners: [] };

/** Null: its tickets cannot take the place of those that are owned. */
function wantedOf(stored: Slots | undefined, { listing, group }: Placed, by: ShownBy): StockListing | null {
  const tickets = reckon(stored ?? nothing, group.tickets, by);
  return tickets && { ...contentOf(group, listing), ...tickets };
}

/** `losing`: changed listings of which more is elsewhere than before. */
type Reckoned = {
  added: StockListing[];
  changed: StockListing[];
  losing: string[];
  unfit: Set<string>;
  doubtful: string[];
};

function reckonAll(differing: readonly Placed[], locked: ReadonlyMap<string, StoredListing>, by: ShownBy): Reckoned {
  const reckoned: Reckoned = { added: [], changed: [], losing: [], unfit: new Set(), doubtful: [] };
  for (const placed of differing) {
    const stored = locked.get(placed.listing);
    const wanted = wantedOf(stored, placed, by);
    if (wanted === null) reckoned.unfit.add(placed.listing);
    else if (stored === undefined) reckoned.added.push(wanted);
    else if (!isSame(stored, wanted)) {
      reckoned.changed.push(wanted);
      if (awayIn(wanted) <= awayIn(stored)) continue;
      reckoned.losing.push(placed.listing);
      if (showsUnnamed(placed.group)) reckoned.doubtful.push(placed.group.remoteId);
    }
  }
  return reckoned;
}

function awayIn({ owners }: Slots): number {
  return owners.filter((owner) => owner === elsewhere).length;
}

function showsUnnamed({ tickets }: StockGroup): boolean {
  return tickets.some(({ standing, reference }) => standing !== 'free' && reference === null);
}

/** A group that is gone has no tickets but those that our orders own. */
function emptiedOf(
  listings: readonly string[],
  shown: ReadonlySet<string>,
  locked: ReadonlyMap<string, StoredListing>,
  by: ShownBy,
): StockListing[] {
  return listings.flatMap((listing) => {
    const stored = shown.has(listing) ? undefined : locked.get(listing);
    const tickets = stored && reckon(stored, [], by);
    return stored && tickets && !isSameTickets(stored, tickets) ? [{ ...withoutPos(stored), ...tickets }] : [];
  });
}

function withoutPos({ pos: _pos, ...listing }: StoredListing): StockListing {
  return listing;
}

const comparedFields = ['event', 'venue', 'eventAt', 'section', 'row', 'price', 'currency', 'split'] as const;

function isSame(stored: StoredListing, wanted: StockListing): boolean {
  return comparedFields.every((field) => stored[field] === wanted[field]) && isSameTickets(stored, wanted);
}

async function noteFaults(
  db: Database,
  look: Look,
  { noted: { seen, faults }, unfit, gone }: { noted: Noted; unfit: ReadonlySet<string>; gone: readonly string[] },
  now: Instant,
): Promise<void> {
  const misfits = seen
    .filter(({ listing }) => unfit.has(listing))
    .map(({ group }) =>
      faultOf(look, group, 'changes between numbered seats and general admission while orders own some of them', true),
    );
  const all = [...faults, ...misfits];
  const named = new Set(all.map(({ subject }) => subject));
  const fine = seen.map(({ group }) => faultOf(look, group, '')).filter(({ subject }) => !named.has(subject));
  await noteFindings(db, look.accountId, all, now);
  await endFindings(db, look.accountId, [...fine, ...gone.map((groupId) => faultOf(look, { groupId }, ''))], now);
}
