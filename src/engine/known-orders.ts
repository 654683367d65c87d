// Orders that wait for an answer from outside, as this hub has last stored them: when the answer comes they need not be read
// again. Kept: what is remembered is only believed where the row itself is still the one that we wrote; see storing.ts.
import type { Command } from '../core/command.ts';
import { forgetOldest } from '../core/forget-oldest.ts';
import type { Listing } from '../core/listing.ts';
import type { Order, OrderId } from '../core/order.ts';

/** Bounds the memory: the oldest are forgotten, and read again. More than there are calls under way at once. */
const mostKnown = 4_096;

export type KnownOrder = {
  order: Order;
  /** Without its seats, and of its owners those that are the order's own: nothing else of it is certain. */
  listing: Listing | null;
  /** The transaction that wrote the order's row. */
  writtenBy: string;
};

export class KnownOrders {
  readonly #known = new Map<OrderId, KnownOrder>();

  /** `listing`: the order's, as it was read or known then. */
  remember({ order, listing, writtenBy }: KnownOrder): void {
    const { orderId } = order;
    const certain = listing && { ...listing, seats: [], owners: listing.owners.filter((owner) => owner === orderId) };
    this.#known.delete(orderId);
    forgetOldest(this.#known, mostKnown);
    this.#known.set(orderId, { order, listing: certain, writtenBy });
  }

  forget(orderId: OrderId): void {
    this.#known.delete(orderId);
  }

  /** Those of the commands' orders that are known, where all that is told of them needs no more than the order itself. */
  thoseOf(commands: readonly Command[]): Map<OrderId, KnownOrder> {
    const known = new Map<OrderId, KnownOrder>();
    for (const { orderId } of commands) {
      const one = this.#known.get(orderId);
      if (one) known.set(orderId, one);
    }
    for (const command of commands) {
      const one = known.get(command.orderId);
      if (one && !needsOrderAlone(command, one.order)) known.delete(command.orderId);
    }
    return known;
  }
}

/** Word that what was asked for is done, or a look of the caller who waits for that. Anything else may move tickets. */
function needsOrderAlone(command: Command, { remoteId }: Order): boolean {
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
      // Another name for the listing has to be looked up.
      return command.call.kind === 'hold' && command.waited !== null && command.call.remoteId === remoteId;
    default:
      return false;
  }
}
