// Seals anew, with the current key, what others have sealed: row by row in small transactions, while hubs run.
// Kept: a row that somebody changes meanwhile is theirs; a value that no key opens is left as it is.
import type pg from 'pg';
import { inTransaction, type Pool } from './pool.ts';
import { CannotOpen, keyNameIn, type Vault } from './sealed.ts';

/** Every column that holds sealed values. A tidy test compares it with the schema. */
export const sealedColumns: readonly { table: string; column: string }[] = [
  { table: 'points_of_sale', column: 'settings' },
  { table: 'connections', column: 'credentials' },
  { table: 'connections', column: 'tokens' },
  { table: 'alert_channels', column: 'sealed' },
];

const rowsPerTransaction = 50;

export type Resealed = { resealed: number; unreadable: number };

/** One pass over everything. `onProgress` hears of every transaction. */
export async function resealAll(
  pool: Pool,
  vault: Vault,
  onProgress: (resealed: number) => void = () => {},
): Promise<Resealed> {
  const done: Resealed = { resealed: 0, unreadable: 0 };
  for (const { table, column } of sealedColumns) {
    for (let after: string | null = '(0,0)'; after !== null; ) {
      const place: Place = { table, column, after };
      after = await inTransaction(pool, (client) => resealSome(client, vault, place, done));
      onProgress(done.resealed);
    }
  }
  return done;
}

/** How many values each key has sealed, by its name. */
export async function countByKey(pool: Pool): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, column } of sealedColumns) {
    const { rows } = await pool.query<{ head: Buffer; count: number }>(
      `select substring(${column} from 1 for 12) as head, count(*)::int as count
       from ${table} where ${column} is not null group by 1`,
    );
    for (const { head, count } of rows) counts.set(keyNameIn(head), (counts.get(keyNameIn(head)) ?? 0) + count);
  }
  return counts;
}

type Place = { table: string; column: string; after: string };

/** Resolves with the place to go on from; null when there is nothing behind it. */
async function resealSome(
  client: pg.PoolClient,
  vault: Vault,
  { table, column, after }: Place,
  done: Resealed,
): Promise<string | null> {
  const { rows } = await client.query<{ place: string; sealed: Buffer }>(
    `select ctid::text as place, ${column} as sealed from ${table}
     where ctid > $1::tid and ${column} is not null and substring(${column} from 1 for 12) <> $2
     order by ctid
     limit ${rowsPerTransaction}
     for update`,
    [after, vault.head],
  );
  for (const { place, sealed } of rows) {
    try {
      await client.query(`update ${table} set ${column} = $2 where ctid = $1::tid`, [
        place,
        vault.seal(vault.open(sealed)),
      ]);
      done.resealed += 1;
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      done.unreadable += 1;
    }
  }
  return rows.length < rowsPerTransaction ? null : (rows.at(-1)?.place ?? null);
}
