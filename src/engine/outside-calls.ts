// The calls to POS systems and marketplaces that are under way. Those about one order go one after another, so that a
// release can never overtake the hold that it undoes.
import type { OrderId } from '../core/order.ts';

export class OutsideCalls {
  readonly #inFlight = new Map<OrderId, Promise<unknown>>();

  get count(): number {
    return this.#inFlight.size;
  }

  /** Whether this hub is asking somebody about the order, or is about to. */
  isUnderWay(orderId: OrderId): boolean {
    return this.#inFlight.has(orderId);
  }

  /** Resolves when every call that is under way has ended and its answer was handled. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight.values());
  }

  /** Runs `work` after whatever is under way for this order. */
  inTurn(orderId: OrderId, work: () => Promise<void>): Promise<void> {
    const before = this.#inFlight.get(orderId) ?? Promise.resolve();
    const run = before.then(work, work).finally(() => {
      if (this.#inFlight.get(orderId) === run) this.#inFlight.delete(orderId);
    });
    this.#inFlight.set(orderId, run);
    return run;
  }
}
