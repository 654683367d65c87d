// Calls on a marketplace's own wire: its route says what is meant and how it is answered; everything else is as for the
// published contract.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Reply } from '../core/command.ts';
import type { Refusal } from '../core/order.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import type { DealRoute, Malformed, WireRequest, WireRoute } from '../marketplaces/order-integration-wire.ts';
import type { Caller } from './authentication.ts';
import type { LookUps } from './look-ups.ts';
import { problemBody, problems, RequestProblem } from './problems.ts';
import { type Answer, type CallParts, deliver, takeCall, withinBudget } from './take-call.ts';

export type OwnCallParts = CallParts & { lookUps: LookUps };

type OwnCall = OwnCallParts & {
  route: WireRoute;
  marketplace: Marketplace;
  request: FastifyRequest;
  reply: FastifyReply;
};

export async function takeOwnCall(own: OwnCall, params: Readonly<Record<string, string>>): Promise<FastifyReply> {
  const { route, lookUps, request, reply } = own;
  const caller = request.caller as Caller;
  const asked: WireRequest = { params, query: request.query as Record<string, unknown>, body: request.body };
  if (route.about === 'listing') {
    const { remoteId } = understood(route.read(asked));
    const { status, body } = route.answer(await withinBudget(caller, lookUps.listing(caller, remoteId)));
    return reply.code(status).send(body ?? undefined);
  }
  const call = await callIn(lookUps, caller, understood(route.read(asked)));
  if (call === null) return deliver(own, request, reply, refusal(own, route, 'hold_unknown'));
  const say = (said: Reply): Answer =>
    said.said === 'refused' ? refusal(own, route, said.why) : { kind: 'answer', ...route.answer(said, call, asked) };
  return takeCall(own, { request, reply, call, say });
}

function understood<Read extends object>(read: Read | Malformed): Read {
  if ('malformed' in read) throw new RequestProblem('malformed', read.malformed);
  return read;
}

/** Whoever names a sale means the deal that was sold. Null: there was no such sale. */
async function callIn(lookUps: LookUps, caller: Caller, read: { call: Call } | { sale: string }): Promise<Call | null> {
  if ('call' in read) return read.call;
  const globalId = await withinBudget(caller, lookUps.dealOfSale(caller, read.sale));
  return globalId === null ? null : { kind: 'look', globalId };
}

function refusal({ request, marketplace }: OwnCall, route: DealRoute, why: Refusal): Answer {
  const { statuses } = (request.caller as Caller).profile;
  const status = statuses[why] ?? route.statuses[why] ?? problems[why].status;
  const form = marketplace.orderIntegration?.wire?.problem ?? null;
  return { kind: 'problem', problem: problemBody(why, request.id, { status }), form };
}
