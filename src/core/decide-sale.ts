// Who speaks of a sale that a marketplace made: a notice or a list, and the marketplace's answer to what it was asked. Pure.
// A notice is a hint where the sale can be read again; nothing is done before that.
import type { CommandOf } from './command.ts';
import { isHistory, isKnownElsewhere, isOver, learnOfSale, unclearSentence } from './learn-of-sale.ts';
import { newOrder } from './new-order.ts';
import type { Order } from './order.ts';
import type { Exchange } from './outcome.ts';
import type { MarketplaceOutcome, Sighting } from './sale.ts';
import { alertOnToldAgain } from './told-again.ts';
import type { Turn } from './turn.ts';

/** The order that a list or a notice speaks of; one that another order has by its number is left to that one. */
export function takeSighting(turn: Turn, command: CommandOf<'sale_seen'>): void {
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
  if (seen !== null) learnOfSale(turn, seen);
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
  { sighting: { saleId, numbers, seen }, exchange }: CommandOf<'sale_seen'>,
): 'sale_reported' | 'sale_gone' | 'release_asked' | null {
  if (isKnownElsewhere(turn, [saleId, ...numbers])) return null;
  if (seen === null) return 'sale_reported';
  // Where no sale can be read again, this may have overtaken the notice that it ends: what comes late must find it ended.
  const isLast = exchange !== null && !turn.marketplace.reads;
  if (seen.standing === 'released') return isLast ? 'release_asked' : null;
  if (isOver.has(seen.standing) && isLast) return 'sale_gone';
  return isHistory(turn, seen) ? null : 'sale_reported';
}

function listed(record: unknown): Exchange {
  return { direction: 'out', request: { line: 'read in the list of sales' }, response: { status: 200, body: record } };
}

/** What it was asked is done, or shown, or refused; what is still open after that is asked again later. */
export function takeMarketplaceAnswer(turn: Turn, command: CommandOf<'marketplace_answered'>): void {
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
    if (outcome.answer !== null) learnOfSale(turn, outcome.answer);
    else turn.apply(ask === 'confirm' ? 'marketplace_confirmed' : 'marketplace_rejected');
  }
  if (outcome.kind !== 'refused') return;
  // It has been looked at: there is nothing (any more) to look at again.
  if (outcome.why === 'sale_over' || outcome.why === 'sale_unknown') turn.change({ unread: false });
  if (outcome.why === 'sale_over') turn.apply('sale_gone');
  // A sale that is not shown may not have arrived there yet: it is never given up by that.
  else turn.alert ??= { kind: 'sale_unclear', sentence: refusedSentence(turn, ask, outcome.detail) };
}

function refusedSentence(turn: Turn, ask: string, detail: string): string {
  return `${turn.marketplaceName} refuses to let us ${ask} its sale ${turn.existing().globalId}: ${detail}. It is tried again; look at the connection.`;
}
