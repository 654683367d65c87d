// An order's id is derived from what the marketplace calls the deal, so that the same deal can never become two orders.
import { createHash } from 'node:crypto';
import type { ConnectionId, Order, OrderId } from '../core/order.ts';
import { isFilledAnew } from '../core/owed.ts';

export function orderIdOf(connectionId: ConnectionId, globalId: string): OrderId {
  return derived(connectionId, globalId);
}

/**
 * By what a POS knows the order: its id. A reference stands for the same tickets for good, so one that was filled with others
 * than it began with has another reference for these.
 */
export function posReferenceOf(order: Pick<Order, 'orderId' | 'flow' | 'soldSeats' | 'remoteId'>): OrderId {
  return isFilledAnew(order) ? derived(order.orderId, order.remoteId ?? '') : order.orderId;
}

/** Whether it may be an order's id, of any hub: nearly all others choose versions of UUIDs that are not theirs alone. */
export function looksLikeOurs(reference: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(reference);
}

/** A version 8 UUID from the SHA-256 of both: 122 bits, the same on every hub. */
function derived(of: string, name: string): OrderId {
  const digest = createHash('sha256').update(of).update('\0').update(name).digest('hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}` as OrderId;
}
