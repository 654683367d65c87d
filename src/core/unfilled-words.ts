// What a person is told of a sale that has no tickets: why, until when, and what to do. Pure.
import type { Listing } from './listing.ts';
import { whyThereAreNone } from './sale-tickets.ts';
import { timeText, worthOf } from './sale-words.ts';
import type { Turn } from './turn.ts';

export function unfilledSentence(turn: Turn, listing: Listing | null): string {
  const order = turn.existing();
  const why = whyThereAreNone(order, listing);
  const until = order.confirmBy === null ? 'It names no deadline' : `It waits until ${timeText(order.confirmBy)}`;
  return `${turn.marketplaceName} sold ${order.quantity ?? 'some'} of listing ${order.remoteId ?? '(not named)'}${worthOf(order, listing)} as its sale ${order.globalId}, and ${why}. ${until}: reject it, or try again.`;
}

/** It was told yes, and that stays: it can only be filled, or taken back by whoever sold it. */
export function owedSentence(turn: Turn, listing: Listing | null): string {
  const order = turn.existing();
  const { marketplaceName: marketplace, posRefused } = turn;
  const because = posRefused === null ? '' : ` (${posRefused})`;
  return `${marketplace} sold ${order.quantity} of listing ${order.remoteId}${worthOf(order, listing)} as its order ${order.marketplaceOrderId}, after it had been told yes, and the POS has them no more${because}. You owe it tickets: try again, fill it from another listing, or have it cancelled at ${marketplace}.`;
}
