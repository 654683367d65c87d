// Holds in a POS over the network: how much of their time is the hub's own, and what many slow ones cost those who have
// nothing to do with them. The POS runs in a thread of its own, speaks the REST bridge, and says how long it took itself.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { connectPos } from '../src/db/points-of-sale.ts';
import type { Database } from '../src/db/pool.ts';
import type { Vault } from '../src/db/sealed.ts';
import { percentile } from './figures.ts';
import { LoadGenerator } from './load.ts';
import { type Bench, holdRound, type Latency, pacedLatency, processorMs } from './measures.ts';
import { holdText, type Shelf, stockShelf } from './shelf.ts';

export type PosWord =
  | { kind: 'open'; count: number }
  /** From now on each call is answered so long after it came. */
  | { kind: 'answer_after'; ms: number }
  /** From now on calls are kept until there are so many, and answered so long after the last of them has come. */
  | { kind: 'gather'; calls: number; ms: number }
  | { kind: 'tell' };
export type PosTold = {
  urls: string[];
  /** How long each POS had each hold, by its place among them and the listing's remote id; since it was last asked to tell. */
  tookMs: Map<string, number>;
  /** Calls that it has now. */
  underWay: number;
};

export type OwnTimeRound = { own: Latency; house: Latency; processorMs: { network: number; house: number } };
/** `beside` null: the machine was too busy for all of them to wait at once. */
export type SlowRound = { alone: number; beside: number | null };

const poolOfBrokers = 20;
const slowCalls = 500;
const slowMs = 3_000;
/** So that the first has not waited too long when the last has come. */
const slowStartsPerSecond = 250;
const usualMs = 20;
const mostTries = 2;
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

  /** Holds at a steady pace in the POS systems of all brokers, without what the POS itself took; and as many in the house POS. */
  async ownTime(bench: Bench, startsPerSecond: number, seconds: number): Promise<OwnTimeRound> {
    await this.#ask({ kind: 'answer_after', ms: usualMs });
    const holds = Math.ceil(startsPerSecond * seconds);
    const { chains, nameOf } = await this.#holdsOfAll(holds);
    await this.#ask({ kind: 'tell' });
    const usedAtFirst = await processorMs(bench);
    const { statuses, tookMs, chainOf } = await bench.load.run({
      port: bench.port,
      connections,
      chains,
      startsPerSecond,
      countsFrom: 'start',
    });
    const usedByNetwork = (await processorMs(bench)) - usedAtFirst;
    expectAll(statuses, holds);
    const { tookMs: theirs } = await this.#ask({ kind: 'tell' });
    const own = tookMs.map((ms, call) => {
      const posMs = theirs.get(nameOf(chainOf[call] as number));
      if (posMs === undefined || posMs < usualMs - 1) throw new Error('a hold was granted, and the POS was not asked');
      return ms - posMs;
    });
    const usedBefore = await processorMs(bench);
    const house = await pacedLatency(bench, startsPerSecond, seconds, 'start');
    const usedByHouse = (await processorMs(bench)) - usedBefore;
    return {
      own: { p50Ms: percentile(own, 0.5), p99Ms: percentile(own, 0.99) },
      house,
      processorMs: { network: usedByNetwork / holds, house: usedByHouse / holds },
    };
  }

  /**
   * The house POS's holds per second by themselves, and while five hundred others wait for the POS systems of twenty brokers.
   * `listings`: so few that they are sold out before the others have waited.
   */
  async besideSlow(bench: Bench, listings: number, isAloneFirst: boolean): Promise<SlowRound> {
    const first = isAloneFirst ? (await holdRound(bench, listings)).perSecond : null;
    const beside = await this.#besideSlow(bench, listings);
    return { alone: first ?? (await holdRound(bench, listings)).perSecond, beside };
  }

  async #besideSlow(bench: Bench, listings: number): Promise<number | null> {
    for (let trial = 0; trial < mostTries; trial++) {
      await this.#ask({ kind: 'gather', calls: slowCalls, ms: slowMs });
      const { chains } = await this.#holdsOfAll(slowCalls);
      const slow = this.#slowLoad.run({
        port: bench.port,
        connections: slowCalls,
        chains,
        startsPerSecond: slowStartsPerSecond,
      });
      // Heard when it is waited for below.
      let isOver = false;
      const ended = slow.finally(() => {
        isOver = true;
      });
      ended.catch(() => {});
      const underWay = async (): Promise<number> => (await this.#ask({ kind: 'tell' })).underWay;
      while (!isOver && (await underWay()) < slowCalls) await new Promise((go) => setTimeout(go, 20));
      const { perSecond } = await holdRound(bench, listings);
      // All of them waited all the time, or it was another measurement.
      const isMeasured = (await underWay()) === slowCalls;
      const { statuses } = await ended;
      if (isMeasured && statuses[201] === slowCalls) return perSecond;
    }
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#slowLoad[Symbol.asyncDispose]();
    await this.#worker.terminate();
  }

  /** Holds of each broker in turn, every one on a listing of its own; and by which name each POS knows it. */
  async #holdsOfAll(holds: number): Promise<{ chains: string[][]; nameOf: (chain: number) => string }> {
    const shelves: Shelf[] = [];
    for (let broker = 0; broker < poolOfBrokers; broker++) {
      shelves.push(await this.#stock(broker, Math.ceil(holds / poolOfBrokers)));
    }
    const brokerOf = (chain: number): number => chain % poolOfBrokers;
    const chains = Array.from({ length: holds }, (_, chain) => [
      holdText(shelves[brokerOf(chain)] as Shelf, Math.floor(chain / poolOfBrokers)),
    ]);
    const nameOf = (chain: number): string => `${brokerOf(chain)} ${remoteIdIn(chains[chain]?.[0] ?? '')}`;
    return { chains, nameOf };
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
