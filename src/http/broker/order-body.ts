// An order on the wire of the broker API: a line of a list, and its story.
import type { Money, Order } from '../../core/order.ts';
import { stateGroups } from '../../core/state-groups.ts';
import type { ListedListing, ListedOrder } from '../../db/order-pages.ts';
import type { OfferedAction } from '../../story/actions.ts';
import { standingSentence } from '../../story/standing.ts';
import type { Moment as ToldMoment } from '../../story/timeline.ts';
import type { Cast } from '../../story/words.ts';
import type { Action, Moment, OrderSummary } from './schemas/orders.ts';
import { timeOf } from './times.ts';

/** What marketplaces and POS systems are called; one that is gone keeps its slug. */
export type Names = { marketplace: (slug: string) => string; pos: (slug: string) => string };

export function castOf(order: Order, listing: Pick<ListedListing, 'pos'> | null, names: Names): Cast {
  return {
    marketplace: names.marketplace(order.marketplace),
    pos: listing === null ? null : names.pos(listing.pos),
    quantity: order.quantity,
  };
}

export function summaryBody({ order, listing, alert }: ListedOrder, names: Names): OrderSummary {
  const cast = castOf(order, listing, names);
  return {
    order_id: order.orderId,
    marketplace: order.marketplace,
    marketplace_name: cast.marketplace,
    flow: order.flow,
    state: order.state,
    standing: standingSentence(order, cast),
    needs_you: stateGroups.needs_you.some((state) => state === order.state) || isByHand(alert?.kind),
    alert,
    binding: order.binding,
    global_id: order.globalId,
    marketplace_order_id: order.marketplaceOrderId,
    remote_id: order.remoteId,
    event: listing?.event ?? order.event,
    venue: listing?.venue ?? null,
    event_at: timeOf(listing?.eventAt ?? null),
    pos: listing?.pos ?? null,
    pos_name: listing ? names.pos(listing.pos) : null,
    quantity: order.quantity,
    section: order.section ?? listing?.section ?? null,
    row: order.section === null ? (listing?.row ?? null) : order.row,
    seats: [...(order.seats ?? [])],
    money: worthOf(order, listing),
    created_at: new Date(order.createdAt).toISOString(),
    held_at: timeOf(order.heldAt),
    expires_at: timeOf(order.expiresAt),
    confirm_by: timeOf(order.confirmBy),
    confirmed_at: timeOf(order.confirmedAt),
  };
}

function isByHand(kind: string | undefined): boolean {
  return kind === 'confirm_by_hand' || kind === 'reject_by_hand' || kind === 'sale_unclear';
}

function worthOf({ total, unitPrice, quantity }: Order, listing: ListedListing | null): OrderSummary['money'] {
  if (total !== null) return { ...total, is: 'total' };
  if (quantity === null) return null;
  if (unitPrice !== null) return { ...times(unitPrice, quantity), is: 'unit_price' };
  return listing === null ? null : { ...times(listing.price, quantity), is: 'listing_price' };
}

function times({ amount, currency }: Money, count: number): Money {
  return { amount: amount * count, currency };
}

export function actionBody({ isNext, reasons, ...action }: OfferedAction): Action {
  return { ...action, reasons: [...reasons], is_next: isNext };
}

export function momentBody({ entry, at, who, sentence, state, steps, exchanges }: ToldMoment): Moment {
  return {
    entry,
    at: new Date(at).toISOString(),
    who,
    sentence,
    state,
    steps,
    exchanges: exchanges.map(({ with: other, sentence: line, exchange }) => ({
      with: other,
      sentence: line,
      direction: exchange.direction,
      request: { line: exchange.request.line, body: exchange.request.body ?? null },
      response: exchange.response ? { status: exchange.response.status, body: exchange.response.body ?? null } : null,
      failure: exchange.failure ?? null,
      took_ms: exchange.tookMs ?? null,
      request_id: exchange.requestId ?? null,
    })),
  };
}
