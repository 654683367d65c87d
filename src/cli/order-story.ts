// An order and its journal, as a document for programs and as a story for people.
import { moneyText } from '../core/money.ts';
import type { Order } from '../core/order.ts';
import type { JournalEntry } from '../db/journal.ts';
import { holdBody } from '../http/hold-wire.ts';
import { standingSentence } from '../story/standing.ts';
import { type Moment, tellStory } from '../story/timeline.ts';
import { type Cast, refusalWords } from '../story/words.ts';

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

export function orderText(order: Order, timeline: readonly JournalEntry[], cast: Cast): string {
  const seats = order.seats?.map((seat) => seat ?? 'GA').join(', ');
  const place = [
    order.section && `section ${order.section}`,
    order.row && `row ${order.row}`,
    seats && `seats ${seats}`,
  ];
  const head = [
    `${cast.marketplace} ${order.globalId}: ${order.state}. ${standingSentence(order, cast)}`,
    order.remoteId &&
      `  ${order.quantity} of listing ${order.remoteId}: ${place.filter(Boolean).join(', ') || 'no seats'}`,
    order.event && `  sold for ${order.event}${order.soldSeats ? `, seats ${order.soldSeats.join(', ')}` : ''}`,
    order.refusal && `  refused: ${refusalWords[order.refusal]}`,
    order.marketplaceOrderId && `  sold as order ${order.marketplaceOrderId}, invoice ${order.invoiceId ?? 'pending'}`,
    order.total && `  for ${moneyText(order.total)}`,
  ];
  return [...head.filter(Boolean), '', ...tellStory(order, cast, timeline).flatMap(momentText)].join('\n');
}

function momentText({ at, sentence, who, exchanges }: Moment): string[] {
  const time = new Date(at).toISOString().replace('T', ' ');
  const said = exchanges.map(({ sentence: line, exchange }) => `    ${line}: ${exchange.request.line}`);
  return [`${time}  ${sentence} (${who.name})`, ...said];
}
