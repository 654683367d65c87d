// Looks for secrets where none may be: in every row of every table.
import type { Pool } from '../../src/db/pool.ts';

/** The key as it was given out, and the part of it that is the secret. */
export function secretsIn(apiKey: string): string[] {
  return [apiKey, apiKey.slice('hfk_'.length + 12, -6)];
}

/** The names of the tables in which one of the secrets stands. */
export async function tablesThatTell(pool: Pool, secrets: readonly string[]): Promise<string[]> {
  const tables = await pool.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const telling: string[] = [];
  for (const { name } of tables.rows) {
    const told = await pool.query(
      `select from ${name} t, unnest($1::text[]) as secret where strpos(t::text, secret) > 0 limit 1`,
      [secrets],
    );
    if (told.rowCount !== 0) telling.push(name);
  }
  return telling;
}
