// A marketplace that does not exist, as its folder would be: a declaration with settings of its own, and its examples.
// It shares no setting with those that there are, and can speak in its own words.
import Type from 'typebox';
import { parseAddress } from '../../src/marketplaces/address.ts';
import type { AskingMarketplace, OrderIntegrationProfile } from '../../src/marketplaces/dialect.ts';
import type { SandboxMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import { publishedWire } from '../../src/sandbox/order-integration/published-wire.ts';
import type { Example } from './marketplace-examples.ts';

const Settings = Type.Object(
  {
    hold_minutes: Type.Integer({ minimum: 1, maximum: 60, default: 10, description: 'How long a hold stands' }),
    own_words: Type.Boolean({
      default: false,
      description: 'Speaks in its own words, and carries the key its own way',
    }),
  },
  { additionalProperties: false },
);

const page = 'fifth-wheel.example/papers';
const told = <Value>(value: Value) => ({ value, grade: 'VENDOR', source: page }) as const;

const ownWords: Pick<OrderIntegrationProfile, 'keyHeader' | 'statuses' | 'fields'> = {
  keyHeader: 'x-fifth-wheel',
  statuses: { not_available: 410, split_not_allowed: 400 },
  fields: { global_id: 'deal', remote_id: 'lot', quantity: 'seats', seats: 'places', status: 'stage' },
};
/** At its own door; in either words. */
const addresses: OrderIntegrationProfile['addresses'] = {
  hold: parseAddress('POST /deals'),
  look: parseAddress('GET /deals/{global_id}'),
  release: parseAddress('DELETE /deals/{global_id}'),
  invoice: parseAddress('POST /deals/{global_id}/sale'),
};
const publishedWords: typeof ownWords = { keyHeader: null, statuses: {}, fields: {} };

export const fifthWheel: AskingMarketplace<typeof Settings> = {
  slug: 'fifth-wheel',
  name: 'Fifth Wheel',
  capabilities: {
    flow: told('order_integration'),
    orderIntegrationWire: told('published'),
    priceCeiling: told(false),
    authentication: told('an API key'),
    holdLifetimeMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: 'not in its papers',
      setting: { name: 'hold_minutes', assumed: '10' },
    },
    holdsBind: told(true),
    costOfRemovingAHold: { value: 'unknown', grade: 'UNKNOWN', source: 'not in its papers' },
    answerBudgetMs: told(1_000),
    goneStatus: {
      value: 'unknown',
      grade: 'INFERRED',
      source: `${page}: of two minds`,
      setting: { name: 'own_words', assumed: 'false' },
    },
    confirmDeadline: told('none'),
    whenTheDeadlinePasses: told('there is none'),
    repeatsRecognisedBy: told('the deal'),
    pollIntervalMs: told('none'),
    rejectReasons: told([]),
  },
  settings: Settings,
  orderIntegration: {
    profile: ({ hold_minutes, own_words }) => ({
      holdLifetimeMs: hold_minutes * 60_000,
      answerBudgetMs: 1_000,
      binding: true,
      addresses,
      judgesPrice: false,
      ...(own_words ? ownWords : publishedWords),
    }),
  },
};

/** Its sandbox, as its folder there would be. */
export const fifthWheelSandbox: SandboxMarketplace = {
  slug: 'fifth-wheel',
  name: 'Fifth Wheel',
  settings: {},
  wire: ({ own_words }: { own_words?: boolean }) => {
    const { keyHeader: key_header, statuses, fields } = own_words ? ownWords : publishedWords;
    return publishedWire('fifth-wheel', { key_header, statuses, fields });
  },
  dealId: (name, number) => `fw-${name}-${number}`,
  orderId: (name, number) => `${name}-${number}`,
  currency: null,
  timeOutMs: 5_000,
};

type Exchange = Example['exchanges'][number];
type Body = Record<string, unknown>;

const hold = (global_id: string, quantity: number, status: number, body: Body, remote_id = 'L-1'): Exchange => ({
  ask: { method: 'POST', path: '/oi/v1/holds', body: { global_id, remote_id, quantity } },
  answer: { status, body },
});
const release = (globalId: string, status: number, body: Body): Exchange => ({
  ask: { method: 'DELETE', path: `/oi/v1/holds/${globalId}` },
  answer: { status, body },
});
const invoice = (globalId: string, order_id: string, status: number, body: Body): Exchange => ({
  ask: { method: 'POST', path: `/oi/v1/holds/${globalId}/invoice`, body: { order_id } },
  answer: { status, body },
});

const listing = { remote_id: 'L-1', seats: ['1', '2', '3', '4'], split: 'pairs' };

export const fifthWheelExamples: readonly Example[] = [
  {
    name: 'in the published words',
    settings: {},
    shows: ['flow', 'orderIntegrationWire', 'holdsBind', 'repeatsRecognisedBy', 'goneStatus', 'authentication'],
    listing,
    exchanges: [
      hold('d-1', 2, 201, { status: 'held', binding: true, expires_at: '{held_at + 600 s}' }),
      hold('d-1', 2, 200, { status: 'held' }),
      hold('d-1', 4, 409, { code: 'global_id_reused' }),
      hold('d-2', 4, 409, { code: 'not_available' }),
      hold('d-3', 1, 422, { code: 'split_not_allowed' }),
      hold('d-4', 2, 404, { code: 'listing_unknown' }, 'L-none'),
      invoice('d-never', 'o-1', 404, { code: 'hold_unknown' }),
      invoice('d-1', 'o-1', 201, { status: 'confirmed', order_id: 'o-1', confirmed_at: '{time}' }),
      invoice('d-1', 'o-2', 409, { code: 'order_id_reused' }),
      release('d-1', 409, { code: 'already_invoiced' }),
      release('d-5', 200, { status: 'released' }),
      hold('d-5', 2, 409, { code: 'hold_released' }),
      {
        ask: { method: 'POST', path: '/oi/v1/holds', body: { global_id: 'd-6' } },
        answer: { status: 400, body: { code: 'malformed' } },
      },
      {
        ask: { method: 'GET', path: '/oi/v1/holds/d-1', headers: { 'x-fifth-wheel': '{key}' } },
        answer: { status: 401, body: { code: 'unauthenticated' } },
      },
      hold('d-7', 2, 201, { status: 'held' }),
      { meanwhile: 'the hold outlives its time', ...hold('d-7', 2, 409, { code: 'hold_expired' }) },
      { meanwhile: 'the POS goes away', ...hold('d-8', 2, 503, { code: 'pos_unreachable' }) },
    ],
  },
  {
    name: 'in its own words',
    settings: { own_words: true, hold_minutes: 1 },
    shows: ['holdLifetimeMs', 'goneStatus'],
    listing,
    exchanges: [
      {
        ask: { method: 'POST', path: '/oi/v1/holds', body: { deal: 'd-1', lot: 'L-1', seats: 4 } },
        answer: {
          status: 201,
          body: {
            deal: 'd-1',
            lot: 'L-1',
            seats: 4,
            stage: 'held',
            places: [{ seat: '1' }, { seat: '2' }, { seat: '3' }, { seat: '4' }],
            expires_at: '{held_at + 60 s}',
          },
        },
      },
      {
        ask: { method: 'POST', path: '/oi/v1/holds', body: { deal: 'd-2', lot: 'L-1', seats: 2 } },
        answer: { status: 410, body: { code: 'not_available', status: 410 } },
      },
    ],
  },
  {
    name: 'a POS that is away',
    settings: {},
    shows: ['answerBudgetMs'],
    listing,
    exchanges: [{ meanwhile: 'the POS goes away', ...hold('d-1', 2, 503, { code: 'pos_unreachable' }) }],
  },
];
