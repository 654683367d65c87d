// Examples of marketplaces and connections for the reference page.
import type { Connection, IssuedKey, MarketplaceBody } from './schemas/connections.ts';
import type { Tried } from './schemas/declared.ts';

export const marketplaceExample: MarketplaceBody = {
  slug: 'example-market',
  name: 'Example Market',
  asks_first: true,
  tells_of_sales: true,
  capabilities: [
    {
      name: 'holdsBind',
      called: 'whether a hold binds',
      value: 'yes: what is held must be sold to it',
      grade: 'VENDOR',
      grade_called: 'published',
      grade_meaning: 'A company says so of itself, in public.',
      source: 'example.com/api',
      setting: null,
    },
  ],
  settings: [
    {
      name: 'poll_seconds',
      description: 'How often the marketplace’s list of sales is read',
      kind: 'whole_number',
      is_nullable: false,
      choices: [],
      minimum: 1,
      maximum: 86_400,
      default: 300,
      is_required: false,
      is_secret: false,
      without: null,
    },
  ],
  credentials: [],
};

export const connectionExample: Connection = {
  connection_id: '0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a',
  marketplace: 'example-market',
  name: 'Example Market',
  rank: 3,
  is: 'well',
  sentence: 'Example Market works.',
  last_order_at: '2026-11-22T20:14:03.120Z',
  last_notice_at: '2026-11-22T20:14:02.000Z',
  last_read_at: '2026-11-22T20:15:00.000Z',
  created_at: '2026-11-01T09:00:00.000Z',
  paused_at: null,
  lists_sales: true,
  trouble: null,
  host: {
    host: 'api.market.example',
    state: 'closed',
    since: '2026-11-22T08:00:00.000Z',
    last_trouble: null,
    away_until: null,
  },
  pace: {
    hub: 'hub-1, 4711',
    other_hubs: 0,
    lines: [
      { endpoint: null, calls: 1, per_ms: 1_000, used: 0, waiting: 0, waiting_since: null, pause: null },
      { endpoint: 'orders', calls: 1, per_ms: 10_000, used: 1, waiting: 0, waiting_since: null, pause: null },
    ],
  },
  has_credentials: true,
  settings: { poll_seconds: 120 },
  assumed: [{ setting: 'hold_lifetime_seconds', about: ['life of a hold'], assumed: '900' }],
  calls_path: '/oi/v1',
  notices_path: '/ion/v1/0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a/notifications',
  keys: [{ key_id: '7Hq2ZkYw01Ab', created_at: '2026-11-01T09:00:00.000Z', expires_at: null, revoked_at: null }],
};

export const issuedExample: IssuedKey = {
  connection_id: '0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a',
  key_id: '7Hq2ZkYw01Ab',
  // It has the form of one and fails its check sum, so that nobody takes it for real.
  api_key: `hfk_7Hq2ZkYw01Ab${'x'.repeat(38)}`,
};

export const triedExample: Tried = {
  came: 'works',
  sentence: 'Example Market let us in and showed its list of sales. Nothing was changed there.',
  calls: [{ line: 'GET market.example/v1/orders', status: 200, failure: null, took_ms: 184 }],
  warnings: [],
};
