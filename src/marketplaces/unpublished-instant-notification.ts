// A marketplace that tells of sales and has published nothing of how: until its papers are there it is offered our own
// notice and our own callback, and what they leave open is a setting with a cautious default.
// Kept: a word that no call can give is a person's to give; nothing is sent anywhere until a broker says where.
import Type, { type Static } from 'typebox';
import type { MarketplaceNature } from '../core/sale.ts';
import { plainAddress } from '../core/wire.ts';
import type { Marketplace } from './dialect.ts';
import type { InstantNotification, Opened } from './instant-notification.ts';
import { deadlineIn, deadlineSetting } from './notification-settings.ts';
import { openCallback } from './own-callback.ts';
import { readOwnNotice } from './own-notice.ts';
import { isSignedBy, signingSecretPattern } from './standard-webhooks.ts';

export const callbackSettings = {
  callback_address: Type.Union([Type.String({ pattern: plainAddress, maxLength: 2_048 }), Type.Null()], {
    default: null,
    description:
      'Where our confirmations and rejections are POSTed to, signed like the notices; without it a person gives them at the marketplace, and is told of each',
  }),
  call_every_ms: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 1_000,
    description: 'The shortest time from one call to the callback address to the next',
  }),
  confirm_needed: Type.Boolean({
    default: true,
    description: 'Whether the marketplace waits for a confirmation; false: a sale is final as it is told',
  }),
  provisional_hold_seconds: Type.Integer({
    minimum: 5,
    maximum: 86_400,
    default: 900,
    description: 'How long tickets are set aside for a sale that is only asked about',
  }),
  ...deadlineSetting,
};
const CallbackSettings = Type.Object(callbackSettings);
type CallbackSettings = Static<typeof CallbackSettings>;

export const OwnNoticeSettings = Type.Object(callbackSettings, { additionalProperties: false });

const Credentials = Type.Object(
  {
    signing_secret: Type.String({
      pattern: signingSecretPattern,
      secret: true,
      description:
        'The secret by which notices and callbacks are signed: whsec_ and the base64 of 24 to 64 random bytes',
    }),
  },
  { additionalProperties: false },
);
const secretOf = (credentials: unknown): string => (credentials as Static<typeof Credentials>).signing_secret;

const natureOf = (settings: unknown): MarketplaceNature => {
  const { callback_address, confirm_needed, provisional_hold_seconds } = settings as CallbackSettings;
  const isCalled = callback_address !== null;
  return {
    reads: false,
    confirms: isCalled,
    rejects: isCalled,
    awaitsConfirmation: confirm_needed,
    asksFirst: false,
    graceMs: 0,
    provisionalMs: provisional_hold_seconds * 1_000,
    ...deadlineIn(settings),
  };
};

/** Our own callback, for whoever has no published one; its settings are `callbackSettings`. */
export const ownCallback = {
  isOurs: true,
  nature: natureOf,
  credentials: Credentials,
  address: (settings: unknown) => (settings as CallbackSettings).callback_address,
  callEveryMs: (settings: unknown) => (settings as CallbackSettings).call_every_ms,
  pollEveryMs: null,
  rejectReasons: [],
  open: ({ credentials }: Opened, send, clock) => openCallback(secretOf(credentials), send, clock),
} as const satisfies Omit<InstantNotification, 'readNotice'>;

/** Our own notice and callback; its settings are `OwnNoticeSettings`. */
export const ownInstantNotification: InstantNotification = {
  ...ownCallback,
  readNotice: readOwnNotice,
  signature: {
    isEnough: true,
    verifies: (notice, { credentials }, now) => isSignedBy(secretOf(credentials), notice, now),
  },
};

type Facts = Omit<Marketplace['capabilities'], 'flow'>;

/** `silence`: where one looks for its papers in vain, in a sentence. */
export function unpublishedInstantNotification(silence: string): Facts {
  const awaited = `${silence}; awaits the partner’s papers`;
  const ours = <Value>(value: Value, source: string) =>
    ({
      value,
      grade: 'OURS',
      source: `our published notice and callback: ${source}. Awaits the partner’s papers`,
    }) as const;
  return {
    authentication: ours('a Standard Webhooks signature, or the key that the hub issues', 'either is enough'),
    answerBudgetMs: { value: 'unknown', grade: 'UNKNOWN', source: awaited },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${awaited}; a notice may name it in confirm_by`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    whenTheDeadlinePasses: { value: 'unknown', grade: 'UNKNOWN', source: awaited },
    repeatsRecognisedBy: ours(
      'the sale’s id; our callbacks by their webhook-id',
      'a notice that is repeated changes nothing',
    ),
    pollIntervalMs: ours('none', 'there is no list of sales'),
    rejectReasons: ours(['any words'], 'they are sent as the reason'),
  };
}
