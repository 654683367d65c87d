// The settings that every marketplace shares to which we speak: where it is, how often it may be called, how often its
// list of sales is read. The defaults are each marketplace's own.
import Type from 'typebox';

export type NotificationDefaults = { address: string; callEveryMs: number; pollSeconds: number };

/** An address to send to: no credentials in it, for it is written down with every call. */
export const addressPattern = '^https?://[^\\s/?#@]+(/[^\\s?#@]*)?$';

export function notificationSettings({ address, callEveryMs, pollSeconds }: NotificationDefaults) {
  return {
    api_address: Type.String({
      pattern: addressPattern,
      default: address,
      description: 'Where the marketplace’s interface is, such as its sandbox',
    }),
    call_every_ms: Type.Integer({
      minimum: 0,
      maximum: 600_000,
      default: callEveryMs,
      description: 'The shortest time from one call to the marketplace to the next',
    }),
    poll_seconds: Type.Integer({
      minimum: 1,
      maximum: 86_400,
      default: pollSeconds,
      description: 'How often the marketplace’s list of sales is read',
    }),
  };
}

export type NotificationSettings = { api_address: string; call_every_ms: number; poll_seconds: number };

/** For marketplaces that ask first and tell of other sales too. */
export const graceSetting = {
  notice_grace_seconds: Type.Integer({
    minimum: 0,
    maximum: 3_600,
    default: 60,
    description: 'How long an announced sale is left alone, because it may be one that we are just being asked about',
  }),
};
export type GraceSetting = { notice_grace_seconds: number };

/** What the port asks of these settings. */
export const fromNotificationSettings = {
  address: (settings: unknown): string => (settings as NotificationSettings).api_address,
  callEveryMs: (settings: unknown): number => (settings as NotificationSettings).call_every_ms,
  pollEveryMs: (settings: unknown): number => (settings as NotificationSettings).poll_seconds * 1_000,
};
