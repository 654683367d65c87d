// SeatGeek sells first and tells us of it, through its Seller Direct API: by webhook, which is dropped after a few
// seconds of trying, and in a list. The hub confirms or denies. Nothing is ever held there before a sale.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import {
  deadlineIn,
  deadlineSetting,
  fromNotificationSettings,
  lookAgainIn,
  type NotificationSettings,
  notificationSettings,
  recheckSettings,
} from '../notification-settings.ts';
import { openOrderApi, type TokenScheme } from './order-api.ts';
import { readWebhook } from './webhook.ts';

const notes = 'a broker’s integration notes on Seller Direct API 1.0.0';
const webhookPage = 'developer.seatgeek.com/sellerdirect/api/webhook-notifications';
const sellerTerms = 'seatgeek.com/terms/seller';

const Settings = Type.Object(
  {
    ...notificationSettings({
      address: 'https://sellerdirect-api.seatgeek.com',
      // No limit is public.
      callEveryMs: 1_000,
      // A webhook that was lost is sent no more after three seconds: the list is what can be relied on.
      pollSeconds: 60,
    }),
    token_scheme: Type.Union([Type.Literal('bearer'), Type.Literal('token'), Type.Literal('query')], {
      default: 'bearer',
      description:
        'How the token is sent: Authorization: Bearer, Authorization: token, or ?token= in the address. “Token is required” (code 400113) asks for another',
    }),
    waiting_status: Type.String({
      pattern: '^[a-z_]{1,32}$',
      default: 'submitted',
      description: 'The status by which the list is asked for orders that wait for our word',
    }),
    all_orders_seconds: Type.Integer({
      minimum: 1,
      maximum: 604_800,
      default: 86_400,
      description:
        'How often the list of all orders is read as well, in case that some wait under another status than that',
    }),
    all_orders_days: Type.Integer({
      minimum: 1,
      maximum: 365,
      default: 30,
      description: 'How many days back the list of all orders goes; it begins with the oldest',
    }),
    ...recheckSettings,
    ...deadlineSetting,
  },
  { additionalProperties: false },
);

type SeatgeekSettings = NotificationSettings & {
  token_scheme: TokenScheme;
  waiting_status: string;
  all_orders_seconds: number;
  all_orders_days: number;
};

const Credentials = Type.Object(
  {
    token: Type.String({
      // Shorter ones would not be recognised where they turn up, and so not be taken out of the record.
      pattern: '^[!-~]{8,4096}$',
      secret: true,
      description: 'The Seller Direct API token',
    }),
  },
  { additionalProperties: false },
);

export const seatgeek: Marketplace<typeof Settings> = {
  slug: 'seatgeek',
  name: 'SeatGeek',
  capabilities: {
    flow: {
      value: 'instant_notification',
      grade: 'THIRD_PARTY',
      source: `${notes}: no call that reserves is documented`,
    },
    authentication: {
      value: 'a token that we choose, as Authorization: Bearer; nothing signs the body',
      grade: 'VENDOR',
      source: webhookPage,
    },
    credentialsSentAs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${notes}: the spec recommends one form, the guides show another, and a third was seen to work`,
      setting: { name: 'token_scheme', assumed: 'Authorization: Bearer' },
    },
    openSalesListedBy: {
      value: 'the status submitted',
      grade: 'INFERRED',
      source: `${notes}: it is the first status of an order; other words of the filter never found any`,
      setting: { name: 'waiting_status', assumed: 'submitted' },
    },
    answerBudgetMs: { value: 10_000, grade: 'VENDOR', source: `${webhookPage}: 2xx within 10 s` },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${sellerTerms}: professional sellers have separate terms, which are not public`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    whenTheDeadlinePasses: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${sellerTerms}: a listing is a binding offer; what breaking it costs professionals is not public`,
    },
    repeatsRecognisedBy: {
      value: 'the order id; nothing makes a repeated call safe, so the order is read before one',
      grade: 'THIRD_PARTY',
      source: notes,
    },
    pollIntervalMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${webhookPage}: a webhook is dropped after three retries, so a list must be read; no interval is given`,
      setting: { name: 'poll_seconds', assumed: '60' },
    },
    rejectReasons: { value: [], grade: 'THIRD_PARTY', source: `${notes}: a denial takes no reason` },
  },
  settings: Settings,
  instantNotification: {
    ...fromNotificationSettings,
    nature: (settings) => ({
      reads: true,
      confirms: true,
      rejects: true,
      asksFirst: false,
      graceMs: 0,
      lookAgain: lookAgainIn(settings),
      ...deadlineIn(settings),
    }),
    credentials: Credentials,
    readNotice: readWebhook,
    rejectReasons: [],
    open: ({ settings, credentials }, send) => {
      const { token_scheme, waiting_status, poll_seconds, all_orders_seconds, all_orders_days } =
        settings as SeatgeekSettings;
      const looks = {
        waitingStatus: waiting_status,
        waitingEveryMs: poll_seconds * 1_000,
        allEveryMs: all_orders_seconds * 1_000,
        allDays: all_orders_days,
      };
      return openOrderApi({ token: (credentials as { token: string }).token, scheme: token_scheme }, looks, send);
    },
  },
};
