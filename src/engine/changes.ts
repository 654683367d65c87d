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

  /** Resolves when the order moves, after `mostMs`, or when it is time to look again. */
  wait(orderId: OrderId, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(orderId) ?? new Set();
      this.#waiting.set(orderId, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(orderId) === waiting) this.#waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, Math.min(mostMs, lookAgainAfterMs)));
      waiting.add(wake);
    });
  }
}
