// What a person is told of an order that is stuck: why, and what to do. Pure.
import type { Order } from './order.ts';
import type { OrderEvent } from './transitions.ts';

/** `event`: what made it stuck. `posRefused`: the POS's own words, where it said no. */
export function stuckSentence(order: Order, marketplace: string, event: OrderEvent, posRefused: string | null): string {
  const { globalId, quantity, remoteId } = order;
  const head = `Order ${globalId} of ${marketplace} is stuck`;
  const because = posRefused === null ? '' : ` (${posRefused})`;
  switch (event) {
    case 'attempts_exhausted':
      return `${head}: the other side could not be reached for too long. Look at it there and decide by hand.`;
    case 'pos_refused_invoice':
      return `${head}: ${marketplace} has sold ${quantity} of listing ${remoteId}, and the POS will not invoice them${because}. See that it can, and try again; or invoice them there, or cancel the sale at ${marketplace}, and say what is so.`;
    case 'pos_refused_void':
      return `${head}: the marketplace has cancelled it, and the POS will not take its invoice back${because}. Undo it there, then say what is so.`;
    case 'sale_unasked':
      return `${head}: the marketplace has confirmed it, and never asked for its tickets. Look at it there; the record may serve for a waiver.`;
    case 'sale_changed':
      return `${head}: ${marketplace} shows another number of tickets than were taken for it. Look at it there and decide by hand.`;
    case 'marketplace_confirmed':
    case 'marketplace_rejected':
      return `${head}: the marketplace says "${event.slice('marketplace_'.length)}", which does not fit. Look at it there and decide by hand.`;
    default:
      return `${head}: the POS says "${event.replaceAll('_', ' ').replace('pos ', '')}". Look at it in the POS and decide by hand.`;
  }
}
