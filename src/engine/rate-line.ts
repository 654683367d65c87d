// Keeps calls within a rate budget: they stand in line, the most urgent first, and one whose time is up before its turn is
// not sent. Whoever asks for a pause gets it. Kept: only calls that are sent use up a turn, so that impatient ones never
// hold up those behind them; and nobody is passed over for ever.
import { mostUrgentFirst, type Urgency } from './urgency.ts';

/** So many calls may begin within so many milliseconds. */
export type Rate = { calls: number; perMs: number };

/** Bounds the memory of one line; whoever comes when it is full is turned away at once. */
const mostWaiting = 1_000;
/** The longest pause that anybody can ask of us. */
const longestPauseMs = 300_000;
/** The pause of whoever is asked too much and names no time: twice as long each time it is asked too much again. */
const firstPauseMs = 250;
const longestUnnamedPauseMs = 30_000;
/** After so many calls that were more urgent, one of these goes: in a long rush, too, what is owed is done in the end. */
const mostPassedOver: Record<Urgency, number> = { awaited: Infinity, owed: 4, background: 16 };

type Waiter = (isTheirTurn: boolean) => void;
type Queue = { urgency: Urgency; waiters: Set<Waiter>; passedOver: number };

export class RateLine {
  readonly #rate: Rate;
  /** When the last calls began, as many as the rate lets begin within its time. */
  readonly #begun: number[] = [];
  readonly #queues: readonly Queue[] = mostUrgentFirst.map((urgency) => ({
    urgency,
    waiters: new Set(),
    passedOver: 0,
  }));
  #pausedUntil = 0;
  /** How often in a row it was too much. */
  #pauses = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Resolves with true when the call may begin, which counts; with false when there is no turn for it in time. */
  turn(urgency: Urgency, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.#length >= mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const { waiters } = this.#queues.find((queue) => queue.urgency === urgency) as Queue;
      const end: Waiter = (isTheirTurn) => {
        waiters.delete(end);
        signal.removeEventListener('abort', giveUp);
        resolve(isTheirTurn);
      };
      const giveUp = (): void => {
        end(false);
        // Nobody is left to wake up for.
        if (this.#length === 0) this.#stopWaiting();
      };
      waiters.add(end);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#serve();
    });
  }

  /** Nothing begins for so many milliseconds. Null: nobody said how many. */
  pause(askedMs: number | null): void {
    const ms = askedMs ?? Math.min(longestUnnamedPauseMs, firstPauseMs * 2 ** Math.min(this.#pauses, 10));
    this.#pauses += 1;
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + Math.min(ms, longestPauseMs));
  }

  /** It was not too much. */
  goOn(): void {
    this.#pauses = 0;
  }

  /** How long the pause that was asked for still lasts, in milliseconds. */
  get pausedForMs(): number {
    return Math.max(0, this.#pausedUntil - performance.now());
  }

  get #length(): number {
    return this.#queues.reduce((sum, { waiters }) => sum + waiters.size, 0);
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #serve(): void {
    this.#stopWaiting();
    for (;;) {
      if (this.#length === 0) return;
      const delayMs = this.#freeInMs();
      if (delayMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), delayMs);
        return;
      }
      this.#begun.push(performance.now());
      if (this.#begun.length > this.#rate.calls) this.#begun.shift();
      this.#next()(true);
    }
  }

  /** The first of those who were passed over often enough, else of the most urgent. Somebody must be waiting. */
  #next(): Waiter {
    const queues = this.#queues.filter(({ waiters }) => waiters.size > 0);
    const chosen =
      queues.find(({ urgency, passedOver }) => passedOver >= mostPassedOver[urgency]) ?? (queues[0] as Queue);
    for (const queue of queues) queue.passedOver += 1;
    chosen.passedOver = 0;
    const [first] = chosen.waiters;
    return first as Waiter;
  }

  #freeInMs(): number {
    const now = performance.now();
    const [oldest] = this.#begun.length < this.#rate.calls ? [] : this.#begun;
    const freeAt = oldest === undefined ? 0 : oldest + this.#rate.perMs;
    return Math.ceil(Math.max(freeAt, this.#pausedUntil) - now);
  }
}

/** Lines of one account at one system: one for all its calls, but for endpoints that have a budget of their own. */
export class RateLines {
  readonly #usual: RateLine;
  readonly #byBudget: ReadonlyMap<string, RateLine>;

  constructor(rate: Rate, endpoints: Readonly<Record<string, Rate>> = {}) {
    this.#usual = new RateLine(rate);
    this.#byBudget = new Map(Object.entries(endpoints).map(([name, own]) => [name, new RateLine(own)]));
  }

  /** A budget that was never declared is no licence: the call counts with the others. */
  lineOf(budget: string | undefined): RateLine {
    return this.#byBudget.get(budget ?? '') ?? this.#usual;
  }
}
