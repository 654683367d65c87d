// The part of the POS port that shows stock: what the POS has of each ticket group, and what has changed since we looked.
// Contract of every call as in pos.ts. What a POS shows is a look, never a promise: only a hold says that tickets are ours.
import type { Split } from '../core/claim.ts';
import type { Instant, Money } from '../core/order.ts';
import type { PosRefusal } from '../core/outcome.ts';
import type { Conversation } from '../core/wire.ts';

type Told<Answer> = Promise<Conversation<Answer, PosRefusal>>;

/** How a ticket stands in the POS, whoever holds it or bought it. */
export type StockTicket = {
  /** Null: a general-admission place, or a seat that the POS does not name. */
  seat: string | null;
  standing: 'free' | 'held' | 'sold';
  /** Our reference, where it is held or sold under one and the POS shows that. Null says nothing of whose it is. */
  reference: string | null;
};

/** A ticket group as the POS shows it now. With no price, or at no time, that can be read (NaN), it is named and not listed. */
export type StockGroup = {
  /** The POS's own id of the group, which never moves. Where it has none beside the remote id, that. */
  groupId: string;
  /** The id by which the marketplaces know it now. It may move; an old one is still understood by every call of the port. */
  remoteId: string;
  event: string;
  venue: string;
  /** NaN where the POS names none that can be read: the hub leaves this group out, and names it. */
  eventAt: Instant;
  section: string | null;
  row: string | null;
  price: Money;
  split: Split;
  /** Every ticket of the group that the POS still shows. */
  tickets: readonly StockTicket[];
  /** Nothing but its ids can be read: it is named and not listed, whatever else is said here. */
  isUnreadable?: true;
};

/**
 * One page of what has changed since the cursor. A null cursor begins a pass over everything: when its last page is read,
 * whatever no page of the pass has shown is gone. A last page with a null cursor therefore means that the next pass is over
 * everything again, as with a POS that has a list and no feed of changes.
 */
export type StockPage = {
  groups: readonly StockGroup[];
  /** Groups that are no more, by their `groupId`. */
  gone: readonly string[];
  /** Where to read on, in the adapter's own terms; kept between looks and over restarts, as JSON. */
  cursor: unknown;
  /** Whether there is more to read at once. */
  hasMore: boolean;
  /** How many groups there are altogether, where the POS says so: for the progress of a first import. */
  total: number | null;
};

/** A hold of ours that stands in the POS now. */
export type StockHold = {
  posHoldId: string;
  /** Our reference, where the POS keeps it. Null: whose it is cannot be told. */
  reference: string | null;
  remoteId: string | null;
  quantity: number;
  expiresAt: Instant | null;
};

/** Cursors of `holds` live no longer than one walk through the pages. */
type HoldsPage = { holds: readonly StockHold[]; cursor: unknown; hasMore: boolean };

export type RemoteStock = {
  changes(cursor: unknown, signal: AbortSignal): Told<StockPage>;
  /** One group by a remote id that it has or had. Null: there is none. */
  read(remoteId: string, signal: AbortSignal): Told<StockGroup | null>;
  /** The holds that stand in the POS and may be ours. Absent: it cannot list them. */
  holds?(cursor: unknown, signal: AbortSignal): Told<HoldsPage>;
};

/** A webhook of the POS as it came. */
export type PosHint = { headers: Readonly<Record<string, string>>; text: string };

/** A hint says only where to look: the named groups are read again. `unknown`: something changed, and it does not say what. */
export type PosHintRead =
  | {
      kind: 'authentic';
      remoteIds: readonly string[] | 'unknown';
      answer: { status: number; type: string; text: string };
    }
  | { kind: 'forged' }
  | { kind: 'malformed'; why: string };
