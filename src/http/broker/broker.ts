// The broker API: what a person in the console, or a script of the broker's own, may see and do. Every route says which
// permission it needs; who calls is settled before a body is read. Fails closed: a route that says nothing does not start.
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Doors } from '../../alerts/delivery.ts';
import type { Instant } from '../../core/order.ts';
import type { Pool } from '../../db/pool.ts';
import type { Vault } from '../../db/sealed.ts';
import type { Engine } from '../../engine/engine.ts';
import type { MarketplaceDirectory } from '../../engine/marketplace-directory.ts';
import type { PosDirectory } from '../../engine/pos-directory.ts';
import type { WhoConfirms } from '../../engine/who-confirms.ts';
import type { ImportDesk } from '../../import/import-desk.ts';
import type { LiveFeed } from '../../live/feed.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import type { BrokerCaller } from '../../people/caller.ts';
import type { HouseRules } from '../../people/house-rules.ts';
import type { Pos } from '../../pos/pos.ts';
import { RequestProblem } from '../problems.ts';
import { type Admission, admit, identify } from './admission.ts';
import { alertChannelRoutes } from './alert-channels.ts';
import { alertRoutes } from './alerts.ts';
import { connectionRoutes } from './connections.ts';
import { deedRoutes } from './deeds.ts';
import { eventRoutes } from './events.ts';
import { findingRoutes } from './findings.ts';
import { holdRoutes } from './holds.ts';
import { importRoutes } from './imports.ts';
import { invitationRoutes } from './invitations.ts';
import { joiningRoutes } from './joining.ts';
import { listingRoutes } from './listings.ts';
import { nowRoutes } from './now.ts';
import { orderRoutes } from './order.ts';
import { orderListRoutes } from './orders.ts';
import { requireOwnPage } from './own-pages.ts';
import { passwordLinkRoutes } from './password-links.ts';
import { peopleRoutes } from './people.ts';
import { pointOfSaleRoutes } from './points-of-sale.ts';
import { readQuery } from './query.ts';
import { reportRoutes } from './reports.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { streamRoutes } from './stream.ts';
import { supportCaseRoutes } from './support-cases.ts';
import { tokenRoutes } from './tokens.ts';
import { viewRoutes } from './views.ts';
import { waiverRoutes } from './waivers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls the broker API. Reading it where nobody is signed in refuses the request. */
    readonly broker: BrokerCaller;
    /** The same, or null where nobody is signed in. */
    signedIn: BrokerCaller | null;
  }
  interface FastifyContextConfig {
    /** What a route of the broker API needs. */
    admission?: Admission;
  }
}

export type BrokerParts = {
  pool: Pool;
  directory: Pick<MarketplaceDirectory, 'natures'>;
  posDirectory: Pick<PosDirectory, 'standing' | 'paceOf' | 'opened'>;
  /** Asked whenever one of the two is connected. */
  whoConfirms: Pick<WhoConfirms, 'askSoon'>;
  marketplaces: ReadonlyMap<string, Marketplace>;
  vault: Vault;
  alertDoors: Doors;
  engine: Pick<Engine, 'act' | 'tryConnection' | 'callsOf' | 'posCallsOf'>;
  /** What happens, told to whoever reads it: `feed.tell(accountId, { kind: 'import', data })`. */
  feed: LiveFeed;
  imports: ImportDesk;
  onTrouble: (trouble: unknown, during: string) => void;
  pointsOfSale: ReadonlyMap<string, Pos>;
  clock: () => Instant;
  /** Calls per second and caller. */
  brokerCallsPerSecond: number;
  /** All that concerns people. */
  house: HouseRules;
  /** Where people reach this hub, as the operator has said; null: wherever they come. */
  publicUrl: string | null;
};

/** Where the broker API stands. */
export const brokerPrefix = '/api/v1';

export async function brokerRoutes(server: FastifyInstance, parts: BrokerParts): Promise<void> {
  server.decorateRequest('signedIn', null);
  server.decorateRequest('broker', {
    getter(this: FastifyRequest) {
      if (this.signedIn === null) throw new RequestProblem('not_signed_in');
      return this.signedIn;
    },
  });
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config?.admission === undefined) throw new Error(`${method} ${url} does not say who is admitted`);
  });
  await server.register(cookie, { hook: 'onRequest' });
  await server.register(rateLimit, {
    max: parts.brokerCallsPerSecond,
    timeWindow: 1_000,
    hook: 'preParsing',
    keyGenerator: ({ signedIn, ip }) => signedIn?.sessionId ?? signedIn?.tokenId ?? ip,
    errorResponseBuilder: () => new RequestProblem('rate_limited'),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
  server.addHook('onRequest', async (request, reply) => {
    // What a broker sees is nothing for a cache to keep.
    reply.header('cache-control', 'no-store');
    request.signedIn = await identify(parts, request);
    admit(request);
    requireOwnPage(request, parts);
  });
  server.addHook('preValidation', readQuery);
  sessionRoutes(server, parts);
  joiningRoutes(server, parts);
  passwordLinkRoutes(server, parts);
  peopleRoutes(server, parts);
  invitationRoutes(server, parts);
  tokenRoutes(server, parts);
  deedRoutes(server, parts);
  streamRoutes(server, parts);
  nowRoutes(server, parts);
  alertRoutes(server, parts);
  alertChannelRoutes(server, parts);
  connectionRoutes(server, parts);
  pointOfSaleRoutes(server, parts);
  findingRoutes(server, parts);
  reportRoutes(server, parts);
  settingsRoutes(server, parts);
  orderListRoutes(server, parts);
  orderRoutes(server, parts);
  holdRoutes(server, parts);
  listingRoutes(server, parts);
  eventRoutes(server, parts);
  importRoutes(server, parts);
  viewRoutes(server, parts);
  waiverRoutes(server, parts);
  supportCaseRoutes(server, parts);
}
