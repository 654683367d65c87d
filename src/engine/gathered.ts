// Look-ups that come while one is under way go together in the next: a rush costs a few questions, and a single one waits
// for nobody.

export class Gathered<Key, Found> {
  readonly #lookUp: (keys: readonly Key[]) => Promise<Found>;
  #next: { keys: Key[]; found: Promise<Found> } | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(lookUp: (keys: readonly Key[]) => Promise<Found>) {
    this.#lookUp = lookUp;
  }

  /** Resolves with what was found for these keys and for those that went with them; fails for all of them together. */
  find(keys: readonly Key[]): Promise<Found> {
    this.#next ??= { keys: [], found: this.#last.then(() => this.#go()) };
    this.#next.keys.push(...keys);
    return this.#next.found;
  }

  #go(): Promise<Found> {
    const keys = this.#next?.keys ?? [];
    this.#next = null;
    const found = this.#lookUp(keys);
    this.#last = found.catch(() => {});
    return found;
  }
}
