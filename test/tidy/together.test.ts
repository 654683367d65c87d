// What the runner makes of test files: each is a suite, and whatever goes wrong in one fails the run. And what it need not build.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { isFresh } from '../support/fresh.ts';
import { arrangeFiles, type InTurn } from '../support/together.ts';

/** Runs files as `npm test` does; resolves with what the runner says and how it ended. */
async function runFiles(files: Record<string, string>, inTurn?: InTurn): Promise<{ output: string; code: number }> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-tidy-'));
  for (const [file, source] of Object.entries(files)) {
    await mkdir(join(root, dirname(file)), { recursive: true });
    await writeFile(join(root, file), source);
  }
  const { paths, close } = await arrangeFiles(Object.keys(files), root, inTurn);
  const words = ['--test', '--test-reporter=tap', ...paths];
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  await Promise.all([close(), rm(root, { recursive: true })]);
  return { output, code };
}

const passing = `import { describe, it } from 'node:test';
describe('a suite', () => { it('a test that passes', async () => {}); });`;
const careless = `import { it } from 'node:test';
it('a test that forgets a promise', async () => {
  Promise.reject(new Error('nobody caught this'));
  await new Promise((resolve) => setTimeout(resolve, 20));
});`;

it('files that share a process are suites of it', async () => {
  const { output, code } = await runFiles({ 'test/one/a.test.mjs': passing, 'test/one/b.test.mjs': passing });
  assert.equal(code, 0, output);
  assert.match(output, /^# tests 2$/m);
  assert.match(output, /^# suites 4$/m);
});

for (const [where, file] of [
  ['that has a process of its own', 'test/tidy/a.test.mjs'],
  ['that shares one', 'test/one/a.test.mjs'],
] as const) {
  it(`an error that nobody catches fails the run, in a file ${where}`, async () => {
    const { output, code } = await runFiles({ [file]: careless, 'test/one/b.test.mjs': passing });
    assert.equal(code, 1, output);
    assert.match(output, /nobody caught this/);
  });
}

it('processes begin in the order in which they are put', async () => {
  const files = { 'test/tidy/a.test.mjs': passing, 'test/tidy/b.test.mjs': passing, 'test/tidy/c.test.mjs': passing };
  const { output } = await runFiles(files, ([a = '', b = '', c = '']) => [b, c, a]);
  const begun = [...output.matchAll(/^# Subtest: .*(\w)\.test\.mjs$/gm)].map(([, file]) => file);
  assert.deepEqual(begun, ['b', 'c', 'a']);
});

it('what was built is built again as soon as a source is newer, or gone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-tidy-'));
  try {
    await mkdir(join(root, 'src/core'), { recursive: true });
    const ages = { 'src/core/b.ts': 1, 'src/core': 1, src: 1, 'package-lock.json': 1, built: 2, 'elsewhere.ts': 3 };
    for (const file of ['src/core/a.ts', 'src/core/b.ts', 'package-lock.json', 'built', 'elsewhere.ts']) {
      await writeFile(join(root, file), '');
    }
    const setAges = async (changed: Record<string, number>): Promise<void> => {
      for (const [path, age] of Object.entries({ ...ages, ...changed })) await utimes(join(root, path), age, age);
    };
    const fresh = (): boolean => isFresh('built', { root, sources: ['src/**', 'package-lock.json'] });
    await setAges({ 'src/core/a.ts': 1 });
    assert.equal(fresh(), true);
    for (const path of ['src/core/a.ts', 'package-lock.json']) {
      await setAges({ 'src/core/a.ts': 1, [path]: 3 });
      assert.equal(fresh(), false, path);
    }
    await setAges({ 'src/core/a.ts': 1 });
    await rm(join(root, 'src/core/a.ts'));
    assert.equal(fresh(), false, 'one is gone');
    await setAges({});
    await rm(join(root, 'built'));
    assert.equal(fresh(), false, 'nothing was built');
  } finally {
    await rm(root, { recursive: true });
  }
});
