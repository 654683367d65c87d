// A sale that its marketplace asked for, was told yes to and has invoiced, and whose tickets the POS will not sell: it is
// confirmed by its invoice alone, so the broker owes these tickets, or others. Pure.
import type { Order } from './order.ts';

/**
 * Whether a person has filled it with other tickets than its marketplace was told of when it asked. From then on `soldSeats` says which
 * those were.
 */
export function isFilledAnew({ flow, soldSeats }: Pick<Order, 'flow' | 'soldSeats'>): boolean {
  return flow === 'order_integration' && soldSeats !== null;
}

export function isOwed({ flow, state }: Pick<Order, 'flow' | 'state'>): boolean {
  return flow === 'order_integration' && state === 'unfilled';
}
