// Which processes are alive, and which of them are a PostgreSQL server of a given cluster folder.
// Kept: a process id alone proves nothing, since ids are reused and a dead process can linger as a zombie.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const lookEveryMs = 20;

/**
 * A mark of the process that has this id now, or undefined when none is running. On Linux the mark is the time the
 * process was started, so that a later process with the same id is told apart. A zombie counts as gone: in a
 * container whose first process does not collect its children, a killed server stays one for ever.
 */
export function processMark(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxProcess(pid)?.startedAt;
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (failure) {
    return failure instanceof Error && 'code' in failure && failure.code === 'EPERM' ? 'running' : undefined;
  }
}

function linuxProcess(pid: number): { name: string; startedAt: string } | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name stands in parentheses and may itself contain blanks and parentheses; fields are counted after it.
  const nameEnds = line.lastIndexOf(')');
  const fields = line.slice(nameEnds + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || startedAt === undefined) return undefined;
  return { name: line.slice(line.indexOf('(') + 1, nameEnds), startedAt };
}

/** Whether this process is PostgreSQL at work in the cluster folder; `unknown` where the system cannot say. */
export async function isServerOf(pid: number, clusterDir: string): Promise<'yes' | 'no' | 'unknown'> {
  if (processMark(pid) === undefined) return 'no';
  if (process.platform === 'win32') return 'unknown';
  if (process.platform === 'linux') {
    if (linuxProcess(pid)?.name !== 'postgres') return 'no';
    // PostgreSQL works inside its data folder. The folder's identity is compared, not its name, so a folder that
    // was moved under a running server is recognised, and a copy of it is not mistaken for the original.
    const [workingIn, cluster] = await Promise.all([folderIdentity(`/proc/${pid}/cwd`), folderIdentity(clusterDir)]);
    if (workingIn === undefined || cluster === undefined) return 'unknown';
    return workingIn === cluster ? 'yes' : 'no';
  }
  const listed = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  if (listed === undefined) return 'unknown';
  return listed.stdout.includes('postgres') && listed.stdout.includes(clusterDir) ? 'yes' : 'no';
}

/** Every PostgreSQL process at work in the cluster folder: known on Linux only, elsewhere the list is empty. */
export async function serverProcessesIn(clusterDir: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const cluster = await folderIdentity(clusterDir);
  if (cluster === undefined) return [];
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || linuxProcess(Number(entry))?.name !== 'postgres') continue;
    if ((await folderIdentity(`/proc/${entry}/cwd`)) === cluster) found.push(Number(entry));
  }
  return found;
}

async function folderIdentity(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}

/** Sends a signal; a process that is already gone is no failure. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (failure) {
    if (!(failure instanceof Error && 'code' in failure && failure.code === 'ESRCH')) throw failure;
  }
}

/** True once the condition holds; false when it still does not after the time given. */
export async function becomesTrue(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(lookEveryMs);
  }
  return true;
}
