// An order at its beginning, before anything has happened to it.
import type { Terms } from './command.ts';
import type { AccountId, Instant, Order, OrderId } from './order.ts';

export type Beginning = {
  accountId: AccountId;
  orderId: OrderId;
  terms: Terms;
  /** The marketplace's own id for the deal: its global id where it asks first, else its sale id. */
  globalId: string;
  now: Instant;
};

export function newOrder({ accountId, orderId, terms, globalId, now }: Beginning): Order {
  return {
    accountId,
    orderId,
    connectionId: terms.connectionId,
    marketplace: terms.marketplace,
    flow: terms.flow,
    globalId,
    state: 'holding',
    binding: terms.binding,
    remoteId: null,
    quantity: null,
    unitPrice: null,
    section: null,
    row: null,
    seats: null,
    soldSeats: null,
    event: null,
    headliner: null,
    refusal: null,
    heldAt: null,
    expiresAt: null,
    marketplaceOrderId: null,
    total: null,
    buyer: null,
    posHoldId: null,
    invoiceId: null,
    confirmedAt: null,
    confirmBy: null,
    rejectReason: null,
    unread: false,
    answerBy: null,
    sentAt: null,
    dueAt: null,
    attempts: 0,
    refusals: 0,
    entries: 0,
    createdAt: now,
  };
}
