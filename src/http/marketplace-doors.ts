// Every marketplace's own door, /oi/{slug}/: there it calls at the addresses that its connection's settings say, or on a
// wire of its own. Who calls is settled before anything is matched, and whoever is another's is turned away.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Call } from '../core/command.ts';
import { type Address, inOrderOfMatching, matchPath } from '../marketplaces/address.ts';
import { asksFirst, type Marketplace } from '../marketplaces/dialect.ts';
import type { Caller } from './authentication.ts';
import { HoldParams, HoldRequest, InvoiceRequest, ReleaseRequest } from './hold-wire.ts';
import { holdCall, invoiceCall, takePublishedCall } from './order-integration.ts';
import { type OwnCallParts, takeOwnCall } from './own-calls.ts';
import { RequestProblem } from './problems.ts';

type Parts = OwnCallParts & { marketplaces: ReadonlyMap<string, Marketplace> };
type Params = Readonly<Record<string, string>>;

export function marketplaceDoors(server: FastifyInstance, parts: Parts): void {
  for (const marketplace of parts.marketplaces.values()) {
    if (!asksFirst(marketplace)) continue;
    server.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: `/oi/${marketplace.slug}/*`,
      config: { marketplace },
      schema: { hide: true } as object,
      handler: (request, reply) => enter(parts, marketplace, request, reply),
    });
  }
}

/** One call that can be made by this door. */
type Entrance = { address: Address; take: (params: Params) => Promise<FastifyReply> };

function enter(
  parts: Parts,
  marketplace: Marketplace,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = request.caller as Caller;
  const entrances = caller.routes
    ? caller.routes.map((route) => ({
        address: route.address,
        take: (params: Params) => takeOwnCall({ ...parts, route, marketplace, request, reply }, params),
      }))
    : publishedEntrances(parts, caller, request, reply);
  const segments = (request.url.split('?', 1)[0] ?? '').split('/').slice(3);
  const found = inOrderOfMatching(entrances).flatMap(({ address, take }) => {
    const params = matchPath(address, segments);
    return params ? [{ method: address.method, params, take }] : [];
  });
  const meant = found.find(({ method }) => method === request.method);
  if (meant) return meant.take(decoded(meant.params));
  if (found.length === 0) throw new RequestProblem('not_found');
  reply.header('allow', [...new Set(found.map(({ method }) => method))].join(', '));
  throw new RequestProblem('method_not_allowed');
}

function decoded(params: Params): Params {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new RequestProblem('malformed');
  }
}

function publishedEntrances(parts: Parts, caller: Caller, request: FastifyRequest, reply: FastifyReply): Entrance[] {
  const kinds = Object.keys(readers) as Call['kind'][];
  return kinds.map((kind) => ({
    address: caller.profile.addresses[kind],
    take: ({ global_id }) => takePublishedCall(parts, request, reply, readers[kind](request, global_id)),
  }));
}

/** What each call is made of. The global id comes in the path or, where it is not there, in the body. */
const readers: Readonly<Record<Call['kind'], (request: FastifyRequest, globalId: string | undefined) => Call>> = {
  hold: (request, globalId) => holdCall(checked(request, HoldRequest, withId(request, globalId))),
  look: (request, globalId) => {
    const { global_id } = checked<HoldParams>(request, HoldParams, { global_id: globalId });
    return { kind: 'look', globalId: global_id };
  },
  release: (request, globalId) => {
    const { global_id } = checked<ReleaseRequest>(request, ReleaseRequest, withId(request, globalId));
    return { kind: 'release', globalId: global_id };
  },
  invoice: (request, globalId) => {
    const { global_id, ...rest } = recordIn(withId(request, globalId));
    const named = checked<HoldParams>(request, HoldParams, global_id === undefined ? {} : { global_id });
    return invoiceCall(named.global_id, checked(request, InvoiceRequest, rest));
  },
};

/** The body with the global id that the path names. Two that differ are one too many. */
function withId({ body, caller }: FastifyRequest, globalId: string | undefined): unknown {
  if (globalId === undefined) return body;
  const own = recordIn(body ?? {});
  const isOther = own.global_id !== undefined && own.global_id !== globalId;
  const field = caller?.profile.fields.global_id ?? 'global_id';
  if (isOther) throw new RequestProblem('malformed', [{ field, message: 'is another than in the address' }]);
  return { ...own, global_id: globalId };
}

function recordIn(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new RequestProblem('malformed', [{ field: 'body', message: 'must be object' }]);
}

/** Fails as the framework does when it validates by itself. */
function checked<Checked>(request: FastifyRequest, schema: TSchema, value: unknown): Checked {
  const validate = request.compileValidationSchema(schema as unknown as Record<string, unknown>, 'body');
  if (validate(value)) return value as Checked;
  throw Object.assign(new Error('not valid'), { validation: validate.errors, validationContext: 'body' });
}
