// The book of the reference automator: listings and holds in memory, written from the contract alone. One call is decided
// at a time, so no ticket has two owners, unless a fault is ordered.
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultName } from './faults.ts';

type Listing = { labels: readonly (string | null)[]; inPairs: boolean; owners: (string | null)[] };

type Hold = {
  globalId: string;
  remoteId: string | null;
  quantity: number | null;
  status: string;
  slots: number[];
  heldAt: number | null;
  expiresAt: number | null;
  orderId: string | null;
  invoiceId: string | null;
  confirmedAt: number | null;
};

export type Reply = { status: number; hold: Hold } | { code: string };

export type BookOptions = {
  lifetimeMs: number;
  /** Invoices are accepted with 202, and done a little later. */
  isPosSlow?: boolean;
  has: (fault: FaultName) => boolean;
};

const aMomentMs = 50;
const quietMs = 400;

export class ReferenceBook {
  readonly #listings = new Map<string, Listing>();
  readonly #holds = new Map<string, Hold>();
  readonly #options: BookOptions;
  readonly #has: BookOptions['has'];
  #invoices = 0;
  #atOnce = 0;
  #lastCameAt = 0;

  constructor(options: BookOptions) {
    this.#options = options;
    this.#has = options.has;
  }

  shelve(remoteId: string, labels: readonly (string | null)[], inPairs = false): void {
    this.#listings.set(remoteId, { labels, inPairs, owners: labels.map(() => null) });
  }

  free(remoteId: string): number {
    return this.#listings.get(remoteId)?.owners.filter((owner) => owner === null).length ?? 0;
  }

  forget(globalId: string): void {
    this.#holds.delete(globalId);
  }

  async hold(globalId: string, remoteId: string, quantity: number): Promise<Reply> {
    const known = this.#known(globalId);
    if (known) return this.#holdAgain(known, remoteId, quantity);
    if (this.#has('copies at once each take')) await pause(1);
    const listing = this.#listings.get(remoteId);
    const hold = blank(globalId, remoteId, quantity);
    if (!listing) {
      this.#holds.set(globalId, { ...hold, status: 'declined' });
      return { code: this.#has('an unknown listing is not available') ? 'not_available' : 'listing_unknown' };
    }
    this.#holds.set(globalId, hold);
    const trouble = await this.#crowd(listing);
    if (trouble === 'pos_unreachable') this.#take(hold, listing, quantity);
    if (trouble !== null) return { code: trouble };
    const refusal = this.#refusal(listing, quantity);
    if (refusal !== null) {
      hold.status = 'declined';
      return { code: refusal };
    }
    if (this.#has('tickets are counted, and taken later')) await pause(1);
    this.#take(hold, listing, quantity);
    return { status: 201, hold };
  }

  look(globalId: string): Reply {
    const hold = this.#known(globalId);
    if (!hold) return { code: 'hold_unknown' };
    if (this.#has('GET shows another quantity') && hold.status === 'held') {
      return { status: 200, hold: { ...hold, quantity: (hold.quantity ?? 0) + 1 } };
    }
    if (this.#has('an expired hold is shown as held') && hold.status === 'expired') {
      return { status: 200, hold: { ...hold, status: 'held' } };
    }
    return { status: 200, hold };
  }

  async release(globalId: string): Promise<Reply> {
    if (this.#has('a sale is released')) await pause(aMomentMs);
    const hold = this.#known(globalId);
    if (!hold) return this.#releaseUnknown(globalId);
    const isSold = hold.status === 'confirmed' || hold.status === 'invoicing';
    if (isSold && !this.#has('a sale is released')) return { code: 'already_invoiced' };
    if (hold.status === 'released' && this.#has('a second release is unknown')) return { code: 'hold_unknown' };
    if (this.#has('an invoice and a release both win') && hold.status === 'held') await pause(aMomentMs);
    const wasHeld = hold.status === 'held';
    this.#letGo(hold);
    hold.status = 'released';
    if (wasHeld && this.#has('a release is answered with status held'))
      return { status: 200, hold: { ...hold, status: 'held' } };
    return { status: 200, hold };
  }

  async invoice(globalId: string, orderId: string): Promise<Reply> {
    if (this.#has('a released hold is invoiced')) await pause(aMomentMs);
    const hold = this.#known(globalId);
    if (!hold)
      return { code: this.#has('an invoice of an unknown id is not available') ? 'not_available' : 'hold_unknown' };
    if (hold.status === 'confirmed' || hold.status === 'invoicing') return this.#invoiceAgain(hold, orderId);
    const isTaken = [...this.#holds.values()].some((other) => other.orderId === orderId);
    if (isTaken && !this.#has('one order id is taken for two holds')) return { code: 'order_id_reused' };
    if (hold.status === 'declined') return { code: 'not_available' };
    if (hold.status === 'released' && !this.#has('a released hold is invoiced')) return { code: 'hold_released' };
    if (hold.status === 'expired' && !this.#reclaim(hold)) return { code: 'hold_expired' };
    if (this.#has('an invoice and a release both win')) await pause(aMomentMs);
    this.#sell(hold, orderId);
    return { status: hold.status === 'invoicing' ? 202 : 201, hold };
  }

  halfDo(globalId: string): void {
    const hold = this.#holds.get(globalId);
    if (hold) hold.status = 'stuck';
  }

  seatsOf({ remoteId, slots }: Hold): (string | null)[] {
    const labels = this.#listings.get(remoteId ?? '')?.labels ?? [];
    return slots.map((slot) => labels[slot] ?? null);
  }

  /** The hold under this id, its expiry judged by the clock. */
  #known(globalId: string): Hold | undefined {
    const hold = this.#holds.get(globalId);
    if (hold?.status === 'held' && hold.expiresAt !== null && hold.expiresAt <= Date.now()) hold.status = 'expired';
    return hold;
  }

  #holdAgain(hold: Hold, remoteId: string, quantity: number): Reply {
    const listing = this.#listings.get(remoteId);
    if (hold.remoteId === null) {
      if (!this.#has('a tombstone is forgotten') || !listing) return { code: 'hold_released' };
      Object.assign(hold, { remoteId, quantity });
      this.#take(hold, listing, quantity);
      return { status: 201, hold };
    }
    const isAnother = hold.remoteId !== remoteId || hold.quantity !== quantity;
    if (isAnother && !this.#has('a reused global id is answered with the old hold'))
      return { code: 'global_id_reused' };
    const isPast = hold.status === 'released' && this.#has('a released hold is held again');
    if (isPast && listing) this.#take(hold, listing, quantity);
    switch (hold.status) {
      case 'declined':
        return { code: listing ? 'not_available' : 'listing_unknown' };
      case 'released':
        return { code: 'hold_released' };
      case 'expired':
        return this.#has('an expired hold is granted again') ? { status: 200, hold } : { code: 'hold_expired' };
    }
    if (this.#has('a repeated hold takes again') && listing) {
      this.#take({ ...hold }, listing, quantity);
    }
    return { status: this.#has('a repeated hold is answered 201') ? 201 : 200, hold };
  }

  #releaseUnknown(globalId: string): Reply {
    if (this.#has('a release of an unknown id is refused')) return { code: 'hold_unknown' };
    const tombstone = { ...blank(globalId, null, null), status: 'released' };
    this.#holds.set(globalId, tombstone);
    return { status: 200, hold: tombstone };
  }

  #invoiceAgain(hold: Hold, orderId: string): Reply {
    const isAnother = hold.orderId !== orderId;
    if (isAnother && !this.#has('another order id is taken for a sale')) return { code: 'order_id_reused' };
    if (this.#has('a repeated invoice is a new one')) hold.invoiceId = `invoice-${++this.#invoices}`;
    return { status: hold.status === 'invoicing' ? 202 : 200, hold };
  }

  #refusal(listing: Listing, quantity: number): string | null {
    const free = listing.owners.filter((owner) => owner === null).length;
    const isTooMuch = quantity > free && !(quantity > 2 && this.#has('more is held than there is'));
    if (isTooMuch) return 'not_available';
    const isDivided = listing.inPairs && quantity % 2 !== 0 && !this.#has('pairs are divided');
    return isDivided ? 'split_not_allowed' : null;
  }

  #take(hold: Hold, listing: Listing, quantity: number): void {
    hold.slots = listing.owners.flatMap((owner, slot) => (owner === null ? [slot] : [])).slice(0, quantity);
    // Whoever sells what is not there has nothing to write down.
    while (hold.slots.length < quantity) hold.slots.push(0);
    for (const slot of hold.slots) listing.owners[slot] ??= hold.globalId;
    hold.status = 'held';
    hold.heldAt = Date.now();
    hold.expiresAt = hold.heldAt + this.#options.lifetimeMs;
    if (this.#has('an expired hold keeps its tickets')) return;
    const expire = setTimeout(
      () => this.#known(hold.globalId)?.status === 'expired' && this.#letGo(hold),
      this.#options.lifetimeMs + 5,
    );
    expire.unref();
  }

  #letGo(hold: Hold): void {
    const listing = this.#listings.get(hold.remoteId ?? '');
    if (!listing || this.#has('released tickets stay taken')) return;
    listing.owners = listing.owners.map((owner) => (owner === hold.globalId ? null : owner));
  }

  #reclaim(hold: Hold): boolean {
    if (this.#has('a late invoice is refused')) return false;
    const { globalId, remoteId } = hold;
    const listing = this.#listings.get(remoteId ?? '');
    const isFree = listing !== undefined && hold.slots.every((slot) => (listing.owners[slot] ?? globalId) === globalId);
    if (isFree) for (const slot of hold.slots) listing.owners[slot] = globalId;
    return isFree || this.#has('a late invoice takes what is another’s');
  }

  #sell(hold: Hold, orderId: string): void {
    hold.orderId = orderId;
    hold.invoiceId = `invoice-${++this.#invoices}`;
    const isSlow = this.#options.isPosSlow || this.#has('an accepted sale never ends');
    hold.status = isSlow ? 'invoicing' : 'confirmed';
    if (!isSlow) hold.confirmedAt = Date.now();
    if (this.#has('an accepted sale never ends') || !isSlow) return;
    setTimeout(() => Object.assign(hold, { status: 'confirmed', confirmedAt: Date.now() }), aMomentMs);
  }

  /** What a crowd at one listing is told, when such a fault is ordered. */
  async #crowd({ owners }: Listing): Promise<string | null> {
    const answers = {
      'a crowd is cut off': 'cut',
      'a crowd is answered 500': 'internal',
      'a crowd is told 429 and not when to come again': 'rate_limited',
      'a POS out of reach holds after all': 'pos_unreachable',
    } as const;
    const ordered = (Object.keys(answers) as (keyof typeof answers)[]).find((fault) => this.#has(fault));
    if (ordered === undefined || owners.length < 50) return null;
    const isTooMuch = ++this.#atOnce > 30;
    this.#lastCameAt = Date.now();
    // All of them are here when nobody has come for a while, however busy the machine is.
    for (let leftMs = quietMs; leftMs > 0; leftMs = this.#lastCameAt + quietMs - Date.now()) await pause(leftMs);
    this.#atOnce--;
    return isTooMuch ? answers[ordered] : null;
  }
}

function blank(globalId: string, remoteId: string | null, quantity: number | null): Hold {
  return {
    ...{ globalId, remoteId, quantity, status: 'holding', slots: [], heldAt: null, expiresAt: null },
    ...{ orderId: null, invoiceId: null, confirmedAt: null },
  };
}
