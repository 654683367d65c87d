// What an address that nobody serves is told: whether it exists for another method, or not at all.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, sendProblem } from './problems.ts';

const methodsOf: readonly [RegExp, string][] = [
  [/^\/oi\/v1\/holds$/, 'POST'],
  [/^\/oi\/v1\/holds\/[^/]+$/, 'GET, DELETE'],
  [/^\/oi\/v1\/holds\/[^/]+\/invoice$/, 'POST'],
  [/^\/ion\/v1\/[^/]+\/notifications$/, 'GET, POST'],
  [/^\/(healthz|readyz|metrics|openapi\.json|docs)$/, 'GET'],
];

export function refuseUnknownAddress(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  const allowed = methodsOf.find(([pattern]) => pattern.test(path))?.[1];
  if (allowed === undefined || allowed.split(', ').includes(request.method)) {
    return sendProblem(reply, problemBody('not_found', request.id));
  }
  reply.header('allow', allowed);
  return sendProblem(reply, problemBody('method_not_allowed', request.id));
}
