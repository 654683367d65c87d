// What was sent to a POS may take effect late, and a hold may stand there whose id never reached us: until when, and so how a question
// may be put and what its answer will prove. Pure.
// Invariants kept here: claim-dropped-on-proof, intent-first.
import type { PosNature, Question } from './command.ts';
import type { Instant, Order } from './order.ts';
import { type PosAsk, posAsk } from './transitions.ts';

/** How long whoever asks the POS may take before another may take over. Longer than any POS call is allowed to last. */
export const leaseMs = 8_000;
/** A hold's call is cut when its caller must be answered, or this much later on a busy machine. */
const cutLateMs = 1_000;

/** How the order's POS is asked now. */
export function questionTo(pos: PosNature, order: Order, ask: PosAsk, now: Instant): Question {
  const attempt = order.attempts + 1;
  const takesTickets = ask === 'hold' || ask === 'invoice';
  // What was asked while somebody waited for it is asked again once the ledger has pledged it.
  const isRepeated = attempt > 1 || order.state === 'pledged' || (ask === 'invoice' && isHoldInDoubt(pos, order, now));
  const mayHaveBeenPut = order.sentAt !== null && takesTickets && isRepeated;
  const isSettled = now >= (ask === 'hold' ? strayEndsAt(pos, order) : lateEffectEndsAt(pos, order));
  const mayBePut = !mayHaveBeenPut || pos.repeatsAreSafe || isSettled;
  const isKnown = ask === 'release' ? order.posHoldId !== null : ask === 'void' && order.invoiceId !== null;
  const yesIsProof = ask !== 'release' || !isHoldPutTwice(pos, order, now);
  const noIsProof = now >= strayEndsAt(pos, order) || (takesTickets ? !mayHaveBeenPut : isKnown && yesIsProof);
  const sentAt = takesTickets && mayBePut ? now : order.sentAt;
  return {
    ...{ ask, attempt, findFirst: mayHaveBeenPut, mayBePut },
    ...{ sentBefore: order.sentAt, sentAt, noIsProof, yesIsProof },
  };
}

/**
 * Whether a hold may stand, or may yet take effect, whose id we never learnt: beside it an invoice would take tickets a
 * second time, and be refused because of it. Not where the POS knows our reference: there they are one.
 */
function isHoldInDoubt(pos: PosNature, order: Order, now: Instant): boolean {
  return order.posHoldId === null && !pos.repeatsAreSafe && now < strayEndsAt(pos, order);
}

/** Whether a hold was put again, when nobody knew how it had ended the first time, and may still take effect. */
function isHoldPutTwice(pos: PosNature, order: Order, now: Instant): boolean {
  const { state, sentAt, createdAt } = order;
  return state !== 'retaking' && sentAt !== null && sentAt !== createdAt && now < lateEffectEndsAt(pos, order);
}

/**
 * From when on nothing that was sent can take effect any more. Counted from when the call was cut: at the end of its lease, or for
 * a hold when its caller's patience ended.
 */
export function lateEffectEndsAt(pos: PosNature, { sentAt, answerBy, state }: Order): Instant {
  if (sentAt === null) return 0;
  const ask = posAsk(state);
  const patience = (ask === 'hold' || ask === 'release') && answerBy !== null ? answerBy + cutLateMs : Infinity;
  return Math.min(Math.max(sentAt + cutLateMs, patience), sentAt + leaseMs) + pos.lateEffectMs;
}

/**
 * From when on nothing can stand in the POS of which we do not know: no late effect, and no hold whose id never reached
 * us where only its lapse ends it. Infinity: never, for nothing ends such a hold.
 */
export function strayEndsAt(pos: PosNature, order: Order): Instant {
  const isFound = pos.findsHolds || order.posHoldId !== null || order.sentAt === null;
  return isFound ? lateEffectEndsAt(pos, order) : lapseIsSureAt(pos, order);
}

/** From when on every hold that was sent has lapsed by itself. Infinity: never, for holds do not lapse there. */
export function lapseIsSureAt(pos: PosNature, order: Order): Instant {
  return lateEffectEndsAt(pos, order) + (pos.holdsLapseAfterMs ?? Infinity);
}
