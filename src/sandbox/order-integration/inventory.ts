// What a marketplace has on offer, and what a buyer picks of it. The marketplace validates before it asks; what it must
// not ask for comes of stale stock, which the habits give a rate to. Pure but for what it learns to be gone.
import type { Random } from '../random.ts';
import type { Habits } from './habits.ts';
import type { Offer } from './wire.ts';

export type OfferedListing = {
  /** The supplier's own ticket group id, as uploaded. */
  remoteId: string;
  /** The quantities that the splits allow while nothing is sold. */
  quantities: readonly number[];
  tickets: number;
  /** What each ticket costs, in units of its currency; needed where the marketplace names prices. */
  price?: number;
};

export type Wanted = { remoteId: string; quantity: number; offer: Offer | null };

/** The contract takes no more than this in one hold. */
const mostTickets = 100;

export class Inventory {
  #offered: OfferedListing[] = [];
  #onSale: OfferedListing[] = [];
  readonly #namesPrices: boolean;

  constructor(listings: readonly OfferedListing[], namesPrices: boolean) {
    this.#namesPrices = namesPrices;
    this.add(listings);
  }

  add(listings: readonly OfferedListing[]): void {
    const offered = listings.filter(({ quantities }) => quantities.length > 0);
    this.#offered.push(...offered);
    this.#onSale.push(...offered);
    if (this.#offered.length === 0) throw new Error('a marketplace needs a listing to offer');
  }

  /** How many tickets each listing had when it was uploaded. */
  get tickets(): ReadonlyMap<string, number> {
    return new Map(this.#offered.map(({ remoteId, tickets }) => [remoteId, tickets]));
  }

  choose(random: Random, habits: Habits): Wanted {
    const listing = random.pick(this.#onSale);
    const quantity = random.pick(listing.quantities);
    const allowed = { remoteId: listing.remoteId, quantity, offer: this.#offerFor(listing, random, habits) };
    if (random.chance(habits.unknownListing)) return { ...allowed, remoteId: `${listing.remoteId}-gone` };
    if (random.chance(habits.tooMany) && listing.tickets < mostTickets) {
      return { ...allowed, quantity: Math.min(mostTickets, listing.tickets + random.between(1, 4)) };
    }
    if (random.chance(habits.forbiddenSplit)) {
      return { ...allowed, quantity: forbiddenQuantity(listing, random) ?? allowed.quantity };
    }
    return allowed;
  }

  #offerFor({ price, remoteId }: OfferedListing, random: Random, habits: Habits): Offer | null {
    if (!this.#namesPrices) return null;
    if (price === undefined) throw new Error(`nobody has said what ${remoteId} costs`);
    const underbids = random.chance(habits.underbids);
    return {
      unitPrice: underbids ? Math.floor(price / 2) : price,
      overridePrice: random.chance(habits.overridesPrice),
    };
  }

  /** Not even the fewest could be had: it is taken off sale, as a marketplace would. When all are gone, all come back. */
  noteGone({ remoteId, quantity }: Wanted): void {
    const isGone = (listing: OfferedListing): boolean =>
      listing.remoteId === remoteId && quantity <= Math.min(...listing.quantities);
    const left = this.#onSale.filter((listing) => !isGone(listing));
    this.#onSale = left.length > 0 ? left : [...this.#offered];
  }
}

function forbiddenQuantity({ quantities, tickets }: OfferedListing, random: Random): number | null {
  const forbidden: number[] = [];
  for (let quantity = 1; quantity <= Math.min(tickets, mostTickets); quantity++) {
    if (!quantities.includes(quantity)) forbidden.push(quantity);
  }
  return forbidden.length > 0 ? random.pick(forbidden) : null;
}
