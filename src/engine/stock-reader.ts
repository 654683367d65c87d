// Reads the stock of one POS, page by page, from where it was left. A page's listings and the place behind it are one
// commit, so that a hub that is killed reads a page twice and skips none. Invariant no-call-in-transaction.
import type { Instant } from '../core/order.ts';
import type { Outcome } from '../core/outcome.ts';
import { timeText } from '../core/sale-words.ts';
import { endUnseenFindings } from '../db/findings.ts';
import { keepPos } from '../db/points-of-sale.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import { endPosAlert, raisePosAlert } from '../db/pos-alerts.ts';
import {
  type KnownGroup,
  noteUnknown,
  type Reading,
  readGroupsOfListings,
  readListingIds,
  readUnseenGroups,
  type Stand,
} from '../db/stock.ts';
import { addStockHints, type StockLook, type StockPoll, storeStockLook } from '../db/stock-polls.ts';
import type { RemoteStock, StockGroup, StockPage } from '../pos/stock.ts';
import { failpoint } from './failpoints.ts';
import type { PosDirectory, StockNature } from './pos-directory.ts';
import { type Look, writePage } from './stock-page.ts';
import { notListed } from './stock-places.ts';

/** Longer than any page may take, and renewed with each. */
export const stockLeaseMs = 120_000;
const longestCallMs = 20_000;
/** A POS that could not be read is tried again after this long, or at its usual time if that is sooner. */
const tryAgainAfterMs = 30_000;
/** So long, and a person is told. */
const longUnreadMs = 15 * 60_000;
/** After so long a look ends with the call that is under way. What is left is due at once, behind whoever has waited longer. */
const longestLookMs = 30_000;
/** So many groups that a pass has not shown are asked for by name before they count as gone; pages may shift as they are read. */
const mostAskedByName = 20;
const goneAtOnce = 500;

export type StockReaderParts = { pool: Pool; directory: PosDirectory; clock: () => Instant };

export type StockProgress = { groupsRead: number; groupsTotal: number | null };

/** How a look ended. `overtaken`: somebody else has the POS by now. */
export type StockRead = { kind: 'read' | 'more' | 'not_followed' | 'overtaken' } | { kind: 'failed'; trouble: string };

type Opened = { stock: RemoteStock; nature: StockNature };
/** How far the look has come. */
type Place = Pick<StockLook, 'cursor' | 'passBeganAt' | 'groupsRead' | 'groupsTotal'>;

export class StockReader {
  readonly #parts: StockReaderParts;

  constructor(parts: StockReaderParts) {
    this.#parts = parts;
  }

  /** Reads on, for a while. `goesOn` false: stops after the call that is under way. */
  async look(
    poll: StockPoll,
    {
      onProgress = () => {},
      goesOn = () => true,
    }: { onProgress?: (progress: StockProgress) => void; goesOn?: () => boolean },
  ): Promise<StockRead> {
    const opened = await this.#open(poll);
    const leased = { ...poll };
    const { clock } = this.#parts;
    let place: Place = { ...poll };
    if (opened === null) return this.#end(leased, place, { dueAt: null, trouble: null }, { kind: 'not_followed' });
    const { pollEveryMs } = opened.nature;
    const endsBy = clock() + longestLookMs;
    const mayGoOn = (): boolean => goesOn() && clock() < endsBy;
    while (mayGoOn()) {
      if (place.cursor === null && place.passBeganAt === null) place = beginning(clock());
      const askedAt = clock();
      const { outcome } = await opened.stock.changes(place.cursor, AbortSignal.timeout(longestCallMs));
      const answeredAt = clock();
      if (isForgotten(outcome, place)) place = { ...place, cursor: null, passBeganAt: null };
      if (outcome.kind !== 'done') {
        const dueAt = clock() + Math.min(pollEveryMs, tryAgainAfterMs);
        const trouble = outcome.detail;
        return this.#end(leased, place, { dueAt, trouble }, { kind: 'failed', trouble });
      }
      failpoint('stock_page_read');
      place = passed(place, outcome.answer);
      const look = lookOf(poll, opened, { askedAt, answeredAt });
      if (!(await this.#storePage(leased, look, outcome.answer, place))) return { kind: 'overtaken' };
      onProgress(place);
      failpoint('stock_page_stored');
      if (outcome.answer.hasMore) continue;
      if (place.passBeganAt !== null && !(await this.#endPass(opened, look, place.passBeganAt, mayGoOn))) break;
      return this.#end(
        leased,
        { ...place, passBeganAt: null },
        { dueAt: clock() + pollEveryMs, trouble: null },
        { kind: 'read' },
        place.passBeganAt !== null,
      );
    }
    return this.#end(leased, place, { dueAt: clock(), trouble: leased.trouble }, { kind: 'more' });
  }

  /** Reads one group again. False: the POS could not say how it stands. */
  async readGroup(stand: Stand, remoteId: string): Promise<boolean> {
    const opened = await this.#open(stand);
    if (opened === null) return true;
    return this.#readGroup(opened, stand, remoteId);
  }

  /** `unseen`: the group that was known under the id, and that a pass has not shown. */
  async #readGroup(opened: Opened, stand: Stand, remoteId: string, unseen?: string): Promise<boolean> {
    const { clock } = this.#parts;
    const askedAt = clock();
    const { outcome } = await opened.stock.read(remoteId, AbortSignal.timeout(longestCallMs));
    if (outcome.kind !== 'done') return false;
    const look = lookOf(stand, opened, { askedAt, answeredAt: clock() });
    const group = outcome.answer;
    const known = unseen !== undefined ? [unseen] : group === null ? await this.#groupsOf(look, remoteId) : [];
    // The id may lead to another group by now, which has come in its stead or has its tickets.
    await this.#storeGroup(
      look,
      group,
      known.filter((groupId) => groupId !== group?.groupId),
    );
    return true;
  }

  async #open({ accountId, pos }: Stand): Promise<Opened | null> {
    const opened = await this.#parts.directory.opened(accountId, pos);
    return opened?.remote.stock ? { stock: opened.remote.stock, nature: opened.stock } : null;
  }

  async #storePage(leased: StockPoll, look: Look, page: StockPage, place: Place): Promise<boolean> {
    const { pool, clock } = this.#parts;
    const leaseEnds = clock() + stockLeaseMs;
    const trouble = troubleLeft(leased, place);
    const isStored = await inTransaction(pool, async (client) => {
      // Whoever has lost its lease must not write what it read: it may be older than what was written since.
      const stored = { ...place, leaseEnds, dueAt: undefined, trouble, isPassed: false, isRead: false };
      if (!(await this.#storeLook(client, leased, stored))) return false;
      await writePage(client, look, page, clock());
      return true;
    });
    if (isStored)
      Object.assign(leased, { leaseEnds, trouble, failingSince: trouble === null ? null : leased.failingSince });
    return isStored;
  }

  /** What the pass has not shown is gone. False: some of it is left for the next look, for the time of this one is up. */
  async #endPass(opened: Opened, look: Look, passBeganAt: Instant, mayGoOn: () => boolean): Promise<boolean> {
    const { pool, clock } = this.#parts;
    const unseenFrom = (after: string) => readUnseenGroups(pool, look, { passBeganAt, after, limit: goneAtOnce });
    await noteUnknown(pool, look, passBeganAt);
    const unseen = await unseenFrom('');
    let left = unseen.length > mostAskedByName ? unseen : [];
    if (left.length === 0) await this.#askByName(opened, look, unseen, mayGoOn);
    while (left.length > 0) {
      const gone = left.map(({ groupId }) => groupId);
      await inTransaction(pool, (client) => writePage(client, look, { groups: [], gone }, clock()));
      left = await unseenFrom(gone.at(-1) ?? '');
      if (left.length > 0 && !mayGoOn()) return false;
    }
    // Nobody says of a group that was never listed that it is gone.
    const { accountId, pos } = look;
    await endUnseenFindings(pool, accountId, { kind: notListed, pos, since: passBeganAt, at: clock() });
    return true;
  }

  /** Of what the POS says nothing in time, it is asked once more, as after a hint. */
  async #askByName(opened: Opened, look: Look, unseen: readonly KnownGroup[], mayGoOn: () => boolean): Promise<void> {
    const { pool, clock } = this.#parts;
    const unanswered: string[] = [];
    for (const { listing, groupId } of unseen) {
      if (!mayGoOn() || !(await this.#readGroup(opened, look, listing, groupId))) unanswered.push(listing);
    }
    const now = clock();
    const hints = unanswered.map((remoteId) => ({ remoteId, dueAt: now }));
    await addStockHints(pool, look, hints, now);
  }

  async #storeGroup(look: Look, group: StockGroup | null, gone: readonly string[]): Promise<void> {
    const { pool, clock } = this.#parts;
    const groups = group === null ? [] : [group];
    await inTransaction(pool, async (client) => {
      if (await keepPos(client, look.accountId, look.pos)) await writePage(client, look, { groups, gone }, clock());
    });
  }

  async #groupsOf({ accountId }: Stand, remoteId: string): Promise<string[]> {
    const { pool } = this.#parts;
    const own = await readGroupsOfListings(pool, { accountId }, [remoteId]);
    const renamed = own.size > 0 ? [] : Array.from((await readListingIds(pool, accountId, [remoteId])).values());
    const found = own.size > 0 ? own : await readGroupsOfListings(pool, { accountId }, renamed);
    return Array.from(found.values(), ({ groupId }) => groupId);
  }

  async #end(
    leased: StockPoll,
    place: Place,
    { dueAt, trouble }: Pick<StockLook, 'dueAt' | 'trouble'>,
    read: StockRead,
    isPassed = false,
  ): Promise<StockRead> {
    const look = { ...place, leaseEnds: null, dueAt, trouble, isPassed, isRead: read.kind === 'read' };
    const isStored = await inTransaction(this.#parts.pool, async (client) => {
      if (!(await this.#storeLook(client, leased, look))) return false;
      if (read.kind === 'failed') await this.#tellIfForLong(client, leased, read.trouble);
      return true;
    });
    return isStored ? read : { kind: 'overtaken' };
  }

  /** With it goes that a person is told of a POS that can be read again. */
  async #storeLook(db: Database, leased: StockPoll, look: StockLook): Promise<boolean> {
    const at = this.#parts.clock();
    if (!(await storeStockLook(db, leased, look, at))) return false;
    const { accountId, pos, failingSince } = leased;
    if (failingSince !== null && look.trouble === null)
      await endPosAlert(db, { accountId, pos, kind: 'stock_unread', at });
    return true;
  }

  async #tellIfForLong(db: Database, { accountId, pos, failingSince }: StockPoll, trouble: string): Promise<void> {
    const { clock, directory } = this.#parts;
    const at = clock();
    if (failingSince === null || at - failingSince < longUnreadMs) return;
    const since = `The stock of ${directory.nameOf(pos)} cannot be read since ${timeText(failingSince)} (${trouble}).`;
    const sentence = `${since} What it sells elsewhere stays on the shelf until it says no to a hold; it is tried again by itself. Look at the POS, at the way to it, and at its credentials.`;
    await raisePosAlert(db, { accountId, pos, kind: 'stock_unread', sentence, at });
  }
}

function lookOf({ accountId, pos }: Stand, { nature }: Opened, when: Pick<Reading, 'askedAt' | 'answeredAt'>): Look {
  return { accountId, pos, choosesSeats: nature.choosesSeats, ...when };
}

function beginning(now: Instant): Place {
  return { cursor: null, passBeganAt: now, groupsRead: 0, groupsTotal: null };
}

/** The POS does not know our place any more, and says so in words: everything is read anew, as soon as after any other failure. */
function isForgotten(outcome: Outcome<StockPage>, { cursor }: Place): boolean {
  return outcome.kind === 'refused' && outcome.why === 'bad_request' && cursor !== null;
}

/**
 * Of a pass that has begun since the trouble did, as after a page further on was refused, the pages before do not say that all is
 * well again, in however many looks they are read: its end does.
 */
function troubleLeft({ failingSince, trouble }: StockPoll, { passBeganAt }: Place): string | null {
  return failingSince !== null && passBeganAt !== null && passBeganAt > failingSince ? trouble : null;
}

function passed(place: Place, { cursor, groups, total }: StockPage): Place {
  const groupsRead = place.passBeganAt === null ? place.groupsRead : place.groupsRead + groups.length;
  return { ...place, cursor: cursor ?? null, groupsRead, groupsTotal: total ?? place.groupsTotal };
}
