// Databases for tests: each caller gets one of its own, copied from a template that was migrated once per server.
// Kept: tests run in parallel without seeing each other's rows, and leave neither database nor server behind.
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { makeServerFolder } from './server-folder.ts';

export type TestDatabase = { url: string; close(): Promise<void> };

const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Nothing in a test outlives a power cut, so nothing waits for the disk. */
const settingsForTests = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // Each new database and each that goes is looked for in all of it, and each session maps it.
  shared_buffers: '64MB',
  // Its files may be in memory.
  min_wal_size: '80MB',
  max_wal_size: '512MB',
};

/**
 * A server with nothing on it, in a folder of its own; close it to remove both. The runner starts one for all test
 * files and hands on its address as HOLDFAST_TEST_POSTGRES.
 */
export async function openTestServer(): Promise<TestDatabase> {
  const dataDir = await makeServerFolder();
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  try {
    const server = await openEmbeddedPostgres({ dataDir, role: 'tool', settings: settingsForTests });
    await askNoPassword(server.url, dataDir);
    return { url: server.url, close: () => server.close().finally(remove) };
  } catch (failure) {
    await remove();
    throw failure;
  }
}

/**
 * A password is proved by thousands of hashes, on either side, and a run signs in five thousand times. By the loopback address it
 * is asked for still: there the server proves that it is ours.
 */
async function askNoPassword(serverUrl: string, dataDir: string): Promise<void> {
  const rules = join(dataDir, 'postgres', 'pg_hba.conf');
  await writeFile(rules, `local all all trust\n${await readFile(rules, 'utf8')}`);
  await onServer(serverUrl, (client) => client.query('select pg_reload_conf()'));
}

/** A fresh, migrated database on the run's server, or on one of its own when the file is run by itself. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const shared = process.env.HOLDFAST_TEST_POSTGRES;
  const server =
    shared === undefined || shared === '' ? await openTestServer() : { url: shared, close: async () => {} };
  try {
    const template = await templateOn(server.url);
    const name = `holdfast_test_${randomBytes(8).toString('hex')}`;
    // A copy waits by itself, for some seconds, until the last session on the template has ended. Copied as files: the usual
    // way writes every page to the log as well, which takes five times as long and is of no use here.
    await onServer(server.url, (client) =>
      client.query(`create database ${name} template ${template} strategy file_copy`),
    );
    return {
      url: withDatabase(server.url, name),
      async close() {
        try {
          await onServer(server.url, (client) => client.query(`drop database if exists ${name} with (force)`));
        } finally {
          await server.close();
        }
      },
    };
  } catch (failure) {
    await server.close();
    throw failure;
  }
}

const templates = new Map<string, Promise<string>>();

/** Looked for once per process: each look is one more session for the server to begin and to end. */
function templateOn(serverUrl: string): Promise<string> {
  const known = templates.get(serverUrl) ?? ensureTemplate(serverUrl);
  templates.set(serverUrl, known);
  return known;
}

/** Makes the template unless it is there. It gets its name when it is finished, so a half-made one is never used. */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const template = `holdfast_template_${await migrationsHash()}`;
  const unfinished = `${template}_unfinished`;
  await onServer(serverUrl, async (client) => {
    // Test files start at the same time in processes of their own; the first makes it, the others wait here.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    await migrate(withDatabase(serverUrl, unfinished));
    await client.query(`alter database ${unfinished} rename to ${template}`);
  });
  return template;
}

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(migrationsDir)).sort()) {
    hash.update(`${name}\0`).update(await readFile(join(migrationsDir, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The advisory lock counts per database, so all of this goes through the one that the server's address names. */
async function onServer<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
