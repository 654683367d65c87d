// Signing as Standard Webhooks has it: an id that stays the same over repeats, the time of sending, and an HMAC over both
// and the body. Kept: a signature is compared in constant time, and one that is older than a few minutes counts for nothing.
// Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../core/order.ts';

/** `whsec_` and the base64 of 24 to 64 bytes. */
export const signingSecretPattern = '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$';

/** How far the sender's clock, and the way here, may be from ours. */
const toleranceSeconds = 300;

type Message = { id: string; seconds: number; text: string };

/** The headers of a message that is sent now. */
export function signed(secret: string, id: string, text: string, now: Instant): Record<string, string> {
  const seconds = Math.floor(now / 1_000);
  const signature = signatureOf(secret, { id, seconds, text }).toString('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}

type Came = { headers: Readonly<Record<string, string>>; text: string };

/** Whether one of the signatures that came with it is that of whoever knows the secret, and fresh. */
export function isSignedBy(secret: string, { headers, text }: Came, now: Instant): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': sentAt = '', 'webhook-signature': signatures = '' } = headers;
  if (id === undefined || id === '' || !/^\d{1,12}$/.test(sentAt)) return false;
  const seconds = Number(sentAt);
  if (Math.abs(now / 1_000 - seconds) > toleranceSeconds) return false;
  const right = signatureOf(secret, { id, seconds, text });
  // All are looked at: which of them is right tells nobody anything.
  return signatures.split(' ').filter((signature) => isRight(signature, right)).length > 0;
}

function isRight(signature: string, right: Buffer): boolean {
  const [, encoded] = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(signature) ?? [];
  const given = Buffer.from(encoded ?? '', 'base64');
  return given.length === right.length && timingSafeEqual(given, right);
}

function signatureOf(secret: string, { id, seconds, text }: Message): Buffer {
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64');
  return createHmac('sha256', key).update(`${id}.${seconds}.${text}`).digest();
}
