// TicketNetwork beside Mercury: ticket requests, which a broker acts on in TicketNetwork's own POS. They are found in the
// inventory by their numbers; webhooks hint at them. How one is confirmed or rejected is not public: a person does it there.
import Type, { type Static } from 'typebox';
import { plainAddress } from '../../core/wire.ts';
import type { Marketplace } from '../dialect.ts';
import {
  deadlineIn,
  deadlineSetting,
  fromNotificationSettings,
  notificationSettings,
} from '../notification-settings.ts';
import { openAccess, type TicketnetworkCredentials } from './access.ts';
import { openInventoryApi } from './inventory-api.ts';
import { listingIds } from './ticket-requests.ts';
import { answerEcho, isRightlySigned, readWebhook } from './webhook.ts';

const clients = 'open-source clients that carry TicketNetwork’s own parameter texts';
const library = 'github.com/aspnet/AspNetWebHooks';
const guidebook = 'm.moam.info/policies-mlb-tickets_5a0293b31723dd49f93d9d0c.html';
const silence = 'no call that confirms or rejects a ticket request is public; awaits the partner’s papers';

const Settings = Type.Object(
  {
    // No figure is public. Its webhooks fall silent after five minutes, so the inventory is read every minute.
    ...notificationSettings({ address: 'https://www.tn-apis.com', callEveryMs: 1_000, pollSeconds: 60 }),
    ...deadlineSetting,
    token_address: Type.String({
      pattern: plainAddress,
      default: 'https://key-manager.tn-apis.com/oauth2/token',
      description: 'Where access tokens are had',
    }),
    scope: Type.String({
      pattern: '^[\\x21-\\x7e]*( [\\x21-\\x7e]+)*$',
      maxLength: 1_024,
      default: '',
      description: 'The scopes that a token is asked for; empty: none are named',
    }),
    listing_id: Type.Union(
      listingIds.map((name) => Type.Literal(name)),
      {
        default: 'referenceTicketGroupId',
        description:
          'Which number of a ticket group is your own number of the listing; it should be given to one group alone',
      },
    ),
    request_filter: Type.String({
      minLength: 1,
      maxLength: 512,
      default: 'tickets/ticketRequestId gt 0',
      description: 'The OData filter by which the inventory is asked for ticket groups with requests',
    }),
    notice_request_field: Type.String({
      pattern: '^[A-Za-z_]{1,64}$',
      default: 'ticketRequestId',
      description: 'What a notification of a webhook calls the number of a ticket request, if it names one',
    }),
    require_signature: Type.Boolean({
      default: false,
      description: 'Whether webhooks without an ms-signature are turned away; one that is there is always checked',
    }),
    sold_means_confirmed: Type.Boolean({
      default: false,
      description: 'Whether tickets that the inventory shows as sold mean that their request is confirmed',
    }),
    take_named_seats: Type.Boolean({
      default: true,
      description:
        'Whether a request takes the very seats that its tickets show there, or none; false: any seats of the listing',
    }),
    vanished_means_cancelled: Type.Boolean({
      default: false,
      description:
        'Whether a request that its ticket group does not show any more is cancelled, and undone; else a person is asked to look',
    }),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

const visible = (least: number, most: number): string => `^[!-~]{${least},${most}}$`;

const Credentials = Type.Object(
  {
    consumer_key: Type.String({ pattern: visible(1, 512), description: 'The consumer key of your application' }),
    consumer_secret: Type.String({ pattern: visible(8, 512), secret: true, description: 'Its consumer secret' }),
    broker_id: Type.Integer({ minimum: 1, description: 'Your broker id, sent as X-Identity-Context' }),
    webhook_secret: Type.Optional(
      Type.String({
        pattern: visible(32, 64),
        secret: true,
        without:
          'The signature of a webhook cannot be checked any more: where require_signature asks for one, every webhook is refused.',
        description: 'The secret that the webhook was registered with, by which its signature is checked',
      }),
    ),
  },
  { additionalProperties: false },
);

export const ticketnetwork: Marketplace<typeof Settings> = {
  slug: 'ticketnetwork',
  name: 'TicketNetwork',
  capabilities: {
    flow: {
      value: 'instant_notification',
      grade: 'THIRD_PARTY',
      source: `${clients}: a ticket has a ticketRequestId beside its mercuryTransactionId`,
    },
    authentication: {
      value: 'our key, in the address that it calls; and an ms-signature, where it signs',
      grade: 'INFERRED',
      source: `${library}, whose shape its webhooks have`,
      setting: { name: 'require_signature', assumed: 'a signature is checked where there is one' },
    },
    openSalesListedBy: {
      value: 'ticket groups with the number of a ticket request',
      grade: 'INFERRED',
      source: `${clients}: a ticket has a ticketRequestId, by which groups can be searched`,
      setting: { name: 'request_filter', assumed: 'tickets/ticketRequestId gt 0' },
    },
    answerBudgetMs: { value: 'unknown', grade: 'UNKNOWN', source: 'nothing public says it' },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${guidebook} has a chapter on standards of service of 2010, and no public figure; ${silence}`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    whenTheDeadlinePasses: { value: 'unknown', grade: 'UNKNOWN', source: `${guidebook} has a chapter on discipline` },
    repeatsRecognisedBy: { value: 'the number of the ticket request', grade: 'THIRD_PARTY', source: clients },
    pollIntervalMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${clients}: the inventory can be searched, no interval`,
      setting: { name: 'poll_seconds', assumed: '60' },
    },
    seatsOfASale: {
      value: 'its own where the tickets of a request show their seats',
      grade: 'INFERRED',
      source: `${clients}: each ticket of a request has a seat; that the buyer was promised it is not said`,
      setting: { name: 'take_named_seats', assumed: 'those seats are taken, or none' },
    },
    rejectReasons: { value: 'unknown', grade: 'UNKNOWN', source: silence },
  },
  settings: Settings,
  instantNotification: {
    ...fromNotificationSettings,
    nature: (settings) => ({
      reads: true,
      confirms: false,
      rejects: false,
      asksFirst: false,
      graceMs: 0,
      ...deadlineIn(settings),
    }),
    credentials: Credentials,
    accountIn: (credentials) => (credentials as Static<typeof Credentials>).broker_id,
    readNotice: (notice, settings) => readWebhook(notice, (settings as Settings).notice_request_field),
    signature: {
      isEnough: false,
      verifies: (notice, { settings, credentials }) =>
        isRightlySigned(notice, {
          secret: (credentials as TicketnetworkCredentials).webhook_secret,
          isRequired: (settings as Settings).require_signature,
        }),
    },
    answerChallenge: answerEcho,
    rejectReasons: [],
    open: ({ settings, credentials, tokens }, send) => {
      const chosen = settings as Settings;
      const access = { tokenAddress: chosen.token_address, scope: chosen.scope, tokens, send };
      return openInventoryApi(openAccess({ ...access, credentials: credentials as TicketnetworkCredentials }), {
        listingId: chosen.listing_id,
        requestFilter: chosen.request_filter,
        soldMeansConfirmed: chosen.sold_means_confirmed,
        takesNamedSeats: chosen.take_named_seats,
        vanishedMeansCancelled: chosen.vanished_means_cancelled,
      });
    },
  },
};
