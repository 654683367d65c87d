// SQL of the tokens by which a broker's own scripts prove who they are.
import type { AccountId, Instant } from '../core/order.ts';
import type { Permission } from '../core/permissions.ts';
import type { Database } from './pool.ts';

export type AccessTokenRow = {
  accountId: AccountId;
  tokenId: string;
  name: string;
  scopes: Permission[];
  createdAt: Instant;
  createdBy: string;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  lastUsedAt: Instant | null;
};

const columns = `account_id as "accountId", token_id as "tokenId", name, scopes, created_at as "createdAt",
  created_by as "createdBy", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

export async function insertAccessToken(
  db: Database,
  token: Omit<AccessTokenRow, 'revokedAt' | 'lastUsedAt'> & { secretHash: Buffer },
): Promise<void> {
  await db.query(
    `insert into access_tokens (account_id, token_id, name, scopes, secret_hash, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      token.accountId,
      token.tokenId,
      token.name,
      token.scopes,
      token.secretHash,
      new Date(token.createdAt),
      token.createdBy,
      token.expiresAt === null ? null : new Date(token.expiresAt),
    ],
  );
}

/** The token by its public id. Looked up before any account is known. */
export async function findAccessToken(
  db: Database,
  tokenId: string,
): Promise<(AccessTokenRow & { secretHash: Buffer; accountName: string }) | null> {
  const { rows } = await db.query<AccessTokenRow & { secretHash: Buffer; accountName: string }>(
    `select ${columns}, secret_hash as "secretHash",
       (select a.name from accounts a where a.account_id = t.account_id) as "accountName"
     from access_tokens t where token_id = $1`,
    [tokenId],
  );
  return rows[0] ?? null;
}

/** Newest first. */
export async function listAccessTokens(db: Database, accountId: AccountId): Promise<AccessTokenRow[]> {
  const { rows } = await db.query<AccessTokenRow>(
    `select ${columns} from access_tokens
     where account_id = $1
     order by created_at desc, token_id`,
    [accountId],
  );
  return rows;
}

/** Revokes a token for good; null when the account has no such token. */
export async function revokeAccessToken(
  db: Database,
  accountId: AccountId,
  tokenId: string,
  at: Instant,
): Promise<AccessTokenRow | null> {
  const { rows } = await db.query<AccessTokenRow>(
    `update access_tokens set revoked_at = coalesce(revoked_at, $3)
     where account_id = $1 and token_id = $2
     returning ${columns}`,
    [accountId, tokenId, new Date(at)],
  );
  return rows[0] ?? null;
}

export async function noteAccessTokenUse(
  db: Database,
  { accountId, tokenId }: Pick<AccessTokenRow, 'accountId' | 'tokenId'>,
  at: Instant,
): Promise<void> {
  await db.query('update access_tokens set last_used_at = $3 where account_id = $1 and token_id = $2', [
    accountId,
    tokenId,
    new Date(at),
  ]);
}

/** Those of the tokens that still stand, each with its account. */
export async function readStandingTokens(
  db: Database,
  tokenIds: readonly string[],
  now: Instant,
): Promise<Map<string, AccountId>> {
  const { rows } = await db.query<{ tokenId: string; accountId: AccountId }>(
    `select token_id as "tokenId", account_id as "accountId" from access_tokens
     where token_id = any($1) and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [tokenIds, new Date(now)],
  );
  return new Map(rows.map(({ tokenId, accountId }) => [tokenId, accountId]));
}
