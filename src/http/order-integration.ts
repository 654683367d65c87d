// The published addresses of the Order Integration calls: hold, look, release, invoice. Each is answered in the
// connection's own variant of the published contract.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Reply } from '../core/command.ts';
import type { Caller } from './authentication.ts';
import { HoldParams, HoldRequest, holdBody, InvoiceRequest } from './hold-wire.ts';
import { documentationOf } from './order-integration-documentation.ts';
import { problemBody, problems } from './problems.ts';
import { renameToPublished, renameToTheirs } from './profile.ts';
import { type Answer, type CallParts, takeCall } from './take-call.ts';

export function orderIntegrationRoutes(server: FastifyInstance, parts: CallParts): void {
  const take = (request: FastifyRequest, reply: FastifyReply, call: Call): Promise<FastifyReply> =>
    takePublishedCall(parts, request, reply, call);

  server.post<{ Body: HoldRequest }>(
    '/oi/v1/holds',
    { schema: { body: HoldRequest, ...documentationOf.hold } },
    (request, reply) => take(request, reply, holdCall(request.body)),
  );

  server.get<{ Params: HoldParams }>(
    '/oi/v1/holds/:global_id',
    { schema: { params: HoldParams, ...documentationOf.look } },
    (request, reply) => take(request, reply, { kind: 'look', globalId: request.params.global_id }),
  );

  server.delete<{ Params: HoldParams }>(
    '/oi/v1/holds/:global_id',
    { schema: { params: HoldParams, ...documentationOf.release } },
    (request, reply) => take(request, reply, { kind: 'release', globalId: request.params.global_id }),
  );

  server.post<{ Params: HoldParams; Body: InvoiceRequest }>(
    '/oi/v1/holds/:global_id/invoice',
    { schema: { params: HoldParams, body: InvoiceRequest, ...documentationOf.invoice } },
    (request, reply) => take(request, reply, invoiceCall(request.params.global_id, request.body)),
  );
}

export function holdCall({ global_id, remote_id, quantity, unit_price }: HoldRequest): Call {
  return { kind: 'hold', globalId: global_id, remoteId: remote_id, quantity, unitPrice: unit_price ?? null };
}

export function invoiceCall(globalId: string, { order_id, total, buyer }: InvoiceRequest): Call {
  return { kind: 'invoice', globalId, marketplaceOrderId: order_id, total: total ?? null, buyer: buyer ?? null };
}

/** Takes the call and answers it as the published contract says, in the connection's words. */
export function takePublishedCall(
  parts: CallParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: Call,
): Promise<FastifyReply> {
  const caller = request.caller as Caller;
  return takeCall(parts, { request, reply, call, say: (said) => publishedAnswer(said, caller, request.id) });
}

const statusOfReply = { created: 201, repeated: 200, accepted: 202, shown: 200 } as const;

function publishedAnswer(said: Reply, { profile }: Caller, requestId: string): Answer {
  if (said.said !== 'refused') {
    const body = renameToTheirs(holdBody(said.order), profile);
    return { kind: 'answer', status: statusOfReply[said.said], body };
  }
  const status = profile.statuses[said.why] ?? problems[said.why].status;
  return { kind: 'problem', problem: problemBody(said.why, requestId, { status }), form: null };
}

/** Brings a marketplace's own field names back to the published ones before the body is validated. */
export async function renameFields(request: FastifyRequest): Promise<void> {
  if (request.caller && request.body) request.body = renameToPublished(request.body, request.caller.profile);
}
