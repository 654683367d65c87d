// Signs in to the embedded server: to find out whose it is, and to make the database on the first start.
// Kept: a server counts as ours only when it proves that it knows our password (SCRAM goes both ways) and our folder.
import { realpath } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { passwordFileName, superuser } from './cluster.ts';
import { EmbeddedPostgresError } from './failures.ts';

export type ServerAnswer = 'ours' | 'another' | 'starting' | 'stopping' | 'silent';

const databaseName = 'holdfast';
const answersWithinMs = 3_000;

/** Of a socket file's path, on every system. */
const mostPathBytes = 103;

/**
 * By the server's socket file, which takes less of a processor for each question than the loopback address; by that where the
 * data folder lies too deep for a socket file, or there is none that answers.
 */
export async function databaseUrl(port: number, password: string, clusterDir: string): Promise<string> {
  const socketFile = join(clusterDir, `.s.PGSQL.${port}`);
  const bySocket = Buffer.byteLength(socketFile) <= mostPathBytes && (await answersAt(socketFile));
  const host = bySocket ? encodeURIComponent(clusterDir) : '127.0.0.1';
  return `postgres://${superuser}:${password}@${host}:${port}/${databaseName}`;
}

function answersAt(socketFile: string): Promise<boolean> {
  const socket = createConnection(socketFile);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

export async function askServer(port: number, password: string, clusterDir: string): Promise<ServerAnswer> {
  try {
    const folder = await withClient(port, password, 'postgres', async (client) => {
      const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
      return rows[0]?.folder ?? '';
    });
    return (await realpath(folder).catch(() => folder)) === (await realpath(clusterDir)) ? 'ours' : 'another';
  } catch (failure) {
    return answerInFailure(failure);
  }
}

function answerInFailure(failure: unknown): ServerAnswer {
  const [code, message] = failure instanceof Error ? [sqlState(failure), failure.message] : [undefined, ''];
  const cannotConnectNow = '57P03';
  const tooManyConnections = '53300';
  if (code === cannotConnectNow) return /shutting down/i.test(message) ? 'stopping' : 'starting';
  if (code === tooManyConnections) return 'ours';
  // Wrong password and the like: a PostgreSQL, but not with our cluster's users.
  return code?.startsWith('28') ? 'another' : 'silent';
}

/** The database that the address names. It is made by the first who opens a new cluster. */
export async function ensureDatabase(port: number, password: string, clusterDir: string): Promise<void> {
  try {
    await withClient(port, password, 'postgres', async (client) => {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
      if (rowCount === 0) await client.query(`create database ${databaseName}`);
    });
  } catch (failure) {
    if (answerInFailure(failure) !== 'another') throw failure;
    throw new EmbeddedPostgresError(
      `The password in ${clusterDir} does not open its database. Put the file ${passwordFileName} back from a backup of the data folder.`,
      { cause: failure },
    );
  }
}

async function withClient<T>(
  port: number,
  password: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...{ host: '127.0.0.1', port, user: superuser, password, database },
    connectionTimeoutMillis: answersWithinMs,
    query_timeout: 60_000,
  });
  // A connection that is cut fails its query; the event alone, unheard, would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function sqlState(failure: Error): string | undefined {
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}
