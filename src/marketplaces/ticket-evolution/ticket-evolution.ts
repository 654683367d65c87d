// Ticket Evolution asks before it sells. It expects the automator to define and document its own hold, release and invoice
// endpoints, so the published contract is its wire; what its papers leave open is a setting. Not every buyer there comes
// that way: other orders are announced by webhook, listed, and accepted or rejected through its signed interface.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import {
  fromNotificationSettings,
  type GraceSetting,
  graceSetting,
  notificationSettings,
} from '../notification-settings.ts';
import { orderIntegrationSettings, profileOf } from '../order-integration-settings.ts';
import { openOrderApi, rejectReasons } from './order-api.ts';
import type { TicketEvolutionCredentials } from './signature.ts';
import { readWebhook } from './webhook.ts';

const orderIntegrationPage = 'ticketevolution.atlassian.net/wiki/spaces/API/pages/2321547302';
const invoicePage = 'ticketevolution.atlassian.net/wiki/spaces/API/pages/2347532332';
const createErrorsPage = 'ticketevolution.atlassian.net/wiki/spaces/API/pages/1666678785';
const rejectPage = 'ticketevolution.atlassian.net/wiki/spaces/API/pages/9470108';
const pollPage = 'ticketevolution.atlassian.net/wiki/spaces/API/pages/3084976129';

const Settings = Type.Object(
  {
    ...orderIntegrationSettings,
    ...notificationSettings({
      address: 'https://api.ticketevolution.com',
      // No figure is public (it answers 503 when there were too many).
      callEveryMs: 1_000,
      pollSeconds: 300,
    }),
    ...graceSetting,
  },
  { additionalProperties: false },
);

const Credentials = Type.Object(
  {
    token: Type.String({ minLength: 1, description: 'The API token, sent as X-Token' }),
    secret: Type.String({ minLength: 1, secret: true, description: 'The API secret, by which requests are signed' }),
    reviewer_id: Type.Integer({ minimum: 1, description: 'The Ticket Evolution user who accepts and rejects orders' }),
  },
  { additionalProperties: false },
);

export const ticketEvolution: Marketplace<typeof Settings> = {
  slug: 'ticket-evolution',
  name: 'Ticket Evolution',
  capabilities: {
    flow: { value: 'order_integration', grade: 'VENDOR', source: orderIntegrationPage },
    orderIntegrationWire: {
      value: 'published',
      grade: 'INFERRED',
      source: `${orderIntegrationPage}: the automator defines and documents the calls, so they are ours; the names that it would itself choose are not public`,
      setting: { name: 'paths', assumed: 'the published addresses and field names' },
    },
    priceCeiling: {
      value: false,
      grade: 'VENDOR',
      source: `${orderIntegrationPage}: no price is among the attributes; ${createErrorsPage}: Ticket Evolution checks prices itself`,
    },
    authentication: {
      value: 'an API key that the hub issues; the header that carries it is not public',
      grade: 'INFERRED',
      source: `${orderIntegrationPage} says that there is a key, and not how it comes`,
      setting: { name: 'key_header', assumed: 'Authorization: Bearer or X-API-Key' },
    },
    holdLifetimeMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: 'no figure is public; short, seconds to minutes',
      setting: { name: 'hold_lifetime_seconds', assumed: '900' },
    },
    holdsBind: {
      value: true,
      grade: 'VENDOR',
      source: `${orderIntegrationPage}: a held order is accepted automatically`,
    },
    costOfRemovingAHold: { value: 'unknown', grade: 'UNKNOWN', source: 'penalty figures are not public' },
    answerBudgetMs: {
      value: 5_000,
      grade: 'VENDOR',
      source: `${orderIntegrationPage}: 5 s on average, up to 30 s added to a checkout`,
      setting: { name: 'answer_budget_ms', assumed: '4000' },
    },
    goneStatus: {
      value: 'unknown',
      grade: 'INFERRED',
      source: `${createErrorsPage}: the class is called NotFound, so 404 may be what it understands; the published contract says 409`,
      setting: { name: 'statuses', assumed: '409, as our published contract says; 404 where onboarding asks for it' },
    },
    confirmDeadline: { value: 'none: the invoice confirms', grade: 'VENDOR', source: invoicePage },
    whenTheDeadlinePasses: { value: 'there is no deadline', grade: 'VENDOR', source: invoicePage },
    repeatsRecognisedBy: {
      value: 'the global id, on all three calls',
      grade: 'INFERRED',
      source: `${orderIntegrationPage}: the global id ties the calls; retries are not described`,
      setting: { name: 'fields', assumed: 'global_id' },
    },
    pollIntervalMs: {
      value: 300_000,
      grade: 'VENDOR',
      source: `${pollPage}: every 5 to 10 minutes, as a fail-safe`,
      setting: { name: 'poll_seconds', assumed: '300' },
    },
    rejectReasons: {
      value: rejectReasons,
      grade: 'VENDOR',
      source: rejectPage,
    },
  },
  settings: Settings,
  instantNotification: {
    ...fromNotificationSettings,
    nature: (settings) => ({
      reads: true,
      confirms: true,
      rejects: true,
      asksFirst: true,
      graceMs: (settings as GraceSetting).notice_grace_seconds * 1_000,
    }),
    credentials: Credentials,
    readNotice: readWebhook,
    rejectReasons,
    open: ({ settings, credentials }, send) => {
      const { host } = new URL(fromNotificationSettings.address(settings));
      return openOrderApi(host, credentials as TicketEvolutionCredentials, send);
    },
  },
  orderIntegration: { profile: (settings) => profileOf(settings, true) },
};
