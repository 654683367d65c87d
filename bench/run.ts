// The benchmark: `npm run bench` measures the hub beside its yardstick and writes RESULTS.md; `--quick` takes about a
// minute and writes nothing; `--json` prints one document. What can be compared is measured in turn, round by round.
// Kept: whatever it started is stopped and its folder removed, also when it fails or is interrupted.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../src/db/embedded/embedded-postgres.ts';
import { openPool } from '../src/db/pool.ts';
import { verifyLedger } from '../src/db/verify.ts';
import { openVault } from '../src/secret-keys.ts';
import { type DiskRound, diskRound } from './disk.ts';
import { median } from './figures.ts';
import { makeHistory } from './history.ts';
import { Hub } from './hub.ts';
import { LoadGenerator } from './load.ts';
import {
  type Bench,
  ceilingRound,
  firstHoldMs,
  type HoldRound,
  holdAll,
  holdRound,
  hotListing,
  type Latency,
  pacedLatency,
  pairRound,
  type YardstickFigures,
  yardstickRound,
} from './measures.ts';
import { NoticeGenerator, type NoticeRound } from './notices.ts';
import { type OwnTimeRound, PosBench, type SlowRound } from './pos.ts';
import { conditionsOf, pageOf, rowsOf, tableOf } from './report.ts';
import { freshUse, type Shelf, stockShelf } from './shelf.ts';
import { Yardstick } from './yardstick.ts';

type Sizes = {
  rounds: number;
  listings: number;
  grownListings: number;
  halfLoadSeconds: number;
  noticeSeconds: number;
  posSeconds: number;
};

const fullSizes: Sizes = {
  rounds: 5,
  listings: 10_000,
  grownListings: 1_000_000,
  halfLoadSeconds: 8,
  noticeSeconds: 5,
  posSeconds: 5,
};
const quickSizes: Sizes = {
  ...{ rounds: 3, listings: 3_000, grownListings: 50_000 },
  ...{ halfLoadSeconds: 3, noticeSeconds: 2, posSeconds: 2 },
};

const yardstickClients = 16;
const ceilingCalls = 20_000;
const warmUpListings = 2_000;
/** What a marketplace may send in a second without the hub falling behind. */
const noticesPerSecond = 500;
const uncountedNoticeRounds = 3;
/** Holds in one POS over the network, far below what it takes. */
const posHoldsPerSecond = 100;
const grownDatabase = 'holdfast_grown';

export type HalfLoadRound = {
  latency: Latency;
  /** The yardstick's at one connection, with nothing else to do. */
  yardstickMeanMs: number;
  /** The yardstick's at the same pace. */
  yardstickP99Ms: number | null;
  disk: DiskRound;
};

export type Measured = {
  sizes: Sizes;
  postgresVersion: string;
  yardstickDriver: string;
  small: HoldRound[];
  grown: HoldRound[];
  yardstick: YardstickFigures[];
  ceiling: number[];
  pairs: number[];
  half: { perSecond: number; rounds: HalfLoadRound[] };
  hot: { elapsedMs: number; granted: number }[];
  notices: { perSecond: number; rounds: NoticeRound[] };
  pos: { perSecond: number; own: OwnTimeRound[]; slow: SlowRound[] };
  memory: { small: number; grown: number };
  start: { coldMs: number; warmMs: number };
  violations: number;
};

const usage = `Usage: npm run bench -- [--quick] [--json]

Measures the hub beside its yardstick, in ten minutes, and writes bench/RESULTS.md.

  --quick  fewer and smaller rounds, in two minutes; writes nothing
  --json   one JSON document on stdout
`;

const options = readOptions();
const opened = new AsyncDisposableStack();
const startedAt = performance.now();
let closing: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void close().finally(() => process.exit(130)));
}
try {
  const measured = await measure(options.quick ? quickSizes : fullSizes);
  await publish(measured);
} finally {
  await close();
}

function readOptions(): { quick?: boolean; json?: boolean } {
  try {
    const flag = { type: 'boolean' } as const;
    const { values } = parseArgs({ options: { quick: flag, json: flag, help: flag } });
    if (!values.help) return values;
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

function close(): Promise<void> {
  closing ??= opened.disposeAsync();
  return closing;
}

async function measure(sizes: Sizes): Promise<Measured> {
  const dataDir = await makeFolder();
  const load = opened.use(new LoadGenerator());
  const start = await measureStart(dataDir, load);
  const { server, db, hub, port } = start;
  const small: Bench = { load, db, hub, port, serverPid: server.serverPid() };
  const grown = await openGrown(small, { serverUrl: server.url, dataDir, listings: sizes.grownListings });
  const yardstick = opened.use(await Yardstick.open(server.url));
  const { rows } = await db.query<{ server_version: string }>('show server_version');
  await warmUp(small, grown, yardstick);
  const rounds = await measureRounds(small, grown, yardstick, sizes);
  const perSecond = median(rounds.small.map((round) => round.perSecond));
  const half = await measureHalfLoad({ small, yardstick, dataDir, startsPerSecond: perSecond / 2 }, sizes);
  const hot = await repeat(sizes.rounds, () => hotListing(small));
  const notices = await measureNotices(small, dataDir, sizes);
  const pos = await measurePos(small, dataDir, { ...sizes, listings: Math.round(perSecond / 2) });
  tell('comparing the books');
  return {
    sizes,
    postgresVersion: rows[0]?.server_version ?? 'unknown',
    yardstickDriver: yardstick.driver,
    ...rounds,
    half,
    hot,
    notices,
    pos,
    memory: { small: await hub.peakMemory(), grown: await grown.bench.hub.peakMemory() },
    start: { coldMs: start.coldMs, warmMs: start.warmMs },
    violations: await countViolations(server.url),
  };
}

/** Nothing is launched any more once the run is being ended: nobody would stop it. */
function launchHub(environment: Record<string, string>): Hub {
  if (opened.disposed) throw new Error('the run was ended');
  return opened.use(new Hub(environment));
}

/** Closed at the end of the run at the latest; closing it twice is the same as once. */
function openServer(dataDir: string): Promise<EmbeddedPostgres> {
  if (opened.disposed) throw new Error('the run was ended');
  const opening = openEmbeddedPostgres({ dataDir, role: 'tool' });
  opened.defer(async () => {
    const server = await opening.catch(() => undefined);
    await server?.close();
  });
  return opening;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  // As `mkdir` would make it: PostgreSQL may run as another account than ours.
  await chmod(folder, 0o755);
  return folder;
}

type Started = { server: EmbeddedPostgres; db: pg.Client; hub: Hub; port: number; coldMs: number; warmMs: number };

/** From nothing to the first held ticket, then once more on what is there. Stocking the shelf is not counted. */
async function measureStart(dataDir: string, load: LoadGenerator): Promise<Started> {
  tell('starting the hub in an empty folder');
  const first = launchHub({ DATA_DIR: dataDir });
  const cold = await first.ready;
  const { shelf, coldHoldMs } = await beside(dataDir, async (db) => {
    const stocked = await stockShelf(db, 10, 4);
    return { shelf: stocked, coldHoldMs: await firstHoldMs(load, cold.port, stocked, 0) };
  });
  await first[Symbol.asyncDispose]();
  const hub = launchHub({ DATA_DIR: dataDir });
  const warm = await hub.ready;
  const warmHoldMs = await firstHoldMs(load, warm.port, shelf, 1);
  const server = await openServer(dataDir);
  const db = await connect(server.url);
  return { server, db, hub, port: warm.port, coldMs: cold.afterMs + coldHoldMs, warmMs: warm.afterMs + warmHoldMs };
}

/** Works on the hub's own database, and leaves it to the hub again. */
async function beside<Result>(dataDir: string, work: (db: pg.Client) => Promise<Result>): Promise<Result> {
  const server = await openServer(dataDir);
  const db = new pg.Client({ connectionString: server.url });
  try {
    await db.connect();
    return await work(db);
  } finally {
    await db.end();
    await server.close();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: url });
  // A server that is stopped while we wait for something else must not end the process before the rest is cleaned up.
  db.on('error', () => {});
  await db.connect();
  opened.defer(() => db.end());
  return db;
}

type Grown = { bench: Bench; shelf: Shelf };

async function openGrown(
  small: Bench,
  { serverUrl, dataDir, listings }: { serverUrl: string; dataDir: string; listings: number },
): Promise<Grown> {
  tell(`writing ${listings.toLocaleString('en-US')} finished orders into a second database`);
  await small.db.query(`create database ${grownDatabase}`);
  const url = new URL(serverUrl);
  url.pathname = `/${grownDatabase}`;
  const hub = launchHub({ DATABASE_URL: url.href, DATA_DIR: join(dataDir, 'grown') });
  const { port } = await hub.ready;
  const db = await connect(url.href);
  const shelf = await makeHistory(db, listings);
  return { bench: { ...small, db, hub, port }, shelf };
}

/** The first calls of a process are slow while its code is being compiled; that is no round. */
async function warmUp(small: Bench, grown: Grown, yardstick: Yardstick): Promise<void> {
  tell('warming up');
  await holdRound(small, warmUpListings);
  await holdAll(grown.bench, { ...grown.shelf, listings: warmUpListings, use: freshUse() }, warmUpListings * 2);
  await yardstickRound(small, yardstick, warmUpListings, yardstickClients);
}

type Rounds = Pick<Measured, 'small' | 'grown' | 'yardstick' | 'ceiling' | 'pairs'>;

async function measureRounds(small: Bench, grown: Grown, yardstick: Yardstick, sizes: Sizes): Promise<Rounds> {
  const rounds: Rounds = { small: [], grown: [], yardstick: [], ceiling: [], pairs: [] };
  const { listings } = sizes;
  const holds = listings * 2;
  const turns = [
    async () => rounds.yardstick.push(await yardstickRound(small, yardstick, listings, yardstickClients)),
    async () => rounds.small.push(await holdRound(small, listings)),
    async () =>
      rounds.grown.push(await holdAll(grown.bench, grownShelf(grown.shelf, rounds.grown.length, holds), holds)),
  ];
  for (let round = 0; round < sizes.rounds; round++) {
    tell(`round ${round + 1} of ${sizes.rounds}`);
    // Whoever goes first is another one in each round.
    for (let turn = 0; turn < turns.length; turn++) await turns[(round + turn) % turns.length]?.();
    rounds.ceiling.push(await ceilingRound(small, ceilingCalls));
    rounds.pairs.push(await pairRound(small, Math.ceil(listings / 2)));
  }
  return rounds;
}

/** The warm-up and each round take listings that nobody has touched. */
function grownShelf(shelf: Shelf, round: number, holds: number): Shelf {
  const share = Math.floor((shelf.listings - warmUpListings) / fullSizes.rounds);
  if (share * 2 < holds) throw new Error('the grown shelf is too small');
  return { ...shelf, first: shelf.first + warmUpListings + round * share, listings: share, use: freshUse() };
}

type HalfLoad = { small: Bench; yardstick: Yardstick; dataDir: string; startsPerSecond: number };

async function measureHalfLoad(
  { small, yardstick, dataDir, startsPerSecond }: HalfLoad,
  sizes: Sizes,
): Promise<Measured['half']> {
  tell('half load');
  // A server that has run for a while uses the files of its log again; a new one stops for each new file that it makes.
  await small.db.query('checkpoint');
  const rounds = await repeat(sizes.rounds, async () => {
    const { meanLatencyMs } = await yardstick.round(1_000, 1, 2_000);
    const latency = await pacedLatency(small, startsPerSecond, sizes.halfLoadSeconds);
    const holds = Math.ceil((startsPerSecond * sizes.halfLoadSeconds) / yardstickClients) * yardstickClients;
    const paced = await yardstick.round(Math.ceil(holds / 2), yardstickClients, holds, startsPerSecond);
    const disk = await diskRound(dataDir, sizes.halfLoadSeconds);
    return { latency, yardstickMeanMs: meanLatencyMs, yardstickP99Ms: paced.p99Ms, disk };
  });
  return { perSecond: startsPerSecond, rounds };
}

async function measureNotices(small: Bench, dataDir: string, sizes: Sizes): Promise<Measured['notices']> {
  tell('notices of sales');
  const notices = opened.use(new NoticeGenerator());
  const vault = openVault(process.env, dataDir);
  const pace = { perSecond: noticesPerSecond, seconds: sizes.noticeSeconds };
  // The first connections are no round, nor is code that is still being compiled: that takes a dozen seconds of sales.
  await repeat(uncountedNoticeRounds, () => notices.round(small.db, vault, small.port, pace));
  const rounds = await repeat(sizes.rounds, () => notices.round(small.db, vault, small.port, pace));
  return { perSecond: noticesPerSecond, rounds };
}

/** `listings`: as many as the hub sells in a second, two holds on each. */
async function measurePos(small: Bench, dataDir: string, sizes: Sizes): Promise<Measured['pos']> {
  tell('a POS over the network');
  const points = opened.use(new PosBench(small.db, openVault(process.env, dataDir)));
  await points.ownTime(small, posHoldsPerSecond, 1);
  const own = await repeat(sizes.rounds, () => points.ownTime(small, posHoldsPerSecond, sizes.posSeconds));
  const { listings } = sizes;
  const slow: SlowRound[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    slow.push(await points.besideSlow(small, listings, round % 2 === 0));
  }
  return { perSecond: posHoldsPerSecond, own, slow };
}

async function repeat<Result>(times: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let time = 0; time < times; time++) results.push(await work());
  return results;
}

async function countViolations(url: string): Promise<number> {
  const pool = openPool(url, 1);
  try {
    const { violations } = await verifyLedger(pool, () => {});
    for (const { sentence } of violations.slice(0, 5)) tell(sentence);
    return violations.length;
  } finally {
    await pool.end();
  }
}

async function publish(measured: Measured): Promise<void> {
  const conditions = await conditionsOf(measured);
  const rows = rowsOf(measured);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...conditions, rows, measured })}\n`);
  else process.stdout.write(`\n${tableOf(rows)}\n\n`);
  if (!options.quick) {
    const path = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
    await writeFile(path, pageOf(conditions, rows));
    tell(`written to ${path}`);
  }
  if (measured.violations > 0) process.exitCode = 1;
}

function tell(sentence: string): void {
  if (!options.json)
    process.stderr.write(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${sentence}\n`);
}
