// SQL of connections as we speak through them, and of how far each marketplace's list of sales has been read.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export type ConnectionRow = {
  accountId: AccountId;
  connectionId: ConnectionId;
  marketplace: string;
  settings: unknown;
  /** Sealed. Null: nothing is ever sent to this marketplace. */
  credentials: Buffer | null;
  /** The account's rule for sales that cannot be filled. */
  autoReject: unknown;
  createdAt: Instant;
  /** When the credentials of another account of the marketplace's were entered in place of those before. Null: they never were. */
  isAnotherSince: Instant | null;
};

const columns = `c.account_id as "accountId", c.connection_id as "connectionId", c.marketplace, c.settings,
  c.credentials, (select a.auto_reject from accounts a where a.account_id = c.account_id) as "autoReject",
  c.created_at as "createdAt",
  (select d.at from deeds d
   where d.account_id = c.account_id and d.subject_kind = 'connection' and d.subject_id = c.connection_id::text
     and d.what = 'connection.credentials_entered' and d.details->>'is_another' = 'true'
   order by d.at desc limit 1) as "isAnotherSince"`;

export async function readConnection(
  db: Database,
  accountId: AccountId,
  connectionId: ConnectionId,
): Promise<ConnectionRow | null> {
  const { rows } = await db.query<ConnectionRow>(
    `select ${columns} from connections c where c.account_id = $1 and c.connection_id = $2`,
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

/** Its settings, which nobody else changes before this transaction ends. Null: there is no such connection. */
export async function lockConnectionSettings(
  db: Database,
  accountId: AccountId,
  connectionId: ConnectionId,
): Promise<object | null> {
  return (await lockConnection(db, accountId, connectionId))?.settings ?? null;
}

/** The same with its credentials, sealed. */
export async function lockConnection(
  db: Database,
  accountId: AccountId,
  connectionId: ConnectionId,
): Promise<{ settings: object; credentials: Buffer | null } | null> {
  const { rows } = await db.query<{ settings: object; credentials: Buffer | null }>(
    'select settings, credentials from connections where account_id = $1 and connection_id = $2 for no key update',
    [accountId, connectionId],
  );
  return rows[0] ?? null;
}

/** Pauses it, or goes on. False: it is so already, or there is no such connection. */
export async function pauseConnection(
  db: Database,
  accountId: AccountId,
  connectionId: ConnectionId,
  pausedAt: Instant | null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update connections set paused_at = $3
     where account_id = $1 and connection_id = $2 and (paused_at is null) <> ($3::timestamptz is null)`,
    [accountId, connectionId, pausedAt === null ? null : new Date(pausedAt)],
  );
  return rowCount === 1;
}

/** Its marketplace has sent a notice that is its own. */
export async function noteNotice(db: Database, connectionId: ConnectionId, at: Instant): Promise<void> {
  await db.query(
    'update connections set noticed_at = $2 where connection_id = $1 and (noticed_at is null or noticed_at < $2)',
    [connectionId, new Date(at)],
  );
}

/** A connection by its id alone, for notices that name nothing else. */
export async function findConnectionById(db: Database, connectionId: string): Promise<ConnectionRow | null> {
  const { rows } = await db.query<ConnectionRow>(`select ${columns} from connections c where c.connection_id = $1`, [
    connectionId,
  ]);
  return rows[0] ?? null;
}

export async function storeCredentials(
  db: Database,
  accountId: string,
  connectionId: string,
  sealed: Buffer,
): Promise<void> {
  await db.query('update connections set credentials = $3 where account_id = $1 and connection_id = $2', [
    accountId,
    connectionId,
    sealed,
  ]);
}

/** Takes its credentials away, and what was lent for them. False: there were none. */
export async function forgetCredentials(db: Database, accountId: string, connectionId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update connections set credentials = null, tokens = null
     where account_id = $1 and connection_id = $2 and credentials is not null`,
    [accountId, connectionId],
  );
  return rowCount === 1;
}

/** `failingSince`: when a look at it first failed, of those that failed in a row; null: the last one went well. */
export type DuePoll = ConnectionRow & { cursor: unknown; failingSince: Instant | null };

/** Takes connections whose list is due and that are not paused, for `leaseMs`; whoever takes one has it to itself meanwhile. */
export async function takeDuePolls(
  db: Database,
  {
    marketplaces,
    now,
    leaseMs,
    limit,
  }: { marketplaces: readonly string[]; now: Instant; leaseMs: number; limit: number },
): Promise<DuePoll[]> {
  const at = new Date(now);
  await db.query(
    `insert into polls (account_id, connection_id, due_at)
     select account_id, connection_id, $2 from connections
     where marketplace = any($1) and credentials is not null and paused_at is null
     on conflict do nothing`,
    [marketplaces, at],
  );
  const { rows } = await db.query<DuePoll>(
    `with due as (
       select p.account_id, p.connection_id from polls p join connections c using (account_id, connection_id)
       where p.due_at <= $1 and c.paused_at is null and c.marketplace = any($4)
       order by p.due_at
       limit $3
       for update of p skip locked
     ), taken as (
       update polls p set due_at = $2 from due
       where p.account_id = due.account_id and p.connection_id = due.connection_id
       returning p.account_id, p.connection_id, p.cursor, p.failing_since
     )
     select ${columns}, taken.cursor, taken.failing_since as "failingSince" from taken join connections c using (account_id, connection_id)`,
    [at, new Date(now + leaseMs), limit, marketplaces],
  );
  return rows;
}

/** The list is another one: it is read from its beginning, as at the first look. False: it was never looked at. */
export async function beginPollAnew(db: Database, accountId: string, connectionId: string): Promise<boolean> {
  const { rowCount } = await db.query('update polls set cursor = null where account_id = $1 and connection_id = $2', [
    accountId,
    connectionId,
  ]);
  return rowCount === 1;
}

/** What was read with credentials that are others by now says nothing of how far the list of these was read. */
const withTheSameCredentials = (place: number): string =>
  `(select c.credentials is not distinct from $${place}::bytea from connections c
    where c.account_id = polls.account_id and c.connection_id = polls.connection_id)`;

/**
 * Keeps the list for whoever reads it, and how far that has come: after a crash it is read on from there. False: other
 * credentials were entered meanwhile, and nothing was kept.
 */
export async function keepPoll(
  db: Database,
  {
    accountId,
    connectionId,
    credentials,
    cursor,
    dueAt,
  }: Pick<DuePoll, 'accountId' | 'connectionId' | 'credentials' | 'cursor'> & { dueAt: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update polls set due_at = $3, cursor = $4 where account_id = $1 and connection_id = $2 and ${withTheSameCredentials(5)}`,
    [accountId, connectionId, new Date(dueAt), JSON.stringify(cursor ?? null), credentials],
  );
  return rowCount === 1;
}

/** How a look ended. `trouble` null: well, and the list was read up to `cursor`. False: as of `keepPoll`. */
export async function storePoll(
  db: Database,
  poll: Pick<DuePoll, 'accountId' | 'connectionId' | 'credentials' | 'cursor'> & {
    at: Instant;
    dueAt: Instant;
    trouble: string | null;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update polls set due_at = $3, cursor = $4, trouble = $5,
       read_at = case when $5::text is null then $6 else read_at end,
       failing_since = case when $5::text is null then null else coalesce(failing_since, $6) end
     where account_id = $1 and connection_id = $2 and ${withTheSameCredentials(7)}`,
    [
      poll.accountId,
      poll.connectionId,
      new Date(poll.dueAt),
      JSON.stringify(poll.cursor ?? null),
      poll.trouble,
      new Date(poll.at),
      poll.credentials,
    ],
  );
  return rowCount === 1;
}

/** The list is to be read now, whoever has taken it and whenever it was to be read next. */
export async function makePollDue(
  db: Database,
  { accountId, connectionId, at }: Pick<DuePoll, 'accountId' | 'connectionId'> & { at: Instant },
): Promise<void> {
  await db.query('update polls set due_at = least(due_at, $3) where account_id = $1 and connection_id = $2', [
    accountId,
    connectionId,
    new Date(at),
  ]);
}

export async function listConnectionIds(db: Database, accountId: AccountId): Promise<ConnectionId[]> {
  const { rows } = await db.query<{ connection_id: ConnectionId }>(
    'select connection_id from connections where account_id = $1',
    [accountId],
  );
  return rows.map((row) => row.connection_id);
}

/** What of each connection may be shown. */
export async function listConnectionsShown(
  db: Database,
  accountId: AccountId,
): Promise<Pick<ConnectionRow, 'connectionId' | 'settings' | 'createdAt'>[]> {
  const { rows } = await db.query<Pick<ConnectionRow, 'connectionId' | 'settings' | 'createdAt'>>(
    `select connection_id as "connectionId", settings, created_at as "createdAt"
     from connections where account_id = $1`,
    [accountId],
  );
  return rows;
}
