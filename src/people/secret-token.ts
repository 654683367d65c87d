// Random text that lets somebody in: the token of a session, or of a link. 256 bits, so a plain SHA-256 is enough at rest;
// it is found by its hash, so that nothing is ever compared character by character.
import { createHash, randomBytes } from 'node:crypto';

const secretTokenPattern = /^[A-Za-z0-9_-]{43}$/;

export function createSecretToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashOfToken(token) };
}

/** Null when it cannot be one of ours. */
export function readSecretToken(text: string): Buffer | null {
  return secretTokenPattern.test(text) ? hashOfToken(text) : null;
}

function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
