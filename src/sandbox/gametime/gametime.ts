// A sandbox Gametime, order integration only. Imaginary: Gametime's papers have no hold, release or invoice. It speaks
// our published contract in words that we made up, so that every setting of a connection is put to use: a header of its
// own, addresses of its own with the id of the deal in the body, and other field names.
import type { SandboxMarketplace } from '../order-integration/marketplace.ts';
import { publishedWire } from '../order-integration/published-wire.ts';

const slug = 'gametime';

export const gametime: SandboxMarketplace = {
  slug,
  name: 'Gametime',
  settings: {
    key_header: 'x-seller-key',
    paths: {
      hold: 'POST /reservations',
      look: 'GET /reservations/{global_id}',
      release: 'POST /reservations/cancel',
      invoice: 'POST /reservations/purchase',
    },
    fields: { global_id: 'reservation_id', remote_id: 'source_id', order_id: 'order_number' },
  },
  wire: (settings) => publishedWire(slug, settings),
  dealId: (name, number) => `gt-${name}-${number}`,
  orderId: (name, number) => `${name}-${number}`,
  currency: null,
  timeOutMs: 30_000,
};
