// Sales that a marketplace tells of: how long it takes from a notice to its confirmation, and how many are sustained.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { storeCredentials } from '../src/db/connections.ts';
import type { Database } from '../src/db/pool.ts';
import type { Vault } from '../src/db/sealed.ts';
import { percentile } from './figures.ts';
import { insertListings, openSaleConnection } from './shelf.ts';

export type NoticeJob = {
  hub: { port: number; connectionId: string; apiKey: string };
  /** One sale of two tickets on each. */
  remoteIds: readonly string[];
  perSecond: number;
};
export type NoticeWord = { kind: 'open' } | ({ kind: 'sell' } & NoticeJob);
export type NoticeResult = { tookMs: Float64Array; elapsedMs: number };

export type NoticeRound = { p50Ms: number; p99Ms: number; perSecond: number };

const credentials = { token: 'benchmark', secret: 'the secret of the benchmark', reviewer_id: 4711 };

/** Nothing is asked for between the notices. */
function settingsAt(port: number): object {
  const pace = { call_every_ms: 0, poll_seconds: 86_400, notice_grace_seconds: 0 };
  return { api_address: `http://127.0.0.1:${port}`, ...pace };
}

export class NoticeGenerator implements AsyncDisposable {
  readonly #worker = new Worker(new URL('./notice-worker.ts', import.meta.url));
  #marketplacePort: number | null = null;

  /** Sells at `perSecond` for so long; every sale has to be confirmed. From the notice to our confirmation at their door. */
  async round(
    db: Database,
    vault: Vault,
    hubPort: number,
    { perSecond, seconds }: { perSecond: number; seconds: number },
  ): Promise<NoticeRound> {
    this.#marketplacePort ??= await this.#ask<number>({ kind: 'open' });
    const sales = Math.ceil(perSecond * seconds);
    const { accountId, connectionId, apiKey } = await openSaleConnection(db, settingsAt(this.#marketplacePort));
    await insertListings(db, accountId, sales, 2);
    await storeCredentials(db, accountId, connectionId, vault.seal(credentials));
    const remoteIds = Array.from({ length: sales }, (_, index) => `TG-${index + 1}`);
    const hub = { port: hubPort, connectionId, apiKey };
    const { tookMs, elapsedMs } = await this.#ask<NoticeResult>({ kind: 'sell', hub, remoteIds, perSecond });
    return {
      p50Ms: percentile(tookMs, 0.5),
      p99Ms: percentile(tookMs, 0.99),
      perSecond: (sales * 1_000) / elapsedMs,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask<Result>(word: NoticeWord): Promise<Result> {
    this.#worker.postMessage(word);
    const [message] = (await once(this.#worker, 'message')) as [{ result: Result } | { error: string }];
    if ('error' in message) throw new Error(`the notices broke off: ${message.error}`);
    return message.result;
  }
}
