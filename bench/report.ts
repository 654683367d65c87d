// Says what was measured: one table, for the terminal and for RESULTS.md, with the machine and how to read it.
import { readFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { syncsPerSecond } from './disk.ts';
import { median, medianRatio } from './figures.ts';
import type { Measured } from './run.ts';

export type Row = {
  what: string;
  figure: string;
  /** What it is held against. */
  beside: string;
  /** Null: nothing was promised. */
  target: string | null;
  isReached: boolean | null;
};

export type Conditions = {
  at: string;
  machine: string;
  versions: string;
  sizes: string;
};

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

export async function conditionsOf(measured: Measured): Promise<Conditions> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const [processor] = cpus();
  const { sizes } = measured;
  return {
    at: new Date().toISOString(),
    machine: `${processor?.model.trim()}, ${cpus().length} cores, ${(totalmem() / gibibyte).toFixed(0)} GiB, ${type()} ${release()}`,
    versions: `Holdfast ${version}, Node ${process.versions.node}, PostgreSQL ${measured.postgresVersion}, yardstick by ${measured.yardstickDriver}`,
    sizes: `${sizes.rounds} rounds of ${count(sizes.listings * 2)} holds on ${count(sizes.listings)} listings of 4 tickets; grown: ${count(sizes.grownListings * 4)} tickets and ${count(sizes.grownListings)} finished orders`,
  };
}

export function rowsOf(measured: Measured): Row[] {
  return [
    ...throughputRows(measured),
    ...latencyRows(measured),
    ...noticeRows(measured),
    ...posRows(measured),
    ...otherRows(measured),
  ];
}

function throughputRows({ small, grown, yardstick, ceiling, pairs }: Measured): Row[] {
  const rate = (rounds: readonly { perSecond: number }[]): number[] => rounds.map((round) => round.perSecond);
  const cost = (rounds: readonly { processorMsPerHold: number }[]): number[] =>
    rounds.map((round) => round.processorMsPerHold);
  const againstYardstick = medianRatio(rate(small), rate(yardstick));
  const grownAgainstSmall = medianRatio(rate(grown), rate(small));
  return [
    {
      what: 'Holds per second, 64 connections',
      figure: spread(rate(small)),
      beside: `${times(againstYardstick)} the yardstick's ${count(median(rate(yardstick)))} (16 connections)`,
      target: '≥ 1.0 ×',
      isReached: againstYardstick >= 1,
    },
    {
      what: 'The same with grown tables',
      figure: spread(rate(grown)),
      beside: `${times(grownAgainstSmall)} the small tables`,
      target: '≥ 0.9 ×',
      isReached: grownAgainstSmall >= 0.9,
    },
    {
      what: 'Processor time per hold, hub and PostgreSQL',
      figure: microseconds(median(cost(small))),
      beside: `yardstick ${microseconds(median(cost(yardstick)))} (PostgreSQL alone)`,
      target: null,
      isReached: null,
    },
    {
      what: 'Ceiling: the same server, a fixed JSON',
      figure: `${spread(ceiling)} per second`,
      beside: `holds reach ${(100 * medianRatio(rate(small), ceiling)).toFixed(0)} % of it`,
      target: null,
      isReached: null,
    },
    {
      what: 'Hold and invoice, pairs per second',
      figure: spread(pairs),
      beside: `${times(medianRatio(pairs, rate(small)))} the holds`,
      target: null,
      isReached: null,
    },
  ];
}

function latencyRows({ half, hot, small }: Measured): Row[] {
  const p50 = half.rounds.map((round) => round.latency.p50Ms);
  const p99 = half.rounds.map((round) => round.latency.p99Ms);
  const alone = half.rounds.map((round) => round.yardstickMeanMs);
  const ratio = medianRatio(p99, alone);
  const paced = half.rounds.flatMap((round) => round.yardstickP99Ms ?? []);
  return [
    {
      what: `Latency at half load (${count(half.perSecond)} holds per second)`,
      figure: `p50 ${ms(median(p50))}, p99 ${ms(median(p99))}`,
      beside: `p99 is ${times(ratio)} the yardstick's mean of ${ms(median(alone))} at 1 connection`,
      target: '≤ 10 ×',
      isReached: ratio <= 10,
    },
    {
      what: 'The yardstick at the same pace, for comparison',
      figure: paced.length === 0 ? 'needs pgbench' : `p99 ${ms(median(paced))}`,
      beside: '16 connections',
      target: null,
      isReached: null,
    },
    {
      what: `The disk alone, ${syncsPerSecond} times 8 KB per second`,
      figure: `p50 ${ms(median(half.rounds.map(({ disk }) => disk.p50Ms)))}, p99 ${ms(median(half.rounds.map(({ disk }) => disk.p99Ms)))}`,
      beside: 'written and synced by one process, with nothing else to do',
      target: null,
      isReached: null,
    },
    {
      what: 'Latency at full load',
      figure: `p99 ${ms(median(small.map((round) => round.p99Ms)))}`,
      beside: '64 connections, each always waiting',
      target: null,
      isReached: null,
    },
    {
      what: 'One hot listing: 400 tickets, 64 buyers at once',
      figure: `${hot[0]?.granted} holds of 2 granted, no more, in ${ms(median(hot.map((round) => round.elapsedMs)))}`,
      beside: `${hot.length} times`,
      target: 'exactly 200',
      isReached: hot.every((round) => round.granted === 200),
    },
  ];
}

function noticeRows({ notices: { perSecond, rounds } }: Measured): Row[] {
  const p50 = median(rounds.map((round) => round.p50Ms));
  const p99 = median(rounds.map((round) => round.p99Ms));
  const sustained = median(rounds.map((round) => round.perSecond));
  return [
    {
      what: `From a notice to its confirmation, ${count(perSecond)} notices per second`,
      figure: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
      beside: 'read at the marketplace, claimed, invoiced, confirmed',
      target: 'p50 < 25 ms, p99 < 250 ms',
      isReached: p50 < 25 && p99 < 250,
    },
    {
      what: 'Notices per second, sustained',
      figure: count(sustained),
      beside: 'to the last confirmation',
      target: `≥ ${count(perSecond * 0.98)}`,
      isReached: sustained >= perSecond * 0.98,
    },
  ];
}

function posRows({ pos: { perSecond, own, slow } }: Measured): Row[] {
  const p50 = median(own.map((round) => round.own.p50Ms));
  const p99 = median(own.map((round) => round.own.p99Ms));
  const house = {
    p50: median(own.map((round) => round.house.p50Ms)),
    p99: median(own.map((round) => round.house.p99Ms)),
  };
  const measured = slow.flatMap(({ alone, beside }) => (beside === null ? [] : [{ alone, beside }]));
  const beside = measured.map((round) => round.beside);
  const ratio = medianRatio(
    beside,
    measured.map((round) => round.alone),
  );
  return [
    {
      what: `The hub's own time around a POS call, ${count(perSecond)} holds per second`,
      figure: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
      beside: `the house POS at the same pace: p50 ${ms(house.p50)}, p99 ${ms(house.p99)}`,
      target: 'p50 < 5 ms, p99 < 50 ms',
      isReached: p50 < 5 && p99 < 50,
    },
    {
      what: 'Processor time per hold at that pace, hub and PostgreSQL',
      figure: microseconds(median(own.map((round) => round.processorMs.network))),
      beside: `house POS ${microseconds(median(own.map((round) => round.processorMs.house)))}`,
      target: null,
      isReached: null,
    },
    {
      what: 'Holds per second while 500 others wait 3 s for their POS',
      figure: measured.length === 0 ? 'not known: the machine was too busy' : spread(beside),
      beside: measured.length === 0 ? '' : `${times(ratio)} as many as by themselves`,
      target: '≥ 0.8 ×',
      isReached: measured.length === 0 ? null : ratio >= 0.8,
    },
  ];
}

function otherRows({ memory, start, violations }: Measured): Row[] {
  const most = Math.max(memory.small, memory.grown) / mebibyte;
  return [
    {
      what: "The hub's resident memory at its peak",
      figure: `${(memory.small / mebibyte).toFixed(0)} MiB`,
      beside: `the hub on grown tables: ${(memory.grown / mebibyte).toFixed(0)} MiB`,
      target: '< 350 MB',
      isReached: most * mebibyte < 350e6,
    },
    {
      what: 'Cold start to the first held ticket',
      figure: `${(start.coldMs / 1_000).toFixed(1)} s`,
      beside: `an empty folder: makes the cluster, migrates; again, warm: ${(start.warmMs / 1_000).toFixed(1)} s`,
      target: null,
      isReached: null,
    },
    {
      what: 'Books after the run (holdfast verify)',
      figure: `${violations} violations`,
      beside: '',
      target: '0',
      isReached: violations === 0,
    },
  ];
}

export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['', 'measured', 'beside', 'target', ''],
    ...rows.map((row) => [row.what, row.figure, row.beside, row.target ?? '', verdict(row)]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n');
}

export function pageOf(conditions: Conditions, rows: readonly Row[]): string {
  return `# Benchmark results

Written by \`npm run bench\`; do not edit.

- Run: ${conditions.at}
- Machine: ${conditions.machine}
- Versions: ${conditions.versions}
- Sizes: ${conditions.sizes}

${tableOf(rows)}

## How to read it

Load, hub and PostgreSQL share the machine, and a machine may be shared with others: trust the ratios, not the figures.
The sides of a ratio were measured in turn, round by round; a ratio is the median of the rounds' own ratios, a figure
the median of the rounds with the lowest and highest in parentheses.

- **Holds** go over HTTP on 64 kept connections, each with one call under way: quantity 2, a new global id each, with
  authentication, the order and its journal, on the embedded PostgreSQL with its durable settings. Every answer is
  checked; a round ends with its shelf sold out. Nothing is analyzed by hand: the planner meets the tables as they are.
- **The yardstick** ([yardstick.sql](yardstick.sql)) is what the database alone does with the same guarantees: one
  PL/pgSQL function call per hold in a transaction of its own, a row per ticket, order and journal row, idempotent by
  global id. It reads no HTTP, checks no key and parses no JSON.
- **The ceiling** is \`/healthz\` of the same process: what the HTTP server does when there is nothing to do.
- **Grown tables**: a second hub on a second database of the same server. Half of its listings are sold out to finished
  orders with two journal entries each; the holds go to the other half, scattered over all of it.
- **Processor time** moves less than elapsed time when others use the machine. It leaves out whoever makes the load.
- **Notices** are Ticket Evolution's: a thread of the benchmark sends the webhook of a sale at a steady pace. The hub stores it,
  answers, reads the order back, invoices it in the house POS and accepts it, every call signed. The clock runs from the sending of the
  notice to the arrival of our acceptance. The marketplace's notices and answers are bytes made ready before, since it has the same two cores.
  Rounds that nobody counts go before the others, until the code is compiled.
- **A POS call**: twenty brokers have a POS over the network each, that speaks the REST bridge from a thread of the benchmark and
  answers after 20 ms. It notes how long it had each call; the rest, from the sending of the hold to its answer, is
  the hub's: two commits, a call, and what goes over the wires. Beside it, the house POS's one commit in the same minute.
- **Slow POS systems**: 500 holds wait at once for the POS systems of these brokers, each for 3 s from when the last of them has
  come. All of them wait from the beginning to the end of a round of another broker's holds in the house POS, as fast as they
  come; in turn with a round alone.
- **Half load** is paced at half of the median of the first row; a call counts from the moment at which it was due. The
  yardstick at the same pace, and the disk with nobody else on it, show how much of the tail belongs to the machine: what comes while a
  commit waits for its sync waits with it.
`;
}

function verdict(row: Row): string {
  if (row.isReached === null) return '';
  return row.isReached ? 'reached' : 'MISSED';
}

function spread(values: readonly number[]): string {
  return `${count(median(values))} (${count(Math.min(...values))} – ${count(Math.max(...values))})`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function microseconds(valueMs: number): string {
  return Number.isNaN(valueMs) ? 'not known here' : `${Math.round(valueMs * 1_000)} µs`;
}
