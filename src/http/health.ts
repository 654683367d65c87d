// Is the process alive, is it able to work, and how is it doing.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Metrics } from '../metrics.ts';
import { problemResponses } from './order-integration-documentation.ts';

const State = Type.Object({ status: Type.String() });

function answers(description: string, status: string): object {
  return { description, content: { 'application/json': { schema: State, example: { status } } } };
}

const metricsExample = `# HELP holdfast_troubles_total Faults of ours or of the database that somebody should look at
# TYPE holdfast_troubles_total counter
holdfast_troubles_total 0
`;

export function healthRoutes(
  server: FastifyInstance,
  parts: { metrics: Metrics; isReady: () => Promise<boolean> },
): void {
  const tags = ['Operation'];
  server.get(
    '/healthz',
    {
      schema: {
        tags,
        operationId: 'health',
        summary: 'Is the process alive?',
        description: 'Says nothing of the database.',
        security: [],
        response: {
          200: answers('It is.', 'ok'),
          ...problemResponses(['malformed']),
        },
      },
    },
    async () => ({ status: 'ok' }),
  );
  server.get(
    '/readyz',
    {
      schema: {
        tags,
        operationId: 'readiness',
        summary: 'Can it work?',
        description: 'Asks the database, and whether the worker makes its rounds.',
        security: [],
        response: {
          200: answers('It can.', 'ready'),
          503: answers('The database does not answer, or the worker has stopped.', 'not ready'),
          ...problemResponses(['malformed']),
        },
      },
    },
    async (_request, reply) =>
      (await parts.isReady()) ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' }),
  );
  server.get(
    '/metrics',
    {
      schema: {
        tags,
        operationId: 'metrics',
        summary: 'Metrics',
        description: 'In the Prometheus text format.',
        security: [],
        response: {
          200: {
            description: 'The metrics.',
            content: { 'text/plain': { schema: Type.String(), example: metricsExample } },
          },
          ...problemResponses(['malformed']),
        },
      },
    },
    async (_request, reply) => reply.type(parts.metrics.contentType).send(await parts.metrics.text()),
  );
}
