// A sale as its marketplace tells of it: by a notice, in a list, or when it is read again. Plain data.
import type { Instant, Money } from './order.ts';
import type { Outcome } from './outcome.ts';

/**
 * Where the sale stands at the marketplace. `provisional`: no sale yet; it asks us to set the tickets aside, which binds
 * nobody. `released`: it asks for them no more; a sale that has been made of it since stands. `under_review`: it may still
 * come to nothing there. `unclear`: it used a word that nobody told us of, which is
 * never read as confirmed nor as gone.
 */
export type SaleStanding =
  | 'provisional'
  | 'released'
  | 'under_review'
  | 'unconfirmed'
  | 'confirmed'
  | 'rejected'
  | 'cancelled'
  | 'unclear';

export function isSold(standing: SaleStanding): boolean {
  return standing === 'unconfirmed' || standing === 'confirmed';
}

/** What was sold. Null: the marketplace does not say. */
export type SaleFacts = {
  remoteId: string | null;
  quantity: number | null;
  unitPrice: Money | null;
  total: Money | null;
  buyer: Readonly<Record<string, unknown>> | null;
  /** When the marketplace gives up waiting for our confirmation. */
  confirmBy: Instant | null;
  /** The seats that were sold, by label: these and no others. Absent: it leaves them to us. */
  seats?: readonly string[] | null;
  /** Absent: the marketplace does not say. */
  event?: string | null;
  headliner?: string | null;
  /** When it was sold. Absent: the marketplace does not say. */
  soldAt?: Instant | null;
  /** Other numbers by which the marketplace may have named this sale to us. */
  numbers: readonly string[];
};

export const nothingSaid: SaleFacts = {
  remoteId: null,
  quantity: null,
  unitPrice: null,
  total: null,
  buyer: null,
  confirmBy: null,
  numbers: [],
};

export type SaleSeen = { standing: SaleStanding; facts: SaleFacts };

/** A sale that was spoken of. `seen` null: only a hint, and the sale is read again before anything is done. */
export type Sighting = {
  saleId: string;
  numbers: readonly string[];
  seen: SaleSeen | null;
  /** The line of the list as it came, kept where an order begins with it. */
  record?: unknown;
};

/** Why a marketplace says no. Closed; each dialect maps its marketplace's words to these. */
export type MarketplaceRefusal = 'sale_unknown' | 'sale_over' | 'not_allowed' | 'bad_request';

/** How a question to a marketplace ended. A `read` may come of any question: after doubt we look before we repeat. */
export type MarketplaceOutcome =
  | { ask: 'read'; outcome: Outcome<SaleSeen, MarketplaceRefusal> }
  | { ask: 'confirm' | 'reject'; outcome: Outcome<null, MarketplaceRefusal> };

/** What the engine must know of how a marketplace deals. */
export type MarketplaceNature = {
  /** Whether a sale can be read again there. Where it cannot, an authentic notice is taken at its word. */
  reads: boolean;
  /** Whether it takes our word by a call; else a person gives it by hand. */
  confirms: boolean;
  rejects: boolean;
  /** Present and false where a sale is final as it is told: nobody waits for our word. */
  awaitsConfirmation?: boolean;
  /** Whether it also asks before it sells: then a sale that it counts as confirmed was, or will be, invoiced that way. */
  asksFirst: boolean;
  /** How long a sale is left alone after we first heard of it, because it may be one that we are just being asked about. */
  graceMs: number;
  /** When the broker connected it. What it had sold, and confirmed, before that is nobody's business here. */
  since?: Instant;
  /**
   * How often a sale that rests is read again, and for how long after it was made, because nobody is told when it comes to
   * nothing there. Absent: notices and lists tell.
   */
  lookAgain?: { everyMs: number; forMs: number };
  /** How long after it was made a sale waits for our word, where it names no time itself. Absent: nobody has told us. */
  confirmWithinMs?: number;
  /** How long tickets are set aside for a sale that is only provisional. Absent: as long as any hold of unknown life. */
  provisionalMs?: number;
  /** The account's rule for sales that cannot be filled. Absent: a person decides. */
  autoReject?: AutoReject;
};

/** When a sale without tickets is rejected by itself. */
export type AutoReject = {
  when: 'at_once' | 'before_deadline';
  /** How long before the marketplace's deadline, where it names one; without a deadline a person decides. */
  marginMs: number;
  /** In minor units of whatever currency: a sale of more, or of an unknown amount, is left to a person. Null: no limit. */
  mostAmount: number | null;
  /** The reason that is given. */
  reason: string;
};

/** What the field holds where nobody names a time. */
export const usualProvisionalMs = 15 * 60_000;

/** A marketplace that only asks first: nothing is ever said to it. */
export const asksOnly: MarketplaceNature = {
  reads: false,
  confirms: false,
  rejects: false,
  asksFirst: true,
  graceMs: 0,
};
