#!/usr/bin/env node
// Runs the command line on the Node that the project pins, whichever Node the caller has.
// The sources are TypeScript and need Node 24; a machine's own Node may be older.
import { existsSync, readdirSync, statSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const oldestMajorThatRunsTypeScript = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const sources = `${root}src/cli/main.ts`;
const built = `${root}bin/built/command-line.js`;
const pinnedNode = `${root}node_modules/node/bin/node`;

if (Number.parseInt(process.versions.node, 10) >= oldestMajorThatRunsTypeScript) {
  // Compiled once and kept: every later start is a third shorter.
  module.enableCompileCache?.();
  await import(isFresh() ? built : sources);
} else if (existsSync(pinnedNode)) {
  await runOnPinnedNode();
} else {
  process.stderr.write(
    `Holdfast needs Node ${oldestMajorThatRunsTypeScript}, and this is ${process.version}. Run "npm ci" first: it brings the right one.\n`,
  );
  process.exitCode = 1;
}

/** Whether what build.js made is there, and newer than all that it was made from. */
function isFresh() {
  const madeAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (madeAt === 0) return false;
  const isOlder = (path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < madeAt;
  const found = readdirSync(`${root}src`, { recursive: true, withFileTypes: true });
  return isOlder(`${root}package-lock.json`) && found.every(({ parentPath, name }) => isOlder(`${parentPath}/${name}`));
}

async function runOnPinnedNode() {
  // Loaded here: no other start waits for it.
  const { spawn } = await import('node:child_process');
  const child = spawn(pinnedNode, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The terminal sends SIGINT to the whole group; a supervisor signals only us, so pass it on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.exit(128 + 15);
    process.exit(code ?? 1);
  });
}
