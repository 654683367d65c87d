// The decision: one command, one order, the listing it concerns, and the time. Pure, so every rule of the trade that
// Holdfast keeps can be read and tested here without a database or a network.
// Invariants kept here: one-owner-per-ticket, release-wins, same-question-same-answer.
import { answerHold, answerInvoice, answerRelease, refused } from './answer.ts';
import { type Picked, pickSlots, reclaimSlots } from './claim.ts';
import type { Call, Command, Decision, Listing, Question, Reply, Situation, Terms } from './command.ts';
import { takeAct } from './decide-act.ts';
import { takeReconciled } from './decide-reconciled.ts';
import {
  rejectInTime,
  takeMarketplaceAnswer,
  takeSighting,
  takeUpToldSale,
  tellUnfilled,
  warnInTime,
} from './decide-sale.ts';
import { pays } from './money.ts';
import { newOrder } from './new-order.ts';
import type { Order, Refusal } from './order.ts';
import type { PosOutcome } from './outcome.ts';
import { isOwed } from './owed.ts';
import { isOfTheTickets, type PosSaid, whatThePosSaid } from './pos-event.ts';
import { posAsk } from './transitions.ts';
import { Turn } from './turn.ts';

export function decide(situation: Situation, command: Command): Decision {
  const turn = new Turn(situation);
  let reply: Reply | null = null;
  switch (command.kind) {
    case 'call':
      reply = takeCall(turn, command);
      break;
    case 'due':
      takeDue(turn);
      break;
    case 'pos_answered':
      takePosAnswer(turn, command);
      break;
    case 'sale_seen':
      if (turn.order !== null) judgeTheClock(turn);
      takeSighting(turn, command);
      break;
    case 'marketplace_answered':
      takeMarketplaceAnswer(turn, command);
      break;
    case 'act':
      takeAct(turn, command.act);
      break;
    case 'reconciled':
      takeReconciled(turn, command);
      break;
  }
  return conclude(turn, reply);
}

type CallCommand = Extract<Command, { kind: 'call' }>;

function takeCall(turn: Turn, command: CallCommand): Reply | null {
  if (turn.order !== null) judgeTheClock(turn);
  const before = turn.steps.length;
  answerIsOwed[command.call.kind](turn, command);
  turn.proceed();
  const moved = command.waited?.moved || turn.steps.length > before;
  const reply = answer(turn, command, moved);
  // A caller that waits has asked once, however often its order is looked at meanwhile.
  const isNews = reply !== null || command.waited === null;
  if (turn.order !== null && isNews) turn.exchanges.push(command.exchange(reply));
  return reply;
}

/** What each call does to the order before it is answered. */
const answerIsOwed: Record<Call['kind'], (turn: Turn, command: CallCommand) => void> = {
  hold: takeHold,
  release: takeRelease,
  invoice: takeInvoice,
  look: () => {},
};

function answer(turn: Turn, { call, answerBy }: CallCommand, moved: boolean): Reply | null {
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

function takeHold(turn: Turn, command: CallCommand): void {
  // Release-wins: an order that exists, be it only a tombstone, never takes tickets by a hold call.
  if (turn.order !== null || command.call.kind !== 'hold') return;
  const { call, terms } = command;
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

type HoldCall = Extract<Call, { kind: 'hold' }>;

/** Where the marketplace names a ceiling, nothing that costs more is taken for it, unless it takes any price. */
export function pickFor(
  listing: Listing,
  call: HoldCall,
  { judgesPrice }: Terms,
): Picked | { refusal: 'price_too_low' } {
  const isTooLow = judgesPrice && !call.takesAnyPrice && !pays(call.unitPrice, listing.price);
  return isTooLow ? { refusal: 'price_too_low' } : pickSlots(listing, listing.split, call.quantity);
}

function takeRelease(turn: Turn, command: CallCommand): void {
  if (turn.order === null) turn.begin(askedOrder(turn, command), 'release_asked');
  else turn.apply('release_asked');
}

function takeInvoice(turn: Turn, command: CallCommand): void {
  const { order } = turn;
  const { call } = command;
  if (order === null || call.kind !== 'invoice') return;
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
    turn.alert = {
      kind: 'invoice_refused',
      sentence: refusedInvoiceSentence(order, turn.marketplaceName, call.marketplaceOrderId),
    };
  }
}

/** The late-invoice rule: an expired hold takes its own tickets again if every one of them is still free. */
function reclaim(turn: Turn): boolean {
  const order = turn.existing();
  // The same call may just have let the tickets go.
  const slots = turn.listing && order.seats ? reclaimSlots(turn.listing, order.seats) : null;
  if (slots === null) {
    turn.change({ refusal: 'hold_expired' });
    return false;
  }
  turn.claim(slots, order.orderId);
  // What there was in the POS is let go of, by its own word.
  turn.change({ posHoldId: null, sentAt: null });
  return true;
}

function takeDue(turn: Turn): void {
  const { order } = turn;
  if (order === null || order.dueAt === null || order.dueAt > turn.now) return;
  judgeTheClock(turn);
  judgeAbsence(turn);
  rejectInTime(turn);
  warnInTime(turn);
  turn.lookAgainIfDue();
  turn.settle();
  if (turn.asks) turn.putQuestion();
  else if (turn.steps.length === 0 && (turn.existing().dueAt ?? 0) <= turn.now) turn.rest();
}

/** Expiry and the caller's patience are judged by the clock whenever the order is looked at; a sweep only tidies. */
function judgeTheClock(turn: Turn): void {
  const order = turn.existing();
  if (
    (order.state === 'held' || order.state === 'pledged') &&
    order.expiresAt !== null &&
    order.expiresAt <= turn.now
  ) {
    turn.apply('hold_outlived');
    turn.settle();
  }
  if (order.state === 'holding' && order.answerBy !== null && order.answerBy <= turn.now) {
    stopWaiting(turn);
  }
}

/** A POS that is out of reach for longer than the caller waits will not answer it: there is nothing to wait for. */
function judgeAbsence(turn: Turn): void {
  const { state, answerBy } = turn.existing();
  const { away } = turn.pos;
  if (state === 'holding' && answerBy !== null && away !== undefined && away.until >= answerBy) stopWaiting(turn);
}

/** The caller is answered without the POS: no, or yes by the ledger alone where the POS is gone and the account wants that. */
function stopWaiting(turn: Turn): void {
  if (turn.pos.away?.pledges && turn.apply('pos_away')) {
    // Nobody waits any more, so what is asked of the POS from here on has its full time.
    turn.change({ answerBy: null });
    return;
  }
  turn.change({ refusal: 'pos_unreachable' });
  turn.apply('answer_overdue');
  turn.settle();
}

function takePosAnswer(turn: Turn, command: Extract<Command, { kind: 'pos_answered' }>): void {
  const { order } = turn;
  if (order === null) return;
  turn.exchanges.push(...command.exchanges);
  const { question, result } = command;
  const isCurrent = isLastPut(order, question, result);
  if (isCurrent && didNothing(result)) turn.change({ sentAt: question.sentBefore });
  if (isCurrent && result.outcome.kind === 'refused') turn.change({ refusals: order.refusals + 1 });
  const { refusals } = turn.existing();
  const counts = isProof(order, question, result) && !isKnownAlready(order, result);
  const heard = counts
    ? (whatThePosSaid(result) ?? turn.whatItsLapseSays(result) ?? willNotUndo(refusals, result))
    : null;
  const said = heard !== null && isNoWord({ ...order, refusals }, heard) ? null : heard;
  if (said !== null) {
    turn.take(said, question);
    if (order.state === 'pledged' && turn.existing().state === 'declined') tellPledgeRefused(turn);
    if (order.state === 'invoicing' && turn.existing().state === 'expiring') tellLateInvoiceRefused(turn, order);
    if (turn.existing().state === 'unfilled' && order.state !== 'unfilled') tellUnfilled(turn);
    takeUpToldSale(turn);
    turn.proceed();
  } else if (isCurrent) {
    turn.retryLater(saysNothingIsThere(result) ? turn.strayEndsAt() : saysLetGo(result) ? turn.lateEffectEndsAt() : 0);
    if (result.outcome.kind === 'not_sent') judgeAbsence(turn);
    turn.putQuestionIfEntered();
  }
}

/** Whether nothing was asked since. The attempts are counted anew in each state, so that their number alone does not tell. */
function isLastPut({ state, attempts, sentAt }: Order, question: Question, { ask }: PosOutcome): boolean {
  return posAsk(state) === ask && attempts === question.attempt && sentAt === question.sentAt;
}

/** Whether this call left nothing behind of which it could be asked later: it never went out, or was turned away at the door. */
function didNothing({ outcome }: PosOutcome): boolean {
  return outcome.kind === 'not_sent' || (outcome.kind === 'refused' && !isOfTheTickets(outcome.why));
}

/**
 * A POS that does not let us in, or calls what we ask wrong, says nothing of the tickets: what was pledged stays so until it does or its
 * time is over, and a sale is asked for some more times before a person is called.
 */
function isNoWord({ state, refusals }: Order, { event, refused }: PosSaid): boolean {
  if (refused === undefined || isOfTheTickets(refused.why)) return false;
  if (event === 'pos_refused_hold') return state === 'pledged';
  return event === 'pos_refused_invoice' && refusals < mostRefusals;
}

function tellPledgeRefused(turn: Turn): void {
  const { globalId, quantity, remoteId } = turn.existing();
  const marketplace = turn.marketplaceName;
  const sentence = `${marketplace} was told yes for ${quantity} of listing ${remoteId} (${globalId}) while the POS was out of reach, and the POS now refuses them. Its invoice will be refused: tell ${marketplace}, and keep this record for a waiver.`;
  turn.alert = { kind: 'pledge_refused', sentence };
}

/** Its number is free again: the marketplace may invoice another hold under it. */
function tellLateInvoiceRefused(turn: Turn, { marketplaceOrderId }: Order): void {
  turn.change({ refusal: 'hold_expired', marketplaceOrderId: null, total: null, buyer: null });
  const sentence = refusedInvoiceSentence(turn.existing(), turn.marketplaceName, marketplaceOrderId ?? '');
  turn.alert = { kind: 'invoice_refused', sentence };
}

/**
 * Claim-dropped-on-proof: the word that nothing of ours stands in the POS counts only when no call, put before that
 * question or since, can still change it. Judged by when the question was put, for its answer may be stored much later.
 */
function isProof(order: Order, question: Question, result: PosOutcome): boolean {
  const saysNo = result.outcome.kind === 'refused' || saysNothingIsThere(result);
  const frees = saysNo || result.ask === 'release' || result.ask === 'void';
  const isSure = saysNo ? question.noIsProof : question.yesIsProof || !saysLetGo(result);
  return isSure && (!frees || order.sentAt === question.sentAt);
}

function saysLetGo({ ask, outcome }: PosOutcome): boolean {
  return ask === 'release' && outcome.kind === 'done';
}

function saysNothingIsThere({ ask, outcome }: PosOutcome): boolean {
  return (ask === 'release' || ask === 'void') && outcome.kind === 'done' && !outcome.answer.found;
}

/** So often a POS may say no to a sale or to its undoing, before a person is asked to look: it may only be out of sorts. */
const mostRefusals = 5;

/** A POS that will not undo a sale leaves it to a person: nobody else can say whose the tickets are. */
function willNotUndo(refusals: number, { ask, outcome }: PosOutcome): PosSaid | null {
  const isFinal = ask === 'void' && outcome.kind === 'refused' && refusals >= mostRefusals;
  return isFinal ? { event: 'pos_refused_void', fields: {}, refused: outcome } : null;
}

/** The hold that this order had is no news: the answer was stored twice. What is owed has let go of it, by the POS's own word. */
function isKnownAlready(order: Order, { ask, outcome }: PosOutcome): boolean {
  if (ask !== 'hold' || outcome.kind !== 'done') return false;
  return outcome.answer.posHoldId === order.posHoldId || isOwed(order);
}

function isTakenByAnother(turn: Turn, marketplaceOrderId: string): boolean {
  return turn.existing().marketplaceOrderId === null && turn.orderNumberIsTaken(marketplaceOrderId);
}

function askedOrder(turn: Turn, { orderId, terms, call, answerBy }: CallCommand): Order {
  const { accountId, now, listing } = turn;
  const order = newOrder({ accountId, orderId, terms, globalId: call.globalId, now });
  if (call.kind !== 'hold') return { ...order, answerBy };
  const { remoteId, quantity } = call;
  // Where the price is judged it is the listing's, whatever was offered.
  const unitPrice = terms.judgesPrice ? (listing?.price ?? call.unitPrice) : call.unitPrice;
  const place = { section: listing?.section ?? null, row: listing?.row ?? null };
  return { ...order, answerBy, remoteId, quantity, unitPrice, ...place };
}

function refusedInvoiceSentence(order: Order, marketplace: string, marketplaceOrderId: string): string {
  const because = order.refusal ? 'its hold was refused' : `its hold is ${order.state}`;
  return `${marketplace} invoiced ${order.globalId} as its order ${marketplaceOrderId}, but ${because}: there is no sale. Keep this record for a waiver.`;
}

/** Numbers the journal entry that this turn writes: one for each decision that moved the order or spoke with somebody. */
function conclude(turn: Turn, reply: Reply | null): Decision {
  const { steps, exchanges, owners, question, alert } = turn;
  if (turn.order !== null && (steps.length > 0 || exchanges.length > 0)) {
    turn.change({ entries: turn.order.entries + 1 });
  }
  const inquiry = turn.inquiry && { ...turn.inquiry, asOf: turn.order?.entries ?? 0 };
  return { order: turn.order, owners, steps, exchanges, reply, question, inquiry, alert };
}
