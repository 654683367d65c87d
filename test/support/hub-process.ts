// A hub as a process of its own, so that a test can kill it as a power cut would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { testSecretKey } from './hub.ts';

const commandLine = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

/** What it says on stdout when it is ready. */
type Ready = { url: string; first_owner_link: string | null };

export class HubProcess {
  readonly ready: Ready;
  readonly child: ChildProcess;
  /** Resolves with the signal that ended the process, or null when it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly #errors: () => string;

  constructor(ready: Ready, child: ChildProcess, ended: Promise<NodeJS.Signals | null>, errors: () => string) {
    this.ready = ready;
    this.child = child;
    this.ended = ended;
    this.#errors = errors;
  }

  get url(): string {
    return this.ready.url;
  }

  /** What it wrote to stderr. */
  get errors(): string {
    return this.#errors();
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}

function spawnHub(environment: Record<string, string>): ChildProcess & { stdout: Readable; stderr: Readable } {
  return spawn(process.execPath, [commandLine, 'start', '--json'], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', HOLDFAST_SECRET_KEY: testSecretKey, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts one that a failpoint kills, be it before it is ready. Resolves with the signal that ended it. */
export async function runHubToItsEnd(environment: Record<string, string>): Promise<NodeJS.Signals | null> {
  const child = spawnHub(environment);
  child.stdout.resume();
  child.stderr.resume();
  const [, signal] = await once(child, 'exit');
  return signal as NodeJS.Signals | null;
}

/** Resolves when it is ready. `port` 0 lets it choose. */
export async function startHubProcess(environment: Record<string, string>): Promise<HubProcess> {
  const child = spawnHub(environment);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line').then(([line]) => JSON.parse(line as string) as Ready);
  const first = await Promise.race([ready, ended.then(() => null)]);
  if (first === null) throw new Error(`the hub ended before it was ready: ${errors}`);
  return new HubProcess(first, child, ended, () => errors);
}
