// Where an account lets it: a binding hold may take the tickets that are only set aside for a provisional sale, which binds
// nobody. Who gives way is told here. In a POS of the ledger's own letting go and holding are one commit; for one outside
// making-room.ts lets go first.
import { isOrders, pickSlots } from '../core/claim.ts';
import type { CallOf, Command, CommandOf, Decision, PosNature } from '../core/command.ts';
import type { Listing } from '../core/listing.ts';
import type { Order, OrderId } from '../core/order.ts';

export type HoldCommand = CommandOf<'call'> & { call: CallOf<'hold'> };

/** How whoever gives way is told to. */
export const letGo = { do: 'release', by: 'a binding hold' } as const;

/** A hold that may take from others, if there is need. One on a paused connection gets nothing, whoever gave way for it. */
export function mayTake(command: Command): command is HoldCommand {
  if (command.kind !== 'call' || command.call.kind !== 'hold') return false;
  const { takesFromNonBinding = false, isPaused = false } = command.terms;
  return takesFromNonBinding && !isPaused;
}

/** Whoever owns tickets of these listings: their orders are wanted too, when a hold may take from them. */
export function ownersOf(listings: Iterable<Listing>): OrderId[] {
  const owners = Array.from(listings, ({ owners: slots }) => slots).flat();
  return [...new Set(owners)].filter((owner): owner is OrderId => isOrders(owner));
}

/** Those that have to let go so that the hold, which was refused, can be had. Empty: it cannot be had even so, or need not be. */
export function whoYields(
  { decision, listing, pos }: { decision: Decision; listing: Listing | null; pos: PosNature },
  command: Command,
  orders: ReadonlyMap<OrderId, Order>,
): OrderId[] {
  const wasRefused = decision.reply?.said === 'refused' && decision.reply.why === 'not_available';
  if (!mayTake(command) || !wasRefused || listing === null || !pos.settle) return [];
  const owners = ownersOf([listing]).flatMap((owner) => orders.get(owner) ?? []);
  return thoseWhoYield(listing, owners, command.call.quantity);
}

/** Of those that own tickets of the listing, as few as have to let go for so many, the latest first. Empty: it would not do. */
export function thoseWhoYield(listing: Listing, owning: readonly Order[], quantity: number): OrderId[] {
  const candidates = owning
    .filter(({ state, binding }) => state === 'held' && !binding)
    .toSorted((one, other) => other.createdAt - one.createdAt);
  const yielding: OrderId[] = [];
  let { owners } = listing;
  for (const { orderId } of candidates) {
    yielding.push(orderId);
    owners = owners.map((owner) => (owner === orderId ? null : owner));
    if (!('refusal' in pickSlots({ seats: listing.seats, owners }, listing.split, quantity))) return yielding;
  }
  return [];
}
