// Brings the database to the newest schema: numbered SQL files, forward only, each in its own transaction.
// Several processes may start at once; an advisory lock lets one of them do the work.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { inTransaction, openPool, type Pool } from './pool.ts';

const migrationsFolder = new URL('../../migrations/', import.meta.url);

/** Any constant will do, as long as nothing else in the database locks it. */
const migrationLock = 7_146_501;

type Migration = { name: string; sql: string; checksum: string };

export async function migrate(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, 1);
  try {
    await migratePool(pool, await readMigrations());
  } finally {
    await pool.end();
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

async function migratePool(pool: Pool, migrations: Migration[]): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
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

function refuseStrangers(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new Error(
        `The database has the migration ${name}, which this Holdfast does not know: it was written by a newer one. Start that version.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new Error(
        `The migration ${name} was changed after it had been applied. Restore the file: migrations are forward only.`,
      );
    }
  }
}
