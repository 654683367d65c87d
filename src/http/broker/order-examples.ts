// One order as the reference shows it, at two places of its story.
import type { Action, OrderDetail, OrderSummary } from './schemas/orders.ts';

export const rejectAction: Action = {
  do: 'reject',
  as: null,
  label: 'Reject the sale',
  does: 'Tells StubHub that there is no sale.',
  costs:
    'This cannot be undone. Marketplaces count a rejected sale against you; what StubHub charges for one is not public.',
  weight: 'final',
  needs: 'reason',
  reasons: [],
  is_next: true,
};

export const releaseAction: Action = {
  do: 'release',
  as: null,
  label: 'Release the hold',
  does: 'House lets go of the tickets. When Ticket Evolution comes to sell them, it is told no.',
  costs: 'Binding: Ticket Evolution may charge for this. How much is not public.',
  weight: 'costly',
  needs: 'consent_to_cost',
  reasons: [],
  is_next: false,
};

export const exampleOrder: OrderSummary = {
  order_id: '7d0c1c6e-5d61-8c7e-9f0a-3f1a2b4c5d6e',
  marketplace: 'stubhub',
  marketplace_name: 'StubHub',
  flow: 'instant_notification',
  state: 'unfilled',
  standing:
    'StubHub sold tickets that are not there, because the tickets are sold, held by another, or too few are left. It waits for your word.',
  needs_you: true,
  alert: { kind: 'unfilled', sentence: 'stubhub sold 2 of listing TG-20418, and its tickets are gone.' },
  binding: false,
  global_id: '8841207',
  marketplace_order_id: null,
  remote_id: 'TG-20418',
  event: 'The Longest Night',
  venue: 'Old Hall',
  event_at: '2026-12-21T19:00:00.000Z',
  pos: 'house',
  pos_name: 'Holdfast house POS',
  quantity: 2,
  section: '112',
  row: 'C',
  seats: [],
  money: { amount: 37000, currency: 'USD', is: 'total' },
  created_at: '2026-11-22T20:14:03.120Z',
  held_at: null,
  expires_at: null,
  confirm_by: '2026-11-22T21:14:03.000Z',
  confirmed_at: null,
};

export const exampleHeld: OrderSummary = {
  ...exampleOrder,
  order_id: '0c9f0a3f-5d61-8c7e-9f0a-7d0c1c6e2b4c',
  marketplace: 'ticket-evolution',
  marketplace_name: 'Ticket Evolution',
  flow: 'order_integration',
  state: 'held',
  standing: 'The tickets are set aside. Ticket Evolution sells them or lets them go.',
  needs_you: false,
  alert: null,
  binding: true,
  global_id: 'te-7f3c2a90',
  seats: ['5', '6'],
  held_at: '2026-11-22T20:14:03.160Z',
  expires_at: '2026-11-22T20:29:03.120Z',
  confirm_by: null,
};

export const exampleDetail: OrderDetail = {
  ...exampleOrder,
  refusal: 'not_available',
  refusal_words: 'the tickets are sold, held by another, or too few are left',
  reject_reason: null,
  unit_price: null,
  total: { amount: 37000, currency: 'USD' },
  buyer: null,
  invoice_id: null,
  pos_hold_id: null,
  sold_seats: null,
  listing: {
    tickets: 2,
    free: 0,
    seats: [
      { seat: '5', owner: 'held' },
      { seat: '6', owner: 'held' },
    ],
    price: { amount: 18500, currency: 'USD' },
  },
  actions: [rejectAction],
  story: [
    {
      entry: 1,
      at: '2026-11-22T20:14:03.120Z',
      who: { kind: 'marketplace', name: 'StubHub' },
      sentence:
        'StubHub told of a sale. There are no tickets for this sale, because the tickets are sold, held by another, or too few are left.',
      state: 'unfilled',
      steps: [
        { event: 'sale_reported', state: 'reported', sentence: 'StubHub told of a sale.' },
        {
          event: 'sale_unfillable',
          state: 'unfilled',
          sentence:
            'There are no tickets for this sale, because the tickets are sold, held by another, or too few are left.',
        },
      ],
      exchanges: [
        {
          with: { kind: 'marketplace', name: 'StubHub' },
          sentence: 'StubHub called us, and we answered 200',
          direction: 'in',
          request: { line: 'POST /ion/v1/…/notifications', body: { topic: 'SalesConfirmed' } },
          response: { status: 200, body: null },
          failure: null,
          took_ms: 4,
          request_id: '0a7a4b1e-2f46-4a7a-9f6e-6f6f1f1f7c11',
        },
      ],
    },
  ],
  left_out: 0,
};
