// TickPick asks before it sells by our published contract under settings, for nothing that TickPick publishes describes
// any. Its orders are listed and read back to be compared; no call to confirm or to reject one is known.
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
import { openOrderApi } from './order-api.ts';

const notes = 'a broker’s integration notes and working client';

const Settings = Type.Object(
  {
    ...orderIntegrationSettings,
    // No limit and no interval are public. Every answer holds the whole list, some 900 orders, so it is not asked for often.
    ...notificationSettings({ address: 'https://api.tickpick.com/1.0', callEveryMs: 1_000, pollSeconds: 300 }),
    ...graceSetting,
  },
  { additionalProperties: false },
);

const Credentials = Type.Object(
  {
    token: Type.String({
      pattern: '^[!-~]{8,4096}$',
      secret: true,
      description: 'The token, sent as Authorization: Bearer; TickPick takes it from allowlisted addresses only',
    }),
  },
  { additionalProperties: false },
);

export const tickpick: Marketplace<typeof Settings> = {
  slug: 'tickpick',
  name: 'TickPick',
  capabilities: {
    ...unpublishedOrderIntegration('nothing that TickPick publishes describes its order integration'),
    pollIntervalMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${notes}: orders can be listed, no interval`,
      setting: { name: 'poll_seconds', assumed: '300' },
    },
    rejectReasons: { value: 'unknown', grade: 'UNKNOWN', source: `${notes}: no call to reject is known` },
  },
  settings: Settings,
  instantNotification: {
    ...fromNotificationSettings,
    nature: (settings) => ({
      reads: true,
      confirms: false,
      rejects: false,
      asksFirst: true,
      graceMs: (settings as GraceSetting).notice_grace_seconds * 1_000,
    }),
    credentials: Credentials,
    readNotice: null,
    rejectReasons: [],
    open: ({ credentials }, send) => openOrderApi((credentials as { token: string }).token, send),
  },
  orderIntegration: { profile: (settings) => profileOf(settings, true) },
};
