// Decisions that a person makes about an order: what each act does, and that it is on record with whoever gave it. Pure.
import { actLine } from './act-line.ts';
import type { Act } from './command.ts';
import { fill, listingNow, proceed, type SaleContext, stand, take } from './decide-sale.ts';
import type { Order } from './order.ts';
import { anyTicketsFor } from './sale-tickets.ts';
import { stateGroups } from './state-groups.ts';
import type { Turn } from './turn.ts';

export function takeAct(turn: Turn, context: SaleContext, act: Act): void {
  if (turn.order === null) return;
  const before = turn.steps.length;
  switch (act.do) {
    case 'reject':
      if (turn.apply('reject_asked')) turn.change({ rejectReason: act.reason });
      break;
    case 'retry':
      if (turn.order.state === 'unfilled') fill(turn, context);
      break;
    case 'fill':
      fillFrom(turn, context, act.remoteId);
      break;
    case 'release':
      if (isOnHold(turn.order) && (!turn.order.binding || act.evenIfBinding)) turn.apply('release_asked');
      break;
    case 'note_confirmed':
      if (turn.order.state === 'confirming') turn.apply('marketplace_confirmed');
      break;
    case 'note_cancelled':
      if (turn.order.flow === 'instant_notification') turn.apply('sale_gone');
      break;
    case 'note_rejected':
      if (turn.order.state === 'unfilled' || turn.order.state === 'rejecting') turn.apply('marketplace_rejected');
      break;
  }
  if (turn.steps.length > before) turn.exchanges.push({ direction: 'in', request: { line: actLine(act) } });
  proceed(turn);
}

function isOnHold({ state }: Order): boolean {
  return stateGroups.on_hold.some((one) => one === state);
}

/**
 * The listing that was sold stays in the story; the order goes on with the one that its tickets come from. It may be the
 * same one, with other seats than were named.
 */
function fillFrom(turn: Turn, context: SaleContext, remoteId: string): void {
  const order = turn.existing();
  const listing = listingNow(turn, context);
  if (order.state !== 'unfilled' || listing?.remoteId !== remoteId || order.quantity === null) return;
  const found = anyTicketsFor(order, listing);
  if (typeof found === 'string') return;
  turn.change({ remoteId });
  take(turn, found);
  stand(turn, order.globalId);
}
