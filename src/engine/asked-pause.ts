// A pause that the other side asks for, because our calls are too many or it is busy. Kept: it is never longer than anybody may
// ask of us, and never cut short by a later one that is shorter.

/** The longest pause that anybody can ask of us. */
const longestPauseMs = 300_000;
/** The pause of whoever is asked too much and names no time: twice as long each time it is asked too much again. */
const firstPauseMs = 250;
const longestUnnamedPauseMs = 30_000;

export type PauseStanding = {
  /** How long it still lasts, in milliseconds. */
  forMs: number;
  /** The status that asked for it: 429 or 503. */
  status: number;
  /** For how long we were asked to wait, in milliseconds. Null: it named no time, and the length is ours. */
  askedMs: number | null;
};

export class AskedPause {
  #until = 0;
  #why: Omit<PauseStanding, 'forMs'> = { status: 429, askedMs: null };
  /** How often in a row it was too much. */
  #inARow = 0;

  /** Nothing begins for so many milliseconds. Null: nobody said how many. */
  begin(askedMs: number | null, status: number): void {
    const ms = askedMs ?? Math.min(longestUnnamedPauseMs, firstPauseMs * 2 ** Math.min(this.#inARow, 10));
    this.#inARow += 1;
    const until = performance.now() + Math.min(ms, longestPauseMs);
    if (until <= this.#until) return;
    this.#until = until;
    this.#why = { status, askedMs };
  }

  /** It was not too much. */
  goOn(): void {
    this.#inARow = 0;
  }

  /** When it ends, by the clock of `performance.now()`; past: there is none. */
  get until(): number {
    return this.#until;
  }

  /** How long it still lasts, in milliseconds; zero: there is none. */
  get forMs(): number {
    return Math.max(0, this.#until - performance.now());
  }

  get standing(): PauseStanding | null {
    const { forMs } = this;
    return forMs > 0 ? { forMs, ...this.#why } : null;
  }
}
