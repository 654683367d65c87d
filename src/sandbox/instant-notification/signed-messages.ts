// Standard Webhooks, as the other side has it: messages that are signed, and judged, by a secret that both know.
// Written from its specification, and not from the hub's code.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** No secret of anybody's: it opens sandboxes. */
export const sandboxSigningSecret = `whsec_${Buffer.from('a sandbox signs with this secret').toString('base64')}`;

const key = Buffer.from(sandboxSigningSecret.slice('whsec_'.length), 'base64');
const toleranceSeconds = 5 * 60;

export function signedHeaders(id: string, text: string, seconds = Math.floor(Date.now() / 1_000)) {
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${text}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': `${seconds}`, 'webhook-signature': `v1,${signature}` };
}

/** A signature by somebody who does not know the secret. */
export const strangersSignature = `v1,${createHmac('sha256', 'a guess').update('a message').digest('base64')}`;

export function isSigned(headers: Readonly<Record<string, string | string[] | undefined>>, text: string): boolean {
  const seconds = Number(headers['webhook-timestamp']);
  if (!(Math.abs(Date.now() / 1_000 - seconds) <= toleranceSeconds)) return false;
  const wanted = signedHeaders(String(headers['webhook-id']), text, seconds)['webhook-signature'];
  return String(headers['webhook-signature'])
    .split(' ')
    .some((given) => given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted)));
}
