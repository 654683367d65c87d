// Who is let in to a route of the broker API.
import type { FastifyRequest } from 'fastify';
import type { Permission } from '../../core/permissions.ts';
import { callerOfToken } from '../../people/access-tokens.ts';
import type { BrokerCaller } from '../../people/caller.ts';
import { callerOfSession } from '../../people/sessions.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { sessionTokenOf } from './cookie.ts';

/** `by: 'people'`: no token opens it, whatever its scopes. */
export type Admission = {
  /** `signed_in`: whoever is known, with whatever permissions. `anyone`: a stranger too. */
  permission: Permission | 'signed_in' | 'anyone';
  by: 'people' | 'people_and_tokens';
};

/** Who calls; null when nobody that is known. Where there is an Authorization header, it alone counts. */
export async function identify(parts: BrokerParts, request: FastifyRequest): Promise<BrokerCaller | null> {
  const { pool, clock, session } = parts.house;
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return token === undefined ? null : callerOfToken(pool, token, clock());
  }
  const token = sessionTokenOf(request, parts);
  return token === undefined ? null : callerOfSession(pool, token, session, clock());
}

/** Throws unless the caller may use this route. An address that is not there is refused elsewhere. */
export function admit(request: FastifyRequest): void {
  const { admission } = request.routeOptions.config;
  if (admission === undefined) throw new RequestProblem('forbidden');
  const { permission, by } = admission;
  if (permission === 'anyone') return;
  const caller = request.broker;
  if (by === 'people' && caller.kind !== 'person') throw new RequestProblem('forbidden', 'No token may do this.');
  if (permission !== 'signed_in' && !caller.permissions.has(permission)) {
    throw new RequestProblem('forbidden', `This needs the permission "${permission}".`);
  }
}
