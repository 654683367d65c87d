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

/** `hasOrder` false: it names an order that the ledger does not have. */
export type ListedFinding = StandingFinding & { hasOrder: boolean };

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
       do update set seen_at = excluded.seen_at, sentence = excluded.sentence, remote_id = excluded.remote_id
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

/** We have healed it. */
export async function healFinding(
  db: Database,
  accountId: AccountId,
  findingId: string,
  { healing, at }: { healing: string; at: Instant },
): Promise<void> {
  await db.query(
    `update findings set healing = $3, healed_at = $4
     where account_id = $1 and finding_id = $2 and healed_at is null and ended_at is null`,
    [accountId, findingId, healing, new Date(at)],
  );
}

/** What stands of this kind, about that POS (null: any), and was not seen since then is over. */
export async function endUnseenFindings(
  db: Database,
  accountId: AccountId,
  { kind, pos, since, at }: { kind: string; pos: string | null; since: Instant; at: Instant },
): Promise<void> {
  await db.query(
    `update findings set ended_at = $5
     where account_id = $1 and kind = $2 and ($3::text is null or pos = $3) and seen_at < $4 and healed_at is null and ended_at is null`,
    [accountId, kind, pos, new Date(since), new Date(at)],
  );
}

/** Those of the remote ids of which something of this kind stands about that POS. */
export async function readRemoteIdsFound(
  db: Database,
  accountId: AccountId,
  { kind, pos, remoteIds }: { kind: string; pos: string; remoteIds: readonly string[] },
): Promise<string[]> {
  if (remoteIds.length === 0) return [];
  const { rows } = await db.query<{ remoteId: string }>(
    `select distinct remote_id as "remoteId" from findings
     where account_id = $1 and kind = $2 and pos = $3 and remote_id = any($4::text[])
       and healed_at is null and ended_at is null`,
    [accountId, kind, pos, remoteIds],
  );
  return rows.map(({ remoteId }) => remoteId);
}

/** What stands, the oldest first; `pos`: about that POS alone. */
export async function listStandingFindings(
  db: Database,
  accountId: AccountId,
  limit: number,
  pos: string | null = null,
): Promise<{ findings: ListedFinding[]; count: number }> {
  const { rows } = await db.query<ListedFinding & { count: number }>(
    `select f.finding_id as "findingId", f.kind, f.subject, f.order_id as "orderId", f.connection_id as "connectionId",
       f.pos, f.remote_id as "remoteId", f.sentence, f.found_at as "foundAt", f.seen_at as "seenAt",
       exists (select from orders o where o.account_id = f.account_id and o.order_id = f.order_id) as "hasOrder",
       count(*) over () as count
     from findings f
     where f.account_id = $1 and f.healed_at is null and f.ended_at is null and ($3::text is null or f.pos = $3)
     order by f.found_at, f.finding_id
     limit $2`,
    [accountId, limit, pos],
  );
  return { findings: rows.map(({ count: _count, ...finding }) => finding), count: rows[0]?.count ?? 0 };
}

/** What was healed, or came to its end by itself, since then. */
export async function listEndedFindings(
  db: Database,
  accountId: AccountId,
  since: Instant,
): Promise<{ kind: string; sentence: string; healing: string | null }[]> {
  const { rows } = await db.query<{ kind: string; sentence: string; healing: string | null }>(
    `select kind, sentence, healing from findings
     where account_id = $1 and (healed_at >= $2 or ended_at >= $2)
     order by found_at, finding_id
     limit 1000`,
    [accountId, new Date(since)],
  );
  return rows;
}

/**
 * Keeps the alerts of one kind about orders as the findings stand that a person must see to: `atOnce`, or of these kinds `since` they were
 * found so long ago. One for each order, renewed when its words change, over when nothing stands any more. An order that the ledger does not have is named by its id all the same.
 */
export async function keepDisagreementAlerts(
  db: Database,
  accountId: AccountId,
  kind: 'disagreement' | 'seat_listed_twice',
  { atOnce, since, foundBefore }: { atOnce: readonly string[]; since: readonly string[]; foundBefore: Instant },
  now: Instant,
): Promise<void> {
  const standing = `
    select distinct on (order_id) order_id, sentence from findings
    where account_id = $1 and (kind = any($2::text[]) or (kind = any($4::text[]) and found_at < $5))
      and order_id is not null and healed_at is null and ended_at is null
    order by order_id, found_at`;
  const values = [accountId, atOnce, new Date(now), since, new Date(foundBefore), kind];
  await db.query(
    `update alerts a set over_at = $3
     where a.account_id = $1 and a.kind = $6 and a.over_at is null
       and not exists (select from (${standing}) s where s.order_id = a.order_id)`,
    values,
  );
  await db.query(
    `insert into alerts (account_id, order_id, kind, sentence, at)
     select $1, order_id, $6, sentence, $3::timestamptz from (${standing}) s
     on conflict (account_id, subject, kind) where over_at is null
       do update set sentence = excluded.sentence where alerts.sentence <> excluded.sentence`,
    values,
  );
}

/** What stands of this kind and is of no order, POS by POS. */
export type PosFindings = {
  pos: string;
  count: number;
  /** Of the one that was found first. */
  sentence: string;
  /** When the last of them was found. */
  lastFoundAt: Instant;
};

export async function readFindingsOfNoOrder(db: Database, accountId: AccountId, kind: string): Promise<PosFindings[]> {
  const { rows } = await db.query<PosFindings>(
    `select pos, count(*), (array_agg(sentence order by found_at, finding_id))[1] as sentence,
       max(found_at) as "lastFoundAt"
     from findings
     where account_id = $1 and kind = $2 and order_id is null and pos is not null
       and healed_at is null and ended_at is null
     group by pos`,
    [accountId, kind],
  );
  return rows;
}

/**
 * Of this kind stand these alerts about POS systems and no others: new ones are raised, the words of known ones renewed, the
 * rest are over. Where something was found after a person had seen to the last, it is told anew.
 */
export async function keepPosAlerts(
  db: Database,
  accountId: AccountId,
  kind: 'gone_seat_listed',
  alerts: readonly Pick<PosFindings, 'pos' | 'sentence' | 'lastFoundAt'>[],
  at: Instant,
): Promise<void> {
  const standing = JSON.stringify(
    alerts.map(({ pos, sentence, lastFoundAt }) => ({ pos, sentence, last_found_at: new Date(lastFoundAt) })),
  );
  const recordset = 'json_to_recordset($3::json) as s (pos text, sentence text, last_found_at timestamptz)';
  const values = [accountId, kind, standing, new Date(at)];
  await db.query(
    `update alerts a set over_at = $4
     where a.account_id = $1 and a.kind = $2 and a.over_at is null and not exists (
       select from ${recordset}
       where s.pos = a.pos and (a.done_at is null or s.last_found_at <= a.done_at))`,
    values,
  );
  await db.query(
    `insert into alerts (account_id, pos, kind, sentence, at)
     select $1, s.pos, $2, s.sentence, $4 from ${recordset}
     on conflict (account_id, subject, kind) where over_at is null
       do update set sentence = excluded.sentence where alerts.sentence <> excluded.sentence`,
    values,
  );
}
