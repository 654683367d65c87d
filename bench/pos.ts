// Holds in a POS over the network: how much of their time is the hub's own, and what many slow ones cost those who have
// nothing to do with them. The POS runs in a thread of its own, speaks the REST bridge, and says how long it took itself.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { connectPos } from '../src/db/points-of-sale.ts';
import type { Database } from '../src/db/pool.ts';
import type { Vault } from '../src/db/sealed.ts';
import { percentile } from './figures.ts';
import { LoadGenerator } from './load.ts';
import { type Bench, type HoldRound, holdRound, type Latency } from './measures.ts';
import { holdText, type Shelf, stockShelf } from './shelf.ts';

export type PosWord = { kind: 'open'; count: number } | { kind: 'answer_after'; ms: number } | { kind: 'tell' };
export type PosTold = {
  urls: string[];
  /** How long the POS had each hold, by the listing's remote id; since it was last asked to tell. */
  tookMs: Map<string, number>;
  /** Calls that it has now. */
  underWay: number;
};

export type SlowRound = { alone: HoldRound; beside: HoldRound; underWay: number };

const poolOfBrokers = 20;
const slowCalls = 500;
const slowMs = 3_000;
const usualMs = 20;
/** What is called slow begins again as soon as it has ended, for longer than anything beside it takes. */
const slowCallsEach = 4;
const connections = 64;
/** More than a slow answer takes, so that a busy machine shows in the figures and not in refusals. */
const patienceMs = 6_000;

export class PosBench implements AsyncDisposable {
  readonly #worker = new Worker(new URL('./pos-worker.ts', import.meta.url));
  readonly #slowLoad = new LoadGenerator();
  readonly #db: Database;
  readonly #vault: Vault;
  #urls: string[] = [];

  constructor(db: Database, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  /** Holds at a steady pace in one POS: from the call to its answer, without what the POS itself took. */
  async ownTime({ load, port }: Bench, startsPerSecond: number, seconds: number): Promise<Latency> {
    await this.#ask({ kind: 'answer_after', ms: usualMs });
    const holds = Math.ceil(startsPerSecond * seconds);
    const shelf = await this.#stock(0, holds);
    const chains = Array.from({ length: holds }, (_, index) => [holdText(shelf, index)]);
    await this.#ask({ kind: 'tell' });
    const { statuses, tookMs, chainOf } = await load.run({ port, connections, chains, startsPerSecond });
    expectAll(statuses, holds);
    const { tookMs: theirs } = await this.#ask({ kind: 'tell' });
    const own = tookMs.map((ms, call) => {
      const remoteId = remoteIdIn(chains[chainOf[call] as number]?.[0] ?? '');
      const posMs = theirs.get(remoteId);
      if (posMs === undefined || posMs < usualMs - 1) throw new Error(`the POS was not asked for ${remoteId}`);
      return ms - posMs;
    });
    return { p50Ms: percentile(own, 0.5), p99Ms: percentile(own, 0.99) };
  }

  /** The house POS's holds by themselves, and while five hundred others wait for the POS systems of twenty brokers. */
  async besideSlow(bench: Bench, listings: number, isAloneFirst: boolean): Promise<SlowRound> {
    const first = isAloneFirst ? await holdRound(bench, listings) : null;
    await this.#ask({ kind: 'answer_after', ms: slowMs });
    const shelves: Shelf[] = [];
    for (let broker = 0; broker < poolOfBrokers; broker++) {
      shelves.push(await this.#stock(broker, (slowCalls * slowCallsEach) / poolOfBrokers));
    }
    const chains = Array.from({ length: slowCalls * slowCallsEach }, (_, index) => [
      holdText(shelves[index % poolOfBrokers] as Shelf, Math.floor(index / poolOfBrokers)),
    ]);
    const slow = this.#slowLoad.run({ port: bench.port, connections: slowCalls, chains, startsPerSecond: null });
    // Heard when it is waited for below.
    slow.catch(() => {});
    while ((await this.#ask({ kind: 'tell' })).underWay < slowCalls) await new Promise((go) => setTimeout(go, 20));
    const beside = await holdRound(bench, listings);
    const { underWay } = await this.#ask({ kind: 'tell' });
    expectAll((await slow).statuses, chains.length);
    return { alone: first ?? (await holdRound(bench, listings)), beside, underWay };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#slowLoad[Symbol.asyncDispose]();
    await this.#worker.terminate();
  }

  /** The shelf of a broker of its own, whose listings stand in one of the POS systems. */
  async #stock(broker: number, listings: number): Promise<Shelf> {
    if (this.#urls.length === 0) this.#urls = (await this.#ask({ kind: 'open', count: poolOfBrokers })).urls;
    const shelf = await stockShelf(this.#db, listings, 2, {
      pos: 'bridge',
      settings: { answer_budget_ms: patienceMs },
    });
    const settings = { url: this.#urls[broker] ?? '', key: 'the key of the benchmark', calls_per_second: 10_000 };
    await connectPos(this.#db, shelf.accountId as never, 'bridge', this.#vault.seal(settings));
    return shelf;
  }

  async #ask(word: PosWord): Promise<PosTold> {
    this.#worker.postMessage(word);
    const [told] = (await once(this.#worker, 'message')) as [PosTold];
    return told;
  }
}

function remoteIdIn(text: string): string {
  return (JSON.parse(text.slice(text.indexOf('{'))) as { remote_id: string }).remote_id;
}

function expectAll(statuses: Record<string, number>, holds: number): void {
  if (statuses[201] !== holds) throw new Error(`expected ${holds} holds and got ${JSON.stringify(statuses)}`);
}
