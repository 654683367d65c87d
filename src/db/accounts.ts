// SQL of accounts, their connections to marketplaces, and the keys by which marketplaces prove who they are.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export async function insertAccount(db: Database, accountId: string, name: string): Promise<void> {
  await db.query('insert into accounts (account_id, name, created_at) values ($1, $2, now())', [accountId, name]);
}

/** The accounts of exactly this name, the oldest first; a hundred at most. Nothing keeps two brokers from being called the same. */
export async function accountsCalled(db: Database, name: string): Promise<AccountId[]> {
  const { rows } = await db.query<{ account_id: AccountId }>(
    'select account_id from accounts where name = $1 order by created_at, account_id limit 100',
    [name],
  );
  return rows.map(({ account_id }) => account_id);
}

export async function accountExists(db: Database, accountId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from accounts where account_id = $1', [accountId]);
  return rowCount === 1;
}

/** The first `most` accounts, by name. */
export async function accountNames(db: Database, most: number): Promise<{ accountId: AccountId; name: string }[]> {
  const { rows } = await db.query<{ accountId: AccountId; name: string }>(
    'select account_id as "accountId", name from accounts order by name, account_id limit $1',
    [most],
  );
  return rows;
}

export async function nameOfAccount(db: Database, accountId: AccountId): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>('select name from accounts where account_id = $1', [accountId]);
  return rows[0]?.name ?? null;
}

/** Whether a binding hold may take tickets that are only set aside for a provisional sale. */
export async function changeTakesFromNonBinding(db: Database, accountId: string, takes: boolean): Promise<void> {
  await db.query('update accounts set takes_from_non_binding = $2 where account_id = $1', [accountId, takes]);
}

/** By then every hub has noticed that an account's rule is another: each remembers it for a few seconds. */
const noticedWithin = '6 seconds';

/** Changes the rule for sales without tickets, and lets every such sale be judged by it anew. Null: a person decides. */
export async function changeAutoReject(db: Database, accountId: string, rule: unknown): Promise<void> {
  await db.query('update accounts set auto_reject = $2 where account_id = $1', [
    accountId,
    rule === null ? null : JSON.stringify(rule),
  ]);
  await db.query(`update orders set due_at = now() + $2::interval where account_id = $1 and state = 'unfilled'`, [
    accountId,
    noticedWithin,
  ]);
}

type NewConnection = { accountId: string; connectionId: string; marketplace: string; settings: unknown };

/** False: the account is connected to that marketplace already. Of two that come at once, one makes it. */
export async function insertConnection(db: Database, connection: NewConnection): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into connections (account_id, connection_id, marketplace, settings, created_at)
     values ($1, $2, $3, $4, now())
     on conflict (account_id, marketplace) do nothing`,
    [connection.accountId, connection.connectionId, connection.marketplace, JSON.stringify(connection.settings)],
  );
  return rowCount === 1;
}

/** The account's connection to the marketplace, made when there is none. Settings of an existing one stay as they are. */
export async function ensureConnection(db: Database, connection: NewConnection): Promise<ConnectionId> {
  await insertConnection(db, connection);
  return (await findConnection(db, connection.accountId, connection.marketplace)) as ConnectionId;
}

export async function listAccountIds(db: Database): Promise<AccountId[]> {
  const { rows } = await db.query<{ account_id: AccountId }>('select account_id from accounts order by account_id');
  return rows.map(({ account_id }) => account_id);
}

/** The marketplaces that the account is connected to, by slug. */
export async function connectedMarketplaces(db: Database, accountId: string): Promise<string[]> {
  const query = 'select distinct marketplace from connections where account_id = $1 order by marketplace';
  const { rows } = await db.query<{ marketplace: string }>(query, [accountId]);
  return rows.map(({ marketplace }) => marketplace);
}

export async function findConnection(
  db: Database,
  accountId: string,
  marketplace: string,
): Promise<ConnectionId | null> {
  const { rows } = await db.query<{ connection_id: ConnectionId }>(
    'select connection_id from connections where account_id = $1 and marketplace = $2',
    [accountId, marketplace],
  );
  return rows[0]?.connection_id ?? null;
}

/** Changes the settings of a connection; false when there is no such connection. Whoever merges has it locked. */
export async function updateConnectionSettings(
  db: Database,
  accountId: string,
  marketplace: string,
  settings: unknown,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update connections set settings = $3 where account_id = $1 and marketplace = $2',
    [accountId, marketplace, JSON.stringify(settings)],
  );
  return rowCount === 1;
}

export type KeyRow = {
  /** Its public id. */
  keyId: string;
  accountId: AccountId;
  connectionId: ConnectionId;
  marketplace: string;
  settings: unknown;
  secretHash: Buffer;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  /** The account's choice: whether a binding hold may take what is only set aside. */
  takesFromNonBinding: boolean;
  isPaused: boolean;
};

/** The keys by their public ids, each with the connection that it opens. Looked up before any account is known. */
export async function findKeys(db: Database, keyIds: readonly string[]): Promise<KeyRow[]> {
  const { rows } = await db.query<KeyRow>(
    `select k.key_id as "keyId", k.account_id as "accountId", k.connection_id as "connectionId", c.marketplace, c.settings,
       k.secret_hash as "secretHash", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
       a.takes_from_non_binding as "takesFromNonBinding", c.paused_at is not null as "isPaused"
     from api_keys k join connections c using (account_id, connection_id) join accounts a using (account_id)
     where k.key_id = any($1)`,
    [keyIds],
  );
  return rows;
}

export async function insertKey(
  db: Database,
  key: { accountId: string; connectionId: string; keyId: string; secretHash: Buffer; expiresAt: Instant | null },
): Promise<void> {
  await db.query(
    `insert into api_keys (account_id, connection_id, key_id, secret_hash, created_at, expires_at)
     values ($1, $2, $3, $4, now(), $5)`,
    [
      key.accountId,
      key.connectionId,
      key.keyId,
      key.secretHash,
      key.expiresAt === null ? null : new Date(key.expiresAt),
    ],
  );
}

/** Revokes a key for good; false when the account, or the connection where one is named, has no such key. */
export async function revokeKey(
  db: Database,
  accountId: string,
  keyId: string,
  connectionId: string | null = null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update api_keys set revoked_at = coalesce(revoked_at, now())
     where account_id = $1 and key_id = $2 and connection_id = coalesce($3, connection_id)`,
    [accountId, keyId, connectionId],
  );
  return rowCount === 1;
}

export type ListedKey = {
  keyId: string;
  connectionId: ConnectionId;
  marketplace: string;
  createdAt: Instant;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
};

export async function listKeys(db: Database, accountId: string): Promise<ListedKey[]> {
  const { rows } = await db.query<ListedKey>(
    `select k.key_id as "keyId", k.connection_id as "connectionId", c.marketplace, k.created_at as "createdAt", k.expires_at as "expiresAt",
       k.revoked_at as "revokedAt"
     from api_keys k join connections c using (account_id, connection_id)
     where k.account_id = $1
     order by k.created_at`,
    [accountId],
  );
  return rows;
}
