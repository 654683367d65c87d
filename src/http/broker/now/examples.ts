// What the reference page shows of Now.
import { exampleOrder, rejectAction } from '../order-examples.ts';
import type { ConnectionHealth, Health, Now } from '../schemas/now.ts';

const connection: ConnectionHealth = {
  connection_id: '5f0c7a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  marketplace: 'example-market',
  name: 'Example Market',
  rank: 0,
  is: 'well',
  sentence: 'Example Market works.',
  paused_at: null,
  last_order_at: '2026-11-22T20:13:58.000Z',
  last_notice_at: null,
  last_read_at: '2026-11-22T20:13:40.000Z',
};

export const exampleHealth: Health = {
  connections: [{ ...connection, host: null, pace: null }],
  points_of_sale: [
    {
      pos: 'house',
      name: 'Holdfast house POS',
      waiting: 0,
      oldest_at: null,
      host: null,
      pace: null,
      stock: { trouble: null },
    },
  ],
};

export const exampleNow: Now = {
  at: '2026-11-22T20:14:03.120Z',
  needs_you: {
    items: [
      {
        ...exampleOrder,
        deadline: { at: '2026-11-22T21:02:11.000Z', set_by: 'marketplace' },
        sentence: 'StubHub sold 2 tickets that are not there side by side any more.',
        actions: [rejectAction],
      },
    ],
    has_more: false,
  },
  today: {
    since: '2026-11-22T05:00:00.000Z',
    counts: [
      {
        marketplace: 'example-market',
        state: 'confirmed',
        orders: 41,
        tickets: 96,
        money: { amount: 1_184_200, currency: 'USD' },
      },
    ],
  },
  holds: [{ at: '2026-11-22T20:13:00.000Z', asked: 118, declined: 9, p50_ms: 6.2, p99_ms: 41 }],
  ...exampleHealth,
  workers: {
    hubs: [
      {
        name: 'hub-1, 4711',
        version: '0.1.0',
        started_at: '2026-11-20T08:00:00.000Z',
        seen_at: '2026-11-22T20:14:01.000Z',
      },
    ],
    lag_ms: 0,
  },
  latest: [
    {
      order_id: exampleOrder.order_id,
      state: exampleOrder.state,
      marketplace: exampleOrder.marketplace,
      event: exampleOrder.event,
      quantity: exampleOrder.quantity,
      money: exampleOrder.money,
      created_at: exampleOrder.created_at,
    },
  ],
};
