// Time and luck of one history: what is to happen when, and one stream of random numbers, so that a seed repeats it all.
import type { Instant } from '../../src/core/order.ts';

export class Timeline {
  now: Instant = Date.UTC(2030, 0, 1);
  /** Once calm, nothing goes wrong any more: a history has to end. */
  isCalm = false;
  readonly #tasks: { at: Instant; run: () => void }[] = [];
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  after(ms: number, run: () => void): void {
    this.#tasks.push({ at: this.now + Math.floor(ms), run });
  }

  /** When the next thing happens; Infinity when nothing will. */
  get nextAt(): Instant {
    return this.#tasks.reduce((least, { at }) => Math.min(least, at), Infinity);
  }

  /** Lets everything happen that is to happen until `instant`, each at its time. */
  runUntil(instant: Instant): void {
    for (let next = this.#take(instant); next; next = this.#take(instant)) {
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = Math.max(this.now, instant);
  }

  /** A number in [0, 1). */
  draw(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.draw() < probability && !this.isCalm;
  }

  upTo(ms: number): number {
    return Math.floor(this.draw() * ms);
  }

  /** The earliest task not after `instant`; of two at one time, the one that was planned first. */
  #take(instant: Instant): { at: Instant; run: () => void } | null {
    let first = -1;
    for (let index = 0; index < this.#tasks.length; index++) {
      const at = this.#tasks[index]?.at ?? Infinity;
      if (at <= instant && (first < 0 || at < (this.#tasks[first]?.at ?? Infinity))) first = index;
    }
    return first < 0 ? null : (this.#tasks.splice(first, 1)[0] ?? null);
  }
}
