// The decision: one command, one order, the listing it concerns, and the time. Pure, so every rule of the trade that
// Holdfast keeps can be read and tested here without a database or a network.
// Invariants kept here: one-owner-per-ticket, release-wins, same-question-same-answer.
import { answerHold, answerInvoice, answerRelease, refused } from './answer.ts';
import { pickSlots, reclaimSlots } from './claim.ts';
import type { Call, Command, Decision, Question, Reply, Situation, Terms } from './command.ts';
import type { AccountId, Order, Refusal } from './order.ts';
import type { PosOutcome } from './outcome.ts';
import { whatThePosSaid } from './pos-event.ts';
import { posAsk } from './transitions.ts';
import { Turn } from './turn.ts';

export function decide(situation: Situation & { accountId: AccountId }, command: Command): Decision {
  const turn = new Turn(situation);
  let reply: Reply | null = null;
  switch (command.kind) {
    case 'call':
      reply = takeCall(turn, situation, command);
      break;
    case 'due':
      takeDue(turn);
      break;
    case 'pos_answered':
      takePosAnswer(turn, command);
      break;
  }
  return conclude(turn, reply);
}

type CallCommand = Extract<Command, { kind: 'call' }>;
type Context = Situation & { accountId: AccountId };

function takeCall(turn: Turn, context: Context, command: CallCommand): Reply | null {
  if (turn.order !== null) judgeTheClock(turn);
  const before = turn.steps.length;
  answerIsOwed[command.call.kind](turn, context, command);
  turn.settle();
  turn.putQuestionIfEntered();
  const moved = command.waited?.moved || turn.steps.length > before;
  const reply = answer(turn, context, command, moved);
  // A caller that waits has asked once, however often its order is looked at meanwhile.
  const isNews = reply !== null || command.waited === null;
  if (turn.order !== null && isNews) turn.exchanges.push(command.exchange(reply));
  return reply;
}

/** What each call does to the order before it is answered. */
const answerIsOwed: Record<Call['kind'], (turn: Turn, context: Context, command: CallCommand) => void> = {
  hold: takeHold,
  release: takeRelease,
  invoice: takeInvoice,
  look: () => {},
};

function answer(turn: Turn, context: Context, { call, answerBy }: CallCommand, moved: boolean): Reply | null {
  const order = turn.order;
  if (order === null) return refused('hold_unknown');
  const asked = { moved, now: turn.now, answerBy };
  switch (call.kind) {
    case 'hold':
      return answerHold(order, call, asked);
    case 'release':
      return answerRelease(order, asked);
    case 'invoice':
      if (isTakenByAnother(order, call.marketplaceOrderId, context)) return refused('order_id_reused');
      return answerInvoice(order, call, asked);
    case 'look':
      return { said: 'shown', order };
  }
}

function takeHold(turn: Turn, context: Context, command: CallCommand): void {
  // Release-wins: an order that exists, be it only a tombstone, never takes tickets by a hold call.
  if (turn.order !== null || command.call.kind !== 'hold') return;
  const { call, terms } = command;
  const order = newOrder(context, command, terms);
  const picked = context.listing
    ? pickSlots(context.listing, context.listing.split, call.quantity)
    : { refusal: 'listing_unknown' as Refusal };
  if ('refusal' in picked) {
    turn.begin({ ...order, refusal: picked.refusal }, 'hold_refused');
    return;
  }
  const seats = picked.slots.map((slot) => context.listing?.seats[slot] ?? null);
  turn.claim(picked.slots, order.orderId);
  turn.begin({ ...order, seats, expiresAt: turn.now + terms.holdLifetimeMs }, 'hold_claimed');
}

function takeRelease(turn: Turn, context: Context, command: CallCommand): void {
  if (turn.order === null) turn.begin(newOrder(context, command, command.terms), 'release_asked');
  else turn.apply('release_asked');
}

function takeInvoice(turn: Turn, context: Context, command: CallCommand): void {
  const { order } = turn;
  const { call } = command;
  if (order === null || call.kind !== 'invoice') return;
  if (isTakenByAnother(order, call.marketplaceOrderId, context)) return;
  // Whoever was once told no is told no again.
  const wasRefused = order.refusal !== null;
  if (!wasRefused && (order.state !== 'expired' || reclaim(turn, context)) && turn.apply('invoice_asked')) {
    turn.change({ marketplaceOrderId: call.marketplaceOrderId, total: call.total, buyer: call.buyer });
    return;
  }
  if (wasRefused || order.state === 'released' || order.state === 'releasing' || order.state === 'expired') {
    turn.alert = { kind: 'invoice_refused', sentence: refusedInvoiceSentence(order, call.marketplaceOrderId) };
  }
}

/** The late-invoice rule: an expired hold takes its own tickets again if every one of them is still free. */
function reclaim(turn: Turn, { listing }: Context): boolean {
  const order = turn.existing();
  // The same call may just have let the tickets go: what this turn has written counts before what was read.
  const tickets = listing && { ...listing, owners: turn.owners ?? listing.owners };
  const slots = tickets && order.seats ? reclaimSlots(tickets, order.seats) : null;
  if (slots === null) {
    turn.change({ refusal: 'hold_expired' });
    return false;
  }
  turn.claim(slots, order.orderId);
  turn.change({ posHoldId: null });
  return true;
}

function takeDue(turn: Turn): void {
  const { order } = turn;
  if (order === null || order.dueAt === null || order.dueAt > turn.now) return;
  judgeTheClock(turn);
  turn.settle();
  if (posAsk(turn.existing().state) === null) return;
  turn.putQuestion();
}

/** Expiry and the caller's patience are judged by the clock whenever the order is looked at; a sweep only tidies. */
function judgeTheClock(turn: Turn): void {
  const order = turn.existing();
  if (order.state === 'held' && order.expiresAt !== null && order.expiresAt <= turn.now) {
    turn.apply('hold_outlived');
    turn.settle();
  }
  if (order.state === 'holding' && order.answerBy !== null && order.answerBy <= turn.now) {
    turn.change({ refusal: 'pos_unreachable' });
    turn.apply('answer_overdue');
    turn.settle();
  }
}

function takePosAnswer(turn: Turn, command: Extract<Command, { kind: 'pos_answered' }>): void {
  const { order } = turn;
  if (order === null) return;
  turn.exchanges.push(...command.exchanges);
  const { question, result } = command;
  const isCurrent = order.attempts === question.attempt && posAsk(order.state) === result.ask;
  if (isCurrent && result.outcome.kind === 'not_sent') turn.change({ sentAt: question.sentBefore });
  const said = isProof(order, question, result) && !isKnownAlready(order, result) ? whatThePosSaid(result) : null;
  if (said !== null) {
    turn.take(said);
    turn.settle();
    turn.putQuestionIfEntered();
  } else if (isCurrent) {
    turn.retryLater(saysNothingIsThere(result) ? turn.lateEffectEndsAt() : 0);
  }
}

/**
 * Claim-dropped-on-proof: the word that nothing of ours stands in the POS counts only when no call, put before that
 * question or since, can still change it. Judged by when the question was put, for its answer may be stored much later.
 */
function isProof(order: Order, question: Question, result: PosOutcome): boolean {
  const saysNo = result.outcome.kind === 'refused' || saysNothingIsThere(result);
  const frees = saysNo || result.ask === 'release' || result.ask === 'void';
  return (!saysNo || question.noIsProof) && (!frees || order.sentAt === question.sentAt);
}

function saysNothingIsThere({ ask, outcome }: PosOutcome): boolean {
  return (ask === 'release' || ask === 'void') && outcome.kind === 'done' && !outcome.answer.found;
}

/** The hold that this order had is no news: the answer was stored twice. */
function isKnownAlready(order: Order, { ask, outcome }: PosOutcome): boolean {
  return ask === 'hold' && outcome.kind === 'done' && outcome.answer.posHoldId === order.posHoldId;
}

function isTakenByAnother(order: Order, marketplaceOrderId: string, context: Context): boolean {
  return order.marketplaceOrderId === null && context.orderNumberIsTaken(marketplaceOrderId);
}

function newOrder(context: Context, command: CallCommand, terms: Terms): Order {
  const { call } = command;
  const hold = call.kind === 'hold' ? call : null;
  return {
    accountId: context.accountId,
    orderId: command.orderId,
    connectionId: terms.connectionId,
    marketplace: terms.marketplace,
    flow: terms.flow,
    globalId: call.globalId,
    state: 'holding',
    binding: terms.binding,
    remoteId: hold?.remoteId ?? null,
    quantity: hold?.quantity ?? null,
    unitPrice: hold?.unitPrice ?? null,
    section: hold ? (context.listing?.section ?? null) : null,
    row: hold ? (context.listing?.row ?? null) : null,
    seats: null,
    refusal: null,
    heldAt: null,
    expiresAt: null,
    marketplaceOrderId: null,
    total: null,
    buyer: null,
    posHoldId: null,
    invoiceId: null,
    confirmedAt: null,
    answerBy: command.answerBy,
    sentAt: null,
    dueAt: null,
    attempts: 0,
    entries: 0,
    createdAt: context.now,
  };
}

function refusedInvoiceSentence(order: Order, marketplaceOrderId: string): string {
  const because = order.refusal ? 'its hold was refused' : `its hold is ${order.state}`;
  return `${order.marketplace} invoiced ${order.globalId} as its order ${marketplaceOrderId}, but ${because}: there is no sale. Keep this record for a waiver.`;
}

/** Numbers the journal entry that this turn writes: one for each decision that moved the order or spoke with somebody. */
function conclude(turn: Turn, reply: Reply | null): Decision {
  const { steps, exchanges, owners, question, alert } = turn;
  if (turn.order !== null && (steps.length > 0 || exchanges.length > 0)) {
    turn.change({ entries: turn.order.entries + 1 });
  }
  return { order: turn.order, owners, steps, exchanges, reply, question, alert };
}
