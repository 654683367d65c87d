// Test files that share a process, one after the other. To load the hub costs a second of a processor, and the hub that a file
// starts runs code that the file before it has warmed; the files themselves are as they are when each has a process of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Rounds = { entries: string[]; close: () => Promise<void> };

/**
 * These kill processes, start many, measure what a process does, or take so long that sharing one would gain them nothing. Whatever
 * arms a failpoint, changes the environment of its own process or stops its clock belongs here, too.
 */
const alone =
  /^test\/(browser|concurrency|crash|demo|embedded|tidy)\/|^test\/conformance\/(marketplaces|mixed-trade|pos)|^test\/engine\/group-commit/;

/** Enough that a file takes its turn soon, and that no process has all that take long. */
const filesTogether = 12;

/** Resolves with what `node --test` is to run in place of `files`; some are written for this run, and are gone after `close`. */
export async function arrangeFiles(files: readonly string[], root: string): Promise<Rounds> {
  const { own = [], shared = [] } = Object.groupBy(files, (file) => (alone.test(file) ? 'own' : 'shared'));
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-together-'));
  const rounds = Math.ceil(shared.length / filesTogether);
  const entries = await Promise.all(
    Array.from({ length: rounds }, async (_, round) => {
      const entry = join(folder, `together-${round + 1}.test.mjs`);
      // Neighbours by name are alike, and wait for the same things: they are dealt out.
      await writeFile(
        entry,
        entryFor(
          shared.filter((_, index) => index % rounds === round),
          root,
        ),
      );
      return entry;
    }),
  );
  return { entries: [...own, ...entries], close: () => rm(folder, { recursive: true }) };
}

/** Each file is a suite: what it does before and after its tests is done before and after them, and not at the ends of the process. */
function entryFor(files: readonly string[], root: string): string {
  const suites = files.map((file) => {
    const url = pathToFileURL(join(root, file)).href;
    return `describe(${JSON.stringify(file)}, async () => void (await import(${JSON.stringify(url)})));`;
  });
  return ["import { describe } from 'node:test';", ...suites, ''].join('\n');
}
