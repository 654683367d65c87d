// StubHub announces its sales by webhook and in a feed of changed sales; each is confirmed or rejected by a call before a
// deadline of its own. A provisional sale may come first: it asks for tickets to be set aside, and binds nobody.
import Type, { type Static } from 'typebox';
import { plainAddress } from '../../core/wire.ts';
import type { Marketplace } from '../dialect.ts';
import { fromNotificationSettings, notificationSettings } from '../notification-settings.ts';
import { type DeadTokens, openAccess, type StubhubCredentials } from './access.ts';
import { openSaleApi } from './sale-api.ts';
import { instantOf } from './sales.ts';
import { readWebhook } from './webhook.ts';

const salesPage = 'developer.stubhub.com/api-reference/sales';
const webhooksPage = 'developer.stubhub.com/api-reference/webhooks';
const statesPage = 'github.com/viagogo/viagogo-api-docs, docs/overview/transaction-states';
const barcodesPage = 'github.com/viagogo/viagogo-api-docs, docs/guides/barcodes-and-allocation';
const automator = 'an automator’s public wording on instant notification (1Ticket)';

const Settings = Type.Object(
  {
    // No limit and no interval are public. Webhooks may be lost, and a deadline may be near, so the feed is read every minute.
    ...notificationSettings({ address: 'https://api.stubhub.net/v2', callEveryMs: 1_000, pollSeconds: 60 }),
    account_address: Type.String({
      pattern: plainAddress,
      default: 'https://account.stubhub.com',
      description: 'Where access tokens are had, such as the account host of its sandbox',
    }),
    provisional_hold_minutes: Type.Integer({
      minimum: 1,
      maximum: 1_440,
      default: 60,
      description: 'How long tickets are set aside for a provisional sale of which nothing more is heard',
    }),
    tell_seats: Type.Boolean({
      default: true,
      description: 'Whether our seats are named with a confirmation',
    }),
    confirm_late: Type.Boolean({
      default: false,
      description:
        'Whether a sale is still confirmed after its deadline when StubHub offers it; else a person is asked',
    }),
    reject_by: Type.Union([Type.Literal('delete'), Type.Literal('patch')], {
      default: 'delete',
      description:
        'How a sale is rejected: by DELETE, as its pages say, or by PATCH with confirmed false, as its client does',
    }),
    sales_since: Type.String({
      pattern: '^(2\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ)?$',
      default: '',
      description:
        'Sales that were made before this time, such as 2031-05-04T12:00:00Z, are left alone: set it when an account is connected that has sold before',
    }),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

const visible = (least: number, most: number): string => `^[!-~]{${least},${most}}$`;

const Credentials = Type.Object(
  {
    client_id: Type.String({ pattern: visible(1, 512), description: 'The client id of your application at StubHub' }),
    client_secret: Type.String({ pattern: visible(8, 512), secret: true, description: 'Its client secret' }),
    refresh_token: Type.String({
      pattern: visible(8, 4_096),
      secret: true,
      description:
        'The refresh token that came with the first access token (scopes read:sales and write:sales). It is used up at once; the hub keeps those that follow',
    }),
  },
  { additionalProperties: false },
);

const since = (settings: unknown) => instantOf((settings as Settings).sales_since);

export const stubhub: Marketplace<typeof Settings> = {
  slug: 'stubhub',
  name: 'StubHub',
  capabilities: {
    flow: { value: 'instant_notification', grade: 'VENDOR', source: `${webhooksPage}: topic Sales; ${statesPage}` },
    authentication: {
      value: 'the Authorization header that is registered with the webhook, which is our key; nothing is signed',
      grade: 'VENDOR',
      source: webhooksPage,
    },
    answerBudgetMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: 'a third party assumes under ten seconds; a notice is answered as soon as it is stored',
    },
    holdLifetimeMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source:
        'no life of a provisional sale is public; a payment check may take an hour (support.stubhub.ie, 80001012501)',
      setting: { name: 'provisional_hold_minutes', assumed: '60' },
    },
    holdsBind: {
      value: false,
      grade: 'VENDOR',
      source: `${statesPage}: held while the buyer is screened, if available`,
    },
    costOfRemovingAHold: {
      value: 'nothing: a provisional sale takes no answer, and the real one can still be rejected',
      grade: 'VENDOR',
      source: webhooksPage,
    },
    confirmDeadline: { value: 'each sale names its own, as confirm_by', grade: 'VENDOR', source: salesPage },
    whenTheDeadlinePasses: {
      value: 'the sale is rejected by itself',
      grade: 'INFERRED',
      source: `${automator}; StubHub’s own rule is not public`,
      setting: {
        name: 'confirm_late',
        assumed: 'the sale is lost: it is not confirmed any more, and a person is told',
      },
    },
    repeatsRecognisedBy: {
      value: 'nothing: a confirmation is a state, and the sale is read before it is said again',
      grade: 'VENDOR',
      source: salesPage,
    },
    pollIntervalMs: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${salesPage}: changed sales can be listed, no interval`,
      setting: { name: 'poll_seconds', assumed: '60' },
    },
    seatsOfASale: {
      value:
        'its own where barcodes were uploaded: the sale names them, and takes those or none; else ours, told with the confirmation',
      grade: 'VENDOR',
      source: barcodesPage,
    },
    rejectReasons: { value: [], grade: 'VENDOR', source: `${salesPage}: a rejection takes no reason` },
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
      provisionalMs: (settings as Settings).provisional_hold_minutes * 60_000,
    }),
    credentials: Credentials,
    readNotice: (notice, settings) => readWebhook(notice, since(settings)),
    rejectReasons: [],
    open: ({ settings, credentials, tokens, learnt }, send) => {
      const chosen = settings as Settings;
      const access = { accountAddress: chosen.account_address, credentials: credentials as StubhubCredentials };
      return openSaleApi(openAccess({ ...access, tokens, dead: learnt((): DeadTokens => new Map()), send }), {
        takesLate: chosen.confirm_late,
        salesSince: since(settings),
        tellsSeats: chosen.tell_seats,
        rejectsBy: chosen.reject_by,
      });
    },
  },
};
