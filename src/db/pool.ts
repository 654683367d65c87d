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
const plannedAfresh = `${always} -c plan_cache_mode=force_custom_plan`;

/**
 * Batches run the same few statements for ever, each by primary keys alone, so each is prepared once and its plan kept.
 * A plan that was made while a table was empty or unknown would scan it still when it has a million rows: here it may not scan.
 * Nor may it sort: each statement asks for its rows in the order of the one index that is right, and every other would do.
 */
const byPrimaryKeysAlone =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_sort=off';

/**
 * In milliseconds: a server that owes an answer for longer is taken for gone, and its connection is cut. A machine that loses its power says
 * nothing any more, and what it had received before is not sent again: we would wait for ever, and every connection in the end.
 */
const longestShortAnswerMs = 15_000;
/** For what somebody has asked for in bulk: an import, a page of stock, a year's report. */
const longestLongAnswerMs = 120_000;
/** How long to stand in line for a connection, or to wait for a new one: where somebody waits, and where nobody does. */
const longestWaitMs = 3_000;
const longestPatientWaitMs = 30_000;
/** A connection that is silent for so long is probed by TCP, once a second; ten probes without an answer are its end. */
const probed = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** Connections for batches: every statement that runs on them must find its rows by primary key. */
export function openBatchPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, `${always} ${byPrimaryKeysAlone}`, longestShortAnswerMs);
}

/** Connections for everything else that is short. Statements are planned afresh, by what the tables hold then. */
export function openLookUpPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, plannedAfresh, longestShortAnswerMs);
}

/** Connections on which a hub works in bulk, for somebody who waits. */
export function openBulkPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, plannedAfresh, longestLongAnswerMs);
}

/** Connections on which a hub works in bulk by itself: many stand in line for a few of them. */
export function openBackgroundPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, plannedAfresh, longestLongAnswerMs, longestPatientWaitMs);
}

/** Connections whose statements may take as long as they take: a migration, a look at the whole ledger. */
export function openPool(databaseUrl: string, connections: number): Pool {
  return open(databaseUrl, connections, plannedAfresh, 0);
}

/** One connection that listens for as long as it lives. */
export function openListeningClient(databaseUrl: string): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    application_name: 'holdfast listening',
    connectionTimeoutMillis: longestWaitMs,
    ...probed,
  });
}

/** `longestAnswerMs`: 0 for no limit. */
function open(
  databaseUrl: string,
  connections: number,
  options: string,
  longestAnswerMs: number,
  waitMs = longestWaitMs,
): Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    types,
    application_name: 'holdfast',
    connectionTimeoutMillis: waitMs,
    ...probed,
    query_timeout: longestAnswerMs,
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

/** The server owes an answer for too long, by pg's own words for it: a rollback would wait as long again. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
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
    if (isSilence(error)) broken = error;
    else {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

export function isoOrUndefined(instant: number | null): string | undefined {
  return instant === null ? undefined : new Date(instant).toISOString();
}
