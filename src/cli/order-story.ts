// An order and its journal, as a document for programs and as a story for people.
import { moneyText } from '../core/money.ts';
import type { Order } from '../core/order.ts';
import { placeOf, timeText } from '../core/sale-words.ts';
import type { JournalEntry } from '../db/journal.ts';
import type { Heading } from '../db/listings.ts';
import { holdBody } from '../http/hold-wire.ts';
import { standingSentence } from '../story/standing.ts';
import { type Moment, tellStory } from '../story/timeline.ts';
import { type Cast, refusalWords } from '../story/words.ts';

export type OrderStory = {
  order: Order;
  /** Of its listing; null: it has none, or that is not known here any more. */
  heading: Heading | null;
  cast: Cast;
  timeline: readonly JournalEntry[];
};

export function orderDocument({ order, heading, timeline }: OrderStory): Record<string, unknown> {
  return {
    order_id: order.orderId,
    marketplace: order.marketplace,
    state: order.state,
    refusal: order.refusal,
    event: order.event,
    listed_for: heading && { event: heading.event, event_at: new Date(heading.eventAt).toISOString() },
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

export function orderText({ order, heading, cast, timeline }: OrderStory): string {
  const what = heading && `${heading.event}, ${timeText(heading.eventAt)}`;
  const place = placeOf(order) || (order.seats === null ? 'no seats' : 'general admission');
  const head = [
    `${cast.marketplace} ${order.globalId}: ${order.state}. ${standingSentence(order, cast)}`,
    order.remoteId && `  ${order.quantity} of listing ${order.remoteId}: ${[what, place].filter(Boolean).join(', ')}`,
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
