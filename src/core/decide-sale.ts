// Decisions about sales that the marketplace made and tells us of: what a notice, a re-read and its answers to us do to
// the order. Pure. A notice is a hint where the sale can be read again; nothing is done before that.
import { alertAgainstOurNo } from './against-our-no.ts';
import { judgeQuantity } from './changed-sale.ts';
import type { Command, Listing } from './command.ts';
import { deadlineAlert, rejectsAt, warnsAt } from './deadline.ts';
import { newOrder } from './new-order.ts';
import { type Instant, isTold, type Order } from './order.ts';
import type { Exchange } from './outcome.ts';
import { isOwed } from './owed.ts';
import {
  isSold,
  type MarketplaceOutcome,
  type SaleFacts,
  type SaleSeen,
  type SaleStanding,
  type Sighting,
  usualProvisionalMs,
} from './sale.ts';
import { type Found, hasOtherSeats, ticketsFor, whyThereAreNone } from './sale-tickets.ts';
import { timeOf, worthOf } from './sale-words.ts';
import { alertOnStandingAgain, alertOnToldAgain } from './told-again.ts';
import { nextState, posAsk } from './transitions.ts';
import type { Turn } from './turn.ts';

/** How long a sale that is neither one thing nor the other is left alone before it is read again: at first, and when it is old. */
const lookAgainAfterMs = 30_000;
const lookAgainAtLastMs = 5 * 60_000;

/** How long a sale may stand confirmed at a marketplace that asks first before its invoice call must have come. */
export const invoiceOwedWithinMs = 15 * 60_000;

const isOver: ReadonlySet<SaleStanding> = new Set(['rejected', 'cancelled']);

/** States in which somebody must know when the sale may have come to something else. */
const isAtStake: ReadonlySet<Order['state']> = new Set(['confirming', 'confirmed', 'unfilled', 'rejecting']);

/** The order that a list or a notice speaks of; one that another order has by its number is left to that one. */
export function takeSighting(turn: Turn, command: Extract<Command, { kind: 'sale_seen' }>): void {
  const { sighting, terms, exchange, orderId } = command;
  const { saleId } = sighting;
  const isNew = turn.order === null;
  const seen = turn.order !== null && mayEndAnother(turn.order, sighting) ? null : sighting.seen;
  const toldAgain = turn.order !== null && exchange !== null && !turn.marketplace.reads && seen !== null;
  if (toldAgain) turn.alert ??= alertOnToldAgain(turn.existing(), seen, turn.marketplaceName, turn.now);
  if (turn.order === null) {
    const event = beginningOf(turn, command);
    if (event === null) return;
    const { accountId, now } = turn;
    const order = newOrder({ accountId, orderId, terms, globalId: saleId, now });
    turn.begin({ ...order, flow: 'instant_notification' }, event);
  }
  if (exchange !== null) turn.exchanges.push(exchange);
  else if (isNew && sighting.record !== undefined) turn.exchanges.push(listed(sighting.record));
  if (seen !== null) learn(turn, seen);
  else if (turn.marketplace.reads) turn.change({ unread: true });
  else turn.alert ??= { kind: 'sale_unclear', sentence: unclearSentence(turn) };
  turn.proceed();
  if (turn.question === null && turn.inquiry === null && seen === null && isIdle(turn)) turn.putQuestion();
}

/**
 * Whether what is seen to be over may be another sale: a deal that was sold under a number of its own, and is not named by that, may
 * share no more than an id with it. Then this is a hint, and the sale is read under its number.
 */
function mayEndAnother({ flow, marketplaceOrderId }: Order, { saleId, numbers, seen }: Sighting): boolean {
  const isNamed = marketplaceOrderId === null || [saleId, ...numbers].includes(marketplaceOrderId);
  return flow === 'order_integration' && !isNamed && seen !== null && isOver.has(seen.standing);
}

/** What an order begins with, if anything. A sale that was over before we heard of it, or that another order has, is none. */
function beginningOf(
  turn: Turn,
  { sighting: { saleId, numbers, seen }, exchange }: Extract<Command, { kind: 'sale_seen' }>,
): 'sale_reported' | 'sale_gone' | 'release_asked' | null {
  if (isKnownElsewhere(turn, [saleId, ...numbers])) return null;
  if (seen === null) return 'sale_reported';
  // Where no sale can be read again, this may have overtaken the notice that it ends: what comes late must find it ended.
  const isLast = exchange !== null && !turn.marketplace.reads;
  if (seen.standing === 'released') return isLast ? 'release_asked' : null;
  if (isOver.has(seen.standing) && isLast) return 'sale_gone';
  return isHistory(turn, seen) ? null : 'sale_reported';
}

/** Over before we heard of it, or confirmed before the broker connected this marketplace. */
function isHistory(turn: Turn, { standing, facts }: SaleSeen): boolean {
  if (isOver.has(standing)) return true;
  const { since } = turn.marketplace;
  const { soldAt = null } = facts;
  return standing === 'confirmed' && since !== undefined && soldAt !== null && soldAt < since;
}

function listed(record: unknown): Exchange {
  return { direction: 'out', request: { line: 'read in the list of sales' }, response: { status: 200, body: record } };
}

export function takeMarketplaceAnswer(turn: Turn, command: Extract<Command, { kind: 'marketplace_answered' }>): void {
  if (turn.order === null) return;
  turn.exchanges.push(...command.exchanges);
  const { attempts, dueAt, entries, unread } = turn.order;
  const { inquiry, result } = command;
  takeResult(turn, result);
  if (unread && entries !== inquiry.asOf) turn.change({ unread: true });
  turn.proceed();
  const isOpenStill = turn.steps.length === 0 && attempts === inquiry.attempt && turn.existing().dueAt === dueAt;
  if (!isOpenStill) return;
  if (turn.asks) turn.retryLater();
  else turn.rest();
}

/** Whether nobody has been asked about it and nobody is about to be. */
function isIdle(turn: Turn): boolean {
  return turn.existing().attempts === 0;
}

function takeResult(turn: Turn, { ask, outcome }: MarketplaceOutcome): void {
  if (outcome.kind === 'done') {
    if (outcome.answer !== null) learn(turn, outcome.answer);
    else turn.apply(ask === 'confirm' ? 'marketplace_confirmed' : 'marketplace_rejected');
  }
  if (outcome.kind !== 'refused') return;
  // It has been looked at: there is nothing (any more) to look at again.
  if (outcome.why === 'sale_over' || outcome.why === 'sale_unknown') turn.change({ unread: false });
  if (outcome.why === 'sale_over') turn.apply('sale_gone');
  // A sale that is not shown may not have arrived there yet: it is never given up by that.
  else turn.alert ??= { kind: 'sale_unclear', sentence: refusedSentence(turn, ask, outcome.detail) };
}

/** What the marketplace shows is taken as it is; what it means depends on where the order stands. */
function learn(turn: Turn, seen: SaleSeen): void {
  const { standing, facts } = seen;
  const wasTold = isTold(turn.existing());
  if (wasTold) keepFacts(turn, standing === 'unconfirmed' ? withDeadline(turn, facts) : facts);
  // What comes after the word that it is sold, and does not end it, is late: of the time before.
  if (wasTold && isToldMeanwhile(turn) && !isSold(standing) && !isOver.has(standing)) return;
  if (turn.existing().unread) turn.change({ unread: false });
  if (isOver.has(standing)) over(turn, standing);
  else if (wasTold && standing === 'released') turn.apply('release_asked');
  else if (wasTold) stands(turn, seen);
  else if (!isKnownElsewhere(turn, facts.numbers)) {
    const order = turn.existing();
    turn.alert ??= alertAgainstOurNo(order, seen, turn.marketplaceName);
    turn.alert ??= alertOnStandingAgain(order, seen, turn.marketplaceName, turn.now);
  }
}

/** Of a deal that the marketplace asked about first: it was a sale already. */
const soldStates: ReadonlySet<Order['state']> = new Set([
  'invoicing',
  'retaking',
  'confirming',
  'confirmed',
  'unfilled',
]);
/** Of a sale that we were told of: a no of its marketplace only echoes ours. */
const ticketlessStates: ReadonlySet<Order['state']> = new Set(['unfilled', 'rejecting', 'rejected']);

/** The sale is no more. A deal that the marketplace asked about first is undone only when it was a sale already. */
function over(turn: Turn, standing: SaleStanding): void {
  const { state } = turn.existing();
  const wasTold = isTold(turn.existing());
  if (!wasTold && !soldStates.has(state)) return;
  const isTheirNo = standing === 'rejected' && ticketlessStates.has(state) && wasTold;
  turn.apply(isTheirNo ? 'marketplace_rejected' : 'sale_gone');
}

function stands(turn: Turn, seen: SaleSeen): void {
  const { standing, facts } = seen;
  if (isSold(standing) && turn.existing().state === 'held') letGoOfOtherSeats(turn);
  if (isSold(standing) && !moveOnToTheSale(turn, seen)) return;
  const { state, globalId, createdAt } = turn.existing();
  const { asksFirst, graceMs } = turn.marketplace;
  if (state !== 'reported') {
    if (standing === 'confirmed') turn.apply('marketplace_confirmed');
    if (isSold(standing)) judgeQuantity(turn, seen);
    if (standing === 'unclear' && isAtStake.has(state)) {
      // What is confirmed has come to rest: nothing that happens here ends this by itself.
      const kind = turn.existing().state === 'confirmed' ? 'sale_changed' : 'sale_unclear';
      turn.alert ??= { kind, sentence: unclearSentence(turn) };
    }
    return;
  }
  const isDone = isHistory(turn, seen) || isKnownElsewhere(turn, [globalId, ...facts.numbers]);
  if (isDone) turn.apply(turn.owns ? 'sale_gone' : 'sale_known');
  else if (isSold(standing)) judgeQuantity(turn, seen);
  if (isDone || turn.existing().state !== 'reported') return;
  if (turn.now < createdAt + graceMs) lookAgain(turn, standing, createdAt + graceMs);
  else if (standing === 'unconfirmed') fill(turn);
  else if (standing === 'provisional' && !turn.owns) setAside(turn);
  else if (standing !== 'confirmed') lookAgain(turn, standing);
  else if (asksFirst) waitForTheInvoice(turn);
  else fill(turn);
}

/** What was set aside before anybody named the seats may not be what was sold: it goes back first, and the named seats are taken then. */
function letGoOfOtherSeats(turn: Turn): void {
  if (hasOtherSeats(turn.existing()) && turn.apply('release_asked')) turn.settle();
}

/** A provisional sale has become one. While the POS still owes an answer about its hold, that comes first. */
function moveOnToTheSale(turn: Turn, seen: SaleSeen): boolean {
  if (isBeforeTheSale(turn.existing())) {
    turn.change({ unread: true });
    // Where it can be read again its number of tickets is judged then.
    if (!turn.marketplace.reads) judgeQuantity(turn, seen);
    return false;
  }
  turn.apply('sale_reported');
  return true;
}

/** Whether the POS owes an answer about the hold of what was not sold when it was asked. */
function isBeforeTheSale({ state }: Order): boolean {
  return posAsk(state) !== null && nextState(state, 'sale_reported') !== 'stay';
}

/** Whether a sale was told while the POS owed an answer, and cannot be read again: nobody will tell of it once more. */
function isToldMeanwhile(turn: Turn): boolean {
  return turn.existing().unread && !turn.marketplace.reads && isBeforeTheSale(turn.existing());
}

/** The sale that was told meanwhile is taken up when the POS has answered. */
export function takeUpToldSale(turn: Turn): void {
  const { unread, state } = turn.existing();
  if (!unread || turn.marketplace.reads || !isTold(turn.existing()) || posAsk(state) !== null) return;
  turn.change({ unread: false });
  if (turn.apply('sale_reported')) fill(turn);
}

/** Tickets for a sale that may come: held for a while, and nobody is bound. None there: nothing is lost yet. */
function setAside(turn: Turn): void {
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

function isKnownElsewhere(turn: Turn, numbers: readonly string[]): boolean {
  return numbers.some((number) => turn.orderNumberIsTaken(number));
}

/** A marketplace that asks first has confirmed this by itself: its invoice call is on its way, or something went wrong. */
function waitForTheInvoice(turn: Turn): void {
  if (turn.now - turn.existing().createdAt >= invoiceOwedWithinMs) turn.apply('sale_unasked');
  else lookAgain(turn, 'confirmed');
}

/** It was answered, so that nothing counts towards giving up: a sale may be looked into for days. */
function lookAgain(turn: Turn, standing: SaleStanding, at = nextLookAt(turn)): void {
  turn.change({ unread: true, attempts: 0 });
  turn.retryLater(at);
  if (standing === 'unclear') turn.alert ??= { kind: 'sale_unclear', sentence: unclearSentence(turn) };
}

/** The longer it has been so, the less often it is looked at. */
function nextLookAt(turn: Turn): Instant {
  const age = turn.now - turn.existing().createdAt;
  return turn.now + Math.min(lookAgainAtLastMs, Math.max(lookAgainAfterMs, age / 10));
}

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

/** A sale that names no time to confirm it has the one that the broker was told of, counted from when it was made. */
function withDeadline(turn: Turn, facts: SaleFacts): SaleFacts {
  const { confirmWithinMs } = turn.marketplace;
  const isNamed = facts.confirmBy !== null || turn.existing().confirmBy !== null;
  if (isNamed || confirmWithinMs === undefined) return facts;
  return { ...facts, confirmBy: (facts.soldAt ?? turn.now) + confirmWithinMs };
}

/** What an order was begun with stays; what the marketplace says later of its deadline, and of its seats, counts. */
function keepFacts(turn: Turn, facts: SaleFacts): void {
  const order = turn.existing();
  const news: Partial<Order> = {};
  if (order.remoteId === null && facts.remoteId !== null) news.remoteId = facts.remoteId;
  if (order.quantity === null && facts.quantity !== null) news.quantity = facts.quantity;
  if (order.unitPrice === null && facts.unitPrice !== null) news.unitPrice = facts.unitPrice;
  if (order.total === null && facts.total !== null) news.total = facts.total;
  if (order.buyer === null && facts.buyer !== null) news.buyer = facts.buyer;
  if (order.event === null && facts.event) news.event = facts.event;
  if (order.headliner === null && facts.headliner) news.headliner = facts.headliner;
  if (facts.seats && facts.seats.join() !== order.soldSeats?.join()) news.soldSeats = facts.seats;
  if (facts.confirmBy !== null && facts.confirmBy !== order.confirmBy) news.confirmBy = facts.confirmBy;
  if (Object.keys(news).length > 0) turn.change(news);
  if (news.confirmBy !== undefined && !turn.asks) turn.rest();
}

function unfilledSentence(turn: Turn, listing: Listing | null): string {
  const order = turn.existing();
  const why = whyThereAreNone(order, listing);
  const until = order.confirmBy === null ? 'It names no deadline' : `It waits until ${timeOf(order.confirmBy)}`;
  return `${turn.marketplaceName} sold ${order.quantity ?? 'some'} of listing ${order.remoteId ?? '(not named)'}${worthOf(order, listing)} as its sale ${order.globalId}, and ${why}. ${until}: reject it, or try again.`;
}

/** It was told yes, and that stays: it can only be filled, or taken back by whoever sold it. */
function owedSentence(turn: Turn, listing: Listing | null): string {
  const order = turn.existing();
  const { marketplaceName: marketplace, posRefused } = turn;
  const because = posRefused === null ? '' : ` (${posRefused})`;
  return `${marketplace} sold ${order.quantity} of listing ${order.remoteId}${worthOf(order, listing)} as its order ${order.marketplaceOrderId}, after it had been told yes, and the POS has them no more${because}. You owe it tickets: try again, fill it from another listing, or have it cancelled at ${marketplace}.`;
}

function unclearSentence(turn: Turn): string {
  return `What became of sale ${turn.existing().globalId} at ${turn.marketplaceName} is not clear. Look at it there.`;
}

function refusedSentence(turn: Turn, ask: string, detail: string): string {
  return `${turn.marketplaceName} refuses to let us ${ask} its sale ${turn.existing().globalId}: ${detail}. It is tried again; look at the connection.`;
}
