// The command line as a process of its own, run to its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const commandLine = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };

/** `environment`: all that it has beside PATH. `input`: what it is told on standard input, which then ends. */
export async function runHoldfast(
  words: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [commandLine, ...words], { env: { PATH: process.env.PATH, ...environment } });
  // It may end before it has read anything.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** For the environment: a machine whose own clock is wrong. */
export function clockAheadBy(ms: number): Record<string, string> {
  const preload = `const now = Date.now; Date.now = () => now() + ${ms};`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
}
