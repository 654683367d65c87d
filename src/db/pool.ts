// Connections to PostgreSQL. Instants are milliseconds since the epoch on our side and timestamptz on the other.
import pg from 'pg';

export type Pool = pg.Pool;
/** A connection, or the pool: whatever can run one statement. */
export type Database = Pick<pg.ClientBase, 'query'>;

/**
 * A statement with its values, ready to be sent; under its name it is prepared once per connection. Those of a batch are all built before the first is sent: whatever
 * cannot be written down is found while nothing has happened yet.
 */
export type Statement = { name: string; text: string; values: (string | readonly (string | null)[])[] };

export const begin: Statement = { name: 'begin', text: 'begin', values: [] };
export const commit: Statement = { name: 'commit', text: 'commit', values: [] };

const timestamptz = 1184;
const bigint = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) => {
    if (oid === timestamptz) return instantOf;
    if (oid === bigint) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

/** `2026-11-22 17:00:00.123+00`, as PostgreSQL writes it in UTC. */
function instantOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`);
}

const always = '-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s';

/**
 * Batches run the same few statements for ever, each by primary keys alone, so each is prepared once and its plan kept.
 * A plan that was made while a table was empty or unknown would scan it still when it has a million rows: here it may not scan.
 * Nor may it sort: each statement asks for its rows in the order of the one index that is right, and every other would do.
 */
const byPrimaryKeysAlone =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_sort=off';

/** Connections for batches: every statement that runs on them must find its rows by primary key. */
export function openBatchPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, `${always} ${byPrimaryKeysAlone}`);
}

/** Connections for everything else. Statements are planned afresh, by what the tables hold then. */
export function openPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, `${always} -c plan_cache_mode=force_custom_plan`);
}

/** One connection that listens for as long as it lives. */
export function openListeningClient(databaseUrl: string): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: 'holdfast listening',
    connectionTimeoutMillis: 3_000,
  });
}

function open(databaseUrl: string, connections: number, options: string): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    types,
    application_name: 'holdfast',
    connectionTimeoutMillis: 3_000,
    options,
  });
  // A connection that dies is replaced at its next use, and whoever was using it is told by the failing statement.
  // Without a listener, on the pool for idle ones and on each for those in use, its death would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Runs `work` in one transaction. A failure rolls everything back and is thrown on. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  return withConnection(pool, async (client) => {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  });
}

/**
 * Lends a connection to `work`, which begins and commits by itself. A failure rolls back what is open and is thrown
 * on; a connection that cannot even do that is thrown away.
 */
export async function withConnection<Result>(
  pool: Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export function isoOrUndefined(instant: number | null): string | undefined {
  return instant === null ? undefined : new Date(instant).toISOString();
}
