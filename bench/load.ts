// Runs a load in a thread of its own and says what came of it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type LoadJob = {
  port: number;
  connections: number;
  /** Requests as they go over the wire; those of one chain go over one connection, each after the answer to the last. */
  chains: readonly (readonly string[])[];
  /** Null: as fast as answers come (closed loop). Else chains start at this pace, whatever the answers do (open loop). */
  startsPerSecond: number | null;
  /**
   * From when a call of an open loop counts: from the moment at which it was due, or from when the load came round to it, which is
   * some time later. What a caller waits for a free connection counts in either case.
   */
  countsFrom?: 'due' | 'start';
};

export type LoadResult = {
  elapsedMs: number;
  /** How long each call took, in the order in which they ended. */
  tookMs: Float64Array;
  /** Which chain each call was of, in the same order. */
  chainOf: Uint32Array;
  /** When the load came round to each chain, by the clock of its thread; empty where it went as fast as answers came. */
  beganAt: Float64Array;
  /** How many answers had each status. */
  statuses: Record<string, number>;
};

export class LoadGenerator implements AsyncDisposable {
  readonly #worker = new Worker(new URL('./load-worker.ts', import.meta.url));

  async run(job: LoadJob): Promise<LoadResult> {
    this.#worker.postMessage(job);
    const [message] = (await once(this.#worker, 'message')) as [{ result: LoadResult } | { error: string }];
    if ('error' in message) throw new Error(`the load broke off: ${message.error}`);
    return message.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}
