// The keys that marketplaces carry: `hfk_`, twelve characters that name the key, 32 that are the secret, and a check sum.
// The prefix lets secret scanners find a leaked one; the check sum turns a forged one away before the database is asked.
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 12;
/** 32 characters of 62: 190 bits, so a plain SHA-256 is enough at rest. */
const secretLength = 32;
const checkLength = 6;

/** What a secret scanner looks for. */
const apiKeyPattern = /^hfk_([0-9A-Za-z]{12})([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

export type NewApiKey = { apiKey: string; keyId: string; secretHash: Buffer };

export function createApiKey(): NewApiKey {
  const keyId = randomText(idLength);
  const secret = randomText(secretLength);
  return { apiKey: `hfk_${keyId}${secret}${checkOf(keyId + secret)}`, keyId, secretHash: hashOf(secret) };
}

/** The key's public id and its secret; null when it cannot be one of ours. */
export function readApiKey(text: string): { keyId: string; secret: string } | null {
  const [, keyId, secret, check] = apiKeyPattern.exec(text) ?? [];
  if (keyId === undefined || secret === undefined || check !== checkOf(keyId + secret)) return null;
  return { keyId, secret };
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
