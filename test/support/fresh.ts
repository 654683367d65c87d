// Whether what was built is as the sources say: then `npm test` right after `npm ci` need not build it once more.
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `made` is there, and newer than each file and each folder that it is made from. What is left out of a folder made it older. */
export function isFresh(made: string, from: { root: string; sources: readonly string[] }): boolean {
  const writtenAt = (path: string): number => statSync(join(from.root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const madeAt = writtenAt(made);
  const read = globSync(from.sources as string[], { cwd: from.root });
  return madeAt > 0 && read.every((path) => writtenAt(path) < madeAt);
}
