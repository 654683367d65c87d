// Work that a slow or failing POS does after a while. It can be waited for, so that nobody has to guess how long,
// and cancelled, so that nothing outlives the POS.

export class Later {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();
  #waiting: (() => void)[] = [];

  /** Runs `work` after `ms`; resolves when it has run, or was cancelled. */
  run(ms: number, work: () => void): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#pending.delete(timer);
        resolve();
        if (this.#pending.size === 0) for (const wake of this.#waiting.splice(0)) wake();
      };
      const timer = setTimeout(() => {
        try {
          work();
        } finally {
          end();
        }
      }, ms);
      this.#pending.set(timer, end);
    });
  }

  /** Resolves when nothing is pending. */
  async settled(): Promise<void> {
    if (this.#pending.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  cancel(): void {
    for (const [timer, end] of [...this.#pending]) {
      clearTimeout(timer);
      end();
    }
  }
}
