// Test files that share a process, one after the other. To load the hub costs a second of a processor, and the hub that a file
// starts runs code that the file before it has warmed; the files themselves are as they are when each has a process of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `node --test` is to run, in turn. */
export type Rounds = { paths: string[]; close: () => Promise<void> };

/** Puts processes in turn, each by the name of its file, or of those that share it. */
export type InTurn = (names: readonly string[]) => readonly string[];

/**
 * These kill processes, start many, measure what a process does, or take so long that sharing one would gain them nothing. Whatever
 * arms a failpoint, changes the environment of its own process or stops its clock belongs here, too.
 */
const alone =
  /^test\/(browser\/(demo|every-page)|concurrency\/|crash\/|demo\/|embedded\/|tidy\/)|^test\/conformance\/(marketplaces|mixed-trade|pos)|^test\/engine\/group-commit/;

/** Enough that a file takes its turn soon, and that no process has all that take long. Those that open a browser work all the time. */
const filesTogether = { browser: 3, other: 16 };

/** Writes what `node --test` is to run in place of `files`: for this run, and gone after `close`. */
export async function arrangeFiles(
  files: readonly string[],
  root: string,
  inTurn: InTurn = (names) => names,
): Promise<Rounds> {
  const { own = [], shared = [] } = Object.groupBy(files, (file) => (alone.test(file) ? 'own' : 'shared'));
  const { browser = [], other = [] } = Object.groupBy(shared, (file) =>
    file.startsWith('test/browser/') ? 'browser' : 'other',
  );
  const groups = new Map([
    ...own.map((file): Group => [file, [file]]),
    ...dealtOut('test/browser/together', browser, filesTogether.browser),
    ...dealtOut('together', other, filesTogether.other),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-together-'));
  const paths = await Promise.all(
    inTurn([...groups.keys()]).map(async (name, turn) => {
      // In whatever order the runner is told of files, it begins them in that of their names.
      const called = `${String(turn).padStart(3, '0')}-${name.replace(/^test\/|\.test\.ts$/g, '').replaceAll('/', '-')}`;
      const path = join(folder, `${called}.test.mjs`);
      await writeFile(path, entryFor(groups.get(name) ?? [], root));
      return path;
    }),
  );
  return { paths, close: () => rm(folder, { recursive: true }) };
}

type Group = [name: string, files: readonly string[]];

/** Neighbours by name are alike, and wait for the same things: each goes into another group. */
function dealtOut(name: string, files: readonly string[], most: number): Group[] {
  const groups = Math.ceil(files.length / most);
  return Array.from({ length: groups }, (_, group) => [
    `${name}-${group + 1}`,
    files.filter((_, index) => index % groups === group),
  ]);
}

const following = new URL('following.ts', import.meta.url).href;

/** Each file is a suite: what it does before and after its tests is done before and after them, and not at the ends of the process. */
function entryFor(files: readonly string[], root: string): string {
  const addressOf = (file: string): string => JSON.stringify(pathToFileURL(join(root, file)).href);
  const suites = files.map(
    (file) =>
      `  new Promise((read) => describe(${JSON.stringify(file)}, () => import(${addressOf(file)}).finally(read))),`,
  );
  return [
    `import { stopFollowing } from ${JSON.stringify(following)};`,
    "import { describe } from 'node:test';",
    'await Promise.all([',
    ...suites,
    ']);',
    'stopFollowing();',
    '',
  ].join('\n');
}
