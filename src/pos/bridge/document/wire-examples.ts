// What the bridge's published document shows: one deal from its hold to its sale, and one group on the shelf.
import type { Static } from 'typebox';
import type {
  BridgeFound,
  BridgeGroup,
  BridgeGroups,
  BridgeHint,
  BridgeHold,
  BridgeHoldRequest,
  BridgeHolds,
  BridgeInvoice,
  BridgeInvoiceRequest,
  BridgeNotFound,
  BridgeRefusal,
} from '../wire.ts';

const deal = { reference: '3f0c7d1e-5a1b-8c2d-9e3f-001122334455', remote_id: 'TG-20418', quantity: 2 };
const asked = { ...deal, seats: ['5', '6'], marketplace: 'ticket-evolution' };
const expires_at = '2026-03-01T12:15:00.000Z';

const holdRequest: Static<typeof BridgeHoldRequest> = { ...asked, expires_at };
const placesRequest: Static<typeof BridgeHoldRequest> = { ...holdRequest, remote_id: 'TG-7', seats: [null, null] };
const hold: BridgeHold = { hold_id: 'H-000017', ...deal, expires_at };

const invoiceRequest: Static<typeof BridgeInvoiceRequest> = { ...asked, hold_id: hold.hold_id, order_id: '8841207-1' };
const lateInvoiceRequest: Static<typeof BridgeInvoiceRequest> = { ...invoiceRequest, hold_id: null };
const invoice: BridgeInvoice = { invoice_id: 'I-000004', ...deal };

const foundHold: Static<typeof BridgeFound> = { hold, invoice: null };
const foundSale: Static<typeof BridgeFound> = { hold: null, invoice };
const foundNothing: Static<typeof BridgeFound> = { hold: null, invoice: null };

const group: BridgeGroup = {
  ...{ group_id: 'G-77', remote_id: deal.remote_id },
  ...{ event: 'The Longest Night', venue: 'Old Hall', event_at: '2026-05-04T19:30:00Z', section: '112', row: 'C' },
  ...{ price: { amount: 18_500, currency: 'USD' }, split: 'pairs' },
  tickets: [
    { seat: '5', standing: 'held', reference: deal.reference },
    { seat: '6', standing: 'held', reference: deal.reference },
    { seat: '7', standing: 'free', reference: null },
    { seat: '8', standing: 'sold', reference: null },
  ],
};
const groups: Static<typeof BridgeGroups> = {
  ...{ groups: [group], gone: ['G-12'], cursor: '184', has_more: true, total: 2_310 },
};
const holds: Static<typeof BridgeHolds> = { holds: [hold], cursor: null, has_more: false };
const hint: Static<typeof BridgeHint> = { remote_ids: [deal.remote_id] };
const notFound: Static<typeof BridgeNotFound> = { code: 'not_found', detail: 'nothing stands under this reference' };

/** A sentence to each code. */
const details: Record<Static<typeof BridgeRefusal>['code'], string> = {
  not_available: '6 is not free',
  listing_unknown: 'there is no listing TG-20418',
  split_not_allowed: 'three would leave one alone',
  not_allowed: 'the tickets under this reference are sold',
  bad_request: 'quantity and seats do not agree',
};

export const examples = {
  ...{ holdRequest, placesRequest, hold, invoiceRequest, lateInvoiceRequest, invoice },
  ...{ foundHold, foundSale, foundNothing, group, groups, holds, hint, notFound, details },
};
