// Which order owned which tickets of a listing at one moment, worked out from the journal. Pure. This is the proof that
// tickets were not to be had: the journal cannot be changed, and an order's state says whether it owns.

import type { Step } from './command.ts';
import type { Instant, Order } from './order.ts';
import { type OrderState, ownership } from './transitions.ts';

/** An order with its transitions, oldest first. */
export type History = { order: Order; entries: readonly { at: Instant; steps: readonly Step[] }[] };

/** `since`: when this order came to own them, without a gap until the moment that was asked about. */
export type Ownership = { order: Order; state: OrderState; since: Instant };

/** How the order stood at `instant`; null when it owned nothing then. */
export function ownedAt({ order, entries }: History, instant: Instant): Ownership | null {
  let state: OrderState | null = null;
  let since: Instant | null = null;
  for (const { at, steps } of entries) {
    if (at > instant) break;
    for (const [, next] of steps) {
      state = next;
      const word = ownership[next];
      if (word === 'free') since = null;
      else if (word === 'owns') since ??= at;
    }
  }
  return state === null || since === null ? null : { order, state, since };
}

/** One ticket of the listing, and who owned it at that moment; null: it was free. */
export type TicketThen = { seat: string | null; owner: Ownership | null };

/**
 * Every ticket of the listing as it was owned at `instant`. Seats are matched by label; of general-admission places each
 * owner takes as many as it had.
 */
export function ticketsThen(
  seats: readonly (string | null)[],
  histories: readonly History[],
  instant: Instant,
): TicketThen[] {
  const owners = histories.flatMap((history) => ownedAt(history, instant) ?? []);
  const places = owners.flatMap((owner) => (owner.order.seats ?? []).filter((seat) => seat === null).map(() => owner));
  return seats.map((seat) => ({
    seat,
    owner:
      seat === null
        ? (places.shift() ?? null)
        : (owners.find((owner) => (owner.order.seats ?? []).includes(seat)) ?? null),
  }));
}

/** A stretch of time in which an order owned its tickets; `until` null: it owns them still. */
export type Span = { since: Instant; until: Instant | null };

/** When the order owned tickets, oldest first. One that lets go and takes them again has several stretches. */
export function spansOwned(entries: History['entries']): Span[] {
  const spans: Span[] = [];
  let since: Instant | null = null;
  for (const { at, steps } of entries) {
    for (const [, next] of steps) {
      const word = ownership[next];
      if (word === 'owns') since ??= at;
      if (word !== 'free' || since === null) continue;
      spans.push({ since, until: at });
      since = null;
    }
  }
  return since === null ? spans : [...spans, { since, until: null }];
}
