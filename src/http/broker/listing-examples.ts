// A listing as the reference page shows it.
import { exampleHeld } from './order-examples.ts';
import type { ListingDetail, ListingSummary } from './schemas/listings.ts';

export const exampleListing: ListingSummary = {
  remote_id: 'TG-20418',
  event: 'The Longest Night',
  venue: 'Old Hall',
  event_at: '2026-12-21T20:00:00.000Z',
  section: '112',
  row: 'C',
  pos: 'house',
  pos_name: 'Holdfast house POS',
  price: { amount: 18500, currency: 'USD' },
  split: 'any',
  tickets: 4,
  free: 2,
  held: 2,
  sold: 0,
  elsewhere: 0,
  updated_at: '2026-11-20T09:30:00.000Z',
};

const held = { owner: 'held', order_id: exampleHeld.order_id } as const;
const free = { owner: 'none', order_id: null } as const;

export const exampleListingDetail: ListingDetail = {
  ...exampleListing,
  may_change: true,
  kept_by: 'Price and split are kept here. Importing the listing again sets them as the file says.',
  sells: [1, 2],
  seats: [
    { seat: '5', ...held },
    { seat: '6', ...held },
    { seat: '7', ...free },
    { seat: '8', ...free },
  ],
  orders: [{ ...exampleHeld, owned: [{ since: '2026-11-22T20:14:03.120Z', until: null }] }],
  more_orders: false,
};
