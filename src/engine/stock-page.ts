// One page of a POS's groups → listings. First compared without locks, so that a page that changes nothing makes nobody
// wait; what changes is locked, in the order of the remote ids, and reckoned again with the owners of that moment. So a
// hold that crosses the page keeps its tickets. Invariants kept here: one-owner-per-ticket, no-call-in-transaction.
import { elsewhere, isOrders, isSameTickets, type Slots } from '../core/claim.ts';
import type { Instant } from '../core/order.ts';
import { reckon, type ShownBy } from '../core/stock.ts';
import { endFindings, noteFindings } from '../db/findings.ts';
import { readListings, type StoredListing } from '../db/import.ts';
import type { Database } from '../db/pool.ts';
import {
  addListingIds,
  forgetGroups,
  insertStock,
  noteGone,
  noteGroups,
  readOrdersInPos,
  type Stand,
  type StockListing,
  updateStock,
} from '../db/stock.ts';
import { addStockHints } from '../db/stock-polls.ts';
import type { StockGroup } from '../pos/stock.ts';
import { contentOf } from './stock-content.ts';
import { faultOf, type Placed, type Places, placeGroups } from './stock-places.ts';

/** `readAt`: just before the POS was asked. */
export type Look = Stand & { choosesSeats: boolean; readAt: Instant };

type Shown = { groups: readonly StockGroup[]; gone: readonly string[] };

export type PagePlan = Places & { differing: readonly Placed[]; gone: readonly string[] };

/** What leaves the shelf without a reference is looked at once more: a hold of ours may have ended just before. */
const lookAgainAfterMs = 15_000;

export async function planPage(db: Database, look: Look, { groups, gone }: Shown): Promise<PagePlan> {
  const places = await placeGroups(db, look, groups, gone);
  const { placed } = places;
  const stored = await readListings(
    db,
    look.accountId,
    placed.map(({ listing }) => listing),
  );
  const by = await shownBy(db, look, stored.values());
  const differing = placed.filter(({ listing, group }) => {
    const now = stored.get(listing);
    const wanted = wantedOf(now, { listing, group }, by);
    return now === undefined || wanted === null || !isSame(now, wanted);
  });
  return { ...places, differing, gone };
}

/** Writes a plan down, in the caller's transaction. */
export async function writePage(db: Database, look: Look, plan: PagePlan, now: Instant): Promise<void> {
  const { accountId } = look;
  const emptied = await noteGone(db, look, plan.gone, now);
  const shown = new Set(plan.placed.map(({ listing }) => listing));
  const locked = await readListings(
    db,
    accountId,
    [...plan.differing.map(({ listing }) => listing), ...emptied],
    'locked',
  );
  const by = await shownBy(db, look, locked.values());
  const outcome = reckonAll(plan, locked, by);
  const inserted = await insertStock(db, look, outcome.added, now);
  await updateStock(db, look, [...outcome.changed, ...emptiedOf(emptied, shown, locked, by)], now);
  await forgetGroups(db, look, plan.replaced);
  const seen = plan.placed.filter(({ listing }) => !outcome.unfit.has(listing));
  await noteGroups(
    db,
    look,
    seen.map(({ group, listing }) => ({ groupId: group.groupId, listing })),
    look.readAt,
  );
  await addListingIds(
    db,
    accountId,
    plan.placed.flatMap(({ group: { remoteId }, listing }) => (remoteId === listing ? [] : [{ remoteId, listing }])),
  );
  // Somebody else began the same listing meanwhile: it is read again, and then found.
  const crossed = outcome.added.flatMap(({ remoteId }) => (inserted.has(remoteId) ? [] : [remoteId]));
  await addStockHints(db, look, crossed, { now, dueAt: now });
  await addStockHints(db, look, outcome.doubtful, { now, dueAt: now + lookAgainAfterMs });
  await noteFaults(db, look, plan, outcome.unfit, now);
}

/** Which of the owners' orders the POS had when it showed this; only places without names need to know. */
async function shownBy(db: Database, look: Look, stored: Iterable<StoredListing>): Promise<ShownBy> {
  const owners = Array.from(stored).flatMap(({ seats, owners: all }) =>
    seats[0] === null ? all.filter((owner) => isOrders(owner)) : [],
  );
  const inPos = await readOrdersInPos(db, look.accountId, [...new Set(owners)], look.readAt);
  return { choosesSeats: look.choosesSeats, isInPos: (orderId) => inPos.has(orderId) };
}

const nothing: Slots = { seats: [], owners: [] };

/** Null: its tickets cannot take the place of those that are owned. */
function wantedOf(stored: Slots | undefined, { listing, group }: Placed, by: ShownBy): StockListing | null {
  const tickets = reckon(stored ?? nothing, group.tickets, by);
  return tickets && { ...contentOf(group, listing), ...tickets };
}

type Reckoned = { added: StockListing[]; changed: StockListing[]; unfit: Set<string>; doubtful: string[] };

function reckonAll(plan: PagePlan, locked: ReadonlyMap<string, StoredListing>, by: ShownBy): Reckoned {
  const reckoned: Reckoned = { added: [], changed: [], unfit: new Set(), doubtful: [] };
  for (const placed of plan.differing) {
    const stored = locked.get(placed.listing);
    const wanted = wantedOf(stored, placed, by);
    if (wanted === null) reckoned.unfit.add(placed.listing);
    else if (stored === undefined) reckoned.added.push(wanted);
    else if (!isSame(stored, wanted)) {
      reckoned.changed.push(wanted);
      if (leavesUnnamed(stored, wanted, placed.group)) reckoned.doubtful.push(placed.group.remoteId);
    }
  }
  return reckoned;
}

function leavesUnnamed(stored: Slots, wanted: Slots, { tickets }: StockGroup): boolean {
  const away = ({ owners }: Slots): number => owners.filter((owner) => owner === elsewhere).length;
  const isUnnamed = tickets.some(({ standing, reference }) => standing !== 'free' && reference === null);
  return isUnnamed && away(wanted) > away(stored);
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
  plan: PagePlan,
  unfit: ReadonlySet<string>,
  now: Instant,
): Promise<void> {
  const misfits = plan.placed
    .filter(({ listing }) => unfit.has(listing))
    .map(({ group }) =>
      faultOf(look, group, 'changes between numbered seats and general admission while orders own some of them'),
    );
  const faults = [...plan.faults, ...misfits];
  const named = new Set(faults.map(({ subject }) => subject));
  const fine = plan.placed.map(({ group }) => faultOf(look, group, '')).filter(({ subject }) => !named.has(subject));
  await noteFindings(db, look.accountId, faults, now);
  await endFindings(db, look.accountId, [...fine, ...plan.gone.map((groupId) => faultOf(look, { groupId }, ''))], now);
}
