// Data folders and processes for the tests of the embedded PostgreSQL.
// Kept: whatever a test did or left undone, its processes and servers are ended and its folder is removed.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  openEmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts';
import { serverProcessesIn } from '../../src/db/embedded/processes.ts';
import { makeServerFolder } from '../support/server-folder.ts';

export type Account = { uid: number; gid: number };

/** An account without rights of its own, to play the ordinary user when the tests run as root. */
export const nobody: Account = { uid: 65_534, gid: 65_534 };

export const isRoot = process.getuid?.() === 0;

const run = promisify(execFile);
const openerScript = fileURLToPath(new URL('./opener.ts', import.meta.url));

export async function makeDataFolder(test: TestContext): Promise<string> {
  const folder = await makeServerFolder('holdfast-embedded-');
  // As `mkdir` would make it; mkdtemp closes it to everyone else.
  await chmod(folder, 0o755);
  test.after(async () => {
    // Whoever still watches over a server would start it again, so they go first.
    for (const end of leftOpen.get(test) ?? []) await end();
    await removeDataFolder(folder);
  });
  return folder;
}

/** What a test may leave open when it fails. */
const leftOpen = new Map<TestContext, (() => Promise<void>)[]>();

function endAfter(test: TestContext, end: () => Promise<void>): void {
  leftOpen.set(test, [...(leftOpen.get(test) ?? []), end]);
}

/** Opens the data folder in this process; closed with the test if the test does not. */
export async function openHere(test: TestContext, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const opened = await openEmbeddedPostgres(options);
  endAfter(test, () => opened.close().catch(() => undefined));
  return opened;
}

let made: Promise<string> | undefined;

// Said here, outside of every test, so that it runs when the file's last test is over.
after(async () => {
  if (made !== undefined) await removeDataFolder(await made);
});

/** A data folder whose database was made before: copying one is faster than making it for each test. */
export async function makeUsedDataFolder(test: TestContext): Promise<string> {
  made ??= makeOriginal();
  const folder = await makeDataFolder(test);
  await run('cp', ['-a', join(await made, 'postgres'), folder]);
  return folder;
}

async function makeOriginal(): Promise<string> {
  const dataDir = await makeServerFolder('holdfast-embedded-');
  await (await openEmbeddedPostgres({ dataDir, role: 'tool' })).close();
  return dataDir;
}

async function removeDataFolder(folder: string): Promise<void> {
  const cluster = join(folder, 'postgres');
  const noted = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  const processes = await serverProcessesIn(cluster);
  if (process.platform !== 'linux' && noted > 0) processes.push(noted);
  for (const pid of processes) killIfRunning(pid);
  await eventually(async () => (await serverProcessesIn(cluster)).length === 0, 'the test leaves no server behind');
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

function killIfRunning(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It left by itself.
  }
}

type Told = Record<string, unknown>;

export type Opener = {
  process: ChildProcess;
  /** Waits for the first event that holds the key, also among those told already. */
  told(key: string): Promise<Told>;
  opened(): Promise<{ url: string; serverPid: number }>;
  close(): Promise<void>;
  kill(): Promise<void>;
};

/** Opens the data folder in a process of its own. */
export function startOpener(
  test: TestContext,
  dataDir: string,
  role: 'hub' | 'tool',
  options: { account?: Account; ownGroup?: boolean } = {},
): Opener {
  const child = spawn(process.execPath, [openerScript, dataDir, role], {
    ...options.account,
    detached: options.ownGroup ?? false,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const events: Told[] = [];
  let wake = Promise.withResolvers<void>();
  const notice = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    events.push(JSON.parse(line) as Told);
    notice();
  });
  let isOver = false;
  lines.on('close', () => {
    isOver = true;
    notice();
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  endAfter(test, kill);

  const told = async (key: string): Promise<Told> => {
    for (;;) {
      const found = events.find((event) => key in event);
      if (found !== undefined) return found;
      if (isOver) throw new Error(`the process ended without telling "${key}": ${JSON.stringify(events)}`);
      await wake.promise;
    }
  };
  return {
    process: child,
    told,
    opened: async () => (await told('url')) as { url: string; serverPid: number },
    async close() {
      child.stdin.end();
      await told('closed');
      await exited;
    },
    kill,
  };
}

export async function queryOnce(url: string, text: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

export async function answers(url: string): Promise<boolean> {
  return queryOnce(url, 'select 1').then(
    () => true,
    () => false,
  );
}

/** Looks until the condition holds; fails the test with the expectation's words when it never does. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  expectation: string,
  withinMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${expectation}`);
    await delay(10);
  }
}
