// Orders that wait for an answer from outside, as this hub has last stored them: when the answer comes they need not be read
// again. Kept: what is remembered is only believed where the row itself is still the one that we wrote; see storing.ts.
import type { Command, Listing } from '../core/command.ts';
import type { Order, OrderId } from '../core/order.ts';

/** Bounds the memory: the oldest are forgotten, and read again. More than there are calls under way at once. */
const mostKnown = 4_096;

export type KnownOrder = {
  order: Order;
  /** As it was then. Of its owners only the order's own tickets are certain. */
  listing: Listing | null;
  /** The transaction that wrote the order's row. */
  writtenBy: string;
};

export class KnownOrders {
  readonly #known = new Map<OrderId, KnownOrder>();

  remember(known: KnownOrder): void {
    const { orderId } = known.order;
    this.#known.delete(orderId);
    this.#known.set(orderId, known);
    if (this.#known.size <= mostKnown) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  forget(orderId: OrderId): void {
    this.#known.delete(orderId);
  }

  /** Those of the commands' orders that are known, where all that is told of them needs no more than the order itself. */
  thoseOf(commands: readonly Command[]): Map<OrderId, KnownOrder> {
    const known = new Map<OrderId, KnownOrder>();
    for (const { orderId } of commands) {
      const order = this.#known.get(orderId);
      if (order) known.set(orderId, order);
    }
    for (const command of commands) if (!needsOrderAlone(command)) known.delete(command.orderId);
    return known;
  }
}

/** Word that what was asked for is done, or a look of the caller who waits for that. Anything else may move tickets. */
function needsOrderAlone(command: Command): boolean {
  switch (command.kind) {
    case 'pos_answered': {
      const { ask, outcome } = command.result;
      return outcome.kind === 'done' && (ask === 'hold' || ask === 'invoice');
    }
    case 'marketplace_answered': {
      const { ask, outcome } = command.result;
      return outcome.kind === 'done' && ask !== 'read';
    }
    case 'call':
      return command.call.kind === 'hold' && command.waited !== null;
    default:
      return false;
  }
}
