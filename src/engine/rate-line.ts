// Keeps calls within a rate budget: they stand in line, the most urgent first, and one whose time is up before its turn is
// not sent. Among those of one urgency, a conversation that has begun goes before one that has not: what it has used up is lost
// when it does not come to its end. Whoever asks for a pause gets it. Kept: only calls that are sent use up a turn, so that
// impatient ones never hold up those behind them; and nobody is passed over for ever.
import { AskedPause, type PauseStanding } from './asked-pause.ts';
import { mostUrgentFirst, type Urgency } from './urgency.ts';

/** So many calls may begin within so many milliseconds. */
export type Rate = { calls: number; perMs: number };

/**
 * Bounds the memory of one line: of each urgency so many wait whose conversation has begun, and so many others. Whoever comes when
 * all places of its like are taken is turned away at once; so whoever goes before others is never turned away for them.
 */
const mostAlike = 1_000;
/** After so many calls that were more urgent, one of these goes: in a long rush, too, what is owed is done in the end. */
const mostPassedOver: Record<Urgency, number> = { awaited: Infinity, owed: 4, background: 16 };
/** After so many calls of conversations that have begun, a new one begins: some look through dozens of pages. */
const mostBeforeNewcomers = 16;

/** Conversations that have had a turn, each known by its signal: all its calls carry the same, and no other's do. */
const begunConversations = new WeakSet<AbortSignal>();

/** How a line stands at this moment, in this process. */
export type LineStanding = {
  /** The budget that requests name where it has a line of its own; null: all other calls. */
  budget: string | null;
  rate: Rate;
  /** Calls that have begun within the rate's time. */
  used: number;
  /** Calls that wait for their turn. */
  waiting: number;
  /** How long the first of them has waited, in milliseconds. Null: none waits. */
  longestWaitMs: number | null;
  pause: PauseStanding | null;
};

/** The lines of one account at one POS or marketplace, by its slug. */
export type PaceStanding = { kind: 'pos' | 'marketplace'; system: string; lines: LineStanding[] };

type Waiter = (isTheirTurn: boolean) => void;
/** Each with when it came, the first first. */
type Waiters = Map<Waiter, number>;
type Queue = {
  urgency: Urgency;
  returning: Waiters;
  newcomers: Waiters;
  passedOver: number;
  newcomersPassedOver: number;
};

export class RateLine {
  readonly #rate: Rate;
  /** When the last calls began, as many as the rate lets begin within its time. */
  readonly #begun: number[] = [];
  readonly #queues: readonly Queue[] = mostUrgentFirst.map((urgency) => ({
    urgency,
    returning: new Map(),
    newcomers: new Map(),
    passedOver: 0,
    newcomersPassedOver: 0,
  }));
  readonly #pause = new AskedPause();
  #timer: NodeJS.Timeout | null = null;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /**
   * Resolves with true when the call may begin, which counts; with false when there is no turn for it in time. `signal`: its
   * conversation's.
   */
  turn(urgency: Urgency, signal: AbortSignal): Promise<boolean> {
    const { returning, newcomers } = this.#queues.find((queue) => queue.urgency === urgency) as Queue;
    const waiters = begunConversations.has(signal) ? returning : newcomers;
    if (signal.aborted || waiters.size >= mostAlike) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end: Waiter = (isTheirTurn) => {
        waiters.delete(end);
        if (isTheirTurn) begunConversations.add(signal);
        signal.removeEventListener('abort', giveUp);
        resolve(isTheirTurn);
      };
      const giveUp = (): void => {
        end(false);
        // Nobody is left to wake up for.
        if (this.#length === 0) this.#stopWaiting();
      };
      waiters.set(end, performance.now());
      signal.addEventListener('abort', giveUp, { once: true });
      this.#serve();
    });
  }

  /** Nothing begins for so many milliseconds, because this status asked for that. Null: it did not say how many. */
  pause(askedMs: number | null, status: number): void {
    this.#pause.begin(askedMs, status);
  }

  /** It was not too much. */
  goOn(): void {
    this.#pause.goOn();
  }

  /** How long the pause that was asked for still lasts, in milliseconds. */
  get pausedForMs(): number {
    return this.#pause.forMs;
  }

  get standing(): Omit<LineStanding, 'budget'> {
    const now = performance.now();
    const all = this.#queues.flatMap(({ returning, newcomers }) => [returning, newcomers]);
    const first = Math.min(...all.map((waiters) => waiters.values().next().value ?? Infinity));
    return {
      rate: this.#rate,
      used: this.#begun.filter((begunAt) => begunAt + this.#rate.perMs > now).length,
      waiting: this.#length,
      longestWaitMs: first === Infinity ? null : now - first,
      pause: this.#pause.standing,
    };
  }

  get #length(): number {
    return this.#queues.reduce((sum, queue) => sum + lengthOf(queue), 0);
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
    const queues = this.#queues.filter((queue) => lengthOf(queue) > 0);
    const chosen =
      queues.find(({ urgency, passedOver }) => passedOver >= mostPassedOver[urgency]) ?? (queues[0] as Queue);
    for (const queue of queues) queue.passedOver += 1;
    chosen.passedOver = 0;
    return firstOf(chosen);
  }

  #freeInMs(): number {
    const now = performance.now();
    const [oldest] = this.#begun.length < this.#rate.calls ? [] : this.#begun;
    const freeAt = oldest === undefined ? 0 : oldest + this.#rate.perMs;
    return Math.ceil(Math.max(freeAt, this.#pause.until) - now);
  }
}

function lengthOf({ returning, newcomers }: Queue): number {
  return returning.size + newcomers.size;
}

/** Of a conversation that has begun, unless those that have not were passed over often enough. Somebody must be waiting. */
function firstOf(queue: Queue): Waiter {
  const { returning, newcomers, newcomersPassedOver } = queue;
  const mayReturn = newcomers.size === 0 || newcomersPassedOver < mostBeforeNewcomers;
  const isReturning = returning.size > 0 && mayReturn;
  queue.newcomersPassedOver = isReturning && newcomers.size > 0 ? newcomersPassedOver + 1 : 0;
  const [first] = (isReturning ? returning : newcomers).keys();
  return first as Waiter;
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

  get standing(): LineStanding[] {
    const own = Array.from(this.#byBudget, ([budget, line]) => ({ budget, ...line.standing }));
    return [{ budget: null, ...this.#usual.standing }, ...own];
  }
}
