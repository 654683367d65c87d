// The worker: looks for orders whose time has come and advances each. What a crash left behind is finished here,
// by the same code that serves a waiting caller.
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import { findDueOrders } from '../db/orders.ts';
import type { Pool } from '../db/pool.ts';
import { Rounds } from './rounds.ts';

const roundEveryMs = 200;
const mostOrdersPerRound = 200;
/** A worker whose last good round is older than this counts as not working. */
const healthyForMs = 10_000;

type Due = { accountId: AccountId; orderId: OrderId };

type Parts = {
  pool: Pool;
  clock: () => Instant;
  advance: (due: Due) => Promise<void>;
  onTrouble: (trouble: unknown, during: string) => void;
};

export class Worker {
  readonly #parts: Parts;
  readonly #rounds = new Rounds(() => this.#makeRound());
  #lastRoundAt: Instant = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#lastRoundAt = this.#parts.clock();
    this.#rounds.start();
  }

  isHealthy(): boolean {
    return !this.#rounds.isStopped && this.#parts.clock() - this.#lastRoundAt < healthyForMs;
  }

  /** Resolves when the round that is under way has ended. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #makeRound(): Promise<number> {
    let found = 0;
    try {
      const due = await findDueOrders(this.#parts.pool, this.#parts.clock(), mostOrdersPerRound);
      found = due.length;
      await Promise.all(due.map((one) => this.#advance(one)));
      this.#lastRoundAt = this.#parts.clock();
    } catch (trouble) {
      this.#parts.onTrouble(trouble, 'looking for due orders');
    }
    // A full round means that more are waiting.
    return found === mostOrdersPerRound ? 0 : roundEveryMs;
  }

  async #advance(due: Due): Promise<void> {
    try {
      await this.#parts.advance(due);
    } catch (trouble) {
      this.#parts.onTrouble(trouble, `advancing order ${due.orderId}`);
    }
  }
}
