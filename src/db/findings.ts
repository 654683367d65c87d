// SQL of findings: where ledger, POS and marketplaces do not say the same. A finding that stands is one row, however often
// it is seen; when it is healed or ended it is kept, and the same cause may be found anew.
import type { AccountId, ConnectionId, Instant, OrderId } from '../core/order.ts';
import type { Database } from './pool.ts';

export type Finding = {
  /** A closed list is the engine's; here it is a word. */
  kind: string;
  /** What it is about, so that the same cause is found once. */
  subject: string;
  orderId?: OrderId;
  connectionId?: ConnectionId;
  pos?: string;
  remoteId?: string;
  sentence: string;
};

export type StandingFinding = Finding & { findingId: string; foundAt: Instant; seenAt: Instant };

/** Writes down what was found; one that stands is seen again, and keeps when it was found. */
export async function noteFindings(
  db: Database,
  accountId: AccountId,
  findings: readonly Finding[],
  now: Instant,
): Promise<StandingFinding[]> {
  if (findings.length === 0) return [];
  const rows = findings.map(({ orderId, connectionId, remoteId, ...rest }) => ({
    ...rest,
    order_id: orderId,
    connection_id: connectionId,
    remote_id: remoteId,
  }));
  const { rows: noted } = await db.query<StandingFinding>(
    `insert into findings as f (account_id, kind, subject, order_id, connection_id, pos, remote_id, sentence, found_at, seen_at)
     select distinct on (kind, subject) $1::uuid, kind, subject, order_id, connection_id, pos, remote_id, sentence,
       $3::timestamptz, $3::timestamptz
     from json_to_recordset($2::json) as r (kind text, subject text, order_id uuid, connection_id uuid, pos text,
       remote_id text, sentence text)
     order by kind, subject
     on conflict (account_id, kind, subject) where healed_at is null and ended_at is null
       do update set seen_at = excluded.seen_at, sentence = excluded.sentence
     returning f.finding_id as "findingId", f.kind, f.subject, f.order_id as "orderId",
       f.connection_id as "connectionId", f.pos, f.remote_id as "remoteId", f.sentence, f.found_at as "foundAt",
       f.seen_at as "seenAt"`,
    [accountId, JSON.stringify(rows), new Date(now)],
  );
  return noted;
}

/** What stood of these is over: everybody says the same again, and we did not bring it about. */
export async function endFindings(
  db: Database,
  accountId: AccountId,
  causes: readonly Pick<Finding, 'kind' | 'subject'>[],
  now: Instant,
): Promise<void> {
  if (causes.length === 0) return;
  await db.query(
    `update findings f set ended_at = $3
     from json_to_recordset($2::json) as c (kind text, subject text)
     where f.account_id = $1 and f.kind = c.kind and f.subject = c.subject and f.healed_at is null and f.ended_at is null`,
    [accountId, JSON.stringify(causes), new Date(now)],
  );
}
