// The live stream of an account, as server-sent events: what happens, while it happens.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { declared } from './declared.ts';
import { eventText } from './event-text.ts';
import { exampleHeld } from './order-examples.ts';
import type { StreamOrder } from './schemas/stream.ts';
import { StreamReaders } from './stream-readers.ts';

const moved: StreamOrder = {
  order_id: exampleHeld.order_id,
  marketplace: exampleHeld.marketplace,
  state: exampleHeld.state,
  remote_id: exampleHeld.remote_id,
  event: exampleHeld.event,
  quantity: exampleHeld.quantity,
  money: { amount: 37000, currency: 'USD' },
  at: '2026-11-22T20:14:03.120Z',
};

const description = `What happens in the account, while it happens, as server-sent events (\`text/event-stream\`). Each has an \`event\`, and \`data\` in JSON:

- \`order\`: an order has moved. \`order_id\`, \`marketplace\`, \`state\`, \`remote_id\`, \`event\`, \`quantity\`, \`money\`, \`at\`. An order that moves twice within a tenth of a second is told once, as it is then.
- \`alert\`: something was raised that a person should know. \`kind\`, \`order_id\` or \`connection_id\`. With the \`kind\` \`done\`: somebody has seen to one.
- \`connection\`: a connection works otherwise than before, or was changed. \`connection_id\`.
- \`import\`: an import went on, or has ended. \`import_id\`.
- \`resync\`: you may have missed something; read again what you show. It comes first when \`Last-Event-ID\` is sent, and while more happens than can be told one by one.
- \`heartbeat\`: every fifteen seconds. Silence for longer means that the connection is dead.

Nothing is kept for whoever is away. A reader that does not keep up is cut off. The stream ends within seconds when the session or the token does.`;

export function streamRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const readers = new StreamReaders(parts);
  server.addHook('preClose', async () => readers.endAll());

  server.get(
    '/stream',
    declared({
      permission: 'read',
      tag: 'Stream',
      operationId: 'readStream',
      summary: 'Read what happens, while it happens',
      description,
      answers: {
        200: {
          description: 'The stream, which goes on until one of the two closes it.',
          headers: { 'X-Request-Id': { type: 'string', description: 'Names this call in our records.' } },
          content: {
            'text/event-stream': {
              schema: Type.String(),
              examples: { order: { value: eventText('order', moved, 1) } },
            },
          },
        },
      },
    }),
    async (request, reply) => {
      const hasMissed = request.headers['last-event-id'] !== undefined;
      const stream = readers.open(request.broker, hasMissed);
      if (stream === null) {
        throw new RequestProblem('rate_limited', 'Too many read the stream of this account here. Close some of them.');
      }
      // Some proxies gather answers until they are long enough, unless they are told not to.
      reply.header('x-accel-buffering', 'no').type('text/event-stream');
      return reply.send(stream);
    },
  );
}
