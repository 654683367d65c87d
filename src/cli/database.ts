// Opens the database for a command that is no hub: works beside a running hub, and without one.
import { readConfig } from '../config.ts';
import type { Instant } from '../core/order.ts';
import { accountExists } from '../db/accounts.ts';
import { openDatabaseClock } from '../db/database-clock.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open-database.ts';
import { openPool, type Pool } from '../db/pool.ts';
import { Failed, type Invocation, required } from './command.ts';

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function withDatabase<Answer>(
  invocation: Invocation,
  work: (pool: Pool, databaseUrl: string) => Promise<Answer>,
): Promise<Answer> {
  const database = await openDatabase(readConfig(invocation.environment), 'tool', invocation.tell);
  const pool = openPool(database.url, 4);
  try {
    await migrate(database.url, invocation.tell);
    return await work(pool, database.url);
  } finally {
    await pool.end();
    await database.close();
  }
}

/** Which database is looked into, in words: with other folders or settings than the hub's it is another. */
export function databaseNamedBy(environment: NodeJS.ProcessEnv): string {
  const { databaseUrl, dataDir } = readConfig(environment);
  return databaseUrl === null ? `the embedded database in ${dataDir}` : 'the database that DATABASE_URL names';
}

/** The account that `--account` names, if there is one. */
export async function namedAccount(pool: Pool, invocation: Invocation): Promise<string> {
  const accountId = required(invocation, 'account');
  if (!uuid.test(accountId) || !(await accountExists(pool, accountId))) {
    const where = databaseNamedBy(invocation.environment);
    throw new Failed(
      `There is no account ${accountId} in ${where}. "holdfast account list" shows those that there are.`,
    );
  }
  return accountId.toLowerCase();
}

/** The database's clock, by which whatever hubs have in common is judged: that of this machine may be wrong. */
export async function databaseClock({ tell }: Invocation, pool: Pool): Promise<() => Instant> {
  const { now } = await openDatabaseClock(pool, (trouble, during) => tell(`trouble while ${during}: ${trouble}`));
  return now;
}
