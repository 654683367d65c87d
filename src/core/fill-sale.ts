// Tickets for a sale that has been made, or may be: found and taken, or a person is told that there are none and the account's
// rule is followed. Pure.
// Invariant kept here: one-owner-per-ticket.
import { deadlineAlert, rejectsAt, warnsAt } from './deadline.ts';
import type { Order } from './order.ts';
import { isOwed } from './owed.ts';
import { usualProvisionalMs } from './sale.ts';
import { type Found, ticketsFor } from './sale-tickets.ts';
import type { Turn } from './turn.ts';
import { owedSentence, unfilledSentence } from './unfilled-words.ts';

/** Takes tickets for the sale, and has them invoiced. */
export function fill(turn: Turn): void {
  if (!turn.owns) {
    const found = ticketsFor(turn.existing(), turn.listing);
    if (typeof found === 'string') {
      leaveUnfilled(turn, found);
      return;
    }
    take(turn, found);
  }
  stand(turn);
}

/** Whatever the POS held for it before has been let go of: what it has now was never held, nor asked for, there. */
export function take(turn: Turn, { listing, slots }: Found): void {
  turn.claim(slots, turn.existing().orderId);
  const seats = slots.map((slot) => listing.seats[slot] ?? null);
  turn.change({ seats, section: listing.section, row: listing.row, posHoldId: null, sentAt: null });
}

/** Whoever asked first has named its order when it invoiced; of the others that is the sale's own number. */
export function stand(turn: Turn): void {
  const { marketplaceOrderId, globalId } = turn.existing();
  turn.change({ marketplaceOrderId: marketplaceOrderId ?? globalId, refusal: null });
  turn.apply('sale_stands');
}

/** Tickets for a sale that may come: held for a while, and nobody is bound. None there: nothing is lost yet. */
export function setAside(turn: Turn): void {
  const found = ticketsFor(turn.existing(), turn.listing);
  if (typeof found === 'string') {
    turn.change({ refusal: found });
    turn.apply('hold_refused');
    return;
  }
  take(turn, found);
  turn.change({ expiresAt: turn.now + (turn.marketplace.provisionalMs ?? usualProvisionalMs) });
  turn.apply('hold_claimed');
}

function leaveUnfilled(turn: Turn, refusal: NonNullable<Order['refusal']>): void {
  turn.change({ refusal });
  if (turn.apply('sale_unfillable')) tellUnfilled(turn);
}

/** A sale has come to be without tickets: a person is told, and the account's rule is followed. */
export function tellUnfilled(turn: Turn): void {
  if (isOwed(turn.existing())) {
    turn.alert = { kind: 'unfilled', sentence: owedSentence(turn, turn.listing) };
    return;
  }
  if (turn.existing().refusal === null) turn.change({ refusal: 'not_available' });
  turn.alert = { kind: 'unfilled', sentence: unfilledSentence(turn, turn.listing) };
  rejectInTime(turn);
}

/** The account's rule for sales without tickets: now, at a time before the deadline, or never by itself. */
export function rejectInTime(turn: Turn): void {
  const at = rejectsAt(turn.existing(), turn.marketplace);
  if (at === null || at > turn.now || !turn.apply('reject_asked')) return;
  turn.change({ rejectReason: turn.marketplace.autoReject?.reason ?? null });
}

/** A person is told that a sale's time is running out, while there is some left. */
export function warnInTime(turn: Turn): void {
  const { marketplace, listing } = turn;
  const at = warnsAt(turn.existing(), marketplace);
  if (at === null || at > turn.now) return;
  turn.alert ??= deadlineAlert(turn.existing(), turn.marketplaceName, marketplace, listing);
}
