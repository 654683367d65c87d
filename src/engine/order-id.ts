// An order's id is derived from what the marketplace calls the deal, so that the same deal can never become two orders.
import { createHash } from 'node:crypto';
import type { ConnectionId, OrderId } from '../core/order.ts';

/** A version 8 UUID from the SHA-256 of connection and global id: 122 bits, the same on every hub. */
export function orderIdOf(connectionId: ConnectionId, globalId: string): OrderId {
  const digest = createHash('sha256').update(connectionId).update('\0').update(globalId).digest('hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}` as OrderId;
}
