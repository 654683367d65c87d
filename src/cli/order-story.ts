// An order and its journal, as a document for programs and as a story for people.
import type { Order } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { stateMeanings } from '../core/transitions.ts';
import type { JournalEntry } from '../db/journal.ts';
import { holdBody } from '../http/hold-wire.ts';

export function orderDocument(order: Order, timeline: readonly JournalEntry[]): Record<string, unknown> {
  return {
    order_id: order.orderId,
    marketplace: order.marketplace,
    state: order.state,
    refusal: order.refusal,
    event: order.event,
    headliner: order.headliner,
    sold_seats: order.soldSeats,
    hold: holdBody(order),
    timeline: timeline.map(({ entry, at, steps, exchanges }) => ({
      entry,
      at: new Date(at).toISOString(),
      steps: steps.map(([event, state]) => ({ event, state })),
      exchanges,
    })),
  };
}

export function orderText(order: Order, timeline: readonly JournalEntry[]): string {
  const seats = order.seats?.map((seat) => seat ?? 'GA').join(', ');
  const place = [
    order.section && `section ${order.section}`,
    order.row && `row ${order.row}`,
    seats && `seats ${seats}`,
  ];
  const head = [
    `${order.marketplace} ${order.globalId}: ${order.state} (${stateMeanings[order.state]})`,
    order.remoteId &&
      `  ${order.quantity} of listing ${order.remoteId}: ${place.filter(Boolean).join(', ') || 'no seats'}`,
    order.event && `  sold for ${order.event}${order.soldSeats ? `, seats ${order.soldSeats.join(', ')}` : ''}`,
    order.refusal && `  refused: ${order.refusal}`,
    order.marketplaceOrderId && `  sold as order ${order.marketplaceOrderId}, invoice ${order.invoiceId ?? 'pending'}`,
  ];
  return [...head.filter(Boolean), '', ...timeline.flatMap(entryText)].join('\n');
}

function entryText({ at, steps, exchanges }: JournalEntry): string[] {
  const time = new Date(at).toISOString().replace('T', ' ').replace('Z', '');
  const moves = steps.map(([event, state]) => `${event.replaceAll('_', ' ')} → ${state}`).join(', ');
  return [`${time}  ${moves || 'nothing changed'}`, ...exchanges.map((exchange) => `    ${exchangeText(exchange)}`)];
}

function exchangeText({ direction, request, response, failure, tookMs }: Exchange): string {
  const who = direction === 'in' ? 'was asked' : 'asked';
  const end = response ? `answered ${response.status}` : failure ? `no answer: ${failure}` : 'waits for its answer';
  return `${who}: ${request.line} · ${end}${tookMs === undefined ? '' : ` (${tookMs} ms)`}`;
}
