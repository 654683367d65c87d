// A sale that was told of, has no tickets, and may be another order's: one that its marketplace asked for first, and has invoiced
// under the number of this sale since. Then its tickets are sold, and nobody may fill this one, nor refuse it. Pure.
import { isTold, type Order } from './order.ts';
import type { Turn } from './turn.ts';

/** Whether its number must be looked for among those of other orders before anything is done about it. */
export function mayBeAnothers(order: Order): boolean {
  const { state, marketplaceOrderId } = order;
  return isTold(order) && marketplaceOrderId === null && (state === 'unfilled' || state === 'stuck');
}

export function isAnothers(turn: Turn): boolean {
  const order = turn.existing();
  return mayBeAnothers(order) && turn.orderNumberIsTaken(order.globalId);
}
