// One PostgreSQL server on one cluster folder: finds the one that runs, starts one, stops it.
// Kept: never two servers on a cluster, and never a stop or an adoption of a server that belongs to another folder.
// All of it is called during a transition (folder-locks.ts), so nothing else starts or stops the server meanwhile.
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import type { DataFolder } from './cluster.ts';
import { EmbeddedPostgresError, explainServerOutput } from './failures.ts';
import { choosePort, rememberPort } from './port.ts';
import { becomesTrue, isServerOf, processMark, serverProcessesIn, signalProcess } from './processes.ts';
import { onCommandLine, type ServerAccount, serverEnvironment } from './server-account.ts';
import { boundServerLog, serverLogPath, serverLogSince, serverLogSize } from './server-log.ts';
import { serverSettings } from './settings.ts';
import type { ServerAnswer } from './sign-in.ts';

export type RunningServer = { pid: number; mark: string; port: number };

type PostmasterFile = { pid: number; port: number | undefined; status: string };

const run = promisify(execFile);
const answersWithinMs = 5_000;
/** A fast stop writes a checkpoint first; on a slow disk with much to write that takes a while. */
const stopsWithinMs = 60_000;
const recoversWithinMs = 15 * 60_000;
const stillWorkingEveryMs = 5_000;

/** PostgreSQL's own note of the server on this cluster; it outlives a server that was killed. */
async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: port > 0 ? port : undefined, status: (lines[7] ?? '').trim() };
}

/** Asks the server on a port whose it is. */
type AskServer = (port: number) => Promise<ServerAnswer>;

/** The server of this cluster once it answers. One that runs and does not is ended, if nobody else uses it. */
export async function adoptServer(
  folder: DataFolder,
  options: { ask: AskServer; othersUseIt: boolean; abandoned: AbortSignal },
): Promise<RunningServer | undefined> {
  const askedAt = performance.now();
  for (;;) {
    options.abandoned.throwIfAborted();
    const found = await findServer(folder);
    if (found === undefined) return undefined;
    const answer = await answerOf(found, options.ask);
    if (answer === 'ours') return found;
    const isOnItsWay = answer === 'starting' || answer === 'stopping';
    if (!isOnItsWay && !found.isSurelyOurs) return undefined;
    if (performance.now() - askedAt > (isOnItsWay ? recoversWithinMs : answersWithinMs)) {
      if (options.othersUseIt) {
        throw new EmbeddedPostgresError(
          `PostgreSQL (process ${found.pid}) does not answer, and another Holdfast process uses it. Try again when the machine is less busy, or stop that process.`,
        );
      }
      await endAtOnce(found.pid, folder.clusterDir);
      return undefined;
    }
    await delay(50);
  }
}

/** The server of this cluster in whatever state, to be stopped. */
export async function findServerToStop(folder: DataFolder, ask: AskServer): Promise<RunningServer | undefined> {
  const found = await findServer(folder);
  if (found === undefined || found.isSurelyOurs) return found;
  const answer = await answerOf(found, ask);
  return answer === 'another' || answer === 'silent' ? undefined : found;
}

/** `isSurelyOurs`: it was seen at work in our folder. A port of 0 means that it has not told its port yet. */
type FoundServer = RunningServer & { isSurelyOurs: boolean; status: string };

async function findServer(folder: DataFolder): Promise<FoundServer | undefined> {
  const noted = await readPostmasterFile(folder.clusterDir);
  const mark = noted && processMark(noted.pid);
  if (noted === undefined || mark === undefined) return undefined;
  const identity = await isServerOf(noted.pid, folder.clusterDir);
  if (identity === 'no') return undefined;
  return { pid: noted.pid, mark, port: noted.port ?? 0, isSurelyOurs: identity === 'yes', status: noted.status };
}

async function answerOf(found: FoundServer, ask: AskServer): Promise<ServerAnswer> {
  if (found.status === 'stopping') return 'stopping';
  if (found.port === 0) return found.isSurelyOurs ? 'starting' : 'silent';
  const answer = await ask(found.port);
  // It may name its folder otherwise, when that was moved; what was seen counts more.
  return answer === 'another' && found.isSurelyOurs ? 'ours' : answer;
}

type StartOptions = {
  settings: Record<string, string>;
  /** Others hold addresses with the port used last: start on that one, and wait for it to become free. */
  keepPort: boolean;
  report: (sentence: string) => void;
  /** Stops the waiting for a server that takes long; the server itself is left to whoever stops it. */
  abandoned: AbortSignal;
};

export async function startServer(
  folder: DataFolder,
  binaries: Binaries,
  account: ServerAccount,
  options: StartOptions,
): Promise<RunningServer> {
  await boundServerLog(folder.controlDir);
  const mostAttempts = 20;
  let settings = options.settings;
  for (let attempt = 1; ; attempt++) {
    options.abandoned.throwIfAborted();
    await endOrphans(folder.clusterDir);
    await removeSocketFiles(folder.clusterDir);
    const port = await choosePort(folder.controlDir, options.keepPort);
    const outcome = await startOnPort(folder, binaries, account, port, { ...options, settings });
    if (typeof outcome !== 'string') {
      await rememberPort(folder.controlDir, port);
      return outcome;
    }
    // Folders that a virtual machine or a container shares with its host may have no socket files: it does without.
    if (/could not create any Unix-domain sockets/i.test(outcome) && settings.unix_socket_directories !== '') {
      settings = { ...settings, unix_socket_directories: '' };
      continue;
    }
    // Another program took the port between our look and PostgreSQL's; or a hub was killed so early that the server
    // it had just launched was not to be seen yet, and that one came first.
    const overtaken = /Address already in use|could not create any TCP\/IP sockets|"postmaster.pid" already exists/i;
    if (!overtaken.test(outcome) || attempt === mostAttempts) {
      throw explainServerOutput('Starting PostgreSQL', folder.dataDir, outcome);
    }
    await delay(50);
  }
}

/** Those of servers that were killed. PostgreSQL takes such a server for a living one while nobody has collected its process. */
async function removeSocketFiles(clusterDir: string): Promise<void> {
  for (const name of await readdir(clusterDir)) {
    if (!/^\.s\.PGSQL\.\d+$/.test(name)) continue;
    const lock = join(clusterDir, `${name}.lock`);
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    if (pid > 0 && processMark(pid) !== undefined) continue;
    for (const file of [join(clusterDir, name), lock]) await rm(file, { force: true });
  }
}

/** The server once it accepts connections, or what it wrote before it gave up. */
async function startOnPort(
  folder: DataFolder,
  binaries: Binaries,
  account: ServerAccount,
  port: number,
  options: StartOptions,
): Promise<RunningServer | string> {
  const logPosition = await serverLogSize(folder.controlDir);
  const exited = new AbortController();
  const pid = await launch(folder, binaries, account, serverSettings(port, options.settings), () => exited.abort());
  const startedAt = performance.now();
  let saidAfterMs = 0;
  while (!exited.signal.aborted) {
    const noted = await readPostmasterFile(folder.clusterDir);
    const mark = processMark(pid);
    if (noted?.pid === pid && noted.status === 'ready' && mark !== undefined) return { pid, mark, port };
    const tookMs = performance.now() - startedAt;
    if (tookMs > saidAfterMs + stillWorkingEveryMs) {
      saidAfterMs = tookMs;
      options.report(
        `PostgreSQL is still starting after ${Math.round(tookMs / 1000)} s (it may be recovering its files).`,
      );
    }
    // Not before it has left its note: by that it is found, by whoever is to stop it.
    if (options.abandoned.aborted && noted?.pid === pid) {
      throw new EmbeddedPostgresError('PostgreSQL was closed while it was starting.');
    }
    if (tookMs > recoversWithinMs) {
      await endAtOnce(pid, folder.clusterDir);
      return 'It did not become ready in time.';
    }
    await delay(10);
  }
  return serverLogSince(folder.controlDir, logPosition);
}

async function launch(
  folder: DataFolder,
  binaries: Binaries,
  account: ServerAccount,
  settings: string[],
  onExit: () => void,
): Promise<number> {
  const stale = await readPostmasterFile(folder.clusterDir);
  const environment = serverEnvironment();
  // PostgreSQL refuses to start while the process in a left-over postmaster.pid is alive, even when that id belongs
  // to some other program by now (which adoptServer has found out). It makes an exception for the id named here.
  // Removing the file instead would lose its check for survivors that still use the old shared memory.
  if (stale !== undefined) environment.PG_GRANDPARENT_PID = String(stale.pid);
  const command = onCommandLine(account, binaries.postgres, ['-D', folder.clusterDir, ...settings]);
  const log = openSync(serverLogPath(folder.controlDir), 'a', 0o600);
  try {
    const child = spawn(command.program, command.args, {
      ...account.startAs,
      cwd: folder.dataDir,
      env: environment,
      // A session of its own: the terminal's Ctrl-C is for the hub, which stops the server when it has finished.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
    });
    const launched = new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid as number));
      child.once('error', reject);
    });
    child.once('exit', onExit);
    child.unref();
    return await launched;
  } finally {
    closeSync(log);
  }
}

/** Stops the server in order: sessions are cut, everything is written, then it leaves. Harder means follow. */
export async function stopServer(server: RunningServer, folder: DataFolder, binaries: Binaries): Promise<void> {
  const isGone = (): boolean => processMark(server.pid) !== server.mark;
  if (isGone()) return;
  if (process.platform === 'win32') await run(binaries.pgCtl, ['kill', 'INT', String(server.pid)]);
  else signalProcess(server.pid, 'SIGINT');
  if (await becomesTrue(isGone, stopsWithinMs)) return;
  await endAtOnce(server.pid, folder.clusterDir);
}

/** Ends a server that does not react. Its files recover at the next start, as after a power cut. */
async function endAtOnce(pid: number, clusterDir: string): Promise<void> {
  const mark = processMark(pid);
  if (mark === undefined) return;
  const isGone = (): boolean => processMark(pid) !== mark;
  if (process.platform !== 'win32') {
    signalProcess(pid, 'SIGQUIT');
    if (await becomesTrue(isGone, 2_000)) return;
  }
  signalProcess(pid, 'SIGKILL');
  if (!(await becomesTrue(isGone, 5_000))) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL process ${pid} of ${clusterDir} cannot be ended. Restart the machine.`,
    );
  }
}

/** Sessions outlive a killed server while they are busy, and no new one starts beside them. */
export async function endOrphans(clusterDir: string): Promise<void> {
  const leaveByThemselvesMs = 500;
  const allGone = async (): Promise<boolean> => (await serverProcessesIn(clusterDir)).length === 0;
  if (await becomesTrue(allGone, leaveByThemselvesMs)) return;
  for (const pid of await serverProcessesIn(clusterDir)) signalProcess(pid, 'SIGKILL');
  await becomesTrue(allGone, 5_000);
}
