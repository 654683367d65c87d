// A sandbox TickPick, order integration only. Imaginary: nothing that TickPick publishes describes it. It speaks our
// published contract in words that we made up: tickets that are gone are 404 to it, and seats have another name.
import type { SandboxMarketplace } from '../order-integration/marketplace.ts';
import { publishedWire } from '../order-integration/published-wire.ts';

const slug = 'tickpick';

export const tickpick: SandboxMarketplace = {
  slug,
  name: 'TickPick',
  settings: {
    statuses: { not_available: 404, split_not_allowed: 400 },
    paths: { hold: 'PUT /holds/{global_id}', release: 'POST /holds/{global_id}/release' },
    fields: { seats: 'seat_numbers', order_id: 'order_number' },
  },
  wire: (settings) => publishedWire(slug, settings),
  dealId: (name, number) => `tp-${name}-${number}`,
  orderId: (name, number) => `${name}-${number}`,
  currency: null,
  timeOutMs: 30_000,
};
