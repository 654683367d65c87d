// TicketNetwork Mercury. How it calls a seller is not public; its buyers' interface, v5, is. So this is a mirror of that,
// and every word of it is inferred: the hub is asked as Mercury itself is asked by its buyers.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import { orderIntegrationSettings, profileOf } from '../order-integration-settings.ts';
import { mirror } from './mirror.ts';

const papers = 'TicketNetwork’s MercuryAPI v5 Swagger 2.0';
const silence = 'how Mercury calls a seller is not public';
const mirrored = `${silence}; mirrored from ${papers}`;
const orderIntegrationList = 'support.1ticket.com/support/solutions/articles/35000175751';

const { hold_lifetime_seconds, answer_budget_ms, key_header, statuses } = orderIntegrationSettings;

const Settings = Type.Object(
  {
    hold_lifetime_seconds,
    answer_budget_ms,
    key_header,
    statuses,
    wholesale_price_is: Type.Union([Type.Literal('per_ticket'), Type.Literal('total')], {
      default: 'per_ticket',
      description: 'Whether wholesalePrice is the price of one ticket or of all of them',
    }),
    price_ceiling: Type.Boolean({
      default: true,
      description:
        'Whether a lock is refused when the listing costs more than wholesalePrice and overridePrice is false',
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      default: 'USD',
      description: 'The currency of wholesalePrice, which names none (ISO 4217)',
    }),
  },
  { additionalProperties: false },
);

export const ticketnetworkMercury: Marketplace<typeof Settings> = {
  slug: 'ticketnetwork-mercury',
  name: 'TicketNetwork Mercury',
  capabilities: {
    flow: {
      value: 'order_integration',
      grade: 'VENDOR',
      source: `${orderIntegrationList}: an automator's list of order integration; ${silence}`,
    },
    orderIntegrationWire: {
      value: 'own',
      grade: 'INFERRED',
      source: `${mirrored}: lock, order, release, look-up by GUID and purchasable quantities`,
      setting: { name: 'statuses', assumed: 'the statuses of v5' },
    },
    priceCeiling: {
      value: true,
      grade: 'INFERRED',
      source: `${mirrored}: a lock fails when the price is above wholesalePrice, unless overridePrice is true`,
      setting: { name: 'price_ceiling', assumed: 'judged, per ticket' },
    },
    authentication: {
      value: 'a key that the hub issues; X-Identity-Context is taken and not judged',
      grade: 'INFERRED',
      source: silence,
      setting: { name: 'key_header', assumed: 'Authorization: Bearer or X-API-Key' },
    },
    holdLifetimeMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${papers}: seconds, told in each lock; third parties assume 60 s and 900 s`,
      setting: { name: 'hold_lifetime_seconds', assumed: '900' },
    },
    holdsBind: { value: true, grade: 'VENDOR_COPY', source: `${papers}: an order made from a lock is final at once` },
    costOfRemovingAHold: { value: 'unknown', grade: 'UNKNOWN', source: 'penalty figures are not public' },
    answerBudgetMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: silence,
      setting: { name: 'answer_budget_ms', assumed: '4000' },
    },
    goneStatus: {
      value: 400,
      grade: 'INFERRED',
      source: `${mirrored}: whatever keeps a lock from being made is 400`,
      setting: { name: 'statuses', assumed: '400' },
    },
    confirmDeadline: {
      value: 'none: an order made from a lock is final at once',
      grade: 'VENDOR_COPY',
      source: `${papers}: neither accept nor reject exists`,
    },
    whenTheDeadlinePasses: { value: 'there is no deadline', grade: 'VENDOR_COPY', source: papers },
    repeatsRecognisedBy: {
      value: 'lockRequestId and buyRequestId; a used one is answered with 409, and read back by GUID',
      grade: 'INFERRED',
      source: mirrored,
      setting: { name: 'statuses', assumed: 'a used id is 409' },
    },
    pollIntervalMs: { value: 'none', grade: 'INFERRED', source: 'an order is final; there is nothing to read again' },
    rejectReasons: { value: [], grade: 'VENDOR_COPY', source: `${papers}: no reject exists` },
  },
  settings: Settings,
  orderIntegration: {
    profile: (settings) => ({
      ...profileOf({ ...settings, fields: {}, paths: {} }, true),
      judgesPrice: settings.price_ceiling,
    }),
    wire: mirror,
  },
};
