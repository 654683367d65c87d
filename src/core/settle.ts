// What a person may say is true of an order that is stuck, and so ends the contradiction; or of a sale without tickets, which
// they have invoiced by hand. Pure. Their word is the proof by which tickets are let go (invariant claim-dropped-on-proof), and
// it is on record as theirs.
import { reclaimSlots } from './claim.ts';
import type { Listing } from './listing.ts';
import { isTold, type Order } from './order.ts';
import { type Found, ticketsFor } from './sale-tickets.ts';
import type { OrderEvent } from './transitions.ts';

export const settlements = ['invoiced', 'unfilled', 'released', 'cancelled', 'duplicate'] as const;
export type Settlement = (typeof settlements)[number];

/** What each means, for people: help, console and page say the same. */
export const settlementMeanings = {
  invoiced: 'the POS has sold its tickets to the marketplace; whatever is still to be confirmed there is confirmed',
  unfilled: 'the POS has nothing of it, and the sale stands at the marketplace: it waits to be rejected or filled',
  released: 'the POS has nothing of it, and there was no sale: its tickets are free',
  cancelled: 'the POS has nothing of it (any more), and the sale is over at the marketplace: its tickets are free',
  duplicate: 'the POS has nothing of it, and another order has this sale: whatever tickets it kept are free',
} as const satisfies Record<Settlement, string>;

export const settlementEvents = {
  invoiced: 'settled_invoiced',
  unfilled: 'settled_unfilled',
  released: 'settled_released',
  cancelled: 'settled_cancelled',
  duplicate: 'settled_duplicate',
} as const satisfies Record<Settlement, OrderEvent>;

/** Which of these can be true of this order; none unless it is stuck or lacks its tickets. A marketplace that was told no is never told yes. */
export function settlementsOf(order: Order): Settlement[] {
  const { state, marketplaceOrderId } = order;
  const can: Record<Settlement, boolean> = {
    invoiced: isSaleOfTickets(order),
    unfilled: isTold(order) || isSaleOfTickets(order),
    released: marketplaceOrderId === null,
    cancelled: isTold(order) || marketplaceOrderId !== null,
    duplicate: isTold(order),
  };
  if (state === 'unfilled') return can.invoiced ? ['invoiced'] : [];
  return state === 'stuck' ? settlements.filter((one) => can[one]) : [];
}

/** Whether the POS can be asked once more to invoice an order that is stuck: a sale that has its tickets, and no invoice. */
export function canBeRetried(order: Order, owns: boolean): boolean {
  const { state, marketplaceOrderId, invoiceId } = order;
  return state === 'stuck' && owns && invoiceId === null && marketplaceOrderId !== null && isSaleOfTickets(order);
}

function isSaleOfTickets(order: Order): boolean {
  const { marketplaceOrderId, remoteId, quantity, refusal } = order;
  return remoteId !== null && quantity !== null && (isTold(order) || (marketplaceOrderId !== null && refusal === null));
}

/** Those tickets that it had, if they are free, or else what any sale of its kind would take. `listing`: as it is now. */
export function ticketsToSettle(order: Order, listing: Listing | null): Found | null {
  const slots = listing && order.seats && reclaimSlots(listing, order.seats);
  if (listing !== null && slots) return { listing, slots };
  const found = ticketsFor(order, listing);
  return typeof found === 'string' ? null : found;
}
