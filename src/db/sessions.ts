// SQL of sessions: who is signed in, for which account, and until when.
import type { AccountId, Instant } from '../core/order.ts';
import type { Role } from '../core/permissions.ts';
import type { Database } from './pool.ts';

export type NewSession = {
  sessionId: string;
  tokenHash: Buffer;
  accountId: AccountId;
  personId: string;
  /** As it stood when the person was recognised. */
  passwordHash: string;
  startedAt: Instant;
  idleAt: Instant;
  endsAt: Instant;
};

/** False when the person has another password meanwhile. The lock keeps one that is being changed from being overtaken. */
export async function insertSession(db: Database, session: NewSession): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into sessions (session_id, token_hash, account_id, person_id, started_at, idle_at, ends_at)
     select $1, $2, $3, person_id, $5, $6, $7 from people
     where person_id = $4 and password_hash = $8
     for share`,
    [
      session.sessionId,
      session.tokenHash,
      session.accountId,
      session.personId,
      new Date(session.startedAt),
      new Date(session.idleAt),
      new Date(session.endsAt),
      session.passwordHash,
    ],
  );
  return rowCount === 1;
}

export type SessionRow = {
  sessionId: string;
  personId: string;
  personName: string;
  accountId: AccountId;
  accountName: string;
  role: Role;
  idleAt: Instant;
  endsAt: Instant;
};

/** The session behind a token's hash, whoever it belongs to; null when it has ended. One look-up by a unique key. */
export async function findSession(db: Database, tokenHash: Buffer, now: Instant): Promise<SessionRow | null> {
  const { rows } = await db.query<SessionRow>(
    `select s.session_id as "sessionId", s.person_id as "personId", p.name as "personName",
       s.account_id as "accountId", a.name as "accountName", m.role, s.idle_at as "idleAt", s.ends_at as "endsAt"
     from sessions s
       join memberships m using (account_id, person_id)
       join people p using (person_id)
       join accounts a using (account_id)
     where s.token_hash = $1 and s.idle_at > $2 and s.ends_at > $2`,
    [tokenHash, new Date(now)],
  );
  return rows[0] ?? null;
}

export async function keepSessionAwake(db: Database, sessionId: string, idleAt: Instant): Promise<void> {
  await db.query('update sessions set idle_at = least($2, ends_at) where session_id = $1', [
    sessionId,
    new Date(idleAt),
  ]);
}

export async function moveSession(db: Database, sessionId: string, accountId: AccountId): Promise<void> {
  await db.query('update sessions set account_id = $2 where session_id = $1', [sessionId, accountId]);
}

export async function endSession(db: Database, sessionId: string): Promise<void> {
  await db.query('delete from sessions where session_id = $1', [sessionId]);
}

/** Every session of the person, in every account, but one. */
export async function endOtherSessions(db: Database, personId: string, but: string | null): Promise<void> {
  await db.query('delete from sessions where person_id = $1 and session_id is distinct from $2', [personId, but]);
}

/** Those that have ended by themselves are of no use to anyone. */
export async function forgetEndedSessions(db: Database, now: Instant): Promise<void> {
  await db.query('delete from sessions where idle_at <= $1', [new Date(now)]);
}

/** Those of the sessions that still stand, each with the account that it is for now. */
export async function readStandingSessions(
  db: Database,
  sessionIds: readonly string[],
  now: Instant,
): Promise<Map<string, AccountId>> {
  const { rows } = await db.query<{ sessionId: string; accountId: AccountId }>(
    `select session_id as "sessionId", account_id as "accountId" from sessions
     where session_id = any($1) and idle_at > $2 and ends_at > $2`,
    [sessionIds, new Date(now)],
  );
  return new Map(rows.map(({ sessionId, accountId }) => [sessionId, accountId]));
}
