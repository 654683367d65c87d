// One step of an order, from a state to the next by an event, as a sentence that a broker would say. Total by type: an event
// without a sentence does not compile.
import type { ActRead } from '../core/act-line.ts';
import type { Flow, Order, RecordedRefusal } from '../core/order.ts';
import type { NoOrder, OrderEvent, OrderState } from '../core/transitions.ts';
import { type Cast, refusalWords, them, thePos, tickets } from './words.ts';

/** What a step says no by itself: taken from the order as it is now, which keeps all of this once it is set. */
type Facts = Pick<Order, 'refusal' | 'marketplaceOrderId' | 'invoiceId' | 'rejectReason' | 'remoteId'> & {
  flow: Flow;
};

export type StepTold = {
  event: OrderEvent;
  from: OrderState | NoOrder;
  to: OrderState;
  cast: Cast;
  facts: Facts;
  /** What a person did in the same moment. */
  act: ActRead | null;
};

export function stepSentence(step: StepTold): string {
  return sentences[step.event](step);
}

const because = (refusal: RecordedRefusal | null): string =>
  refusal === null ? '' : `, because ${refusalWords[refusal]}`;

const theyWere = ({ cast }: StepTold): string => (them(cast) === 'it' ? 'it was' : 'they were');

const asksFirst = ({ facts }: StepTold): boolean => facts.flow === 'order_integration';
const byRule = ({ facts }: StepTold): string => (facts.rejectReason === null ? '' : `: ${facts.rejectReason}`);

const sentences: Readonly<Record<OrderEvent, (step: StepTold) => string>> = {
  hold_claimed: (step) =>
    asksFirst(step)
      ? `${step.cast.marketplace} asked for ${tickets(step.cast.quantity)}, and ${theyWere(step)} set aside.`
      : `${step.cast.marketplace} may have a sale for ${tickets(step.cast.quantity)}: ${theyWere(step)} set aside, and nobody is bound.`,
  hold_refused: (step) =>
    asksFirst(step)
      ? `${step.cast.marketplace} asked for ${tickets(step.cast.quantity)} and was told no${because(step.facts.refusal)}.`
      : `There was nothing to set aside for a sale that ${step.cast.marketplace} may have${because(step.facts.refusal)}.`,
  release_asked: (step) => releaseSentence(step),
  invoice_asked: ({ cast, facts }) =>
    facts.marketplaceOrderId === null
      ? `${cast.marketplace} sold ${cast.quantity === 1 ? 'the ticket' : 'the tickets'} and invoiced ${them(cast)}.`
      : `${cast.marketplace} sold ${cast.quantity === 1 ? 'the ticket' : 'the tickets'} and invoiced ${them(cast)} as its order ${facts.marketplaceOrderId}.`,
  sale_reported: ({ cast, from }) =>
    from === 'unknown'
      ? `${cast.marketplace} told of a sale.`
      : `${cast.marketplace} made a sale of what it had asked about.`,
  sale_gone: (step) => goneSentence(step),
  reject_asked: (step) =>
    step.act === null
      ? `Your rule rejected the sale${byRule(step)}.`
      : `${step.act.by} rejected the sale: ${step.act.reason ?? ''}.`.replace(/: \.$/, '.'),

  retry_asked: ({ cast, act }) => `${act?.by ?? 'Somebody'} had ${thePos(cast)} asked once more for its tickets.`,

  pos_held: ({ to, cast }) =>
    to === 'stuck'
      ? `${cast.pos ?? 'The POS'} says that it holds tickets which had been let go of. It contradicts itself.`
      : `${cast.pos ?? 'The POS'} holds ${them(cast)}.`,
  pos_refused_hold: ({ to, cast, facts }) =>
    to === 'declined'
      ? `${cast.pos ?? 'The POS'} would not hold ${them(cast)}${because(facts.refusal)}. Nothing is held.`
      : `${cast.pos ?? 'The POS'} says that it never held ${them(cast)}.`,
  pos_released: ({ cast, to }) =>
    `${cast.pos ?? 'The POS'} let go of the tickets${to === 'expired' ? ', as the hold had ended' : ''}.`,
  pos_not_reached: ({ cast }) => `Nothing had been sent to ${thePos(cast)}, so there was nothing to undo there.`,
  pos_invoiced: ({ to, cast, facts }) =>
    to === 'stuck'
      ? `${cast.pos ?? 'The POS'} says that it invoiced tickets which were not to be sold. It contradicts itself.`
      : `${cast.pos ?? 'The POS'} invoiced ${them(cast)}${facts.invoiceId === null ? '' : ` as ${facts.invoiceId}`}.`,
  pos_refused_invoice: ({ cast }) =>
    `${cast.pos ?? 'The POS'} would not invoice ${them(cast)}, and the marketplace has sold ${them(cast)}.`,
  pos_refused_held_invoice: ({ cast }) =>
    `${cast.pos ?? 'The POS'} would not invoice the tickets that it held. Its hold is let go of, and they are asked for anew.`,
  pos_refused_late_invoice: ({ cast }) =>
    `${cast.pos ?? 'The POS'} has ${them(cast)} no more, and the hold had ended before it was invoiced. ${cast.marketplace} is told that there is no sale.`,
  pos_refused_void: ({ cast }) =>
    `${cast.pos ?? 'The POS'} will not take the invoice back, and the marketplace has cancelled the sale.`,
  pos_voided: ({ cast }) => `${cast.pos ?? 'The POS'} took the invoice back. The tickets are free again.`,

  answer_overdue: ({ cast }) =>
    `${cast.pos ?? 'The POS'} gave no answer in time, so ${cast.marketplace} was told no. Whatever the POS does late is undone.`,
  pos_away: ({ cast }) =>
    `${cast.pos ?? 'The POS'} was out of reach, so ${cast.marketplace} was told yes by the ledger alone, as your rule says. ${cast.pos ?? 'The POS'} may sell the same tickets meanwhile.`,
  hold_outlived: () => 'The hold outlived its time.',
  attempts_exhausted: ({ cast }) =>
    `No answer came for too long, from ${thePos(cast)} or ${cast.marketplace}. It is tried no more.`,
  sale_stands: (step) => standsSentence(step),
  sale_unfillable: (step) =>
    asksFirst(step)
      ? `${step.cast.pos ?? 'The POS'} has these tickets no more, and ${step.cast.marketplace} was told yes: they are owed.`
      : `There are no tickets for this sale${because(step.facts.refusal)}.`,
  sale_known: ({ cast }) => `Another order has this sale of ${cast.marketplace} already. There is nothing to do here.`,
  sale_changed: ({ cast }) => `${cast.marketplace} shows another number of tickets than were taken for it.`,
  sale_unasked: ({ cast }) => `${cast.marketplace} counts it as confirmed, and never asked for its tickets.`,
  marketplace_confirmed: (step) => confirmedSentence(step),
  marketplace_rejected: ({ to, cast, act }) =>
    act !== null
      ? `${act.by} noted that the sale was rejected at ${cast.marketplace}.`
      : to === 'stuck'
        ? `${cast.marketplace} says that the sale is rejected, which does not fit what was agreed.`
        : `${cast.marketplace} knows that there is no sale.`,

  confirmation_missing: ({ cast }) =>
    `${cast.marketplace} shows that it still waits for the confirmation, so it is told again.`,

  settled_invoiced: ({ cast, act, facts }) =>
    `${said(act)} that ${thePos(cast)} has sold the tickets${facts.invoiceId === null ? '' : ` as ${facts.invoiceId}`}.`,
  settled_unfilled: ({ cast, act }) =>
    act?.do === 'fill'
      ? `${act.by} settled it as a sale without tickets.`
      : `${said(act)} that ${thePos(cast)} has nothing of it, and that the sale stands at ${cast.marketplace}.`,
  settled_released: ({ cast, act }) =>
    `${said(act)} that ${thePos(cast)} has nothing of it, and that there was no sale.`,
  settled_cancelled: ({ cast, act }) =>
    `${said(act)} that ${thePos(cast)} has nothing of it, and that the sale is over at ${cast.marketplace}.`,
  settled_duplicate: ({ cast, act }) =>
    `${said(act)} that ${thePos(cast)} has nothing of it, and that another order has this sale.`,
};

function said(act: ActRead | null): string {
  return `${act?.by ?? 'Somebody'} looked and said`;
}

function releaseSentence({ from, cast, act, facts }: StepTold): string {
  if (act !== null) return `${act.by} let go of the hold.`;
  if (from === 'unknown')
    return `${cast.marketplace} let go of a hold that it had not asked for yet. Should it come late, it is refused.`;
  if (from === 'declined' || from === 'expired') return `${cast.marketplace} let go of it; nothing was held any more.`;
  if (facts.flow === 'instant_notification') return `${cast.marketplace} does not need the tickets any more.`;
  return `${cast.marketplace} let go of the hold.`;
}

function goneSentence({ from, to, cast, act }: StepTold): string {
  if (act !== null) return `${act.by} noted that ${cast.marketplace} cancelled the sale.`;
  if (from === 'unknown') return `${cast.marketplace} told of a sale that is over already.`;
  if (to === 'voiding') return `${cast.marketplace} cancelled the sale: what the POS did is being undone.`;
  return `${cast.marketplace} cancelled the sale.`;
}

function standsSentence({ cast, act, facts }: StepTold): string {
  const taken = `${tickets(cast.quantity)} ${cast.quantity === 1 ? 'was' : 'were'} taken for it`;
  if (act?.do === 'fill') return `${act.by} filled the sale from listing ${act.remoteId ?? facts.remoteId}.`;
  if (act !== null) return `${act.by} had its tickets looked for once more: ${taken}.`;
  return `The sale stands: ${taken}.`;
}

function confirmedSentence({ to, cast, act, facts }: StepTold): string {
  if (act !== null) return `${act.by} noted that the sale was confirmed at ${cast.marketplace}.`;
  if (to === 'stuck')
    return `${cast.marketplace} says that the sale is confirmed, which does not fit what it was told.`;
  if (facts.flow === 'order_integration')
    return 'Sold. Where the marketplace asks first, the invoice confirms the sale.';
  return `Sold: ${cast.marketplace} has its confirmation.`;
}
