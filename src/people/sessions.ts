// Sessions: begun, recognised, moved to another account, ended. Each ends by itself, at the latest after its whole time, and
// sooner when nobody uses it.
import { randomUUID } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import { permissionsOf } from '../core/permissions.ts';
import type { Database, Pool } from '../db/pool.ts';
import { findSession, forgetEndedSessions, insertSession, keepSessionAwake } from '../db/sessions.ts';
import type { BrokerCaller } from './caller.ts';
import { createSecretToken, readSecretToken } from './secret-token.ts';

export type SessionTimes = {
  /** How long one lasts that nobody uses. */
  idleMs: number;
  /** How long one lasts at most. */
  wholeMs: number;
};

/** A session that is used is not written down at every call. */
const keptAwakeEveryMs = 60_000;

export type BegunSession = { token: string; endsAt: Instant };

/**
 * The text of its token is in the answer and nowhere else. Null: the password by which the person was recognised is not theirs any
 * more, and whoever changed it has ended every session.
 */
export async function beginSession(
  db: Database,
  whose: { accountId: AccountId; personId: string; passwordHash: string },
  { idleMs, wholeMs }: SessionTimes,
  now: Instant,
): Promise<BegunSession | null> {
  const { token, tokenHash } = createSecretToken();
  const endsAt = now + wholeMs;
  const idleAt = Math.min(now + idleMs, endsAt);
  await forgetEndedSessions(db, now);
  const session = { sessionId: randomUUID(), tokenHash, ...whose, startedAt: now, idleAt, endsAt };
  return (await insertSession(db, session)) ? { token, endsAt } : null;
}

/** The caller whose session this token opens; null when it is none of ours, or has ended. */
export async function callerOfSession(
  pool: Pool,
  token: string,
  { idleMs }: SessionTimes,
  now: Instant,
): Promise<BrokerCaller | null> {
  const tokenHash = readSecretToken(token);
  const session = tokenHash && (await findSession(pool, tokenHash, now));
  if (!session) return null;
  if (session.idleAt < Math.min(now + idleMs - keptAwakeEveryMs, session.endsAt)) {
    await keepSessionAwake(pool, session.sessionId, now + idleMs);
  }
  return {
    kind: 'person',
    accountId: session.accountId,
    accountName: session.accountName,
    personId: session.personId,
    name: session.personName,
    role: session.role,
    permissions: permissionsOf(session.role),
    sessionId: session.sessionId,
    tokenId: null,
  };
}
