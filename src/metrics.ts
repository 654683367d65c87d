// What the hub counts, in the Prometheus format.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { HostStanding, HostState } from './engine/host.ts';
import type { LineStanding, PaceStanding } from './engine/rate-line.ts';

/** `numbered`: in the order in which they were first called; the console and the broker API say which they are. */
export type MetricsHosts = 'numbered' | 'named';

/** Memory, event loop and collections of garbage are the process's, of which several hubs may be parts: what looks at them never ends. */
let ofProcess: Registry | null = null;

function openProcessRegistry(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

export class Metrics {
  readonly #process = openProcessRegistry();
  readonly #registry = new Registry();
  readonly #answers: Histogram<'route' | 'method' | 'status'>;
  readonly #batches: Histogram;
  readonly #troubles: Counter;

  constructor() {
    this.#answers = new Histogram({
      name: 'holdfast_http_answer_seconds',
      help: 'Time from a request to its answer',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [this.#registry],
    });
    this.#batches = new Histogram({
      name: 'holdfast_batch_commands',
      help: 'Commands that were written in one transaction',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers: [this.#registry],
    });
    this.#troubles = new Counter({
      name: 'holdfast_troubles_total',
      help: 'Faults of ours or of the database that somebody should look at',
      registers: [this.#registry],
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    const parts = await Promise.all([this.#process.metrics(), this.#registry.metrics()]);
    return parts.join('');
  }

  /** Routes are named by their pattern, so that no stranger can make up new ones. */
  observeAnswer(request: FastifyRequest, reply: FastifyReply): void {
    // A stream is not answered for as long as somebody reads it.
    if (reply.getHeader('content-type') === 'text/event-stream') return;
    const route = request.routeOptions.url ?? 'none';
    const method = route === 'none' ? 'any' : request.method;
    this.#answers.observe({ route, method, status: reply.statusCode }, reply.elapsedTime / 1_000);
  }

  /** Reads how the hosts outside fare whenever the metrics are read. */
  watchHosts(standings: () => readonly HostStanding[], hosts: MetricsHosts): void {
    new Gauge({
      name: 'holdfast_host_state',
      help: 'Whether a POS or marketplace host is called: 0 yes, 1 it is being tried, 2 it is left alone',
      labelNames: ['host'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [index, { host, state }] of standings().entries()) {
          this.set({ host: hosts === 'named' ? host : String(index + 1) }, stateNumbers[state]);
        }
      },
    });
  }

  /** Reads how calls stand in line whenever the metrics are read. Accounts are added up: each is not the operator's business. */
  watchPaces(paces: () => readonly PaceStanding[]): void {
    const labelNames = ['kind', 'system'] as const;
    const registers = [this.#registry];
    for (const [name, help, of] of paceGauges) {
      new Gauge({
        ...{ name, help, labelNames, registers },
        collect() {
          this.reset();
          for (const { kind, system, lines } of paces()) this.inc({ kind, system }, of(lines));
        },
      });
    }
  }

  observeBatch(commands: number): void {
    this.#batches.observe(commands);
  }

  countTrouble(): void {
    this.#troubles.inc();
  }
}

const paceGauges: readonly (readonly [name: string, help: string, of: (lines: readonly LineStanding[]) => number])[] = [
  [
    'holdfast_calls_waiting',
    'Calls to a POS or marketplace that wait for their turn within its rate, all accounts together',
    (lines) => lines.reduce((sum, { waiting }) => sum + waiting, 0),
  ],
  [
    'holdfast_rates_paused',
    'Rates that rest because the POS or marketplace asked for that (429, 503), all accounts together',
    (lines) => lines.filter(({ pause }) => pause !== null).length,
  ],
];

const stateNumbers: Record<HostState, number> = { closed: 0, half_open: 1, open: 2 };
