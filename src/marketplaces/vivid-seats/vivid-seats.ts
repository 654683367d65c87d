// Vivid Seats sells first and tells us of it: by an unsigned form, and in a list that is the surer way. The hub confirms or
// rejects. It is reported to ask for a hold before some sales, but no page says how: that is a setting, and off.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import {
  fromNotificationSettings,
  lookAgainIn,
  type NotificationSettings,
  notificationSettings,
  recheckSettings,
} from '../notification-settings.ts';
import { type Access, openOrderApi, type Ways } from './order-api.ts';
import { readWebhook } from './webhook.ts';

const spec = 'a copy of the spec of Broker Portal API 1.0.0 (vividseats.stoplight.io/docs/broker-portal)';
const receivers = 'production receivers and a captured body';
const supportPage = (article: string): string => `brokersupport.vividseats.com/support/solutions/articles/${article}`;

const Settings = Type.Object(
  {
    ...notificationSettings({
      address: 'https://brokers.vividseats.com/webservices',
      // Reading one order, confirming and rejecting are said to have no limit; caution has.
      callEveryMs: 1_000,
      // A list may be read once in ten seconds, and a look reads one page of it.
      pollSeconds: 10,
    }),
    ...recheckSettings,
    seat_separator: Type.String({
      pattern: '^[,;| -]{1,2}$',
      default: ',',
      description: 'What stands between the seats that a confirmation names',
    }),
    vanished_orders: Type.Union([Type.Literal('person'), Type.Literal('cancelled')], {
      default: 'person',
      description:
        'What becomes of an order that is shown no more after its tickets were invoiced, for a cancelled order just vanishes: “person” raises an alert, “cancelled” undoes the invoice by itself',
    }),
    holds_before_sale: Type.Boolean({
      default: false,
      description:
        'Whether an order in PENDING_RESERVATION asks for a hold, which binds nobody. Nothing public says so: ask first',
    }),
  },
  { additionalProperties: false },
);

type VividSeatsSettings = NotificationSettings & {
  seat_separator: string;
  vanished_orders: Ways['vanishedOrders'];
  holds_before_sale: boolean;
};

// Shorter ones would not be recognised where they turn up, and so not be taken out of the record.
const token = '^[!-~]{8,512}$';

const Credentials = Type.Object(
  {
    api_token: Type.String({ pattern: token, secret: true, description: 'The API token of the broker account' }),
    integrator_token: Type.Optional(
      Type.String({
        pattern: token,
        secret: true,
        description: 'Sent as X-Integrator-Token, where Vivid Seats issued one',
      }),
    ),
  },
  { additionalProperties: false },
);

export const vividSeats: Marketplace<typeof Settings> = {
  slug: 'vivid-seats',
  name: 'Vivid Seats',
  capabilities: {
    flow: {
      value: 'instant_notification',
      grade: 'THIRD_PARTY',
      source: `${spec}; a hold before a sale is only reported`,
    },
    authentication: {
      value: 'none: an address that cannot be guessed, so the key of the hub stands in it',
      grade: 'THIRD_PARTY',
      source: receivers,
    },
    answerBudgetMs: { value: 'unknown', grade: 'UNKNOWN', source: `${receivers}: how long it waits is not said` },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${supportPage('1000206267')}: the time to confirm is measured, and no hour is given`,
    },
    whenTheDeadlinePasses: {
      value:
        'an order that it cancels or replaces counts as a fault and its cost is charged; too many unconfirmed orders of one headliner delist all its listings',
      grade: 'VENDOR',
      source: `${supportPage('1000206267')}; ${supportPage('1000206879')}`,
    },
    repeatsRecognisedBy: {
      value: 'the order id; a second confirmation is refused, so the order is read before one',
      grade: 'INFERRED',
      source: spec,
    },
    pollIntervalMs: {
      value: 10_000,
      grade: 'THIRD_PARTY',
      source: `${spec}: a list of one status, once in 10 s`,
      setting: { name: 'poll_seconds', assumed: '10' },
    },
    rejectReasons: { value: [], grade: 'THIRD_PARTY', source: `${spec}: a rejection takes no reason` },
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
    }),
    credentials: Credentials,
    readNotice: readWebhook,
    rejectReasons: [],
    open: ({ settings, credentials }, send) => {
      const { poll_seconds, seat_separator, vanished_orders, holds_before_sale } = settings as VividSeatsSettings;
      const ways: Ways = {
        lists: { everyMs: poll_seconds * 1_000, withReservations: holds_before_sale },
        seatSeparator: seat_separator,
        vanishedOrders: vanished_orders,
        holdsBeforeSale: holds_before_sale,
      };
      return openOrderApi(credentials as Access, ways, send);
    },
  },
};
