// Decides as whom PostgreSQL runs. PostgreSQL refuses to run as root, and insists on owning its data folder.
// Kept: nothing outside the data folder is changed for it, and a way is used only after it was seen to work.
//
// An ordinary user simply runs it. For root there are three ways, tried in this order:
//  1. As another account, when that account can reach the data folder and node_modules.
//  2. As another account with one capability, to pass folders closed to it: /root itself is 0700, so below it way 1
//     cannot work. `setpriv` comes with util-linux. The secure bit is needed because access(2), which initdb and
//     postgres use on their own program, otherwise ignores the capabilities of a user who is not root. Reading and
//     traversing is enough; a default Docker container withholds that capability but grants dac_override.
//  3. As root itself in a user namespace where root has another number: PostgreSQL sees an ordinary user who owns the
//     folder. Containers often forbid namespaces, and some hardened systems do, so this comes last. (Mapping root
//     also needs the capability setfcap, which is not given up by default.)
// The third way also serves an ordinary user id that has no account (docker run --user 12345), which initdb refuses.
import { execFile } from 'node:child_process';
import { lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './failures.ts';

export type Owner = { uid: number; gid: number };

export type ServerAccount = {
  /** The version that the programs printed, such as 18. */
  majorVersion: number;
  /** Who must own the cluster; undefined where files belong to the right user as they are made. */
  owner: Owner | undefined;
  /** What goes before the program on its command line. */
  prefix: readonly string[];
  /** The ids to start it under. */
  startAs: Partial<Owner>;
};

const run = promisify(execFile);

export async function chooseServerAccount(
  binaries: Binaries,
  dataDir: string,
  clusterDir: string,
): Promise<ServerAccount> {
  const failures: string[] = [];
  for (const way of await waysToRun(dataDir, clusterDir)) {
    const outcome = await tryWay(way, binaries, dataDir);
    if (typeof outcome === 'number') return { ...way, majorVersion: outcome };
    failures.push(outcome);
  }
  const asRoot = process.getuid?.() === 0;
  throw new EmbeddedPostgresError(
    `PostgreSQL cannot be run here${asRoot ? ' (it refuses to run as root, and no other account can reach the folders)' : ''}. ` +
      `${asRoot ? `Start Holdfast as an ordinary user, or install "setpriv" (util-linux), or move Holdfast and its data folder (${dataDir}) out of closed folders such as /root` : 'Run "npm ci" again'}, ` +
      `or set DATABASE_URL to a PostgreSQL server of your own.\nWhat was tried:\n${failures.join('\n')}`,
  );
}

type Way = Omit<ServerAccount, 'majorVersion'>;

async function waysToRun(dataDir: string, clusterDir: string): Promise<Way[]> {
  const asItIs: Way = { owner: undefined, prefix: [], startAs: {} };
  const accountForNamespace = await systemAccount();
  const inNamespace = (owner: Owner | undefined): Way => ({
    owner,
    prefix: [
      ...['unshare', '--user'],
      ...[`--map-user=${accountForNamespace.uid}`, `--map-group=${accountForNamespace.gid}`, '--'],
    ],
    startAs: {},
  });
  if (process.getuid?.() !== 0) return process.platform === 'linux' ? [asItIs, inNamespace(undefined)] : [asItIs];

  const owner = await ownerToBe(dataDir, clusterDir);
  const asOwner: Way = { owner, prefix: [], startAs: owner };
  if (process.platform !== 'linux') return [asOwner];
  const withCapability = (capability: string): Way => ({
    owner,
    prefix: [
      ...['setpriv', '--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'],
      ...['--securebits', '+no_setuid_fixup', '--inh-caps', `+${capability}`, '--ambient-caps', `+${capability}`, '--'],
    ],
    startAs: {},
  });
  return [asOwner, withCapability('dac_read_search'), withCapability('dac_override'), inNamespace({ uid: 0, gid: 0 })];
}

/** The cluster keeps the owner it has; a new one takes the data folder's, so that its user may later run it alone. */
async function ownerToBe(dataDir: string, clusterDir: string): Promise<Owner> {
  for (const folder of [clusterDir, dataDir]) {
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  }
  return systemAccount();
}

/** The account that PostgreSQL's own packages use, if this machine has it, else the one every machine has. */
async function systemAccount(): Promise<Owner> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** The version printed when the program could be run this way within reach of the folder, else what stood against it. */
async function tryWay(way: Way, binaries: Binaries, dataDir: string): Promise<number | string> {
  const command = onCommandLine(way, '/bin/sh', [
    '-c',
    'cd "$1" && id -un && "$2" --version',
    'sh',
    dataDir,
    binaries.postgres,
  ]);
  const [program, args] =
    process.platform === 'win32' ? [binaries.postgres, ['--version']] : [command.program, command.args];
  try {
    const { stdout } = await run(program, args, { ...way.startAs, cwd: dataDir, env: serverEnvironment() });
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? `- ${program} printed ${JSON.stringify(stdout)}` : Number(major);
  } catch (failure) {
    const stderr = failure instanceof Error && 'stderr' in failure ? String(failure.stderr).trim() : '';
    const why = stderr || (failure instanceof Error ? failure.message : String(failure));
    return `- ${way.prefix.join(' ') || (way.startAs.uid === undefined ? 'as this user' : `as user ${way.startAs.uid}`)}: ${why}`;
  }
}

export function onCommandLine(
  account: { prefix: readonly string[] },
  program: string,
  args: string[],
): { program: string; args: string[] } {
  const [first, ...rest] = [...account.prefix, program, ...args];
  return { program: first ?? program, args: rest };
}

/**
 * Only what a program needs to be loaded. Secrets of the hub stay with the hub, and PGPORT, PGOPTIONS, LANG and the
 * like, which would steer PostgreSQL, have no say.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'SystemRoot', 'TEMP', 'TMP'];
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of passedOn) if (process.env[name] !== undefined) environment[name] = process.env[name];
  return environment;
}

/** Gives a file or a folder with all that is in it to the owner. The folder itself goes last, as the sign of done. */
export async function giveTo(owner: Owner | undefined, path: string): Promise<void> {
  if (owner === undefined) return;
  const found = await stat(path);
  if (found.uid === owner.uid && found.gid === owner.gid) return;
  if (found.isDirectory()) await giveContentsTo(owner, path);
  await lchown(path, owner.uid, owner.gid);
}

export async function giveContentsTo(owner: Owner, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveContentsTo(owner, path);
    await lchown(path, owner.uid, owner.gid);
  }
}
