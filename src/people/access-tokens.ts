// Tokens for a broker's own scripts: made, recognised and revoked. Fails closed; a revoked one is refused at once.
import type { AccountId, Instant } from '../core/order.ts';
import type { Permission } from '../core/permissions.ts';
import {
  type AccessTokenRow,
  findAccessToken,
  insertAccessToken,
  noteAccessTokenUse,
  revokeAccessToken,
} from '../db/access-tokens.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import { inTransaction, type Pool } from '../db/pool.ts';
import { createAccessToken, readAccessToken, secretMatches } from '../http/api-key.ts';
import type { BrokerCaller } from './caller.ts';

/** Its last use is kept to the minute, so that a busy script costs no write at every call. */
const useIsNotedEveryMs = 60_000;

export type TokenWanted = {
  accountId: AccountId;
  name: string;
  scopes: readonly Permission[];
  expiresAt: Instant | null;
};

/** Makes a token. Its text is in the answer and nowhere else. */
export async function issueToken(
  pool: Pool,
  wanted: TokenWanted,
  by: Doer,
  now: Instant,
): Promise<{ text: string; token: AccessTokenRow }> {
  const { token: text, tokenId, secretHash } = createAccessToken();
  const { accountId, name, expiresAt } = wanted;
  const scopes = [...new Set(wanted.scopes)];
  const made = { accountId, tokenId, name, scopes, createdAt: now, createdBy: by.name, expiresAt };
  await inTransaction(pool, async (db) => {
    await insertAccessToken(db, { ...made, secretHash });
    await recordDeed(db, {
      accountId,
      at: now,
      by,
      what: 'token.created',
      did: `made the token ${name} (${scopes.join(', ')})`,
      subject: { kind: 'token', id: tokenId },
      details: { name, scopes, expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString() },
    });
  });
  return { text, token: { ...made, revokedAt: null, lastUsedAt: null } };
}

/** Revokes a token for good; null when the account has no such token. */
export function withdrawToken(
  pool: Pool,
  accountId: AccountId,
  tokenId: string,
  by: Doer,
  now: Instant,
): Promise<AccessTokenRow | null> {
  return inTransaction(pool, async (db) => {
    const token = await revokeAccessToken(db, accountId, tokenId, now);
    if (token === null || token.revokedAt !== now) return token;
    const subject = { kind: 'token', id: tokenId };
    await recordDeed(db, {
      accountId,
      at: now,
      by,
      what: 'token.revoked',
      did: `revoked the token ${token.name}`,
      subject,
    });
    return token;
  });
}

/** The caller whose token this is; null when it is none of ours, wrong, revoked or expired. */
export async function callerOfToken(pool: Pool, text: string, now: Instant): Promise<BrokerCaller | null> {
  const carried = readAccessToken(text);
  const token = carried && (await findAccessToken(pool, carried.tokenId));
  if (!token || !secretMatches(carried.secret, token.secretHash)) return null;
  if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return null;
  if (token.lastUsedAt === null || token.lastUsedAt + useIsNotedEveryMs <= now) {
    await noteAccessTokenUse(pool, token, now);
  }
  return {
    kind: 'token',
    accountId: token.accountId,
    accountName: token.accountName,
    personId: null,
    name: `token ${token.name}`,
    role: null,
    permissions: new Set(token.scopes),
    sessionId: null,
    tokenId: token.tokenId,
  };
}
