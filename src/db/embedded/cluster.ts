// The cluster: the folder of PostgreSQL's files, its password, and the files kept beside it in the data folder.
// Kept: `<data folder>/postgres` exists whole or not at all. It is made under another name and renamed when finished,
// with its password inside, so that being killed at any moment leaves nothing that a later start stumbles over.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, explainFileFailure, explainServerOutput } from './failures.ts';
import { makeFolder } from './make-folder.ts';
import { giveContentsTo, giveTo, onCommandLine, type ServerAccount, serverEnvironment } from './server-account.ts';

export type DataFolder = {
  dataDir: string;
  clusterDir: string;
  /** Locks, the port last used and the server's log. */
  controlDir: string;
};

export const superuser = 'holdfast';
const unfinishedPrefix = 'postgres.unfinished-';
export const passwordFileName = 'holdfast-password';
const run = promisify(execFile);

export async function prepareDataFolder(dataDir: string): Promise<DataFolder> {
  makeFolder(dataDir);
  try {
    // One name for the folder, however it was reached: servers are recognised by it where nothing better is known.
    const realDir = await realpath(dataDir);
    const folder = {
      dataDir: realDir,
      clusterDir: join(realDir, 'postgres'),
      controlDir: join(realDir, 'postgres-control'),
    };
    makeFolder(folder.controlDir);
    for (const path of [realDir, folder.controlDir]) await access(path, constants.W_OK | constants.X_OK);
    return folder;
  } catch (failure) {
    throw explainFileFailure(failure, dataDir);
  }
}

/** Makes the cluster on the first start; on later ones sees that these programs can run it. */
export async function ensureCluster(
  folder: DataFolder,
  binaries: Binaries,
  account: ServerAccount,
  options: { syncToDisk: boolean; report: (sentence: string) => void; abandoned: AbortSignal },
): Promise<void> {
  await removeUnfinished(folder);
  const version = await readFile(join(folder.clusterDir, 'PG_VERSION'), 'utf8').catch(absent);
  if (version === undefined) {
    await refuseForeignFolder(folder);
    options.report('Creating the database (first start only).');
    await createCluster(folder, binaries, account, options).catch((failure: unknown) => {
      throw explainFileFailure(failure, folder.dataDir);
    });
  } else if (Number(version) !== account.majorVersion) {
    throw otherVersion(folder, version.trim(), account.majorVersion);
  }
  await giveTo(account.owner, folder.clusterDir);
}

export async function readPassword(folder: DataFolder): Promise<string> {
  const path = join(folder.clusterDir, passwordFileName);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (failure) {
    if (absent(failure) !== undefined) throw failure;
    throw new EmbeddedPostgresError(
      `The database's password file ${path} is missing. Put it back from a backup of the data folder; without it nobody can sign in.`,
    );
  }
}

function absent(failure: unknown): undefined {
  if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return undefined;
  throw failure;
}

async function removeUnfinished(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.dataDir)) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    // An initdb whose hub was killed may still be writing in there; what resists now goes at the next start.
    await rm(join(folder.dataDir, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** A folder of that name which is no cluster is somebody's: an empty one may be used, any other is left alone. */
async function refuseForeignFolder(folder: DataFolder): Promise<void> {
  const entries = await readdir(folder.clusterDir).catch(absent);
  if (entries === undefined || entries.length === 0) return;
  throw new EmbeddedPostgresError(
    `${folder.clusterDir} holds files but no PostgreSQL database (its file PG_VERSION is missing). ` +
      'Restore it from a backup, or move it away to begin with an empty database.',
  );
}

async function createCluster(
  folder: DataFolder,
  binaries: Binaries,
  account: ServerAccount,
  { syncToDisk, abandoned }: { syncToDisk: boolean; abandoned: AbortSignal },
): Promise<void> {
  const workDir = join(folder.dataDir, `${unfinishedPrefix}${randomBytes(6).toString('hex')}`);
  const [cluster, passwordFile] = [join(workDir, 'cluster'), join(workDir, 'password')];
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  await writeDurably(passwordFile, `${randomBytes(24).toString('hex')}\n`);
  await giveTo(account.owner, workDir);
  const initdb = onCommandLine(account, binaries.initdb, [
    ...['--pgdata', cluster, '--username', superuser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // Sorting by code point: the same on every machine, and it never changes under an index with a system update.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...['--no-instructions', ...(syncToDisk ? [] : ['--no-sync'])],
  ]);
  try {
    const options = { ...account.startAs, cwd: folder.dataDir, env: serverEnvironment() };
    await runUnless(abandoned, () => run(initdb.program, initdb.args, options));
  } catch (failure) {
    await rm(workDir, { recursive: true, force: true });
    abandoned.throwIfAborted();
    const printed = failure as { stdout?: string; stderr?: string; message?: string };
    const output = `${printed.stdout ?? ''}${printed.stderr ?? ''}` || (printed.message ?? '');
    throw explainServerOutput('Creating the database', folder.dataDir, output);
  }
  await rename(passwordFile, join(cluster, passwordFileName));
  await syncFolder(cluster);
  await rename(cluster, folder.clusterDir);
  await syncFolder(folder.dataDir);
  await rm(workDir, { recursive: true, force: true });
}

/** Resolves when the program has ended, which is soon where nobody wants what it makes any more. */
async function runUnless(abandoned: AbortSignal, start: () => ReturnType<typeof run>): Promise<void> {
  abandoned.throwIfAborted();
  const running = start();
  const giveUp = (): boolean => running.child.kill();
  abandoned.addEventListener('abort', giveUp, { once: true });
  try {
    await running;
  } finally {
    abandoned.removeEventListener('abort', giveUp);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder to flush it, and keeps its names in order without that.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function otherVersion(folder: DataFolder, found: string, ours: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database in ${folder.clusterDir} was made by PostgreSQL ${found}, and this Holdfast brings PostgreSQL ${ours}. ` +
      `Use the Holdfast that made it, or copy the data over: pg_dump with PostgreSQL ${found}, then restore into a new data folder.`,
  );
}

/**
 * Root may work in an ordinary user's data folder, and that user must be able to go on alone later. In a folder of
 * root's own the files stay root's: the account that PostgreSQL runs as has no business in them.
 */
export async function shareControlFolder(folder: DataFolder, account: ServerAccount): Promise<void> {
  const { uid } = await stat(folder.dataDir);
  if (account.owner === undefined || account.owner.uid !== uid) return;
  await giveContentsTo(account.owner, folder.controlDir);
  await giveTo(account.owner, folder.controlDir);
}
