// Gametime asks before it sells by our published contract under settings, for its own papers have no hold, release or
// invoice in either direction. What does not come that way is announced by webhook, listed, and confirmed or rejected
// through its supplier API.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import {
  fromNotificationSettings,
  type GraceSetting,
  graceSetting,
  notificationSettings,
} from '../notification-settings.ts';
import { orderIntegrationSettings, profileOf } from '../order-integration-settings.ts';
import { unpublishedOrderIntegration } from '../unpublished-order-integration.ts';
import { openPurchaseApi, type Versions } from './purchase-api.ts';
import { readWebhook } from './webhook.ts';

const papers = 'Gametime’s Postman collection and supplier onboarding guide';

const Version = Type.Optional(Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$' }));

const Settings = Type.Object(
  {
    ...orderIntegrationSettings,
    // No limit and no interval are public. A sale may be due at once, so its list is read every minute.
    ...notificationSettings({ address: 'https://api.gametime.co', callEveryMs: 1_000, pollSeconds: 60 }),
    ...graceSetting,
    versions: Type.Object(
      { purchases: Version, confirm: Version, reject: Version },
      {
        default: {},
        additionalProperties: false,
        description:
          'The prefix under which a call is answered, where it is not v3, such as {"confirm": "v2", "reject": "v2"}',
      },
    ),
  },
  { additionalProperties: false },
);

const Credentials = Type.Object(
  {
    key: Type.String({
      // Shorter ones would not be recognised where they turn up, and so not be taken out of the record.
      pattern: '^[!#-\\[\\]-~]{8,512}$',
      secret: true,
      description: 'The API key, sent as ?source= with every call',
    }),
  },
  { additionalProperties: false },
);

export const gametime: Marketplace<typeof Settings> = {
  slug: 'gametime',
  name: 'Gametime',
  capabilities: {
    ...unpublishedOrderIntegration(`${papers} have no hold, lock, release or invoice call in either direction`),
    callsAnsweredAt: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${papers}: its own collection lists purchases under v3, and confirms and rejects under v2 and 0.1`,
      setting: { name: 'versions', assumed: 'v3 for every call' },
    },
    pollIntervalMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${papers}: purchases can be listed, no interval`,
      setting: { name: 'poll_seconds', assumed: '60' },
    },
    rejectReasons: { value: [], grade: 'VENDOR_COPY', source: `${papers}: a rejection takes no reason` },
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
    rejectReasons: [],
    open: ({ settings, credentials }, send) => {
      const { versions } = settings as { versions: Versions };
      const ways = { versions, everyMs: fromNotificationSettings.pollEveryMs(settings) };
      return openPurchaseApi((credentials as { key: string }).key, ways, send);
    },
  },
  orderIntegration: { profile: (settings) => profileOf(settings, true) },
};
