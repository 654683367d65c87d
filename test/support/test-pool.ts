// A pool on a database of its own, for tests that need no hub.
import { openPool, type Pool } from '../../src/db/pool.ts';
import { openTestDatabase } from './database.ts';

/** `close` ends the pool and takes the database away. */
export type TestPool = Pool & { url: string; close(): Promise<void> };

export async function openTestPool(connections = 2, open = openPool): Promise<TestPool> {
  const database = await openTestDatabase();
  const pool = open(database.url, connections);
  const close = async (): Promise<void> => {
    await pool.end();
    await database.close();
  };
  return Object.assign(pool, { url: database.url, close });
}
