// Locks between processes on one data folder: one hub, one start or stop at a time, and who still uses the server.
// Kept: a lock ends with its process, however that ends, so no lock is ever stale and no process id is ever trusted.
// They are SQLite's file locks, because Node itself offers none: the kernel holds them, on every platform, also
// between containers that share the folder. The files stay empty. POSIX drops a process's locks on a file when it
// closes any handle of that file, so nothing but this module may open them.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { DataFolderInUse, EmbeddedPostgresError } from './failures.ts';
import { becomesTrue, processMark } from './processes.ts';

export type FolderLock = { release(): void };

type LockName = 'hub' | 'users' | 'transition';

const sqliteBusy = 5;
const tryEveryMs = 25;
const sayWaitingAfterMs = 2_000;
/** Recovering a large cluster after a crash may take minutes, and whoever does it holds the lock. */
const longestTransitionMs = 15 * 60_000;

function lockFile(controlDir: string, name: LockName): string {
  return join(controlDir, `${name}.lock`);
}

/** The lock for this process alone, or undefined when another holds it in any way. */
export function tryLockExclusively(controlDir: string, name: LockName): FolderLock | undefined {
  return tryLock(lockFile(controlDir, name), (file) => file.exec('begin exclusive'));
}

/** The lock together with others, or undefined when one process has it for itself. */
export function tryLockShared(controlDir: string, name: LockName): FolderLock | undefined {
  return tryLock(lockFile(controlDir, name), (file) => {
    file.exec('begin');
    file.prepare('select count(*) from sqlite_master').get();
  });
}

function tryLock(path: string, begin: (file: DatabaseSync) => void): FolderLock | undefined {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path);
    begin(file);
  } catch (failure) {
    file?.close();
    if (failure instanceof Error && 'errcode' in failure && failure.errcode === sqliteBusy) return undefined;
    throw new EmbeddedPostgresError(
      `The lock file ${path} cannot be used (${failure instanceof Error ? failure.message : String(failure)}). ` +
        'The user who runs Holdfast must be allowed to write in the data folder, and the disk must know file locks.',
      { cause: failure },
    );
  }
  const held = file;
  return { release: () => held.close() };
}

/** Runs one start, stop or check of the server while no other process does any of these. */
export async function duringTransition<T>(
  controlDir: string,
  report: (sentence: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const askedAt = performance.now();
  let saidWaiting = false;
  let lock = tryLockExclusively(controlDir, 'transition');
  while (lock === undefined) {
    const waitedMs = performance.now() - askedAt;
    if (!saidWaiting && waitedMs > sayWaitingAfterMs) {
      report('Waiting for another Holdfast process that is starting or stopping PostgreSQL.');
      saidWaiting = true;
    }
    if (waitedMs > longestTransitionMs) {
      throw new EmbeddedPostgresError(
        `Another Holdfast process has been starting or stopping PostgreSQL in ${controlDir} for too long. Stop that process and try again.`,
      );
    }
    await delay(tryEveryMs);
    lock = tryLockExclusively(controlDir, 'transition');
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** The hub's lock on the folder. Its process id stands in a file beside the lock, only to be told to a second hub. */
export async function takeHubLock(dataDir: string, controlDir: string): Promise<FolderLock> {
  const pidFile = join(controlDir, 'hub.pid');
  const lock = tryLockExclusively(controlDir, 'hub');
  if (lock === undefined) {
    // The other hub may be so new that it has not written its id yet.
    await becomesTrue(() => runningPidIn(pidFile) !== undefined, 500);
    throw new DataFolderInUse(dataDir, runningPidIn(pidFile));
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release() {
      rmSync(pidFile, { force: true });
      lock.release();
    },
  };
}

function runningPidIn(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 0 && processMark(pid) !== undefined ? pid : undefined;
  } catch {
    return undefined;
  }
}
