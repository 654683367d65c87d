// The HTTP server: what every request passes through, whatever it asks for. Input is hostile until decoded: who calls is
// settled before a body is read, and every answer that is not a success is one of the problems in problems.ts.

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Doors } from '../alerts/delivery.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { Engine } from '../engine/engine.ts';
import type { MarketplaceDirectory } from '../engine/marketplace-directory.ts';
import type { NoticeDoors } from '../engine/notice-doors.ts';
import type { WhoConfirms } from '../engine/who-confirms.ts';
import type { ImportDesk } from '../import/import-desk.ts';
import type { LiveFeed } from '../live/feed.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import type { Metrics } from '../metrics.ts';
import type { HouseRules } from '../people/house-rules.ts';
import type { Pos } from '../pos/pos.ts';
import type { Pulse } from '../pulse/pulse.ts';
import type { Authentication, Caller } from './authentication.ts';
import { BrokenHttp } from './broken-http.ts';
import { brokerPrefix, brokerRoutes } from './broker/broker.ts';
import { compiledWhenNeeded } from './compiled-when-needed.ts';
import { consolePages, isConsolePage } from './console.ts';
import { healthRoutes } from './health.ts';
import { readJson } from './json-body.ts';
import type { LookUps } from './look-ups.ts';
import { marketplaceDoors } from './marketplace-doors.ts';
import type { NoticeWatch } from './notice-watch.ts';
import { type NoticeSender, noticeRoutes } from './notices.ts';
import { describeApi } from './openapi.ts';
import { orderIntegrationRoutes, renameFields } from './order-integration.ts';
import { type PosHintParts, posHintRoutes } from './pos-hints.ts';
import { problemOf } from './problem-of.ts';
import { problemBody, RequestProblem, sendProblem } from './problems.ts';
import { ServedAddresses } from './served-addresses.ts';
import type { StrayExchanges } from './stray-exchanges.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that a key opens, before anything else is looked at. */
    caller: Caller | null;
    /** How a hold was answered. Null: it was none, or it has no answer yet. */
    holdAnswer: 'yes' | 'no' | null;
    /** Set where notices come in. */
    sender: NoticeSender | null;
  }
  interface FastifyContextConfig {
    /** Whose door it is, where a marketplace has its own. */
    marketplace?: Marketplace;
  }
}

const longestBodyBytes = 64 * 1024;
/** An id of 128 characters may take twelve bytes each when it is percent-encoded. */
const longestParameter = 128 * 12;

export type ServerParts = PosHintParts & {
  engine: Engine;
  authentication: Authentication;
  doors: Pick<NoticeDoors, 'doorOf'>;
  strays: StrayExchanges;
  noticeWatch: NoticeWatch;
  lookUps: LookUps;
  directory: Pick<MarketplaceDirectory, 'natures'>;
  whoConfirms: Pick<WhoConfirms, 'askSoon'>;
  marketplaces: ReadonlyMap<string, Marketplace>;
  /** Hears how each hold was answered, and how soon. */
  pulse: Pick<Pulse, 'countHold'>;
  pointsOfSale: ReadonlyMap<string, Pos>;
  metrics: Metrics;
  clock: () => number;
  isReady: () => Promise<boolean>;
  /** Calls per second and connection. */
  callsPerSecond: number;
  /** The same for the broker API, per session or token. */
  brokerCallsPerSecond: number;
  /** For the broker API's look-ups and changes. */
  pool: Pool;
  vault: Vault;
  /** By which alerts leave. */
  alertDoors: Doors;
  house: HouseRules;
  feed: LiveFeed;
  imports: ImportDesk;
  publicUrl: string | null;
  trustedProxies: readonly string[];
  onTrouble: (trouble: unknown, during: string) => void;
};

/**
 * What comes is judged as it is: nothing is made to fit, and everything that is wrong is told. The schemas themselves are ours: a
 * hub that held them against the schema of schemas would answer its first call later for it.
 */
const judgesAsItComes = {
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
  allErrors: true,
  validateSchema: false,
} as const;

export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = openServer(parts);
  describeApi(server, parts.pointsOfSale);
  await server.register(async (guarded) => {
    await guarded.register(rateLimit, rateLimitOptions(parts.callsPerSecond));
    guarded.addHook('onRequest', (request) => requireCaller(parts.authentication, request));
    guarded.addHook('preValidation', renameFields);
    orderIntegrationRoutes(guarded, parts);
    marketplaceDoors(guarded, parts);
  });
  await server.register(async (notices) => {
    await notices.register(rateLimit, rateLimitOptions(parts.callsPerSecond));
    await noticeRoutes(notices, parts);
  });
  await server.register((broker) => brokerRoutes(broker, parts), { prefix: brokerPrefix });
  await server.register(async (hints) => {
    await hints.register(rateLimit, rateLimitOptions(parts.callsPerSecond));
    await posHintRoutes(hints, parts);
  });
  healthRoutes(server, parts);
  await server.register((pages) => consolePages(pages));
  await server.ready();
  return server;
}

/** How anything is read and answered, before there is an address. */
function openServer(parts: ServerParts): FastifyInstance {
  const broken = new BrokenHttp();
  const addresses = new ServedAddresses();
  const server = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: longestBodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30_000,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    routerOptions: { maxParamLength: longestParameter },
    ajv: { customOptions: judgesAsItComes },
    // A missing Host is refused below, with a problem.
    http: { requireHostHeader: false },
    clientErrorHandler: broken.refuseBytes,
    frameworkErrors: broken.refuseAddress,
  });
  broken.watch(server);
  server.setValidatorCompiler(compiledWhenNeeded(judgesAsItComes));
  // Not by the schemas: a connection's own field names are not in them, the tests hold every answer against them, and a field is
  // never dropped in silence.
  server.setSerializerCompiler(() => (body) => JSON.stringify(body));
  server.decorateRequest('caller', null);
  server.decorateRequest('sender', null);
  server.decorateRequest('holdAnswer', null);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => readJson(bytes),
  );
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) throw new RequestProblem('malformed');
    // Before its body is read: nobody will want it.
    if (request.is404 && !isConsolePage(request)) return addresses.refuse(request, reply);
  });
  server.addHook('onResponse', async (request, reply) => {
    parts.metrics.observeAnswer(request, reply);
    const { caller, holdAnswer } = request;
    if (caller === null || holdAnswer === null) return;
    const { accountId, terms } = caller;
    const tookMs = reply.elapsedTime;
    parts.pulse.countHold({ accountId, connectionId: terms.connectionId, tookMs, isDeclined: holdAnswer === 'no' });
  });
  closeIdleConnectionsWhileStopping(server);
  server.setErrorHandler((error: FastifyError, request, reply) => refuse(parts, error, request, reply));
  addresses.watch(server, brokerPrefix);
  return server;
}

/** A connection that was busy when the stop began is idle after its answer; kept alive, it would hold up the stop. */
function closeIdleConnectionsWhileStopping(server: FastifyInstance): void {
  // Browsers open some just in case, and Node counts none as idle that never carried a request: they would hold us up.
  const unused = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  let sweep: NodeJS.Timeout | undefined;
  server.addHook('preClose', async () => {
    sweep = setInterval(() => {
      server.server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, 50);
  });
  server.addHook('onClose', async () => clearInterval(sweep));
}

async function requireCaller(authentication: Authentication, request: FastifyRequest): Promise<void> {
  const caller = await authentication.identify(request);
  if (caller === 'stranger') throw new RequestProblem('forbidden');
  if (caller === null) throw new RequestProblem('unauthenticated');
  request.caller = caller;
  const { marketplace } = request.routeOptions.config;
  // Every marketplace may come by its own door; by the published one only who speaks the published contract.
  const isItsDoor = marketplace ? marketplace.slug === caller.terms.marketplace : caller.routes === null;
  if (!isItsDoor) throw new RequestProblem('forbidden');
}

function rateLimitOptions(callsPerSecond: number) {
  return {
    max: callsPerSecond,
    timeWindow: 1_000,
    hook: 'preParsing',
    keyGenerator: (request: FastifyRequest) =>
      (request.caller ?? request.sender?.door)?.terms.connectionId ?? request.ip,
    errorResponseBuilder: () => new RequestProblem('rate_limited'),
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
  } as const;
}

/** Every error ends here, and leaves as a problem. */
async function refuse(
  parts: ServerParts,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { code, details } = problemOf(error, request.caller?.profile.fields ?? {});
  if (code === 'internal')
    parts.onTrouble(error, `${request.method} ${request.routeOptions.url ?? 'an unknown address'} ${request.id}`);
  const body = problemBody(code, request.id, details);
  const form = request.routeOptions.config?.marketplace?.orderIntegration?.wire?.problem ?? null;
  const sent = { status: body.status, body: form ? form(body) : body };
  if (request.caller && code !== 'rate_limited') await parts.strays.keep(request, sent);
  return sendProblem(reply, body, form);
}
