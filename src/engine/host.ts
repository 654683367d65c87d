// One host outside, and how it fares. A circuit breaker leaves it alone while it does not answer, and bulkheads bound what
// is under way there at once, so that one that is slow or gone costs the others nothing.
// Kept: what the breaker or a bulkhead turns away was surely not sent; a refusal is an answer, and opens nothing.
import {
  BrokenCircuitError,
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
} from 'cockatiel';
import type { Instant } from '../core/order.ts';
import type { Send, WireAnswer, WireRequest } from '../core/wire.ts';
import { notSent } from './not-sent.ts';
import { throwIfOver } from './time-limit.ts';
import { mostUrgentFirst, type Urgency } from './urgency.ts';

/** So many troubled calls in a row, and it is left alone. */
const troublesToOpen = 5;
/** For how long at first; twice as long after every call that shows it still troubled. */
const firstBreakMs = 2_000;
const longestBreakMs = 15_000;
/** While somebody else's call shows whether it is back. */
const tryingMs = 1_000;
/** A call that was given less time than this says nothing about the host when it gets no answer. */
const fairTimeMs = 1_000;

/** Calls that may be under way at once, and that may wait for that. Together as many as the outbound door has connections. */
const places: Record<Urgency, [atOnce: number, waiting: number]> = {
  awaited: [40, 512],
  owed: [16, 512],
  background: [8, 64],
};

export type HostState = 'closed' | 'half_open' | 'open';

export type HostStanding = {
  /** Scheme, name and port, such as https://skybox.vividseats.com. */
  host: string;
  /** `open`: it is left alone. `half_open`: one call shows whether it is back. */
  state: HostState;
  /** Since when it is in this state. */
  since: Instant;
  lastTrouble: { at: Instant; what: string } | null;
  /** When the next call may go. Null: any time. */
  awayUntil: Instant | null;
};

const stateNames: Record<CircuitState, HostState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

export class Host {
  readonly #name: string;
  readonly #clock: () => Instant;
  #since: Instant;
  #breakMs = 0;
  #lastTrouble: HostStanding['lastTrouble'] = null;
  readonly #breaker = circuitBreaker(
    handleWhenResult((answer) => this.#isTroubled(answer as WireAnswer)),
    {
      breaker: new ConsecutiveBreaker(troublesToOpen),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => {
        this.#breakMs = Math.min(longestBreakMs, firstBreakMs * 2 ** Math.min(attempt - 1, 10));
        return this.#breakMs;
      }),
    },
  );
  readonly #bulkheads = new Map(mostUrgentFirst.map((urgency) => [urgency, bulkhead(...places[urgency])]));

  constructor(name: string, clock: () => Instant) {
    this.#name = name;
    this.#clock = clock;
    this.#since = clock();
    this.#breaker.onStateChange(() => {
      this.#since = this.#clock();
    });
  }

  get standing(): HostStanding {
    const state = stateNames[this.#breaker.state];
    const awayUntil =
      state === 'open' ? this.#since + this.#breakMs : state === 'half_open' ? this.#clock() + tryingMs : null;
    return { host: this.#name, state, since: this.#since, lastTrouble: this.#lastTrouble, awayUntil };
  }

  /** Whether nothing is sent there now. */
  get isLeftAlone(): boolean {
    const { state, awayUntil } = this.standing;
    return state === 'open' && awayUntil !== null && awayUntil > this.#clock();
  }

  /** Sends when there is a place for the call and the host is not left alone; what is not sent when `signal` says so, never is. */
  async send(send: Send, request: WireRequest, urgency: Urgency, signal: AbortSignal): Promise<WireAnswer> {
    let hasBegun = false;
    const begin = (): Promise<WireAnswer> => {
      // It may have waited for a place, or for another call to show whether the host is back; or the process stood still.
      throwIfOver(signal);
      hasBegun = true;
      return send(request, signal);
    };
    const call = (this.#bulkheads.get(urgency) as BulkheadPolicy).execute(() => this.#breaker.execute(begin));
    try {
      return await orGivenUp(call, signal, () => hasBegun);
    } catch (error) {
      // The door to the outside never throws: what does is a bug, and no answer.
      if (hasBegun) throw error;
      return notSent(request, whyNotSent(error));
    }
  }

  /** It could not be reached, did not answer, or said that it is broken. A call with little time to spare shows nothing of that. */
  #isTroubled(answer: WireAnswer): boolean {
    const what = troubleOf(answer);
    const isFair = answer.kind === 'answered' || !answer.isOutOfTime || (answer.exchange.tookMs ?? 0) >= fairTimeMs;
    // Whoever tries a host that was left alone must have an answer, or it is left alone again.
    const isTroubled = what !== null && (isFair || this.#breaker.state !== CircuitState.Closed);
    if (isTroubled) this.#lastTrouble = { at: this.#clock(), what };
    return isTroubled;
  }
}

function troubleOf(answer: WireAnswer): string | null {
  if (answer.kind !== 'answered') return answer.detail;
  return answer.status >= 500 ? `it answers ${answer.status}` : null;
}

/** The call's answer; an error as soon as `signal` says so, while it has not begun. */
async function orGivenUp(call: Promise<WireAnswer>, signal: AbortSignal, hasBegun: () => boolean): Promise<WireAnswer> {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => {
    if (!hasBegun()) givenUp.reject(signal.reason);
  };
  // Whichever comes second is heard by nobody.
  call.catch(() => {});
  givenUp.promise.catch(() => {});
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([call, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function whyNotSent(error: unknown): string {
  if (error instanceof BrokenCircuitError) return 'the host did not answer lately, and is left alone for a moment';
  if (error instanceof BulkheadRejectedError) return 'too many calls to this host are under way';
  return 'its turn did not come in time: too many calls to this host are under way';
}
