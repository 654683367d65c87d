// What a marketplace that asks first says: hold, release, invoice, or what became of it; and how it is answered. Pure.
// Invariants kept here: one-owner-per-ticket, release-wins, same-question-same-answer.
import { answerHold, answerInvoice, answerRelease, refused } from './answer.ts';
import { type Picked, pickSlots, reclaimSlots } from './claim.ts';
import type { CallOf, CommandOf, Reply, Terms } from './command.ts';
import type { Listing } from './listing.ts';
import { pays } from './money.ts';
import { newOrder } from './new-order.ts';
import type { Order, Refusal } from './order.ts';
import { judgeAbsence, judgeTheClock } from './out-of-time.ts';
import { filledFrom } from './owed.ts';
import { invoiceRefused } from './refusal-words.ts';
import type { Turn } from './turn.ts';

/** Null: the caller has to wait. */
export function takeCall(turn: Turn, command: CommandOf<'call'>): Reply | null {
  if (turn.order !== null) judgeTheClock(turn);
  const before = turn.steps.length;
  doAsCalled(turn, command);
  turn.proceed();
  const moved = command.waited?.moved || turn.steps.length > before;
  const reply = answer(turn, command, moved);
  // A caller that waits has asked once, however often its order is looked at meanwhile.
  const isNews = reply !== null || command.waited === null;
  if (turn.order !== null && isNews) turn.exchanges.push(command.exchange(reply));
  return reply;
}

/** What the call does to the order before it is answered. */
function doAsCalled(turn: Turn, command: CommandOf<'call'>): void {
  const { call } = command;
  switch (call.kind) {
    case 'hold':
      takeHold(turn, command, call);
      break;
    case 'release':
      takeRelease(turn, command);
      break;
    case 'invoice':
      takeInvoice(turn, command, call);
      break;
    case 'look':
      break;
  }
}

function answer(turn: Turn, { call, answerBy }: CommandOf<'call'>, moved: boolean): Reply | null {
  const order = turn.order;
  if (order === null) return refused('hold_unknown');
  const asked = { moved, now: turn.now, answerBy };
  switch (call.kind) {
    case 'hold':
      return answerHold(order, call, asked);
    case 'release':
      return answerRelease(order, asked);
    case 'invoice':
      if (isTakenByAnother(turn, call.marketplaceOrderId)) return refused('order_id_reused');
      return answerInvoice(order, call, asked);
    case 'look':
      return { said: 'shown', order };
  }
}

function takeHold(turn: Turn, command: CommandOf<'call'>, call: CallOf<'hold'>): void {
  // Release-wins: an order that exists, be it only a tombstone, never takes tickets by a hold call.
  if (turn.order !== null) return;
  const { terms } = command;
  const order = askedOrder(turn, command);
  if (terms.isPaused) {
    turn.begin({ ...order, refusal: 'connection_paused' }, 'hold_refused');
    return;
  }
  const { listing } = turn;
  const picked = listing ? pickFor(listing, call, terms) : { refusal: 'listing_unknown' as const satisfies Refusal };
  if ('refusal' in picked) {
    turn.begin({ ...order, refusal: picked.refusal }, 'hold_refused');
    return;
  }
  const seats = picked.slots.map((slot) => listing?.seats[slot] ?? null);
  turn.claim(picked.slots, order.orderId);
  turn.begin({ ...order, seats, expiresAt: turn.now + terms.holdLifetimeMs }, 'hold_claimed');
  judgeAbsence(turn);
}

/** Where the marketplace names a ceiling, nothing that costs more is taken for it, unless it takes any price. */
export function pickFor(
  listing: Listing,
  call: CallOf<'hold'>,
  { judgesPrice }: Terms,
): Picked | { refusal: 'price_too_low' } {
  const isTooLow = judgesPrice && !call.takesAnyPrice && !pays(call.unitPrice, listing.price);
  return isTooLow ? { refusal: 'price_too_low' } : pickSlots(listing, listing.split, call.quantity);
}

function takeRelease(turn: Turn, command: CommandOf<'call'>): void {
  if (turn.order === null) turn.begin(askedOrder(turn, command), 'release_asked');
  else turn.apply('release_asked');
}

function takeInvoice(turn: Turn, command: CommandOf<'call'>, call: CallOf<'invoice'>): void {
  const { order } = turn;
  if (order === null) return;
  if (isTakenByAnother(turn, call.marketplaceOrderId)) return;
  // Whoever was once told no is told no again.
  const wasRefused = order.refusal !== null;
  const isLate = order.state === 'expired' || order.state === 'expiring';
  if (!wasRefused && (order.state !== 'expired' || reclaim(turn)) && turn.apply('invoice_asked')) {
    const { marketplaceOrderId, total, buyer } = call;
    // Only whoever invoices late waits to hear whether there are tickets; else the sale stands from now on.
    turn.change({ marketplaceOrderId, total, buyer, answerBy: isLate ? command.answerBy : null });
    return;
  }
  if (wasRefused || order.state === 'released' || order.state === 'releasing' || order.state === 'expired') {
    turn.alert = invoiceRefused(order, turn.marketplaceName, call.marketplaceOrderId);
  }
}

/**
 * The late-invoice rule: an expired hold takes its own tickets again if every one of them is still free, be it in the listing in which
 * they stand now.
 */
function reclaim(turn: Turn): boolean {
  const order = turn.existing();
  // The same call may just have let the tickets go.
  const { listing } = turn;
  const slots = listing && order.seats ? reclaimSlots(listing, order.seats) : null;
  if (listing === null || slots === null) {
    turn.change({ refusal: 'hold_expired' });
    return false;
  }
  turn.claim(slots, order.orderId);
  // What there was in the POS is let go of, by its own word.
  turn.change({ posHoldId: null, sentAt: null });
  if (listing.remoteId !== order.remoteId) turn.change(filledFrom(listing.remoteId, order));
  return true;
}

function isTakenByAnother(turn: Turn, marketplaceOrderId: string): boolean {
  return turn.existing().marketplaceOrderId === null && turn.orderNumberIsTaken(marketplaceOrderId);
}

function askedOrder(turn: Turn, { orderId, terms, call, answerBy }: CommandOf<'call'>): Order {
  const { accountId, now, listing } = turn;
  const order = newOrder({ accountId, orderId, terms, globalId: call.globalId, now });
  if (call.kind !== 'hold') return { ...order, answerBy };
  const { remoteId, quantity } = call;
  // Where the price is judged it is the listing's, whatever was offered.
  const unitPrice = terms.judgesPrice ? (listing?.price ?? call.unitPrice) : call.unitPrice;
  const place = { section: listing?.section ?? null, row: listing?.row ?? null };
  return { ...order, answerBy, remoteId, quantity, unitPrice, ...place };
}
