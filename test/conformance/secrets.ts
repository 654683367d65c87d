// Looks for secrets where none may be: in every row of every table.
import assert from 'node:assert/strict';
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
  const tells = teller(secrets);
  const telling: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    if (rows.some(({ row }) => tells(row))) telling.push(name);
  }
  return telling;
}

/** Hundreds of secrets are looked for in one pass: only where a text goes on as one of them begins are they compared. */
function teller(secrets: readonly string[]): (text: string) => boolean {
  const begins = new Uint8Array(1 << 16);
  const place = (text: string, at: number): number =>
    (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & 0xffff;
  assert.ok(
    secrets.every(({ length }) => length >= 3),
    'a secret of one or two characters stands everywhere',
  );
  const byPlace = Map.groupBy(secrets, (secret) => place(secret, 0));
  for (const at of byPlace.keys()) begins[at] = 1;
  return (text) => {
    for (let at = 0; at < text.length - 2; at++) {
      const here = place(text, at);
      if (begins[here] === 1 && byPlace.get(here)?.some((secret) => text.startsWith(secret, at))) return true;
    }
    return false;
  };
}
