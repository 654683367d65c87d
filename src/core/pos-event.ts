// Turns how a POS call ended into what it means for the order. Pure.
import type { Question } from './command.ts';
import type { Instant, Order, Refusal } from './order.ts';
import type { Outcome, PosOutcome, PosRefusal } from './outcome.ts';
import type { OrderEvent } from './transitions.ts';

/** `refused`: the POS's own no, in its words. */
export type PosSaid = { event: OrderEvent; fields: Partial<Order>; refused?: { why: PosRefusal; detail: string } };

/** Null: nothing was learnt and the question stays open. */
export function whatThePosSaid(result: PosOutcome): PosSaid | null {
  switch (result.ask) {
    case 'hold':
      return read(
        result.outcome,
        ({ posHoldId, expiresAt }) => ({
          event: 'pos_held',
          fields: expiresAt === null ? { posHoldId } : { posHoldId, expiresAt },
        }),
        (why) => ({ event: 'pos_refused_hold', fields: { refusal: refusalInOurWords[why] } }),
      );
    case 'invoice':
      return read(
        result.outcome,
        ({ invoiceId }) => ({ event: 'pos_invoiced', fields: { invoiceId } }),
        () => ({ event: 'pos_refused_invoice', fields: {} }),
      );
    case 'release':
      return read(result.outcome, () => ({ event: 'pos_released', fields: {} }), openQuestion);
    case 'void':
      return read(result.outcome, () => ({ event: 'pos_voided', fields: {} }), openQuestion);
  }
}

/**
 * What a refused invoice means depends on what was agreed. A hold that was over when it was invoiced stays over, while whoever
 * invoiced it still waits for an answer. A sale that stands has no tickets where nothing of it can be in the POS; where a hold
 * may be, it is let go of first, and the tickets are asked for anew. `question`: what it was an answer to; null where the POS is
 * the ledger itself.
 */
export function eventInThisDeal(
  { flow, posHoldId, answerBy }: Order,
  { event, refused }: PosSaid,
  question: Question | null,
  now: Instant,
): OrderEvent {
  if (event !== 'pos_refused_invoice' || !refused || !isOfTheTickets(refused.why)) return event;
  const isLate = flow === 'order_integration' && answerBy !== null && now < answerBy;
  if (isLate) return 'pos_refused_late_invoice';
  // Else there may be a hold of which we were not told, or one that was found and would not be sold.
  const isFirst = question === null || question.sentBefore === null;
  return posHoldId === null && isFirst ? 'sale_unfillable' : 'pos_refused_held_invoice';
}

/** A no that says something of the tickets. Any other says that we are not let in, or asked wrongly. */
export function isOfTheTickets(why: PosRefusal): boolean {
  return why !== 'not_allowed' && why !== 'bad_request';
}

/** A POS that will not let go has not let go: the question is put again until it does, or a person looks. */
const openQuestion = (): null => null;

/** What the marketplace is told when the POS refuses a hold. A POS that does not let us in is as good as unreachable. */
const refusalInOurWords: Record<PosRefusal, Refusal> = {
  not_available: 'not_available',
  listing_unknown: 'not_available',
  split_not_allowed: 'split_not_allowed',
  not_allowed: 'pos_unreachable',
  bad_request: 'pos_unreachable',
};

function read<Answer>(
  outcome: Outcome<Answer>,
  done: (answer: Answer) => PosSaid,
  refused: (why: PosRefusal) => PosSaid | null,
): PosSaid | null {
  if (outcome.kind === 'done') return done(outcome.answer);
  if (outcome.kind !== 'refused') return null;
  const { why, detail } = outcome;
  const said = refused(why);
  return said && { ...said, refused: { why, detail } };
}
