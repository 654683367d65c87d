// What was read of the database, kept for a while, so that nobody waits for it. Kept: what was read before a change is never in
// force again after it. Of two readings the one that began later counts, whichever ended first: it knows whatever the other had
// to know.
import type { Instant } from '../core/order.ts';

export class Remembered<What> {
  readonly #forMs: number;
  readonly #clock: () => Instant;
  readonly #kept = new Map<string, { what: What; reading: number; until: Instant }>();
  #readings = 0;

  constructor(forMs: number, clock: () => Instant) {
    this.#forMs = forMs;
    this.#clock = clock;
  }

  get all(): What[] {
    return Array.from(this.#kept.values(), ({ what }) => what);
  }

  /** However long ago it was read. */
  last(key: string): What | undefined {
    return this.#kept.get(key)?.what;
  }

  /** Undefined: it is to be read anew. */
  fresh(key: string): What | undefined {
    const kept = this.#kept.get(key);
    return kept && kept.until > this.#clock() ? kept.what : undefined;
  }

  /** As it is stored now. `open` makes of a row what is kept; null where there is none. */
  async anew<Row>(
    key: string,
    read: () => Promise<Row>,
    open: (row: Row, before: What | undefined) => What,
  ): Promise<What> {
    this.#readings += 1;
    const reading = this.#readings;
    const row = await read();
    const kept = this.#kept.get(key);
    if (kept && kept.reading > reading) return kept.what;
    const what = open(row, kept?.what);
    // What was never there is not remembered: strangers could fill the memory with it.
    if (what !== null || kept) this.#kept.set(key, { what, reading, until: this.#clock() + this.#forMs });
    return what;
  }
}
