// SQL of the record of imports: each file, how far it has come, and what became of it.
import type { AccountId, Instant } from '../core/order.ts';
import type { TwinTally } from '../core/twin-seats.ts';
import type { Database } from './pool.ts';

export type ImportPhase = 'reading' | 'comparing' | 'writing';
/** `broken_off`: whoever ran it is gone or failed; nothing of the file is there. */
type ImportState = 'running' | 'done' | 'refused' | 'broken_off';

/** Listings and tickets in the file, and how many of the listings were new, changed, and as they were. */
type ImportCounts = { listings: number; tickets: number; added: number; changed: number; unchanged: number };
/** `twins`: the seats of the file that stand in two of its listings, or in another on the shelf. */
export type ImportBrought = ImportCounts & { twins: TwinTally };

/** `column` null: it is about the line as a whole. */
type ImportError = { line: number; column: string | null; message: string };

export type ImportRecord = {
  importId: string;
  pos: string;
  fileName: string;
  byName: string;
  state: ImportState;
  phase: ImportPhase;
  /** Rows so far, and of how many when that is known. */
  rowsDone: number;
  rowsTotal: number | null;
  counts: ImportCounts | null;
  /** Null also where an older version did not look for them. */
  twins: TwinTally | null;
  errors: readonly ImportError[];
  moreErrors: number;
  trouble: string | null;
  beganAt: Instant;
  endedAt: Instant | null;
};

/** One import of one account. */
export type ImportName = { accountId: AccountId; importId: string };

/** A running one whose time is past has been broken off, although nobody lived to write that down. */
const columns = (now: string): string => `
  import_id as "importId", pos, file_name as "fileName", by_name as "byName",
  case when state = 'running' and alive_until < ${now} then 'broken_off' else state end as state,
  phase, rows_done as "rowsDone", rows_total as "rowsTotal", counts - 'twins' as counts,
  counts -> 'twins' as twins, errors, more_errors as "moreErrors", trouble,
  began_at as "beganAt", coalesce(ended_at, case when alive_until < ${now} then alive_until end) as "endedAt"`;

export async function readImport(
  db: Database,
  { accountId, importId }: ImportName,
  now: Instant,
): Promise<ImportRecord | null> {
  const { rows } = await db.query<ImportRecord>(
    `select ${columns('$3')} from imports where account_id = $1 and import_id = $2`,
    [accountId, importId, new Date(now)],
  );
  return rows[0] ?? null;
}

/** Newest first. */
export async function listImports(
  db: Database,
  accountId: AccountId,
  before: { at: Instant; importId: string } | null,
  limit: number,
  now: Instant,
): Promise<ImportRecord[]> {
  const { rows } = await db.query<ImportRecord>(
    `select ${columns('$2')} from imports
     where account_id = $1 and ($3::timestamptz is null or (began_at, import_id) < ($3, $4))
     order by began_at desc, import_id desc
     limit $5`,
    [accountId, new Date(now), before && new Date(before.at), before?.importId ?? null, limit],
  );
  return rows;
}

/** False: another import into the account is under way. */
export async function insertImport(
  db: Database,
  { accountId, importId }: ImportName,
  { pos, fileName, byName }: Pick<ImportRecord, 'pos' | 'fileName' | 'byName'>,
  { now, aliveUntil }: { now: Instant; aliveUntil: Instant },
): Promise<boolean> {
  await db.query(
    `update imports set state = 'broken_off', ended_at = alive_until
     where account_id = $1 and state = 'running' and alive_until < $2`,
    [accountId, new Date(now)],
  );
  const { rowCount } = await db.query(
    `insert into imports (account_id, import_id, pos, file_name, by_name, state, phase, alive_until, began_at)
     values ($1, $2, $3, $4, $5, 'running', 'reading', $6, $7)
     on conflict (account_id) where state = 'running' do nothing`,
    [accountId, importId, pos, fileName, byName, new Date(aliveUntil), new Date(now)],
  );
  return rowCount === 1;
}

export async function noteImportProgress(
  db: Database,
  { accountId, importId }: ImportName,
  { phase, rows, of }: { phase: ImportPhase; rows: number; of: number | null },
  aliveUntil: Instant,
): Promise<void> {
  await db.query(
    `update imports set phase = $3, rows_done = $4, rows_total = $5, alive_until = $6
     where account_id = $1 and import_id = $2 and state = 'running'`,
    [accountId, importId, phase, rows, of, new Date(aliveUntil)],
  );
}

/** How it ends: done with its counts, refused for what is wrong in the file, or broken off. */
export type ImportEnd =
  | { state: 'done'; counts: ImportBrought }
  | { state: 'refused'; errors: readonly ImportError[]; moreErrors: number }
  | { state: 'broken_off'; trouble: string };

/** False: it was taken for broken off meanwhile, and must not be done any more. */
export async function endImport(
  db: Database,
  { accountId, importId }: ImportName,
  end: ImportEnd,
  now: Instant,
): Promise<boolean> {
  const { counts, errors, moreErrors, trouble } = { counts: null, errors: [], moreErrors: 0, trouble: null, ...end };
  const { rowCount } = await db.query(
    `update imports set state = $3, counts = $4, errors = $5, more_errors = $6, trouble = $7, ended_at = $8
     where account_id = $1 and import_id = $2 and state = 'running'`,
    [
      ...[accountId, importId, end.state, counts && JSON.stringify(counts), JSON.stringify(errors), moreErrors],
      ...[trouble, new Date(now)],
    ],
  );
  return rowCount === 1;
}
