// What a POS outside has answered, and what that proves. Pure.
// Invariant kept here: claim-dropped-on-proof.
import type { CommandOf, Question } from './command.ts';
import { tellUnfilled } from './fill-sale.ts';
import { lapseIsSureAt, lateEffectEndsAt, strayEndsAt } from './in-flight.ts';
import { takeUpToldSale } from './learn-of-sale.ts';
import type { Instant, Order } from './order.ts';
import { judgeAbsence } from './out-of-time.ts';
import type { PosOutcome } from './outcome.ts';
import { isOwed } from './owed.ts';
import { isOfTheTickets, type PosSaid, whatThePosSaid } from './pos-event.ts';
import { invoiceRefused, pledgeRefused } from './refusal-words.ts';
import { posAsk } from './transitions.ts';
import type { Turn } from './turn.ts';

/** So often a POS may say no to a sale or to its undoing, before a person is asked to look: it may only be out of sorts. */
const mostRefusals = 5;

/** What it proves moves the order. An answer that proves nothing leaves its question open, to be put again where it was the last. */
export function takePosAnswer(turn: Turn, command: CommandOf<'pos_answered'>): void {
  const { order } = turn;
  if (order === null) return;
  turn.exchanges.push(...command.exchanges);
  const { question, result } = command;
  const isCurrent = isLastPut(order, question, result);
  if (isCurrent && didNothing(result)) turn.change({ sentAt: question.sentBefore });
  if (isCurrent && result.outcome.kind === 'refused') turn.change({ refusals: order.refusals + 1 });
  const said = whatIsProved(turn, order, command);
  if (said !== null) {
    turn.take(said, question);
    tellOfBrokenWord(turn, order);
    takeUpToldSale(turn);
    turn.proceed();
  } else if (isCurrent) {
    turn.retryLater(provesLaterFrom(turn, result));
    if (result.outcome.kind === 'not_sent') judgeAbsence(turn);
    turn.putQuestionIfEntered();
  }
}

/** Null: nothing that moves the order. `order`: as it was when the answer came. */
function whatIsProved(turn: Turn, order: Order, { question, result }: CommandOf<'pos_answered'>): PosSaid | null {
  if (!isProof(order, question, result) || isKnownAlready(order, result)) return null;
  const { refusals } = turn.existing();
  const heard = whatThePosSaid(result) ?? whatItsLapseSays(turn, result) ?? willNotUndo(refusals, result);
  return heard !== null && isNoWord({ ...order, refusals }, heard) ? null : heard;
}

/** A person is told where a marketplace counted on tickets that the POS has refused since. `before`: the order as it was when the answer came. */
function tellOfBrokenWord(turn: Turn, before: Order): void {
  const { state } = turn.existing();
  if (before.state === 'pledged' && state === 'declined') {
    turn.alert = pledgeRefused(turn.existing(), turn.marketplaceName);
  }
  if (before.state === 'invoicing' && state === 'expiring') tellLateInvoiceRefused(turn, before);
  if (before.state !== 'unfilled' && state === 'unfilled') tellUnfilled(turn);
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

/** Its number is free again: the marketplace may invoice another hold under it. */
function tellLateInvoiceRefused(turn: Turn, { marketplaceOrderId }: Order): void {
  turn.change({ refusal: 'hold_expired', marketplaceOrderId: null, total: null, buyer: null });
  turn.alert = invoiceRefused(turn.existing(), turn.marketplaceName, marketplaceOrderId ?? '');
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

/** From when on the same answer would be proof, where only time stands between. 0: it is asked again soon. */
function provesLaterFrom(turn: Turn, result: PosOutcome): Instant {
  if (saysNothingIsThere(result)) return strayEndsAt(turn.pos, turn.existing());
  return saysLetGo(result) ? lateEffectEndsAt(turn.pos, turn.existing()) : 0;
}

function saysLetGo({ ask, outcome }: PosOutcome): boolean {
  return ask === 'release' && outcome.kind === 'done';
}

function saysNothingIsThere({ ask, outcome }: PosOutcome): boolean {
  return (ask === 'release' || ask === 'void') && outcome.kind === 'done' && !outcome.answer.found;
}

/** A hold that the POS will not let go of, and that must have lapsed by itself since, is let go of. */
function whatItsLapseSays(turn: Turn, { ask, outcome }: PosOutcome): PosSaid | null {
  const isRefused = ask === 'release' && outcome.kind === 'refused';
  const hasLapsed = turn.now >= lapseIsSureAt(turn.pos, turn.existing());
  return isRefused && hasLapsed ? { event: 'pos_released', fields: {} } : null;
}

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
