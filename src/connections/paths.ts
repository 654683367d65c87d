// Where a marketplace reaches us, beneath the hub's own address.
import { asksFirst, type Marketplace } from '../marketplaces/dialect.ts';

/** Where it sends its notices. Null: it sends none. */
export function noticesPath(
  { instantNotification }: Pick<Marketplace, 'instantNotification'>,
  connectionId: string,
): string | null {
  return instantNotification?.readNotice ? `/ion/v1/${connectionId}/notifications` : null;
}

/** Where it asks for tickets: at the published addresses, or beneath its own where it has its own wire or paths. Null: it never asks. */
export function callsPath(marketplace: Marketplace, settings: object): string | null {
  if (!asksFirst(marketplace)) return null;
  const isOwn = marketplace.orderIntegration.wire !== undefined || Object.hasOwn(settings, 'paths');
  return isOwn ? `/oi/${marketplace.slug}` : '/oi/v1';
}
