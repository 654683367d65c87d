// Words about a sale that several sentences share.
import type { Instant, Order } from './order.ts';

export function worthOf({ total }: Pick<Order, 'total'>): string {
  return total === null ? '' : ` for ${(total.amount / 100).toFixed(2)} ${total.currency}`;
}

export function timeOf(instant: Instant): string {
  return new Date(instant).toISOString().replace('T', ' ').slice(0, 16).concat(' UTC');
}
