// The load: raw keep-alive connections, each with one call under way at a time. It shares the machine with the hub and
// PostgreSQL, so it does next to nothing: requests are ready-made bytes, and of an answer it reads the status and the length.
import { connect, type Socket } from 'node:net';
import type { LoadJob, LoadResult } from './load.ts';
import { bufferBytes, messageEnd } from './raw-message.ts';

const statusAt = 'HTTP/1.1 '.length;

/** Runs the load in this thread. Rejects when a connection fails or is closed by the hub. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const chains = job.chains.map((texts) => texts.map((text) => Buffer.from(text, 'latin1')));
  const load = new Load(chains, job);
  const callers = await Promise.all(Array.from({ length: job.connections }, () => open(job.port, load)));
  try {
    return await load.run(callers);
  } finally {
    for (const caller of callers) caller.close();
  }
}

function open(port: number, load: Load): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const caller = new Caller(load);
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(bufferBytes),
        callback: (length, buffer) => caller.read(buffer as Buffer, length),
      },
    });
    caller.socket = socket;
    socket.once('connect', () => resolve(caller));
    socket.once('error', reject);
    socket.on('error', (error) => load.fail(error));
    socket.on('close', () => load.fail(new Error('the hub closed a connection')));
  });
}

/** Hands out chains of calls, and notes how each call ended. */
class Load {
  readonly #chains: readonly Buffer[][];
  readonly #startsPerSecond: number | null;
  readonly #countsFrom: LoadJob['countsFrom'];
  /** When the load came round to each chain. */
  readonly #startAt: number[] = [];
  readonly #tookMs: number[] = [];
  readonly #chainOf: number[] = [];
  readonly #statuses: Record<string, number> = {};
  #free: Caller[] = [];
  #next = 0;
  #due = 0;
  #open = 0;
  #startedAt = 0;
  #end: (result: LoadResult) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(chains: readonly Buffer[][], { startsPerSecond, countsFrom }: LoadJob) {
    this.#chains = chains;
    this.#startsPerSecond = startsPerSecond;
    this.#countsFrom = countsFrom;
    this.#open = chains.length;
  }

  run(callers: readonly Caller[]): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
      this.#free = [...callers];
      this.#startedAt = performance.now();
      if (this.#startsPerSecond === null) this.#due = this.#chains.length;
      else this.#pace(this.#startsPerSecond);
      this.#handOut();
    });
  }

  fail(error: Error): void {
    if (this.#open > 0) this.#fail(error);
  }

  note(status: number, tookMs: number, chain: number): void {
    this.#tookMs.push(tookMs);
    this.#chainOf.push(chain);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  chainEnded(caller: Caller): void {
    this.#open -= 1;
    if (this.#open === 0) {
      const elapsedMs = performance.now() - this.#startedAt;
      const calls = { tookMs: Float64Array.from(this.#tookMs), chainOf: Uint32Array.from(this.#chainOf) };
      this.#end({ elapsedMs, ...calls, beganAt: Float64Array.from(this.#startAt), statuses: this.#statuses });
      return;
    }
    this.#free.push(caller);
    if (this.#next < this.#due) this.#handOut();
  }

  #handOut(): void {
    while (this.#next < this.#due) {
      const caller = this.#free.pop();
      if (caller === undefined) return;
      const index = this.#next++;
      caller.begin(this.#chains[index] as Buffer[], index, this.#since(index));
    }
  }

  /** A call that is paced counts from before it was sent, so that a hub that falls behind cannot hide it. */
  #since(index: number): number {
    if (this.#startsPerSecond === null) return performance.now();
    if (this.#countsFrom === 'start') return this.#startAt[index] as number;
    return this.#startedAt + (index * 1_000) / this.#startsPerSecond;
  }

  #pace(perSecond: number): void {
    const now = performance.now();
    const elapsedMs = now - this.#startedAt;
    this.#due = Math.min(this.#chains.length, Math.floor((elapsedMs / 1_000) * perSecond) + 1);
    while (this.#startAt.length < this.#due) this.#startAt.push(now);
    this.#handOut();
    if (this.#due < this.#chains.length) setTimeout(() => this.#pace(perSecond), 1);
  }
}

/** One connection. */
class Caller {
  socket!: Socket;
  readonly #load: Load;
  #chain: readonly Buffer[] = [];
  #index = 0;
  #step = 0;
  #since = 0;
  #rest: Buffer | null = null;
  #isClosed = false;

  constructor(load: Load) {
    this.#load = load;
  }

  begin(chain: readonly Buffer[], index: number, since: number): void {
    this.#chain = chain;
    this.#index = index;
    this.#step = 0;
    this.#since = since;
    this.socket.write(chain[0] as Buffer);
  }

  read(buffer: Buffer, length: number): boolean {
    const arrived = buffer.subarray(0, length);
    const bytes = this.#rest === null ? arrived : Buffer.concat([this.#rest, arrived]);
    const end = messageEnd(bytes);
    if (end === -1 || end > bytes.length) {
      this.#rest = Buffer.from(bytes);
      return true;
    }
    this.#rest = null;
    this.#answered(Number(bytes.toString('latin1', statusAt, statusAt + 3)));
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  #answered(status: number): void {
    if (this.#isClosed) return;
    const now = performance.now();
    this.#load.note(status, now - this.#since, this.#index);
    this.#step += 1;
    const next = this.#chain[this.#step];
    if (next === undefined) {
      this.#load.chainEnded(this);
      return;
    }
    this.#since = now;
    this.socket.write(next);
  }
}
