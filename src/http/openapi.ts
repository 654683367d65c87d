// The OpenAPI document, generated from the same schemas that validate, and the reference page over it.
import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const description = `Holdfast stands between the marketplaces that sell a broker's tickets and the POS that records them, and keeps one promise: **one ticket, one sale**.

A marketplace *holds* tickets before it sells them, and then *releases* or *invoices* the hold. Every call is safe to repeat. A 5xx never means that something was or was not done: ask with GET.`;

export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Holdfast',
        version,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        contact: { name: 'The operator of this hub' },
      },
      servers: [{ url: '/', description: 'This hub' }],
      tags: [
        { name: 'Order Integration', description: 'Hold, look, release, invoice: for marketplaces that ask first.' },
        { name: 'Operation', description: 'Health and metrics, for whoever runs the hub.' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: '`Authorization: Bearer hfk_...`' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: '`X-API-Key: hfk_...`' },
        },
      },
    },
  });
  server.get('/openapi.json', { schema: { hide: true } as object }, async () => server.swagger());
  await server.register(reference, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
}
