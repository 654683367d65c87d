// What is measured, one function each. Each gives the hub a full shelf of its own, checks every answer, and throws when
// one is not what it has to be: a fast wrong answer is no figure.
import type pg from 'pg';
import { percentile } from './figures.ts';
import type { Hub } from './hub.ts';
import type { LoadGenerator, LoadJob, LoadResult } from './load.ts';
import { processorMsOf, processorMsOfFamily } from './processor-time.ts';
import { healthText, holdText, invoiceText, type Shelf, stockShelf } from './shelf.ts';
import type { Yardstick } from './yardstick.ts';

const connections = 64;
const ticketsPerListing = 4;
const quantity = 2;
const holdsPerListing = ticketsPerListing / quantity;

export type Bench = {
  load: LoadGenerator;
  db: pg.Client;
  hub: Hub;
  port: number;
  serverPid: number;
};

export type HoldRound = { perSecond: number; p99Ms: number; processorMsPerHold: number };

/** Holds as fast as they come, on a full shelf that they sell out. */
export async function holdRound(bench: Bench, listings: number): Promise<HoldRound> {
  const shelf = await stockShelf(bench.db, listings, ticketsPerListing);
  return holdAll(bench, shelf, listings * holdsPerListing);
}

export async function holdAll(bench: Bench, shelf: Shelf, holds: number): Promise<HoldRound> {
  const chains = Array.from({ length: holds }, (_, index) => [holdText(shelf, index)]);
  const usedBefore = await processorMs(bench);
  const result = await closedLoop(bench, chains);
  const used = (await processorMs(bench)) - usedBefore;
  expectOnly(result, { 201: holds });
  return {
    perSecond: perSecond(result, holds),
    p99Ms: percentile(result.tookMs, 0.99),
    processorMsPerHold: used / holds,
  };
}

export type YardstickFigures = { perSecond: number; processorMsPerHold: number };

/** The same number of holds on a shelf just as large, by the yardstick. The processor time is PostgreSQL's alone. */
export async function yardstickRound(
  bench: Bench,
  yardstick: Yardstick,
  listings: number,
  clients: number,
): Promise<YardstickFigures> {
  const holds = Math.floor((listings * holdsPerListing) / clients) * clients;
  const usedBefore = await processorMsOfFamily(bench.serverPid);
  const { holdsPerSecond } = await yardstick.round(listings, clients, holds);
  const used = (await processorMsOfFamily(bench.serverPid)) - usedBefore;
  return { perSecond: holdsPerSecond, processorMsPerHold: used / holds };
}

/** A hold and then its invoice, over one connection. */
export async function pairRound(bench: Bench, listings: number): Promise<number> {
  const shelf = await stockShelf(bench.db, listings, ticketsPerListing);
  const pairs = listings * holdsPerListing;
  const chains = Array.from({ length: pairs }, (_, index) => [holdText(shelf, index), invoiceText(shelf, index)]);
  const result = await closedLoop(bench, chains);
  expectOnly(result, { 201: pairs * 2 });
  return perSecond(result, pairs);
}

const hotTickets = 400;
const asksPerBuyer = 4;

/** Everybody wants the same listing: as many get two tickets as there are tickets for, and nobody else does. */
export async function hotListing(bench: Bench): Promise<{ elapsedMs: number; granted: number }> {
  const shelf = await stockShelf(bench.db, 1, hotTickets);
  const asks = connections * asksPerBuyer;
  const granted = hotTickets / quantity;
  const chains = Array.from({ length: asks }, (_, index) => [holdText(shelf, index)]);
  const result = await closedLoop(bench, chains);
  expectOnly(result, { 201: granted, 409: asks - granted });
  const { rows } = await bench.db.query<{ owned: number; owners: number }>(
    `select count(*)::integer as owned, count(distinct order_id)::integer as owners
     from tickets where account_id = $1 and order_id is not null`,
    [shelf.accountId],
  );
  const { owned, owners } = rows[0] ?? {};
  if (owned !== hotTickets || owners !== granted) {
    throw new Error(`the hot listing's ${hotTickets} tickets: ${owned} are owned, by ${owners} orders`);
  }
  return { elapsedMs: result.elapsedMs, granted };
}

export type Latency = { p50Ms: number; p99Ms: number };

/** Holds that come at a steady pace, whether the hub keeps up or not. */
export async function pacedLatency(
  bench: Bench,
  startsPerSecond: number,
  seconds: number,
  countsFrom: LoadJob['countsFrom'] = 'due',
): Promise<Latency> {
  const holds = Math.ceil(startsPerSecond * seconds);
  const shelf = await stockShelf(bench.db, Math.ceil(holds / holdsPerListing), ticketsPerListing);
  const chains = Array.from({ length: holds }, (_, index) => [holdText(shelf, index)]);
  const pace = { startsPerSecond, countsFrom };
  const result = await bench.load.run({ port: bench.port, connections: connections * 4, chains, ...pace });
  expectOnly(result, { 201: holds });
  return { p50Ms: percentile(result.tookMs, 0.5), p99Ms: percentile(result.tookMs, 0.99) };
}

/** What the same server does when it has nothing to do: a fixed JSON, no key, no body, no database. */
export async function ceilingRound(bench: Bench, calls: number): Promise<number> {
  const chains = Array.from({ length: calls }, () => [healthText]);
  const result = await closedLoop(bench, chains);
  expectOnly(result, { 200: calls });
  return perSecond(result, calls);
}

/** One hold by the only caller there is. */
export async function firstHoldMs(load: LoadGenerator, port: number, shelf: Shelf, index: number): Promise<number> {
  const result = await load.run({ port, connections: 1, chains: [[holdText(shelf, index)]], startsPerSecond: null });
  expectOnly(result, { 201: 1 });
  return result.elapsedMs;
}

function closedLoop(bench: Bench, chains: readonly (readonly string[])[]): Promise<LoadResult> {
  return bench.load.run({ port: bench.port, connections, chains, startsPerSecond: null });
}

export async function processorMs({ hub, serverPid }: Bench): Promise<number> {
  return (await processorMsOf(hub.pid)) + (await processorMsOfFamily(serverPid));
}

function perSecond({ elapsedMs }: LoadResult, count: number): number {
  return (count * 1_000) / elapsedMs;
}

function expectOnly({ statuses }: LoadResult, expected: Record<number, number>): void {
  const isAsExpected =
    Object.keys(statuses).length === Object.keys(expected).length &&
    Object.entries(expected).every(([status, count]) => statuses[status] === count);
  if (!isAsExpected) {
    throw new Error(`expected the answers ${JSON.stringify(expected)} and got ${JSON.stringify(statuses)}`);
  }
}
