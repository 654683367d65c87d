// Keeps those away who try address after address at a door that is not asked for a key first: whoever has named too many that
// are nobody's is told to come again. Kept: a door that was open before stays open to all who come by the same address,
// so nobody is shut out by a stranger behind the same proxy.
import { forgetOldest } from '../core/forget-oldest.ts';
import type { Instant } from '../core/order.ts';
import { RequestProblem } from './problems.ts';

const windowMs = 10_000;
const mostFailuresInWindow = 100;
/** Bounds the memory; the longest known are forgotten first. */
const mostCallers = 10_000;
const mostKnown = 50_000;

export class Doorkeeper {
  readonly #clock: () => Instant;
  /** By the address from which they came. */
  readonly #failures = new Map<string, { since: Instant; count: number }>();
  readonly #known = new Set<string>();

  constructor(clock: () => Instant) {
    this.#clock = clock;
  }

  /**
   * The door of this id, as `find` knows it; null when there is none.
   *
   * @throws RequestProblem `rate_limited` when it was never seen, and the caller's address has failed too often.
   */
  async open<Door>(
    id: string,
    callersAddress: string,
    find: (id: string) => Promise<Door | null>,
  ): Promise<Door | null> {
    if (!this.#known.has(id) && this.#hasFailedTooOften(callersAddress)) throw new RequestProblem('rate_limited');
    const door = await find(id);
    if (door === null) this.#countFailure(callersAddress);
    else this.#remember(id);
    return door;
  }

  #remember(id: string): void {
    forgetOldest(this.#known, mostKnown);
    this.#known.add(id);
  }

  #hasFailedTooOften(address: string): boolean {
    const failed = this.#failures.get(address);
    return failed !== undefined && failed.since + windowMs > this.#clock() && failed.count >= mostFailuresInWindow;
  }

  #countFailure(address: string): void {
    const now = this.#clock();
    const before = this.#failures.get(address);
    if (before && before.since + windowMs > now) {
      before.count += 1;
      return;
    }
    this.#failures.delete(address);
    forgetOldest(this.#failures, mostCallers);
    this.#failures.set(address, { since: now, count: 1 });
  }
}
