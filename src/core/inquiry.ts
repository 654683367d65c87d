// What is asked of a marketplace about an order, and what only a person can tell it. Pure.
import type { Alert } from './command.ts';
import { isTold, type Order } from './order.ts';
import type { MarketplaceNature } from './sale.ts';
import { type MarketplaceAsk, marketplaceAsk, posAsk } from './transitions.ts';

/** What the state asks of it, else to show the sale when it has spoken of it since. Null: nothing, or nothing that a call can ask. */
export function inquiryDue(order: Order, { reads, confirms, rejects }: MarketplaceNature): MarketplaceAsk | null {
  const answers = { read: reads, confirm: confirms, reject: rejects };
  if (posAsk(order.state) !== null) return null;
  const ask = marketplaceAsk(order.state);
  if (ask !== null && answers[ask]) return ask;
  return order.unread && reads ? 'read' : null;
}

/** Whether it waits for our word that the sale stands. A deal that it asked about first is confirmed by its invoice alone. */
export function awaitsConfirmation(order: Order, nature: MarketplaceNature): boolean {
  return isTold(order) && nature.awaitsConfirmation !== false;
}

const byHand = {
  confirm: { kind: 'confirm_by_hand', whatToDo: 'Confirm it there' },
  reject: { kind: 'reject_by_hand', whatToDo: 'Reject it there' },
} as const;

/** Null: it is owed no word, or a call gives it. `marketplace`: what people call it. */
export function wordByHand(order: Order, nature: MarketplaceNature, marketplace: string): Alert | null {
  const word = wordThatNoCallGives(order, nature);
  if (word === null) return null;
  const { kind, whatToDo } = byHand[word];
  const sentence = `Sale ${order.globalId} of ${marketplace} waits for your word, which no call can give. ${whatToDo}, then note it here.`;
  return { kind, sentence };
}

function wordThatNoCallGives(order: Order, nature: MarketplaceNature): keyof typeof byHand | null {
  if (order.state === 'confirming' && awaitsConfirmation(order, nature) && !nature.confirms) return 'confirm';
  return order.state === 'rejecting' && !nature.rejects ? 'reject' : null;
}
