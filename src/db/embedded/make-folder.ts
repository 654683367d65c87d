// The data folder is made here, for whoever comes first: the embedded PostgreSQL, or the secret key.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { explainFileFailure } from './failures.ts';

/** Makes the folder and those that it lies in; one that is there stays as it is. Fails with an EmbeddedPostgresError that says what to do. */
export function makeFolder(path: string): void {
  try {
    make(path);
  } catch (failure) {
    throw explainFileFailure(failure, path);
  }
}

/** Not by `recursive`: where the system lets nobody make anything, as below /proc, Node would ask it again and again, for ever. */
function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (failure) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const isForWantOfParent = (failure as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(dirname(path));
    if (!isForWantOfParent) throw failure;
    make(dirname(path));
    make(path);
  }
}
