#!/usr/bin/env node
// Runs the command line on the Node that the project pins, whichever Node the caller has.
// The sources are TypeScript and need Node 24; a machine's own Node may be older.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const oldestMajorThatRunsTypeScript = 24;
const commandLine = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const pinnedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= oldestMajorThatRunsTypeScript) {
  // Compiled once and kept: every later start is a third shorter.
  module.enableCompileCache?.();
  await import(commandLine);
} else if (existsSync(pinnedNode)) {
  runOnPinnedNode();
} else {
  process.stderr.write(
    `Holdfast needs Node ${oldestMajorThatRunsTypeScript}, and this is ${process.version}. Run "npm ci" first: it brings the right one.\n`,
  );
  process.exitCode = 1;
}

function runOnPinnedNode() {
  const child = spawn(pinnedNode, [...process.execArgv, commandLine, ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends SIGINT to the whole group; a supervisor signals only us, so pass it on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.exit(128 + 15);
    process.exit(code ?? 1);
  });
}
