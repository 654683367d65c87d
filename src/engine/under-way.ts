// What rounds have begun and do not wait for, so that one that is slow holds no other up.
// Kept: nothing is begun a second time while it is under way, and whoever stops waits for all of it.

export class UnderWay<What> {
  readonly #keyOf: (what: What) => string;
  readonly #begun = new Map<string, { what: What; end: Promise<void> }>();

  constructor(keyOf: (what: What) => string) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#begun.size;
  }

  get all(): What[] {
    return Array.from(this.#begun.values(), ({ what }) => what);
  }

  /** `work` never throws. It is not done where the same is under way. */
  begin(what: What, work: () => Promise<void>): void {
    const key = this.#keyOf(what);
    if (this.#begun.has(key)) return;
    const end = work().finally(() => this.#begun.delete(key));
    this.#begun.set(key, { what, end });
  }

  /** Resolves when all that is under way has ended. */
  async ended(): Promise<void> {
    await Promise.all(Array.from(this.#begun.values(), ({ end }) => end));
  }
}
