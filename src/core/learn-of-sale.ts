// What a marketplace shows of a sale, in a notice, in a list or when it is read again, and what that does to the order. What
// it means depends on where the order stands. Pure.
import { alertAgainstOurNo } from './against-our-no.ts';
import { judgeQuantity } from './changed-sale.ts';
import { fill, setAside } from './fill-sale.ts';
import { type Instant, isTold, type Order } from './order.ts';
import { isSold, type SaleFacts, type SaleSeen, type SaleStanding } from './sale.ts';
import { hasOtherSeats } from './sale-tickets.ts';
import { alertOnStandingAgain } from './told-again.ts';
import { nextState, posAsk } from './transitions.ts';
import type { Turn } from './turn.ts';

/** How long a sale that is neither one thing nor the other is left alone before it is read again: at first, and when it is old. */
const lookAgainAfterMs = 30_000;
const lookAgainAtLastMs = 5 * 60_000;

/** How long a sale may stand confirmed at a marketplace that asks first before its invoice call must have come. */
export const invoiceOwedWithinMs = 15 * 60_000;

const earliestDeadline: Instant = Date.UTC(2000, 0, 1);
const latestDeadline: Instant = Date.UTC(2200, 0, 1);

/** States in which somebody must know when the sale may have come to something else. */
const isAtStake: ReadonlySet<Order['state']> = new Set(['confirming', 'confirmed', 'unfilled', 'rejecting']);

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

/** What the marketplace shows is taken as it is; what it means depends on where the order stands. */
export function learnOfSale(turn: Turn, seen: SaleSeen): void {
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

/** The sale is no more. A deal that the marketplace asked about first is undone only when it was a sale already. */
function over(turn: Turn, standing: SaleStanding): void {
  const { state } = turn.existing();
  const wasTold = isTold(turn.existing());
  if (!wasTold && !soldStates.has(state)) return;
  const isTheirNo = standing === 'rejected' && ticketlessStates.has(state) && wasTold;
  turn.apply(isTheirNo ? 'marketplace_rejected' : 'sale_gone');
}

function stands(turn: Turn, seen: SaleSeen): void {
  const { standing } = seen;
  if (isSold(standing) && turn.existing().state === 'held') letGoOfOtherSeats(turn);
  if (isSold(standing) && !moveOnToTheSale(turn, seen)) return;
  if (turn.existing().state === 'reported') takeUp(turn, seen);
  else standsStill(turn, seen);
}

/** A sale that is being dealt with, or has been. */
function standsStill(turn: Turn, seen: SaleSeen): void {
  const { standing } = seen;
  const { state } = turn.existing();
  if (standing === 'confirmed') turn.apply('marketplace_confirmed');
  if (isSold(standing)) judgeQuantity(turn, seen);
  if (standing === 'unclear' && isAtStake.has(state)) {
    // What is confirmed has come to rest: nothing that happens here ends this by itself.
    const kind = state === 'confirmed' ? 'sale_changed' : 'sale_unclear';
    turn.alert ??= { kind, sentence: unclearSentence(turn) };
  }
}

/** A sale that nothing has been done about yet. */
function takeUp(turn: Turn, seen: SaleSeen): void {
  const { standing, facts } = seen;
  const { globalId, createdAt } = turn.existing();
  const { asksFirst, graceMs } = turn.marketplace;
  if (isHistory(turn, seen) || isKnownElsewhere(turn, [globalId, ...facts.numbers])) {
    turn.apply(turn.owns ? 'sale_gone' : 'sale_known');
    return;
  }
  if (isSold(standing)) judgeQuantity(turn, seen);
  if (turn.existing().state !== 'reported') return;
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

export const isOver: ReadonlySet<SaleStanding> = new Set(['rejected', 'cancelled']);

/** Over before we heard of it, or confirmed before the broker connected this marketplace. */
export function isHistory(turn: Turn, { standing, facts }: SaleSeen): boolean {
  if (isOver.has(standing)) return true;
  const { since } = turn.marketplace;
  const { soldAt = null } = facts;
  return standing === 'confirmed' && since !== undefined && soldAt !== null && soldAt < since;
}

export function isKnownElsewhere(turn: Turn, numbers: readonly string[]): boolean {
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

/** A sale that names no time to confirm it has the one that the broker was told of, counted from when it was made. */
function withDeadline(turn: Turn, facts: SaleFacts): SaleFacts {
  const { confirmWithinMs } = turn.marketplace;
  const isNamed = deadlineIn(facts) !== null || turn.existing().confirmBy !== null;
  if (isNamed || confirmWithinMs === undefined) return facts;
  return { ...facts, confirmBy: (facts.soldAt ?? turn.now) + confirmWithinMs };
}

/** The first or the last day that there is, as some write where they know of none, is no deadline; nor has the ledger room for every one. */
function deadlineIn({ confirmBy }: SaleFacts): Instant | null {
  return confirmBy !== null && confirmBy >= earliestDeadline && confirmBy < latestDeadline ? confirmBy : null;
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
  const confirmBy = deadlineIn(facts);
  if (confirmBy !== null && confirmBy !== order.confirmBy) news.confirmBy = confirmBy;
  if (Object.keys(news).length > 0) turn.change(news);
  if (news.confirmBy !== undefined && !turn.asks) turn.rest();
}

export function unclearSentence(turn: Turn): string {
  return `What became of sale ${turn.existing().globalId} at ${turn.marketplaceName} is not clear. Look at it there.`;
}
