// The laws that hold after every step of every history. A broken law throws with its name.
// Laws: one-owner-per-ticket, claim-dropped-on-proof, same-question-same-answer, release-wins.
import { isDeepStrictEqual } from 'node:util';
import type { Call, Decision, Reply } from '../../src/core/command.ts';
import type { Listing } from '../../src/core/listing.ts';
import type { Order, OrderId } from '../../src/core/order.ts';
import { nextState, type OrderState, ownership } from '../../src/core/transitions.ts';
import type { PosBook } from './pos-book.ts';

export class LawBroken extends Error {
  readonly law: string;

  constructor(law: string, sentence: string) {
    super(`${law}: ${sentence}`);
    this.law = law;
  }
}

function demand(law: string, isKept: boolean, sentence: () => string): void {
  if (!isKept) throw new LawBroken(law, sentence());
}

type Orders = ReadonlyMap<string, Order>;

/** one-owner-per-ticket: each slot's owner is an order that may own, of this listing, with just the seats it claims. */
export function checkOwners(listing: Listing, orders: Orders): void {
  const law = 'one-owner-per-ticket';
  const owned = new Map<string, (string | null)[]>();
  listing.owners.forEach((owner, slot) => {
    if (owner === null) return;
    const seats = owned.get(owner) ?? [];
    seats.push(listing.seats[slot] ?? null);
    owned.set(owner, seats);
  });
  for (const [owner, seats] of owned) {
    const order = orders.get(owner);
    demand(law, order !== undefined && ownership[order.state] !== 'free', () => `${owner} may own nothing`);
    demand(law, order?.remoteId === listing.remoteId, () => `${owner} owns tickets of ${listing.remoteId}`);
    demand(law, order?.quantity === seats.length, () => `${owner} owns ${seats.length} of ${order?.quantity}`);
    const claimed = [...(order?.seats ?? [])].sort();
    demand(law, isDeepStrictEqual(claimed, seats.sort()), () => `${owner} owns other seats than it claims`);
  }
  for (const order of orders.values()) {
    if (order.remoteId !== listing.remoteId || ownership[order.state] !== 'owns') continue;
    demand(law, owned.has(order.orderId), () => `${order.orderId} is ${order.state} and owns nothing`);
  }
}

/** The POS has each ticket at most once, and never one that the ledger has let go. */
export function checkBook(book: PosBook, listing: Listing): void {
  const claims = book.claims.filter(({ remoteId }) => remoteId === listing.remoteId);
  const taken = claims.flatMap(({ seats }) => seats);
  const isNumbered = listing.seats[0] !== null;
  const isTwice = isNumbered ? new Set(taken).size < taken.length : taken.length > listing.seats.length;
  demand('sold-once-in-the-pos', !isTwice, () => `${listing.remoteId}: ${JSON.stringify(claims)}`);
  for (const { reference, kind, seats } of claims) {
    const isOwned = isNumbered
      ? seats.every((seat) => listing.owners[listing.seats.indexOf(seat)] === reference)
      : listing.owners.filter((owner) => owner === reference).length === seats.length;
    demand('claim-dropped-on-proof', isOwned, () => `the POS has a ${kind} for ${reference}, which owns no tickets`);
  }
}

/** At rest the books agree: sold here is sold there, and what was let go stands nowhere. */
export function checkRest(order: Order, book: PosBook | null): void {
  const law = 'books-agree-at-rest';
  const kinds = book?.of(order.orderId).map(({ kind }) => kind) ?? [];
  switch (order.state) {
    case 'confirmed':
      demand(law, order.invoiceId !== null && order.confirmedAt !== null, () => `${order.orderId} has no invoice`);
      demand(law, book === null || isDeepStrictEqual(kinds, ['sale']), () => `${order.orderId}: POS has [${kinds}]`);
      return;
    case 'declined':
    case 'released':
    case 'expired':
    // Owed: it waits for a person, and the POS has nothing of it.
    case 'unfilled':
      demand(law, kinds.length === 0, () => `${order.orderId} is ${order.state}: POS has [${kinds}]`);
      return;
    case 'stuck':
      return;
    default:
      demand(law, false, () => `${order.orderId} rests as ${order.state}`);
  }
}

/** The late-invoice rule: an expired hold is refused its invoice only when its tickets are another's by now. */
export function checkLateInvoice(order: Order, listing: Listing | null): void {
  const seats = order.seats ?? [];
  const isFree = (seat: string | null): boolean =>
    listing !== null && listing.owners[listing.seats.indexOf(seat)] === null;
  const free = listing?.owners.filter((owner) => owner === null).length ?? 0;
  const isStillThere = seats[0] === null ? free >= seats.length : seats.every(isFree);
  demand('late-invoice', !isStillThere, () => `${order.orderId} was refused, and ${JSON.stringify(seats)} are free`);
}

/** What was written about every order, and what was said of it. Kept apart from the orders, to compare. */
export class Story {
  readonly #replayed = new Map<OrderId, { state: OrderState; entries: number }>();
  readonly #held = new Map<string, string>();
  readonly #invoiced = new Map<string, boolean>();
  readonly #released = new Set<OrderId>();
  readonly #pledged = new Set<string>();

  /** An order never vanishes, and its journal, replayed by the table, ends where it stands. */
  tell(orderId: OrderId, { order, steps, exchanges }: Decision): void {
    const told = this.#replayed.get(orderId);
    let state: OrderState | 'unknown' = told?.state ?? 'unknown';
    for (const [event, next] of steps) {
      demand('journal-replays', nextState(state, event) === next, () => `${state} × ${event} is not ${next}`);
      if (next === 'pledged') this.#pledged.add(orderId);
      state = next;
    }
    if (order === null) {
      demand('never-vanishes', told === undefined, () => `${orderId} is gone`);
      return;
    }
    demand('journal-replays', order.state === state, () => `${orderId} is ${order.state}, its journal says ${state}`);
    const entries = (told?.entries ?? 0) + (steps.length + exchanges.length > 0 ? 1 : 0);
    demand('journal-replays', order.entries === entries, () => `${orderId} counts ${order.entries} of ${entries}`);
    if (told) {
      told.state = order.state;
      told.entries = entries;
    } else {
      this.#replayed.set(orderId, { state: order.state, entries });
    }
  }

  /** same-question-same-answer, for each kind of call. */
  hear(orderId: OrderId, call: Call, reply: Reply): void {
    const word = reply.said === 'refused' ? reply.why : 'yes';
    if (word === 'hold_unknown') return;
    if (call.kind === 'hold') {
      demand('release-wins', word !== 'yes' || !this.#released.has(orderId), () => `${orderId} was released before`);
      this.#hearHold(orderId, `${orderId} ${call.remoteId} × ${call.quantity}`, word, reply);
    } else if (call.kind === 'invoice') {
      this.#hearInvoice(orderId, `${orderId} as ${call.marketplaceOrderId}`, word);
    } else if (call.kind === 'release') {
      const isSettled = word === 'yes' || !this.#released.has(orderId);
      demand('same-question-same-answer', isSettled, () => `${orderId}: the release was agreed to, then ${word}`);
      if (word === 'yes') this.#released.add(orderId);
    }
  }

  #hearHold(orderId: OrderId, question: string, word: string, reply: Reply): void {
    const before = this.#held.get(question);
    this.#held.set(question, word);
    if (before === undefined || before === word) return;
    const isPast = before === 'yes' && (word === 'hold_released' || word === 'hold_expired');
    // The late-invoice rule: an invoice that takes the tickets of an expired hold again revives the hold with it. One
    // that comes too late for that leaves an expired hold, which may still be released.
    const isRevived = before === 'hold_expired' && reply.said !== 'refused' && reply.order.marketplaceOrderId !== null;
    const isLetGo = before === 'hold_expired' && word === 'hold_released';
    // What the ledger alone had pledged, the POS may refuse when it is back.
    const isUnbacked = before === 'yes' && word === 'not_available' && this.#pledged.has(orderId);
    const isWithin = isPast || isRevived || isLetGo || isUnbacked;
    demand('same-question-same-answer', isWithin, () => `${question}: ${before}, then ${word}`);
  }

  #hearInvoice(orderId: OrderId, question: string, word: string): void {
    const isYes = word === 'yes';
    const before = this.#invoiced.get(question);
    demand('same-question-same-answer', (before ?? isYes) === isYes, () => `invoice ${question}: now ${word}`);
    this.#invoiced.set(question, isYes);
    demand('release-wins', !isYes || !this.#released.has(orderId), () => `${question} was released before`);
  }
}
