// The time that shoppers let pass. When trading stops, nobody thinks on: pauses end at once and deals are finished.

export class Pauses {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves after `ms`, or as soon as trading stops. */
  async pause(ms: number): Promise<void> {
    if (!this.#isOver && ms > 0) await this.#wait(ms);
  }

  end(): void {
    this.#isOver = true;
    for (const [timer, wake] of [...this.#pending]) {
      clearTimeout(timer);
      wake();
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#pending.delete(timer);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#pending.set(timer, wake);
    });
  }
}
