// Vivid Seats sells first and tells us of it: by an unsigned form, and in a list that is the surer way. The hub confirms or
// rejects. It is reported to ask for a hold before some sales, but no page says how: that is a setting, and off.
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
import { type Access, openOrderApi, orderBudget, type Ways } from './order-api.ts';
import { watchVanished } from './vanished.ts';
import { readWebhook } from './webhook.ts';

const spec = 'a copy of the spec of Broker Portal API 1.0.0 (vividseats.stoplight.io/docs/broker-portal)';
const receivers = 'production receivers and a captured body';
const supportPage = (article: string): string => `brokersupport.vividseats.com/support/solutions/articles/${article}`;

const Settings = Type.Object(
  {
    ...notificationSettings({
      address: 'https://brokers.vividseats.com/webservices',
      callEveryMs: 1_000,
      // A list may be read once in ten seconds, and a look reads one page of it.
      pollSeconds: 10,
    }),
    // Too many that wait for their confirmation take down all listings of their headliner.
    order_call_every_ms: Type.Integer({
      minimum: 0,
      maximum: 600_000,
      default: 0,
      description:
        'The shortest time from one call about a single order to the next: reading, confirming and rejecting one are said to have no limit. All other calls keep to call_every_ms',
    }),
    ...recheckSettings,
    ...deadlineSetting,
    unconfirmed_limit: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      default: 10,
      description:
        'How many sales of one headliner may stand unconfirmed before all its listings are taken down: ask for your figure. null: nobody is warned',
    }),
    unconfirmed_margin: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      default: 3,
      description: 'How many sales before that limit a person is warned',
    }),
    headliner_field: Type.Union([Type.Literal('event'), Type.Literal('eventId')], {
      default: 'event',
      description: 'By which field of an order its sales are counted as those of one headliner',
    }),
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
    refused_list: Type.Union([Type.Literal('token'), Type.Literal('trouble')], {
      default: 'token',
      description:
        'What it means when the list of orders is refused: “token” tells a person at once that Vivid Seats does not take the token, “trouble” tells of a list that cannot be read when that lasts',
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
  order_call_every_ms: number;
  unconfirmed_limit: number | null;
  unconfirmed_margin: number;
  headliner_field: Ways['headlinerField'];
  seat_separator: string;
  vanished_orders: Ways['vanishedOrders'];
  refused_list: Ways['refusedList'];
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
        without: 'Calls go without X-Integrator-Token: Vivid Seats may refuse them where it has issued one.',
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
    credentialsRefusedBy: {
      value: 'a list of orders that is refused, for there is nothing in that call but the token that could be wrong',
      grade: 'INFERRED',
      source: `${spec}: every error is HTTP 200 with success=false and a message; none is given for a token`,
      setting: { name: 'refused_list', assumed: 'token' },
    },
    answerBudgetMs: { value: 'unknown', grade: 'UNKNOWN', source: `${receivers}: how long it waits is not said` },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${supportPage('1000206267')}: the time to confirm is measured, and no hour is given`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    whenTheDeadlinePasses: {
      value:
        'an order that it cancels or replaces counts as a fault and its cost is charged; too many unconfirmed orders of one headliner delist all its listings',
      grade: 'VENDOR',
      source: `${supportPage('1000206267')}; ${supportPage('1000206879')}`,
    },
    mostUnconfirmedPerHeadliner: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${supportPage('1000206879')}: reaching the limit takes down all listings of the headliner; no figure`,
      setting: { name: 'unconfirmed_limit', assumed: '10' },
    },
    headlinerOfASale: {
      value: 'by the event that an order names',
      grade: 'INFERRED',
      source: `${spec}: an order names an event, and no headliner`,
      setting: { name: 'headliner_field', assumed: 'the name of the event' },
    },
    seatsOfASale: {
      value: 'ours: a confirmation names them',
      grade: 'THIRD_PARTY',
      source: `${spec}: seatNumbers of confirmOrder`,
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
      ...deadlineIn(settings),
    }),
    budgetsEveryMs: (settings) => ({ [orderBudget]: (settings as VividSeatsSettings).order_call_every_ms }),
    credentials: Credentials,
    accountIn: (credentials) => (credentials as Access).api_token,
    readNotice: readWebhook,
    unconfirmedLimit: (settings) => {
      const { unconfirmed_limit, unconfirmed_margin } = settings as VividSeatsSettings;
      return unconfirmed_limit === null ? null : { most: unconfirmed_limit, margin: unconfirmed_margin };
    },
    rejectReasons: [],
    open: ({ settings, credentials, isAnotherSince, learnt }, send) => {
      const { poll_seconds, seat_separator, vanished_orders, refused_list, holds_before_sale, headliner_field } =
        settings as VividSeatsSettings;
      const ways: Ways = {
        lists: { everyMs: poll_seconds * 1_000, withReservations: holds_before_sale },
        seatSeparator: seat_separator,
        vanishedOrders: vanished_orders,
        isAnotherSince,
        refusedList: refused_list,
        holdsBeforeSale: holds_before_sale,
        headlinerField: headliner_field,
      };
      return openOrderApi(credentials as Access, ways, learnt(watchVanished), send);
    },
  },
};
