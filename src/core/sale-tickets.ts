// Tickets for a sale that has been made: the very seats that its marketplace names, or whichever will do where it leaves
// them to us; and, in words, why there are none. Pure. No split rule counts here: the sale stands already.
import { namedSlots, pickSlots, type Slots } from './claim.ts';
import type { Listing } from './listing.ts';
import type { Order } from './order.ts';

export type Found = { listing: Listing; slots: readonly number[] };

/** `listing`: with the owners as they are at this moment. Numbered seats that nobody names are side by side, or there are none. */
export function ticketsFor(order: Order, listing: Listing | null): Found | 'listing_unknown' | 'not_available' {
  const { remoteId, quantity, soldSeats } = order;
  if (listing === null || remoteId === null || quantity === null) return 'listing_unknown';
  if (soldSeats === null) return anyTicketsFor(order, listing);
  if (soldSeats.length !== quantity) return 'not_available';
  const named = namedSlots(listing, soldSeats);
  return 'slots' in named ? { listing, slots: named.slots } : 'not_available';
}

/** Whichever seats a person settles for, whatever the marketplace named. */
export function anyTicketsFor({ quantity }: Order, listing: Listing): Found | 'not_available' {
  const picked = pickSlots(listing, { rule: 'any' }, quantity ?? 0);
  return 'refusal' in picked ? 'not_available' : { listing, slots: picked.slots };
}

/** Whether an order that has tickets has others than were sold. */
export function hasOtherSeats({ soldSeats, seats }: Pick<Order, 'soldSeats' | 'seats'>): boolean {
  if (soldSeats === null) return false;
  const sorted = (labels: readonly (string | null)[]): string => JSON.stringify([...labels].sort());
  return sorted(soldSeats) !== sorted(seats ?? []);
}

/** Ends "…, and". */
export function whyThereAreNone(order: Order, listing: Listing | null): string {
  const { refusal, soldSeats, quantity } = order;
  if (refusal === 'listing_unknown' || listing === null) return 'its listing is not known here';
  if (soldSeats === null) return 'its tickets are gone';
  if (soldSeats.length !== quantity) return `it names ${seatsInWords(soldSeats)} for ${quantity ?? 'some'} tickets`;
  const named = namedSlots(listing as Slots, soldSeats);
  if ('slots' in named) return 'its tickets are gone';
  const { taken, unknown } = named;
  const reasons = [
    taken.length > 0 ? `of the seats that it names ${seatsInWords(taken)} ${isOrAre(taken)} gone` : '',
    unknown.length > 0 ? `the listing has no ${seatsInWords(unknown)}` : '',
  ];
  return reasons.filter((reason) => reason !== '').join(', and ');
}

function seatsInWords(labels: readonly string[]): string {
  return `${labels.length === 1 ? 'seat' : 'seats'} ${labels.join(', ')}`;
}

function isOrAre(labels: readonly string[]): string {
  return labels.length === 1 ? 'is' : 'are';
}
