// The OpenAPI documents, generated from the same schemas that validate. Ours is made when somebody first asks for it: a hundred
// files of libraries do it, and no start waits for them.
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import type { Pos } from '../pos/pos.ts';
import { version } from '../version.ts';
import { type ReferencePage, referencePages } from './reference-pages.ts';

const description = `Holdfast stands between the marketplaces that sell a broker's tickets and the POS that records them, and keeps one promise: **one ticket, one sale**.

A marketplace *holds* tickets before it sells them, and then *releases* or *invoices* the hold. Every call is safe to repeat. A 5xx never means that something was or was not done: ask with GET.

Whatever is not a success is answered as \`application/problem+json\` (RFC 9457), and its \`code\` says what it is. Every answer carries \`X-Request-Id\`. Times are RFC 3339 in UTC; money is an integer of minor units and a currency. A key opens one connection: one account on one marketplace.

The *broker API* under \`/api/v1\` is for the broker: whatever the console shows and does, a script with a token can see and do.`;

const ours: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
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
};

/** The hub's own interface, and that of every POS whose wire is ours for others to implement. To be called before the first route is added. */
export function describeApi(server: FastifyInstance, pointsOfSale: ReadonlyMap<string, Pos>): void {
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (route) => {
    routes.push(route);
  });
  const pages: ReferencePage[] = [{ routePrefix: '/docs', url: '/openapi.json', pageTitle: 'Holdfast API' }];
  let document: Promise<object> | undefined;
  serveDocument(server, '/openapi.json', () => {
    document ??= documentOf(routes).catch((trouble) => {
      // The next who asks has it written anew.
      document = undefined;
      throw trouble;
    });
    return document;
  });
  for (const pos of pointsOfSale.values()) {
    if (pos.kind !== 'network' || pos.publishedWire === undefined) continue;
    const document = pos.publishedWire(version);
    const name = `pos-${pos.slug}`;
    const url = `/${name}/openapi.json`;
    pages.push({ routePrefix: `/docs/${name}`, url, pageTitle: `Holdfast ${pos.name}` });
    serveDocument(server, url, () => document);
  }
  referencePages(server, pages);
}

function serveDocument(server: FastifyInstance, url: string, document: () => object | Promise<object>): void {
  server.get(url, { schema: { hide: true } as object }, async () => document());
}

/** The plugin that writes it sees the routes that are added after it, so it has a server of its own, which never listens. */
async function documentOf(routes: readonly RouteOptions[]): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger');
  const described = Fastify({ exposeHeadRoutes: false });
  described.setValidatorCompiler(() => () => true);
  described.setSerializerCompiler(() => JSON.stringify);
  await described.register(swagger, { openapi: ours });
  for (const { method, url, schema = {} } of routes) described.route({ method, url, schema, handler: async () => {} });
  await described.ready();
  return described.swagger();
}
