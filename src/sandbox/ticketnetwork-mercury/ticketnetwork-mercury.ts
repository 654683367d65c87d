// A sandbox TicketNetwork Mercury: calls a seller as Mercury v5 is called by its buyers, which is inferred. It names the
// most that it will pay, takes the price as it is when told to, goes on under whatever lock id it is given, and reads a
// deal back by its GUIDs when an answer was lost or an id was used before.
import { createHash } from 'node:crypto';
import type { SandboxMarketplace } from '../order-integration/marketplace.ts';
import { mercuryWire } from './wire.ts';

export const ticketnetworkMercury: SandboxMarketplace = {
  slug: 'ticketnetwork-mercury',
  name: 'TicketNetwork Mercury',
  settings: {},
  wire: mercuryWire,
  dealId: (name, number) => guidOf(`lock ${name} ${number}`),
  orderId: (name, number) => guidOf(`order ${name} ${number}`),
  currency: 'USD',
  timeOutMs: 30_000,
};

/** A GUID of version 4, the same for the same text. */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
