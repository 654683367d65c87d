// Builds the console after an installation (`prepare`). Plain JavaScript: without the development dependencies there is
// no pinned Node to run anything else, and then there is nothing to build with either.
import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.exitCode = build();

function build() {
  const vite = findVite();
  if (vite === null) {
    process.stderr.write('The console is not built: the development dependencies are not installed.\n');
    return 0;
  }
  // By the runner: it writes nothing into node_modules, which may be another's.
  const words = [
    vite,
    'build',
    '--logLevel',
    'warn',
    '--configLoader',
    'runner',
    fileURLToPath(new URL('.', import.meta.url)),
  ];
  const begunAt = new Date();
  const status = spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1;
  // It is as old as what was read: a source that is written meanwhile is newer.
  if (status === 0) utimesSync(new URL('dist/index.html', import.meta.url), begunAt, begunAt);
  return status;
}

function findVite() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  } catch {
    return null;
  }
}
