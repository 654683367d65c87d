// Where a marketplace sends its notices.
import type { Marketplace } from '../marketplaces/dialect.ts';

/** Beneath the hub's own address. Null: it sends none. */
export function noticesPath(
  { instantNotification }: Pick<Marketplace, 'instantNotification'>,
  connectionId: string,
): string | null {
  return instantNotification?.readNotice ? `/ion/v1/${connectionId}/notifications` : null;
}
