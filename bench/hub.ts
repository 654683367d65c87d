// The hub as its users run it: a process of its own, started as `npm start` starts it.
// Kept: from the moment it is launched it can be stopped, by its process id.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const stopsWithinMs = 20_000;
const sampleMemoryEveryMs = 500;

export type Ready = {
  port: number;
  /** From the start of the process until it said that it was ready. */
  afterMs: number;
};

export class Hub implements AsyncDisposable {
  readonly ready: Promise<Ready>;
  readonly #process: ChildProcess;
  readonly #watch: NodeJS.Timeout;
  #peakKilobytes = 0;

  constructor(environment: Record<string, string>) {
    const startedAt = performance.now();
    this.#process = spawn(process.execPath, [...startWords(), '--json'], {
      cwd: projectDir,
      // A group of its own: Ctrl-C is for the benchmark, which stops the hub itself.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...ownEnvironment(), ...environment },
    });
    this.ready = readyPort(this.#process).then((port) => ({ port, afterMs: performance.now() - startedAt }));
    this.ready.catch(() => {});
    this.#watch = setInterval(() => void this.#sampleMemory(), sampleMemoryEveryMs);
    this.#watch.unref();
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  /** The most memory that was resident at any time so far, in bytes. */
  async peakMemory(): Promise<number> {
    await this.#sampleMemory();
    return this.#peakKilobytes * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const hardStop = setTimeout(() => this.#process.kill('SIGKILL'), stopsWithinMs);
    await ended;
    clearTimeout(hardStop);
  }

  async #sampleMemory(): Promise<void> {
    this.#peakKilobytes = Math.max(this.#peakKilobytes, await residentKilobytes(this.pid));
  }
}

/** What `npm start` gives to node: its flags are part of what is measured. */
function startWords(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [node, ...words] = scripts.start.split(' ');
  if (node !== 'node') throw new Error('npm start does not run node');
  return words;
}

/** The caller's own settings of a hub are not to change what is measured. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, DATA_DIR: _folder, HOLDFAST_FAILPOINT: _failpoint, ...rest } = process.env;
  return { ...rest, HOST: '127.0.0.1', PORT: '0', CALLS_PER_SECOND: '1000000' };
}

async function readyPort(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the hub ended with ${code} before it was ready`);
  });
  ended.catch(() => {});
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  return Number(new URL((JSON.parse(line) as { url: string }).url).port);
}

/** Linux keeps the peak itself; elsewhere what is resident now. A process that has ended has none. */
async function residentKilobytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  if (peak !== undefined) return Number(peak);
  const printed = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '0' }));
  return Number(printed.stdout.trim()) || 0;
}
