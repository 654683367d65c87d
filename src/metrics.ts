// What the hub counts, in the Prometheus format.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export class Metrics {
  readonly #registry = new Registry();
  readonly #answers: Histogram<'route' | 'method' | 'status'>;
  readonly #batches: Histogram;
  readonly #troubles: Counter;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
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

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Routes are named by their pattern, so that no stranger can make up new ones. */
  observeAnswer(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'none';
    const method = route === 'none' ? 'any' : request.method;
    this.#answers.observe({ route, method, status: reply.statusCode }, reply.elapsedTime / 1_000);
  }

  observeBatch(commands: number): void {
    this.#batches.observe(commands);
  }

  countTrouble(): void {
    this.#troubles.inc();
  }
}
