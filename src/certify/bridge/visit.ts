// One visit to a bridge: what all rules share. Its log keeps every answer in the order in which they came, and the key is in
// none of them.
import type { Line } from '../line.ts';
import type { Shown } from '../visit.ts';

/**
 * The listing that the kit plays with: seats by their labels, or nulls for general-admission places, of which it then has
 * these four free and no more.
 */
export type Tickets = {
  remoteId: string;
  seats: readonly [string | null, string | null, string | null, string | null];
};

export type BridgeLimits = {
  /** All answers together stay below this on average, in milliseconds. */
  averageMs: number;
  /** No answer takes longer. */
  mostMs: number;
  /** How long a call whose line was cut may still take effect. */
  lateEffectMs: number;
  /** For how long a hold is asked for that is to lapse. */
  shortHoldMs: number;
  /** How long after its time a hold may still stand: clocks differ, and a POS may look at its own only now and then. */
  lapseMs: number;
};

export type BridgeVisit = {
  line: Line;
  key: string;
  tickets: Tickets;
  /** Whether it is to show its stock as well. */
  showsStock: boolean;
  limits: BridgeLimits;
  log: Said[];
  /** References under which something stands that the kit could not take away. */
  leftBehind: Set<string>;
};

/** `status` 0: no answer came. `body`: what it was as JSON; undefined when it is none. */
export type Said = { status: number; body: unknown; exchange: Shown };

/** What an answer was, in a few words. */
export function wordsOf({ status, body, exchange }: Said): string {
  if (exchange.lost) return `no answer: ${exchange.lost.detail}`;
  if (typeof body !== 'object' || body === null) return `${status} with a body that is no JSON object`;
  const { code, detail } = body as { code?: unknown; detail?: unknown };
  if (typeof code !== 'string') return `${status} without a code`;
  return `${status} ${code}${typeof detail === 'string' ? ` (${detail})` : ''}`;
}
