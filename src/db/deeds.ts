// SQL of deeds: every change that a person or a script made, for ever. A deed is written in the transaction of its change.
import { randomUUID } from 'node:crypto';
import type { AccountId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

/** Who did it. `id`: the person's or the token's; null at the command line. */
export type Doer = { kind: 'person' | 'token' | 'command_line'; id: string | null; name: string };

export type Deed = {
  accountId: AccountId;
  at: Instant;
  by: Doer;
  /** For programs, such as `token.revoked`. */
  what: string;
  /** For people, after the doer's name: `revoked the token nightly`. */
  did: string;
  subject: { kind: string; id: string };
  /** What changed, without secrets. */
  details?: Readonly<Record<string, unknown>>;
};

export async function recordDeed(db: Database, deed: Deed): Promise<void> {
  await db.query(
    `insert into deeds (account_id, deed_id, at, by_kind, by_id, by_name, what, did, subject_kind, subject_id, details)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      deed.accountId,
      randomUUID(),
      new Date(deed.at),
      deed.by.kind,
      deed.by.id,
      deed.by.name,
      deed.what,
      deed.did,
      deed.subject.kind,
      deed.subject.id,
      JSON.stringify(deed.details ?? {}),
    ],
  );
}

export type DeedRow = {
  deedId: string;
  at: Instant;
  byKind: Doer['kind'];
  byId: string | null;
  byName: string;
  what: string;
  did: string;
  subjectKind: string;
  subjectId: string;
  details: Readonly<Record<string, unknown>>;
};

export type DeedsWanted = {
  accountId: AccountId;
  subject: { kind: string; id: string | null } | null;
  /** The last one that was seen: only older ones are wanted. */
  before: { at: Instant; deedId: string } | null;
  limit: number;
};

/** Newest first. */
export async function listDeeds(db: Database, wanted: DeedsWanted): Promise<DeedRow[]> {
  const { rows } = await db.query<DeedRow>(
    `select deed_id as "deedId", at, by_kind as "byKind", by_id as "byId", by_name as "byName", what, did,
       subject_kind as "subjectKind", subject_id as "subjectId", details
     from deeds
     where account_id = $1
       and ($2::text is null or subject_kind = $2)
       and ($3::text is null or subject_id = $3)
       and ($4::timestamptz is null or (at, deed_id) < ($4, $5))
     order by at desc, deed_id desc
     limit $6`,
    [
      wanted.accountId,
      wanted.subject?.kind ?? null,
      wanted.subject?.id ?? null,
      wanted.before && new Date(wanted.before.at),
      wanted.before?.deedId ?? null,
      wanted.limit,
    ],
  );
  return rows;
}
