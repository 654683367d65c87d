// The settings that every marketplace shares to which we speak: where it is, how often it may be called, how often its
// list of sales is read. The defaults are each marketplace's own.
import Type from 'typebox';
import { plainAddress } from '../core/wire.ts';

export type NotificationDefaults = { address: string; callEveryMs: number; pollSeconds: number };

export function notificationSettings({ address, callEveryMs, pollSeconds }: NotificationDefaults) {
  return {
    api_address: Type.String({
      pattern: plainAddress,
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

/** For marketplaces whose sales do not say until when they wait for a confirmation. */
export const deadlineSetting = {
  confirm_within_minutes: Type.Integer({
    minimum: 0,
    maximum: 43_200,
    default: 0,
    description:
      'How long after it was made a sale waits for its confirmation, as the marketplace has told you; 0: it is not known, and no sale is rejected because of the time',
  }),
};

export function deadlineIn(settings: unknown): { confirmWithinMs?: number } {
  const { confirm_within_minutes } = settings as { confirm_within_minutes: number };
  return confirm_within_minutes === 0 ? {} : { confirmWithinMs: confirm_within_minutes * 60_000 };
}

/** For marketplaces where a sale can come to nothing without anybody being told. */
export const recheckSettings = {
  recheck_seconds: Type.Integer({
    minimum: 1,
    maximum: 604_800,
    default: 21_600,
    description: 'How often a sale that stands is read again: when it comes to nothing there, nobody is told',
  }),
  recheck_days: Type.Integer({
    minimum: 1,
    maximum: 730,
    default: 180,
    description: 'For how many days after we heard of it a sale is read again in this way',
  }),
};

export function lookAgainIn(settings: unknown): { everyMs: number; forMs: number } {
  const { recheck_seconds, recheck_days } = settings as { recheck_seconds: number; recheck_days: number };
  return { everyMs: recheck_seconds * 1_000, forMs: recheck_days * 86_400_000 };
}

/** What the port asks of these settings. */
export const fromNotificationSettings = {
  address: (settings: unknown): string => (settings as NotificationSettings).api_address,
  callEveryMs: (settings: unknown): number => (settings as NotificationSettings).call_every_ms,
  pollEveryMs: (settings: unknown): number => (settings as NotificationSettings).poll_seconds * 1_000,
};
