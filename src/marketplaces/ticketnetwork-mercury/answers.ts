// What the mirror answers with: a lock, an order, a ticket group, in the words of Mercury v5. Left out: what only Mercury
// itself knows, such as its transaction id. The invoice’s id is the POS’s and the listing’s the broker’s, so both are text.
import { pickSlots } from '../../core/claim.ts';
import type { Listing } from '../../core/listing.ts';
import type { Order } from '../../core/order.ts';
import { isOwed } from '../../core/owed.ts';
import type { OrderState } from '../../core/transitions.ts';
import { lockPriceBody, moneyBody, type PriceSettings } from './prices.ts';

/** `yes`: the tickets are the caller's, on lock or sold. `later`: the POS has not answered yet. */
const lockStands = {
  holding: 'later',
  held: 'yes',
  pledged: 'yes',
  declined: 'no',
  undoing: 'no',
  releasing: 'no',
  released: 'no',
  expiring: 'no',
  expired: 'no',
  reported: 'yes',
  invoicing: 'yes',
  retaking: 'yes',
  confirming: 'yes',
  confirmed: 'yes',
  unfilled: 'no',
  rejecting: 'no',
  rejected: 'no',
  voiding: 'no',
  cancelled: 'no',
  duplicate: 'no',
  stuck: 'yes',
} as const satisfies Record<OrderState, 'yes' | 'no' | 'later'>;

export function standingOfLock(order: Order): 'yes' | 'no' | 'later' {
  if (order.refusal !== null) return 'no';
  return isOwed(order) ? 'yes' : lockStands[order.state];
}

/** `lockDuration`: in whole seconds from `date` on, so that it never ends before it says. */
export function lockDurationOf({ heldAt, expiresAt }: Order): number | null {
  return heldAt === null || expiresAt === null ? null : Math.floor((expiresAt - heldAt) / 1_000);
}

export function lockBody(order: Order, id: string, lockDuration: number | null, settings: PriceSettings): object {
  const { unitPrice, quantity, heldAt } = order;
  return {
    lockRequestId: id,
    quantity,
    lockPrice: unitPrice && lockPriceBody(unitPrice, quantity ?? 1, settings),
    lockDuration,
    date: timeOf(heldAt),
  };
}

export function orderBody(order: Order): object {
  return {
    buyRequestId: order.marketplaceOrderId,
    invoiceId: order.invoiceId,
    date: timeOf(order.confirmedAt),
    ticketGroup: { section: order.section, row: order.row, ...ends(order.seats ?? []) },
    inventory: { ticketGroupId: order.remoteId },
  };
}

export function ticketGroupBody(listing: Listing): object {
  const free = listing.seats.filter((_, slot) => listing.owners[slot] === null);
  return {
    exchangeTicketGroupId: listing.remoteId,
    availableQuantity: free.length,
    purchasableQuantities: purchasable(listing, free.length),
    seats: { section: listing.section, row: listing.row, ...ends(free) },
    unitPrice: { wholesalePrice: moneyBody(listing.price) },
  };
}

/** One buyer may take no more than this. */
const mostTickets = 100;

function purchasable(listing: Listing, free: number): number[] {
  const quantities = Array.from({ length: Math.min(free, mostTickets) }, (_, index) => index + 1);
  return quantities.filter((quantity) => 'slots' in pickSlots(listing, listing.split, quantity));
}

/** Null where places have no numbers. */
function ends(seats: readonly (string | null)[]): { lowSeat: string | null; highSeat: string | null } {
  return { lowSeat: seats[0] ?? null, highSeat: seats.at(-1) ?? null };
}

function timeOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
