// bin/holdfast.js runs the copy that `npm ci` builds while it is fresh, and the sources as soon as one of them is newer.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const launcher = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));
const anHourAgo = new Date(Date.now() - 3_600_000);

describe('the built copy of the command line', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
    await put('package.json', '{ "type": "module" }');
    await put('package-lock.json', '{}');
    await put('src/cli/main.ts', "const whose: string = 'the sources'; process.stdout.write(whose);");
    await put('src/core/claim.ts', 'export {};');
    for (const path of ['package-lock.json', 'src/cli/main.ts', 'src/core/claim.ts']) await age(path);
    await mkdir(join(folder, 'bin'));
    await copyFile(launcher, join(folder, 'bin/holdfast.js'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is what runs while it is newer than all that it was made from', async () => {
    await putCopy();
    assert.equal(await run(), 'the copy');
  });

  it('is left alone once a source is newer, however deep', async () => {
    await putCopy();
    await age('bin/built/command-line.js');
    await put('src/core/claim.ts', 'export {};');
    assert.equal(await run(), 'the sources');
  });

  it('is left alone once other libraries were installed', async () => {
    await putCopy();
    await age('bin/built/command-line.js');
    await put('package-lock.json', '{ }');
    assert.equal(await run(), 'the sources');
  });

  it('need not be there', async () => {
    assert.equal(await run(), 'the sources');
  });

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  const putCopy = (): Promise<void> => put('bin/built/command-line.js', "process.stdout.write('the copy');");

  const age = (path: string): Promise<void> => utimes(join(folder, path), anHourAgo, anHourAgo);

  async function run(): Promise<string> {
    return (await promisify(execFile)(process.execPath, [join(folder, 'bin/holdfast.js')])).stdout;
  }
});
