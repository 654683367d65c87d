// A sale that its marketplace asked for, was told yes to and has invoiced, and whose tickets the POS will not sell: it is
// confirmed by its invoice alone, so the broker owes these tickets, or others. Pure.
import type { Order } from './order.ts';

/**
 * Whether it goes on with tickets of another listing than it was asked for, or with other tickets: a person has filled it, or its own were
 * found where its POS has put them. From then on `soldSeats` says which its marketplace was told of when it asked.
 */
export function isFilledAnew({ flow, soldSeats }: Pick<Order, 'flow' | 'soldSeats'>): boolean {
  return flow === 'order_integration' && soldSeats !== null;
}

/** What changes of an order that goes on with tickets of that listing. Whoever asked first was told its seats when it asked. */
export function filledFrom(remoteId: string, { flow, soldSeats, seats }: Order): Pick<Order, 'remoteId' | 'soldSeats'> {
  const told = flow === 'order_integration' ? (seats?.filter((seat) => seat !== null) ?? []) : null;
  return { remoteId, soldSeats: soldSeats ?? told };
}

export function isOwed({ flow, state }: Pick<Order, 'flow' | 'state'>): boolean {
  return flow === 'order_integration' && state === 'unfilled';
}
