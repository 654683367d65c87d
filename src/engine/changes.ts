// Lets a caller wait until its order has moved. A hub hears of its own changes at once; what another hub does is seen
// at the next look.
import type { OrderId } from '../core/order.ts';

/** How long a waiting caller goes without looking, in case another hub has moved the order. */
const lookAgainAfterMs = 250;

export class Changes {
  readonly #waiting = new Map<OrderId, Set<() => void>>();

  announce(orderId: OrderId): void {
    const waiting = this.#waiting.get(orderId);
    if (!waiting) return;
    this.#waiting.delete(orderId);
    for (const wake of waiting) wake();
  }

  /**
   * Resolves when the order moves, after `mostMs`, or when it is time to look again. `isOurs`: this hub will move it, and says
   * so: no look is needed, and hundreds that wait for a slow POS leave the ledger to others.
   */
  wait(orderId: OrderId, mostMs: number, { isOurs = false } = {}): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(orderId) ?? new Set();
      this.#waiting.set(orderId, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(orderId) === waiting) this.#waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, isOurs ? mostMs : Math.min(mostMs, lookAgainAfterMs)));
      waiting.add(wake);
    });
  }
}
