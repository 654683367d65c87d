// Brings the database to the newest schema: numbered SQL files, forward only, each in its own transaction.
// Several processes may start at once; an advisory lock lets one of them do the work. Kept: the others wait for it, however long it takes.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Database, inTransaction, openPool, type Pool } from './pool.ts';
import { UnusableDatabase } from './unusable-database.ts';

const migrationsFolder = new URL('../../migrations/', import.meta.url);

/** Any constant will do, as long as nothing else in the database locks it. */
const migrationLock = 7_146_501;

type Migration = { name: string; sql: string; checksum: string };

/**
 * `onProgress` is told, in a sentence, when somebody else is at it and this process waits. Throws UnusableDatabase where there is no
 * database, where it does not let us in, and where it has another schema than can be brought to ours.
 */
export async function migrate(databaseUrl: string, onProgress: (sentence: string) => void = () => {}): Promise<void> {
  const pool = openPool(databaseUrl, 1);
  try {
    await reach(pool);
    await migratePool(pool, await readMigrations(), onProgress);
  } finally {
    await pool.end();
  }
}

async function reach(pool: Pool): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    // Where a name has several addresses and none answers, there is a code and no message.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new UnusableDatabase(`The database cannot be opened: ${message || code}.`, { cause: error });
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, migrationsFolder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function migratePool(pool: Pool, migrations: Migration[], onProgress: (sentence: string) => void): Promise<void> {
  await inTransaction(pool, async (client) => {
    await takeTurn(client, onProgress);
    await client.query(
      'create table if not exists migrations (name text primary key, checksum text not null, at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migrations');
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    refuseStrangers(migrations, applied);
    for (const { name, sql, checksum } of migrations) {
      if (applied.has(name)) continue;
      await client.query(sql);
      await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum]);
    }
  });
}

/** Has the lock until the transaction ends. Every other lock is waited for no longer than usual: hubs are at work on the tables. */
async function takeTurn(client: Database, onProgress: (sentence: string) => void): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
    migrationLock,
  ]);
  if (rows[0]?.mine) return;
  onProgress(
    `Waiting until ${await whoMigrates(client)} has brought the database to its schema; nothing is to be done.`,
  );
  await client.query('set local lock_timeout = 0');
  await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
  await client.query('set local lock_timeout to default');
  onProgress('The database is free; going on.');
}

async function whoMigrates(client: Database): Promise<string> {
  const { rows } = await client.query<{ pid: number; from: string | null; since: number | null }>(
    `select l.pid, host(a.client_addr) as "from", a.xact_start as since
     from pg_locks l left join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = $1
       and l.database = (select oid from pg_database where datname = current_database())`,
    [migrationLock],
  );
  const [one] = rows;
  if (!one) return 'another process';
  const from = one.from === null ? '' : ` from ${one.from}`;
  const since = one.since === null ? '' : ` since ${new Date(one.since).toISOString()}`;
  return `another process (database session ${one.pid}${from}${since})`;
}

function refuseStrangers(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new UnusableDatabase(
        `The database has the migration ${name}, which this Holdfast does not know: it was written by a newer one. Start that version.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new UnusableDatabase(
        `The migration ${name} was changed after it had been applied. Restore the file: migrations are forward only.`,
      );
    }
  }
}
