// Which listing a group of the POS is: the one as which it was first known, whatever id it goes by since; else the one that
// has its remote id, or a new one. Kept: a listing is one group's at a time, and stays in one POS; ids that no text of the ledger can
// hold do not come near it.
import type { Finding } from '../db/findings.ts';
import { readListings } from '../db/import.ts';
import type { Database } from '../db/pool.ts';
import { readGroups, readGroupsOfListings, type Stand } from '../db/stock.ts';
import type { StockGroup } from '../pos/stock.ts';
import { hasPlainIds, whyNotListed } from './stock-content.ts';

export const notListed = 'group_not_listed';
const mostSubjectCharacters = 200;
const mostIdCharacters = 128;

/** `listing`: its remote id in the ledger. */
export type Placed = { group: StockGroup; listing: string };

/**
 * `replaced`: groups that are gone, and whose listings are other groups' now. `asTheyWere`: groups that are listed, and cannot be as
 * they are shown now.
 */
export type Places = { placed: Placed[]; replaced: string[]; asTheyWere: string[]; faults: Finding[] };

export async function placeGroups(
  db: Database,
  stand: Stand,
  page: readonly StockGroup[],
  gone: readonly string[],
): Promise<Places> {
  // A group that a page shows twice is as it shows it last.
  const shown = Array.from(new Map(page.map((group) => [group.groupId, group])).values());
  const listable = shown.filter((group) => whyNotListed(group) === null);
  const seen = await readGroups(
    db,
    stand,
    shown.filter(hasPlainIds).map(({ groupId }) => groupId),
  );
  const known = new Map(seen.map((group) => [group.groupId, group]));
  const begun = listable.flatMap(({ groupId, remoteId }) => (known.has(groupId) ? [] : [remoteId]));
  const heldBy = await readGroupsOfListings(db, stand, begun);
  const stored = await readListings(db, stand.accountId, begun);
  const places: Places = { placed: [], replaced: [], asTheyWere: [], faults: [] };
  const taken = new Set<string>();
  const remoteIds = new Set<string>();
  for (const group of shown) {
    const listing = known.get(group.groupId)?.listing ?? group.remoteId;
    const holder = known.has(group.groupId) ? undefined : heldBy.get(listing);
    const isFree = holder === undefined || holder.isGone || gone.includes(holder.groupId);
    const otherPos = stored.get(listing)?.pos ?? stand.pos;
    const why =
      whyNotListed(group) ??
      (taken.has(listing) || remoteIds.has(group.remoteId) || !isFree ? 'has the remote id of another group' : null) ??
      (otherPos === stand.pos ? null : `has the remote id of a listing in the POS ${otherPos}`);
    if (why !== null) {
      const isListed = known.get(group.groupId)?.isGone === false;
      if (isListed) places.asTheyWere.push(group.groupId);
      places.faults.push(faultOf(stand, group, why, isListed));
      continue;
    }
    taken.add(listing);
    remoteIds.add(group.remoteId);
    places.placed.push({ group, listing });
    if (holder !== undefined) places.replaced.push(holder.groupId);
  }
  return places;
}

/** That a group cannot be listed as it is shown, and why. `isListed`: it was before, and what was read then stays. */
export function faultOf(
  { pos }: Stand,
  group: { groupId: string; remoteId?: string },
  why: string,
  isListed = false,
): Finding {
  const { groupId, remoteId = groupId } = group;
  const where = isListed ? 'is on the shelf only as it was before' : 'is not on the shelf';
  return {
    kind: notListed,
    subject: plain(`${pos} ${groupId}`, mostSubjectCharacters),
    pos,
    remoteId: plain(remoteId, mostIdCharacters),
    sentence: `Group ${plain(remoteId, mostIdCharacters)} of the POS ${pos} ${where}: it ${why}.`,
  };
}

function plain(id: string, mostCharacters: number): string {
  return id
    .slice(0, mostCharacters)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ');
}
