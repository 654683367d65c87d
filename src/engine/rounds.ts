// Rounds that are made again and again, one at a time: each begins a while after the one before has ended.
// Kept: whoever stops waits for the round that is under way, and no other begins.

export class Rounds {
  readonly #make: () => Promise<number>;
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #isStopped = true;

  /** `make` never throws; it resolves with the time until the next round, in milliseconds. */
  constructor(make: () => Promise<number>) {
    this.#make = make;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(): void {
    this.#isStopped = false;
    this.#schedule(0);
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#make().then((pauseMs) => {
        if (!this.#isStopped) this.#schedule(pauseMs);
      });
    }, delayMs);
  }
}
