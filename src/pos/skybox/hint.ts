// SkyBox's webhooks. What they say and how they are signed is not public, so they are hints and no more: something has changed,
// look again. They prove themselves by a key that they were registered with as a header, and where the broker knows which
// header carries the signature, by that too. Kept: without a key nobody is believed; compared in constant time.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PosHint, PosHintRead } from '../stock.ts';
import type { SkyBoxSettings } from './settings.ts';

/** Within a second, or SkyBox mutes its webhooks: so nothing is done before it. */
const thanks = { status: 200, type: 'application/json', text: '{}' };

export function readSkyBoxHint(hint: PosHint, settings: SkyBoxSettings): PosHintRead {
  const isKnown = hasKey(hint, settings.hint_key);
  const isSigned = hasSignature(hint, settings);
  const proofs = [isKnown, isSigned].filter((proof) => proof !== null);
  if (proofs.length === 0 || proofs.includes(false)) return { kind: 'forged' };
  return { kind: 'authentic', remoteIds: 'unknown', answer: thanks };
}

/** Null: no key is set. */
function hasKey({ headers }: PosHint, key: string | undefined): boolean | null {
  return key === undefined ? null : isSame(headers.authorization ?? '', `Bearer ${key}`);
}

/** In hexadecimal or base64, with or without the name of the method before it. Null: it cannot be looked for. */
function hasSignature(
  { headers, text }: PosHint,
  { webhook_secret: secret, webhook_signature_header: header }: SkyBoxSettings,
): boolean | null {
  if (secret === undefined || header === undefined) return null;
  const given = (headers[header.toLowerCase()] ?? '').replace(/^sha256=/i, '');
  const right = createHmac('sha256', secret).update(text).digest();
  const isHex = isSame(given.toLowerCase(), right.toString('hex'));
  const isBase64 = isSame(given, right.toString('base64'));
  return isHex || isBase64;
}

/** Of what is hashed, not even the length shows. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(hashOf(given), hashOf(right));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
