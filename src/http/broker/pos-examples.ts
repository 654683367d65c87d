// Examples of POS systems for the reference page.
import { marketplaceExample, triedExample } from './connection-examples.ts';
import type { Pace } from './schemas/calls.ts';
import type { Findings, PointOfSale, PosKind, TriedPos } from './schemas/points-of-sale.ts';

export const posKindExample: PosKind = {
  pos: 'bridge',
  name: 'REST bridge',
  kind: 'network',
  sends_webhooks: true,
  capabilities: [
    {
      name: 'repeatsAreSafe',
      called: 'the same call twice',
      value: 'takes effect once: it knows our reference',
      grade: 'OURS',
      grade_called: 'ours',
      grade_meaning: 'Our own published contract says so.',
      source: 'docs/pos-bridge.md',
      setting: null,
    },
  ],
  edges: [],
  settings: marketplaceExample.settings,
};

const paceExample: Pace = {
  hub: 'hub-1, 4711',
  other_hubs: 0,
  lines: [
    {
      endpoint: null,
      calls: 10,
      per_ms: 1_000,
      used: 10,
      waiting: 12,
      waiting_since: '2026-11-22T20:13:58.000Z',
      pause: { until: '2026-11-22T20:15:00.000Z', status: 429, asked_ms: 60_000 },
    },
  ],
};

export const pointOfSaleExample: PointOfSale = {
  pos: 'bridge',
  name: 'REST bridge',
  kind: 'network',
  connected_at: '2026-11-01T09:00:00.000Z',
  when_away: 'refuse',
  settings: { url: 'bridge.broker.example', follow_stock: true },
  secrets_set: ['key'],
  assumed: [],
  notifications_path: '/pos/v1/0b7c2c1e-5d1f-4b0e-9d0a-3f6f5d1c2b7a/notifications',
  host: {
    host: 'bridge.broker.example',
    state: 'closed',
    since: '2026-11-22T08:00:00.000Z',
    last_trouble: { at: '2026-11-22T07:59:30.000Z', what: 'no answer in time' },
    away_until: null,
  },
  pace: paceExample,
  stock: {
    is_followed: true,
    is_read_anew: false,
    groups_read: 1_204,
    groups_total: 1_204,
    last_read_at: '2026-11-22T20:14:00.000Z',
    last_passed_at: '2026-11-22T06:00:00.000Z',
    trouble: null,
    failing_since: null,
  },
  waiting: 0,
  findings: 1,
};

export const triedPosExample: TriedPos = {
  ...triedExample,
  sentence: 'REST bridge let us in. Nothing was changed there.',
  both_confirm: null,
};

export const findingsExample: Findings = {
  items: [
    {
      finding_id: '5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11',
      kind: 'hold_of_nobody',
      sentence: 'The POS bridge holds 2 tickets (hold 17) under our reference, and there is no such order here.',
      pos: 'bridge',
      order_id: null,
      reference: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001',
      remote_id: null,
      found_at: '2026-11-22T20:14:03.120Z',
      seen_at: '2026-11-22T21:14:03.120Z',
    },
  ],
  count: 1,
  swept_at: '2026-11-22T21:14:09.000Z',
};
