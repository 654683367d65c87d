// One visit to an automator: what all rules share. Its log keeps every answer in the order in which they came, and the
// key is in none of them.
import type { Line, Loss, Received, Sent } from './line.ts';
import type { Ask, Said, Wire } from './wire.ts';

export type Listings = {
  /** General admission, at least 100 free tickets, split `any`. */
  large: string;
  /** Exactly two tickets, both free. */
  small: string;
  /** Sold in pairs only; null when the automator has none to show. */
  pairs: string | null;
};

export type Limits = {
  /** All answers together stay below this on average. */
  averageMs: number;
  /** No answer takes longer. */
  mostMs: number;
  /** What is promised without saying when is waited for so long. */
  promisedMs: number;
};

/** An exchange as reports show it. */
export type Shown = {
  sent: Sent;
  received: Received | null;
  lost: Loss | null;
  tookMs: number;
  /** Sent after the rule was decided, to let go of what it held. */
  isCleanup: boolean;
  /** The answer at which the rule broke. */
  isUnmet: boolean;
};

export type Exchange = Shown & { ask: Ask; globalId: string };

/** `status` 0 and no body: no answer came. */
export type Answer = Said & { exchange: Exchange; status: number };

export type Visit = {
  wire: Wire;
  line: Line;
  key: string;
  listings: Listings;
  limits: Limits;
  /** The longest hold lifetime that a rule waits for. */
  waitMs: number;
  log: Answer[];
  /** Tickets sold for good, by global id. */
  sold: Map<string, number>;
  /** Global ids whose release the automator did not grant. */
  leftBehind: Set<string>;
};

/** What an answer was, in a few words. */
export function wordsOf({ status, body, exchange }: Answer): string {
  if (exchange.lost) return `no answer: ${exchange.lost.detail}`;
  if (body === null) return `${status} with a body that is no JSON object`;
  const { code, status: state, detail } = body;
  if (typeof code === 'string') return `${status} ${code}${typeof detail === 'string' ? ` (${detail})` : ''}`;
  return typeof state === 'string' ? `${status} with status "${state}"` : `${status}`;
}
