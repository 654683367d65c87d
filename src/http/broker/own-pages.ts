// Calls that change something and come with a cookie, or with nothing, must come from our own pages: a cookie is sent by the
// browser, whoever's page made it do so. A token is not, so it is enough by itself.
import type { FastifyRequest } from 'fastify';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Throws unless the call is safe, carries a token, or comes from the console. */
export function requireOwnPage(request: FastifyRequest, { publicUrl }: Pick<BrokerParts, 'publicUrl'>): void {
  const { method, headers } = request;
  if (safeMethods.has(method) || headers.authorization !== undefined) return;
  // No form of a stranger's page can send this header, and no script of one without being asked for leave, which we never give.
  if (headers['x-holdfast-console'] !== '1') {
    throw new RequestProblem('forbidden', 'Without a token, X-Holdfast-Console: 1 is missing.');
  }
  const own = publicUrl === null ? `//${headers.host}` : new URL(publicUrl).origin;
  const origin = headers.origin ?? '';
  const isOwn = publicUrl === null ? origin.replace(/^https?:/, '') === own : origin === own;
  if (!isOwn) throw new RequestProblem('forbidden', 'This call does not come from a page of this hub.');
}

/** Where people reach this hub: as the operator has said, else where this very call came. */
export function publicAddress(
  { protocol, host }: FastifyRequest,
  { publicUrl }: Pick<BrokerParts, 'publicUrl'>,
): string {
  return publicUrl ?? `${protocol}://${host}`;
}
