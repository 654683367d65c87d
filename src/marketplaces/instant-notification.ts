// The port for sales that a marketplace makes and tells us of: how its notices are read, and how it is spoken to.
// Pure but for what it sends through the transport that it is given. Contract of every call, as for a POS: `done` and
// `refused` only when the marketplace said so in words; `not_sent` only when surely nothing reached it; else `unsure`.
import type { TSchema } from 'typebox';
import type { Instant, Order } from '../core/order.ts';
import type { MarketplaceNature, MarketplaceRefusal, SaleSeen, Sighting } from '../core/sale.ts';
import type { UnconfirmedLimit } from '../core/unconfirmed-limit.ts';
import type { Conversation, Send } from '../core/wire.ts';

/** A notice as it came, once its sender is known. */
export type Notice = { headers: Readonly<Record<string, string>>; text: string };

export type NoticeAnswer = { status: number; type: string; text: string };

/** `sightings` may be empty: then the notice is about something else, and is kept as it came. */
export type NoticeRead =
  | { kind: 'read'; sightings: readonly Sighting[]; answer: NoticeAnswer }
  | { kind: 'malformed'; why: string };

/** The sale in question, as we have it. `saleId` is the marketplace's number for it; `now`: by our clock. */
export type SaleAsked = { saleId: string; order: Order; now: Instant };

type Told<Answer> = Promise<Conversation<Answer, MarketplaceRefusal>>;

/** One look into a marketplace's list of sales. */
export type Page = {
  sightings: readonly Sighting[];
  /** Where to read on, in the dialect's own terms; kept between looks and over restarts. */
  cursor: unknown;
  /** Whether there is more to read at once. */
  hasMore: boolean;
};

export type RemoteMarketplace = {
  read?: (sale: SaleAsked, signal: AbortSignal) => Told<SaleSeen>;
  /** Safe to repeat: a sale that is confirmed already is `done`. */
  confirm?: (sale: SaleAsked, signal: AbortSignal) => Told<null>;
  reject?: (sale: SaleAsked & { reason: string }, signal: AbortSignal) => Told<null>;
  list?: (cursor: unknown, now: Instant, signal: AbortSignal) => Told<Page>;
};

/** Access that the marketplace lends for a while, kept encrypted and shared by all hubs. Null: none was ever got. */
export type Tokens = {
  current: () => Promise<unknown>;
  /**
   * Replaces those that do not work any more, once for everybody who asks: `renew` is called by one at a time, with what
   * is stored then. It returns the new ones, or null when it got none. Resolves with what is stored afterwards.
   */
  renew: (stale: unknown, renew: (current: unknown) => Promise<unknown>) => Promise<unknown>;
};

/** What a connection is opened with; settings and credentials are checked against their schemas. */
export type Opened = {
  settings: unknown;
  credentials: unknown;
  tokens: Tokens;
  /**
   * Since when the credentials are another account's than those before: what was seen earlier may be that one's, and is not
   * gone because this one does not show it. Null: they always were this one's.
   */
  isAnotherSince: Instant | null;
  /**
   * What is learnt of this connection between calls. A connection is opened once for each way of sending to it, and all of
   * them share this: `make` is called by the first.
   */
  learnt: <Learnt>(make: () => Learnt) => Learnt;
};

export type InstantNotification = {
  /** Present and true where the marketplace has published no wire: then this is our own notice and callback. */
  isOurs?: boolean;
  nature: (settings: unknown) => MarketplaceNature;
  /** What a broker enters to let us speak to the marketplace. Encrypted at rest, and never shown again. */
  credentials: TSchema;
  /** What of them tells one account at the marketplace from another. Absent: others that differ in anything are another's. */
  accountIn?: (credentials: unknown) => unknown;
  /** Null: it sends no notices. */
  readNotice: ((notice: Notice, settings: unknown) => NoticeRead) | null;
  /**
   * Present when the marketplace signs its notices. Whether this one is its own: judged by the credentials, in constant
   * time. With `isEnough` a signature stands for our key; else it is asked for besides the key, where it is there.
   */
  signature?: {
    isEnough: boolean;
    verifies: (notice: Notice, opened: { settings: unknown; credentials: unknown }, now: Instant) => boolean;
  };
  /** Present when the marketplace first asks by GET whether the address is ours. Null: it asks something else. */
  answerChallenge?: (query: Readonly<Record<string, unknown>>) => NoticeAnswer | null;
  /** Where its interface is. Null: nothing is sent to it, whatever it could be told. */
  address: (settings: unknown) => string | null;
  /** The shortest time between two calls to it, in milliseconds: its limit, or our caution. */
  callEveryMs: (settings: unknown) => number;
  /** Present where some calls have a limit of their own: the shortest time between two of them, by the budget that they name. */
  budgetsEveryMs?: (settings: unknown) => Readonly<Record<string, number>>;
  /** How often its list of sales is read, in milliseconds. Null: it has none. */
  pollEveryMs: ((settings: unknown) => number) | null;
  /** Present when too many unconfirmed sales of one headliner take down all its listings there. Null: not on this connection. */
  unconfirmedLimit?: (settings: unknown) => Omit<UnconfirmedLimit, 'isAssumed'> | null;
  /** The words that it takes as the reason of a rejection; empty: any, or none at all. */
  rejectReasons: readonly string[];
  /** `clock`: the hub's; the machine's own may be wrong. */
  open: (opened: Opened, send: Send, clock: () => Instant) => RemoteMarketplace;
};
