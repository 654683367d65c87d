// The OpenAPI documents, generated from the same schemas that validate, and the reference pages over them.
// A page comes whole from this hub: it loads nothing from anywhere else, and its policy would not let it.
import { randomBytes } from 'node:crypto';
import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import type { Pos } from '../pos/pos.ts';
import { version } from '../version.ts';

const description = `Holdfast stands between the marketplaces that sell a broker's tickets and the POS that records them, and keeps one promise: **one ticket, one sale**.

A marketplace *holds* tickets before it sells them, and then *releases* or *invoices* the hold. Every call is safe to repeat. A 5xx never means that something was or was not done: ask with GET.

Whatever is not a success is answered as \`application/problem+json\` (RFC 9457), and its \`code\` says what it is. Every answer carries \`X-Request-Id\`. Times are RFC 3339 in UTC; money is an integer of minor units and a currency. A key opens one connection: one account on one marketplace.

The *broker API* under \`/api/v1\` is for the broker: whatever the console shows and does, a script with a token can see and do.`;

/** Made anew at each start: the only inline script that the reference page may run is the one that starts it. */
const nonce = randomBytes(16).toString('base64');

/** The page styles its elements inline, which no nonce can allow. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'nonce-${nonce}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whatever of a reference page would call its makers is off. */
const referencePage = {
  nonce,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

/** The hub's own interface, and that of every POS whose wire is ours for others to implement. */
export async function describeApi(server: FastifyInstance, pointsOfSale: ReadonlyMap<string, Pos>): Promise<void> {
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
        { name: 'Instant Notification', description: 'Notices of sales that a marketplace has made.' },
        { name: 'POS', description: 'Webhooks of POS systems: hints that something has changed.' },
        { name: 'Session', description: 'Broker API: who is signed in.' },
        { name: 'Stream', description: 'Broker API: what happens, while it happens.' },
        { name: 'People', description: 'Broker API: tokens, and the record of what people and scripts changed.' },
        {
          name: 'Now',
          description: 'Broker API: what needs a person, what the day has brought, and how everything is.',
        },
        { name: 'Listings', description: 'Broker API: the shelf, whose every ticket is, and imports.' },
        { name: 'Connections', description: 'Broker API: marketplaces, connections to them, and their keys.' },
        {
          name: 'Points of sale',
          description: 'Broker API: POS systems, how each is, and what the sweep has found about them.',
        },
        { name: 'Operation', description: 'Health and metrics, for whoever runs the hub.' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: '`Authorization: Bearer hfk_...`' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'holdfast_session',
            description: 'The broker API: a person who has signed in.',
          },
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'The broker API: `Authorization: Bearer hft_...`, a token that an owner made.',
          },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: '`X-API-Key: hfk_...`' },
        },
      },
    },
  });
  await serveDocument(server, { routePrefix: '/docs', url: '/openapi.json', pageTitle: 'Holdfast API' }, () =>
    server.swagger(),
  );
  for (const pos of pointsOfSale.values()) {
    if (pos.kind !== 'network' || pos.publishedWire === undefined) continue;
    const document = pos.publishedWire(version);
    const name = `pos-${pos.slug}` as const;
    const page = {
      routePrefix: `/docs/${name}`,
      url: `/${name}/openapi.json`,
      pageTitle: `Holdfast ${pos.name}`,
    } as const;
    await serveDocument(server, page, () => document);
  }
}

type Page = { routePrefix: `/${string}`; url: string; pageTitle: string };

/** A document, and the reference page over it. */
async function serveDocument(server: FastifyInstance, page: Page, document: () => object): Promise<void> {
  const { routePrefix, ...shown } = page;
  server.get(page.url, { schema: { hide: true } as object }, async () => document());
  await server.register(reference, {
    routePrefix,
    configuration: { ...referencePage, ...shown },
    hooks: {
      onRequest: (_request, reply, done) => {
        reply.header('content-security-policy', contentSecurityPolicy);
        done();
      },
    },
  });
}
