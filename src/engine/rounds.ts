// Rounds that are made again and again, one at a time: each begins a while after the one before has ended.
// Kept: whoever stops waits for the round that is under way, and no other begins.

/**
 * When the first rounds of each begin, in milliseconds from the start of the hub. Those that began together would ask for a
 * connection to the database together, then and each time that they come again.
 */
export const firstRoundAfterMs = {
  stockPolls: 50,
  stockHints: 100,
  unconfirmed: 150,
  alerts: 200,
  pulse: 250,
  unanswered: 300,
} as const;

export class Rounds {
  readonly #make: () => Promise<number>;
  /** Null while a round is under way. */
  #timer: NodeJS.Timeout | null = null;
  /** When the next round begins, by the stopwatch; while one is under way, when the next must have begun. */
  #nextAt = Number.POSITIVE_INFINITY;
  #round: Promise<void> = Promise.resolve();
  #isStopped = true;

  /** `make` never throws; it resolves with the time until the next round, in milliseconds. */
  constructor(make: () => Promise<number>) {
    this.#make = make;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(afterMs = 0): void {
    this.#isStopped = false;
    this.#schedule(afterMs);
  }

  /** The next round begins in so many milliseconds at the latest, and not before the one that is under way has ended. */
  within(delayMs: number): void {
    const at = performance.now() + delayMs;
    if (this.#isStopped || at >= this.#nextAt) return;
    this.#nextAt = at;
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#schedule(delayMs);
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round;
  }

  #schedule(delayMs: number): void {
    this.#nextAt = performance.now() + delayMs;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#nextAt = Number.POSITIVE_INFINITY;
      this.#round = this.#make().then((pauseMs) => {
        if (this.#isStopped) return;
        const wantedMs = Math.max(0, this.#nextAt - performance.now());
        this.#schedule(Math.min(pauseMs, wantedMs));
      });
    }, delayMs);
  }
}
