// Orders for tests, as the engine would have stored them: a plain one, with whatever the test is about.
import { randomUUID } from 'node:crypto';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Order, OrderId } from '../../src/core/order.ts';

export function orderWith(fields: Partial<Order> = {}): Order {
  const { accountId = 'account-1' as AccountId, connectionId = 'connection-1' as ConnectionId } = fields;
  const { marketplace = 'gametime', flow = 'order_integration', binding = true } = fields;
  const terms = { connectionId, marketplace, flow, binding, holdLifetimeMs: 600_000 };
  const begun = fields.createdAt ?? Date.UTC(2026, 10, 20, 12);
  const orderId = randomUUID() as OrderId;
  return { ...newOrder({ accountId, orderId, terms, globalId: `g-${orderId}`, now: begun }), ...fields };
}
