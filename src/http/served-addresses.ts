// Which addresses are served, and what any other is told: whether it exists for another method, or not at all.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, sendProblem } from './problems.ts';

type Address = { pattern: RegExp; methods: readonly string[] };

const always: readonly Address[] = [
  { pattern: /^\/oi\/v1\/holds$/, methods: ['POST'] },
  { pattern: /^\/oi\/v1\/holds\/[^/]+$/, methods: ['GET', 'DELETE'] },
  { pattern: /^\/oi\/v1\/holds\/[^/]+\/invoice$/, methods: ['POST'] },
  { pattern: /^\/ion\/v1\/[^/]+\/notifications$/, methods: ['GET', 'POST'] },
  { pattern: /^\/pos\/v1\/[^/]+\/notifications$/, methods: ['POST'] },
  { pattern: /^\/(healthz|readyz|metrics|openapi\.json|docs)$/, methods: ['GET'] },
];

export class ServedAddresses {
  readonly #known: Address[] = [...always];

  /** Takes note of every route under `prefix` that is registered from now on. */
  watch(server: FastifyInstance, prefix: string): void {
    server.addHook('onRoute', ({ url, method }) => {
      if (!url.startsWith(`${prefix}/`)) return;
      const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[a-z_]+/g, '[^/]+')}$`);
      this.#known.push({ pattern, methods: [method].flat() });
    });
  }

  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set(this.#known.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])));
    if (allowed.size === 0 || allowed.has(request.method)) {
      return sendProblem(reply, problemBody('not_found', request.id));
    }
    reply.header('allow', [...allowed].join(', '));
    return sendProblem(reply, problemBody('method_not_allowed', request.id));
  }
}
