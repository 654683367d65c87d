// What a call is told, derived from the order alone.
// Invariant same-question-same-answer: the reply is a function of the order and the call, so a repeated call
// gets the reply it got before. Null: the answer is not known yet and the caller waits.
import type { CallOf, Reply } from './command.ts';
import type { Instant, Order, RecordedRefusal, Refusal } from './order.ts';
import { isFilledAnew, isOwed } from './owed.ts';
import type { OrderState } from './transitions.ts';

type Asked = { moved: boolean; now: Instant; answerBy: Instant };

/** The answer to a hold, by state, where no refusal is on record. `wait`: the POS has not answered yet. */
const holdAnswers = {
  holding: 'wait',
  held: 'yes',
  pledged: 'yes',
  declined: 'not_available',
  undoing: 'pos_unreachable',
  releasing: 'hold_released',
  released: 'hold_released',
  expiring: 'hold_expired',
  expired: 'hold_expired',
  reported: 'yes',
  invoicing: 'yes',
  retaking: 'yes',
  confirming: 'yes',
  confirmed: 'yes',
  unfilled: 'not_available',
  rejecting: 'not_available',
  rejected: 'not_available',
  voiding: 'hold_released',
  cancelled: 'hold_released',
  duplicate: 'not_available',
  stuck: 'yes',
} as const satisfies Record<OrderState, 'wait' | 'yes' | Refusal>;

export function answerHold(order: Order, call: CallOf<'hold'>, asked: Asked): Reply | null {
  if (order.remoteId === null) return refused('hold_released');
  if (!isAskedFor(order, call)) return refused('global_id_reused');
  if (order.refusal !== null) return refused(toldAs(order.refusal));
  // Of a sale that was told of nothing was ever asked: what asks to hold under its name is another deal, or comes too late.
  if (order.flow === 'instant_notification') return refused('not_available');
  const answer = holdAnswerOf(order);
  if (answer === 'wait') return null;
  return answer === 'yes' ? granted(order, asked) : refused(answer);
}

/** What is owed was told yes: that it has no tickets now is for the broker to mend. */
function holdAnswerOf(order: Order): 'wait' | 'yes' | Refusal {
  return isOwed(order) ? 'yes' : holdAnswers[order.state];
}

/** Whether the order is about what the call asks for. One that was filled from another listing does not say any more which it was. */
function isAskedFor(order: Order, { remoteId, quantity }: CallOf<'hold'>): boolean {
  return order.quantity === quantity && (order.remoteId === remoteId || isFilledAnew(order));
}

/** What a marketplace has been told no with by the order's state alone: whatever happens later, it stays that. */
export function refusalTold(order: Order): Refusal | null {
  const answer = holdAnswerOf(order);
  return order.flow !== 'order_integration' || answer === 'wait' || answer === 'yes' ? null : answer;
}

/** The answer to an invoice, by state. `accepted`: the sale stands, and nobody can say yet that it is done. */
const invoiceAnswers = {
  holding: 'wait',
  held: 'wait',
  pledged: 'wait',
  declined: 'not_available',
  undoing: 'not_available',
  releasing: 'hold_released',
  released: 'hold_released',
  expiring: 'hold_expired',
  expired: 'hold_expired',
  reported: 'wait',
  invoicing: 'wait',
  retaking: 'wait',
  confirming: 'wait',
  confirmed: 'yes',
  unfilled: 'not_available',
  rejecting: 'not_available',
  rejected: 'not_available',
  voiding: 'hold_released',
  cancelled: 'hold_released',
  duplicate: 'not_available',
  stuck: 'accepted',
} as const satisfies Record<OrderState, 'wait' | 'yes' | 'accepted' | Refusal>;

export function answerInvoice(order: Order, call: CallOf<'invoice'>, asked: Asked): Reply | null {
  if (order.marketplaceOrderId !== null && order.marketplaceOrderId !== call.marketplaceOrderId) {
    return refused('order_id_reused');
  }
  const answer = isOwed(order) ? 'accepted' : invoiceAnswers[order.state];
  switch (answer) {
    case 'yes':
      return granted(order, asked);
    case 'accepted':
      return order.refusal === null ? { said: 'accepted', order } : refused(toldAs(order.refusal));
    case 'wait':
      return asked.now >= asked.answerBy ? { said: 'accepted', order } : null;
    default:
      return refused(answer);
  }
}

/** A release is always agreed to, except of a sale: then the tickets are the buyer's. */
export function answerRelease(order: Order, asked: Asked): Reply | null {
  switch (order.state) {
    case 'invoicing':
    case 'retaking':
    case 'confirming':
    case 'confirmed':
      return refused('already_invoiced');
    case 'unfilled':
      return isOwed(order) ? refused('already_invoiced') : { said: 'shown', order };
    case 'releasing':
      return asked.now >= asked.answerBy ? { said: 'shown', order } : null;
    case 'stuck':
      return order.marketplaceOrderId === null ? { said: 'shown', order } : refused('already_invoiced');
    default:
      return { said: 'shown', order };
  }
}

/** A marketplace that is paused is told what it is always told when there is nothing for it. */
function toldAs(refusal: RecordedRefusal): Refusal {
  return refusal === 'connection_paused' ? 'not_available' : refusal;
}

export function refused(why: Refusal): Reply {
  return { said: 'refused', why };
}

function granted(order: Order, asked: Asked): Reply {
  return { said: asked.moved ? 'created' : 'repeated', order };
}
