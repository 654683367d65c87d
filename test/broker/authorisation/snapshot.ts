// Everything that the database holds of one account, as one text: whatever changes in it is seen.
import type { Pool } from '../../../src/db/pool.ts';

/** Not kept by what a caller does: when a token was last used, and how the hub itself is doing. */
const withoutMeaning = "- 'last_used_at' - 'idle_at'";
const ofTheHub = ['hold_minutes'];

export async function snapshotOf(pool: Pool, accountId: string): Promise<Map<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'account_id' and t.table_type = 'BASE TABLE'
     order by 1`,
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    if (ofTheHub.includes(name)) continue;
    const { rows } = await pool.query<{ text: string | null }>(
      `select string_agg(row, E'\\n' order by row) as text
       from (select (to_jsonb(t) ${withoutMeaning})::text as row from ${name} t where account_id = $1) as rows`,
      [accountId],
    );
    found.set(name, rows[0]?.text ?? '');
  }
  return found;
}

/** The tables in which something of the account is otherwise than it was. */
export async function changedSince(pool: Pool, accountId: string, before: Map<string, string>): Promise<string[]> {
  const now = await snapshotOf(pool, accountId);
  return [...now].flatMap(([table, text]) => (text === before.get(table) ? [] : [table]));
}
