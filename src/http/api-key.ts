// The keys that marketplaces carry, and the tokens of a broker's own scripts: `hfk_` or `hft_`, twelve characters that name
// it, 32 that are the secret, and a check sum. The prefix lets secret scanners find a leaked one; the check sum turns a forged one away before the database is asked.
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 12;
/** 32 characters of 62: 190 bits, so a plain SHA-256 is enough at rest. */
const secretLength = 32;
const checkLength = 6;

/** What a secret scanner looks for. */
const patternOf = {
  hfk: /^hfk_([0-9A-Za-z]{12})([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/,
  hft: /^hft_([0-9A-Za-z]{12})([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/,
} as const;
type Prefix = keyof typeof patternOf;

export type NewApiKey = { apiKey: string; keyId: string; secretHash: Buffer };
export type NewAccessToken = { token: string; tokenId: string; secretHash: Buffer };

export function createApiKey(): NewApiKey {
  const { text, id, secretHash } = create('hfk');
  return { apiKey: text, keyId: id, secretHash };
}

/** For a script of the broker's own, which calls the broker API. */
export function createAccessToken(): NewAccessToken {
  const { text, id, secretHash } = create('hft');
  return { token: text, tokenId: id, secretHash };
}

/** The key's public id and its secret; null when it cannot be one of ours. */
export function readApiKey(text: string): { keyId: string; secret: string } | null {
  const parts = read('hfk', text);
  return parts && { keyId: parts.id, secret: parts.secret };
}

/** The same of a token. */
export function readAccessToken(text: string): { tokenId: string; secret: string } | null {
  const parts = read('hft', text);
  return parts && { tokenId: parts.id, secret: parts.secret };
}

function create(prefix: Prefix): { text: string; id: string; secretHash: Buffer } {
  const id = randomText(idLength);
  const secret = randomText(secretLength);
  return { text: `${prefix}_${id}${secret}${checkOf(id + secret)}`, id, secretHash: hashOf(secret) };
}

function read(prefix: Prefix, text: string): { id: string; secret: string } | null {
  const [, id, secret, check] = patternOf[prefix].exec(text) ?? [];
  if (id === undefined || secret === undefined || check !== checkOf(id + secret)) return null;
  return { id, secret };
}

/** Constant-time in the secret. */
export function secretMatches(secret: string, secretHash: Buffer): boolean {
  return timingSafeEqual(hashOf(secret), secretHash);
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checkOf(text: string): string {
  let rest = crc32(text);
  let check = '';
  for (let index = 0; index < checkLength; index++) {
    check += alphabet.charAt(rest % alphabet.length);
    rest = Math.floor(rest / alphabet.length);
  }
  return check;
}

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
