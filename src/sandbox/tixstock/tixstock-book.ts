// The book of a simulated Tixstock: listings by quantity, holds that lapse after a fixed time, orders made from holds. It
// knows nothing of Holdfast, and of a hold no reference of anybody's. Kept: no more is held and sold than there is.
import { type Split, splitAllows } from '../../core/claim.ts';
import type { ShownLine } from '../pos/pos-sandbox.ts';
import { Ulids } from './ulids.ts';

export type TixstockListing = {
  id: string;
  places: number;
  splitType: string;
  split: Split;
  /** Held by another channel, or sold there. */
  elsewhere: number;
};

type Hold = {
  id: string;
  listingId: string;
  /** What is left of it, after partial releases and sales. */
  quantity: number;
  expiresAt: number;
  state: 'held' | 'consumed' | 'released' | 'expired';
};

type Order = { id: string; listingId: string; quantity: number; status: string; holdId: string };

/** `gone`: there is no such thing. `wrong`: there is, and it cannot be done. */
export type BookAnswer<Done> = { done: Done } | { not: 'gone' | 'wrong'; why: string };

export type TixstockHabits = {
  lapseAfterMs: number;
  clock: () => number;
  /** Whether an order number that there is already is taken again, as the same order. */
  takesNumbersTwice: boolean;
};

const standingStatuses = new Set(['Approved', 'Commissionable', 'Pending Review', 'Sale on Hold']);
const lastStatuses = new Set(['Commissionable', 'Rejected', 'Cancelled', 'Refunded']);

export class TixstockBook {
  readonly #habits: TixstockHabits;
  readonly #listings = new Map<string, TixstockListing>();
  readonly #holds = new Map<string, Hold>();
  readonly #orders = new Map<string, Order>();
  readonly #ulids: Ulids;

  constructor(habits: TixstockHabits) {
    this.#habits = habits;
    this.#ulids = new Ulids(habits.clock);
  }

  add(listing: TixstockListing): void {
    if (this.#listings.has(listing.id)) throw new Error(`the listing ${listing.id} is there already`);
    this.#listings.set(listing.id, listing);
  }

  remove(listingId: string): void {
    this.#listings.delete(listingId);
  }

  find(listingId: string): TixstockListing | null {
    return this.#listings.get(listingId) ?? null;
  }

  get listings(): TixstockListing[] {
    return [...this.#listings.values()];
  }

  newId(): string {
    return this.#ulids.next();
  }

  available({ id, places, elsewhere }: TixstockListing): number {
    this.#lapse();
    const held = [...this.#holds.values()].filter((hold) => hold.listingId === id && hold.state === 'held');
    const sold = [...this.#orders.values()].filter((order) => order.listingId === id && standsAs(order.status));
    return places - elsewhere - sum(held) - sum(sold);
  }

  hold(listingId: string, quantity: number): BookAnswer<Hold> {
    const listing = this.#listings.get(listingId);
    if (!listing) return { not: 'gone', why: 'The listing was not found.' };
    const available = this.available(listing);
    if (quantity < 1 || quantity > available) return { not: 'wrong', why: 'The quantity is not available.' };
    if (!splitAllows(listing.split, quantity, available)) return { not: 'wrong', why: 'The split type forbids it.' };
    const expiresAt = this.#habits.clock() + this.#habits.lapseAfterMs;
    const hold: Hold = { id: this.#ulids.next(), listingId, quantity, expiresAt, state: 'held' };
    this.#holds.set(hold.id, hold);
    return { done: hold };
  }

  /** All of it or a part. */
  release(holdId: string, quantity: number): BookAnswer<Hold> {
    const hold = this.#standing(holdId);
    if (hold === null) return { not: 'gone', why: 'The hold was not found.' };
    if (quantity < 1 || quantity > hold.quantity) return { not: 'wrong', why: 'The hold has fewer tickets.' };
    if (quantity === hold.quantity) hold.state = 'released';
    else hold.quantity -= quantity;
    return { done: hold };
  }

  /** Sells tickets of a hold; what is left of it stays held. */
  order(holdId: string, quantity: number, { id, status }: { id: string; status: string }): BookAnswer<Order> {
    const known = this.#orders.get(id);
    if (known && this.#habits.takesNumbersTwice) return { done: known };
    if (known) return { not: 'wrong', why: 'The order number is taken.' };
    const hold = this.#standing(holdId);
    if (hold === null) return { not: 'gone', why: 'The hold was not found.' };
    if (quantity < 1 || quantity > hold.quantity) return { not: 'wrong', why: 'The hold has fewer tickets.' };
    if (quantity === hold.quantity) hold.state = 'consumed';
    else hold.quantity -= quantity;
    const order: Order = { id, listingId: hold.listingId, quantity, status, holdId };
    this.#orders.set(id, order);
    return { done: order };
  }

  readOrder(id: string): Order | null {
    return this.#orders.get(id) ?? null;
  }

  changeStatus(id: string, status: string): BookAnswer<Order> {
    const order = this.#orders.get(id);
    if (!order) return { not: 'gone', why: 'The order was not found.' };
    if (order.status !== status && lastStatuses.has(order.status)) {
      return { not: 'wrong', why: `An order that is ${order.status} cannot be changed.` };
    }
    order.status = status;
    return { done: order };
  }

  /** What stands first. A hold carries no reference of anybody's; an order has the number that it was given. */
  lines(): ShownLine[] {
    this.#lapse();
    const orders = [...this.#orders.values()].map((order): ShownLine => {
      const state = standsAs(order.status) ? 'sold' : 'released';
      return { ...lineOf(order), reference: order.id, invoiceId: order.id, orderId: order.id, expiresAt: null, state };
    });
    const holds = [...this.#holds.values()].flatMap((hold): ShownLine[] => {
      if (hold.state === 'consumed') return [];
      const { expiresAt, state, id: holdId } = hold;
      return [{ ...lineOf({ ...hold, holdId }), reference: null, invoiceId: null, orderId: null, expiresAt, state }];
    });
    const rank = { sold: 0, held: 1, released: 2, expired: 2 };
    return [...orders, ...holds].sort((one, other) => rank[one.state] - rank[other.state]);
  }

  #standing(holdId: string): Hold | null {
    this.#lapse();
    const hold = this.#holds.get(holdId);
    return hold?.state === 'held' ? hold : null;
  }

  #lapse(): void {
    const now = this.#habits.clock();
    for (const hold of this.#holds.values()) {
      if (hold.state === 'held' && hold.expiresAt <= now) hold.state = 'expired';
    }
  }
}

function standsAs(status: string): boolean {
  return standingStatuses.has(status);
}

function sum(ones: readonly { quantity: number }[]): number {
  return ones.reduce((total, { quantity }) => total + quantity, 0);
}

function lineOf({ listingId, quantity, holdId }: { listingId: string; quantity: number; holdId: string }) {
  return { remoteId: listingId, seats: Array.from({ length: quantity }, () => null), holdId };
}
