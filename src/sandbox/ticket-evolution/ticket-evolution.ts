// A sandbox Ticket Evolution: it lets the automator define the calls, and so speaks the published contract as it is.
import type { SandboxMarketplace } from '../order-integration/marketplace.ts';
import { publishedWire } from '../order-integration/published-wire.ts';

const slug = 'ticket-evolution';

export const ticketEvolution: SandboxMarketplace = {
  slug,
  name: 'Ticket Evolution',
  settings: {},
  wire: (settings) => publishedWire(slug, settings),
  dealId: (name, number) => `te-${name}-${number}`,
  orderId: (name, number) => `${name}-${number}`,
  currency: null,
  // A hold may add up to 30 s to a checkout; that this is the client's time-out is inferred.
  timeOutMs: 30_000,
};
