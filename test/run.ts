// `npm test`: the project's checks, then every test file, on one PostgreSQL server that is started for the run.
// Words after the command choose test files by a part of their path: `npm test -- http core/claim`.
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTestServer } from './support/database.ts';
import { isFresh } from './support/fresh.ts';
import { arrangeFiles } from './support/together.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const chosen = process.argv.slice(2);

/** Twice as many as there are cores on the machine that we build on: every other one waits for somebody. */
const filesAtOnce = 4;

/** These take a minute or more: one that began last would leave the others nothing to do beside it. */
const longest = ['crash/under-load', 'conformance/pos', 'browser/every-page', 'browser/together'];

/** Of whatever is built. */
const sourcesOfAll = ['src/**', 'package-lock.json'];

type Check = { name: string; command: string; words: string[] };

const checks: readonly Check[] = [
  { name: 'format and lint (biome)', command: 'biome', words: ['check', '--error-on-warnings', '.'] },
  { name: 'types (tsc)', command: 'tsc', words: ['--noEmit'] },
  { name: 'types of the console (tsc)', command: 'tsc', words: ['--noEmit', '-p', 'console'] },
  { name: 'dead code (knip)', command: 'knip', words: [] },
];

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 1;
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const isWhole = chosen.length === 0;
  const [server] = await Promise.all([openTestServer(), buildConsole(), isWhole ? buildHub() : undefined]);
  try {
    // Side by side: a test that waits for somebody leaves the checks a core, and they leave the tests the other.
    const [code, failedChecks] = await Promise.all([runTests(server.url), isWhole ? runChecks() : []]);
    for (const { name, output } of failedChecks) process.stdout.write(`\n✖ ${name}\n${output}\n`);
    return failedChecks.length > 0 ? 1 : code;
  } finally {
    await server.close();
  }
}

async function runChecks(): Promise<{ name: string; output: string }[]> {
  const failed: { name: string; output: string }[] = [];
  for (const { name, command, words } of checks) {
    const { code, output } = await run(command, words);
    process.stdout.write(`${code === 0 ? '✔' : '✖'} ${name}\n`);
    if (code !== 0) failed.push({ name, output });
  }
  return failed;
}

function chosenFiles(): string[] {
  return globSync('test/**/*.test.ts', { cwd: root })
    .filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)))
    .sort();
}

/**
 * Files that keep a processor busy, and files that wait for somebody most of the time, in turn: side by side both go on. The last
 * to begin are short, and work.
 */
function inTurn(names: readonly string[]): string[] {
  const length = (name: string): number => {
    if (longest.some((part) => name.includes(part))) return 2;
    return name.startsWith('test/') ? 0 : 1;
  };
  const { busy = [], waiting = [] } = Object.groupBy(
    names.toSorted((one, other) => length(other) - length(one)),
    (name) => (/^test\/(browser|crash|embedded)\//.test(name) ? 'busy' : 'waiting'),
  );
  const spread = (some: readonly string[], over: number): { name: string; at: number }[] =>
    some.map((name, index) => ({ name, at: (over * (index + 0.5)) / some.length }));
  const places = [...spread(busy, 1), ...spread(waiting, 0.75)];
  return places.sort((one, other) => one.at - other.at).map(({ name }) => name);
}

/** What a browser is shown must be what the sources say. */
async function buildConsole(): Promise<void> {
  if (!chosenFiles().some((file) => /^test\/(browser\/|http\/console)/.test(file))) return;
  const sources = ['console/{build.js,index.html,vite.config.ts}', 'console/{public,src}/**', ...sourcesOfAll];
  if (isFresh('console/dist/index.html', { root, sources })) return;
  const { code, output } = await run(process.execPath, ['console/build.js']);
  if (code !== 0) throw new Error(`the console cannot be built\n${output}`);
}

/** The hubs and commands that tests start run what `npm ci` builds. Where few files are chosen they may run the sources. */
async function buildHub(): Promise<void> {
  if (isFresh('bin/built/command-line.js', { root, sources: ['bin/build.js', ...sourcesOfAll] })) return;
  const { code, output } = await run(process.execPath, ['bin/build.js']);
  if (code !== 0) throw new Error(`the hub cannot be built\n${output}`);
}

async function runTests(serverUrl: string): Promise<number> {
  const files = chosenFiles();
  if (files.length === 0) {
    process.stderr.write(`No test file has "${chosen.join('" or "')}" in its path.\n`);
    return 2;
  }
  const { paths, close } = await arrangeFiles(files, root, inTurn);
  const words = ['--test', `--test-concurrency=${filesAtOnce}`, '--test-timeout=600000', ...paths];
  const extra = {
    HOLDFAST_TEST_POSTGRES: serverUrl,
    // What one file has compiled the next need not.
    NODE_COMPILE_CACHE: join(tmpdir(), 'holdfast-compile-cache'),
    // Two thousand modules are found a sixth sooner when Node need not ask of each whether it is a link to another.
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --preserve-symlinks`,
  };
  const { code } = await run(process.execPath, words, extra).finally(close);
  return code;
}

/** Tests speak for themselves on the terminal; a check's output is kept until it is needed. */
function run(command: string, words: string[], extra?: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const isLive = extra !== undefined;
    const child = spawn(command, words, {
      cwd: root,
      env: { ...process.env, ...extra, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
      stdio: isLive ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}
