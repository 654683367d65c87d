// The console's pages, served by the hub itself: files that never change under their name, and one page that is written
// anew for each answer, because it carries the word by which the browser knows our styles. Nothing of it comes from anywhere
// else, and its policy would not let it.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { RequestProblem } from './problems.ts';

const builtInto = fileURLToPath(new URL('../../console/dist', import.meta.url));

/** What the build wrote in place of the word. */
const noncePlaceholder = /STYLE_NONCE/g;

/** First parts of addresses that programs call; whatever else a person opens is a page. */
const notPages = new Set(['api', 'oi', 'ion', 'pos', 'docs', 'assets', 'metrics', 'healthz', 'readyz', 'openapi.json']);

/** Whether an address that no route serves is one of the console's: a person's browser asks for it. */
export function isConsolePage({ method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>): boolean {
  if (method !== 'GET' || !headers.accept?.includes('text/html')) return false;
  const [, first = ''] = url.split(/[/?#]/, 2);
  return !notPages.has(first);
}

/** `dist` is where the console was built into; without it, a page says how to build it. */
export async function consolePages(server: FastifyInstance, dist = builtInto): Promise<void> {
  const page = readPage(dist);
  // Whether the address is to be reached by TLS alone is for whoever ends the TLS to say.
  await server.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', policyWith(null));
  });
  if (page !== null) {
    await server.register(staticFiles, {
      root: dist,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? forEver : 'no-cache'),
    });
    serveFiles(server, dist);
  }
  const answer = async (_request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const nonce = randomBytes(16).toString('base64');
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    if (page === null) return reply.code(503).send(notBuilt);
    return reply.header('content-security-policy', policyWith(nonce)).send(page.replaceAll(noncePlaceholder, nonce));
  };
  server.get('/', { schema: { hide: true } as object }, answer);
  server.setNotFoundHandler(answer);
}

/**
 * What the build wrote, and nothing else that may lie there. One route for all that is in `assets`: a route to each file would take
 * a sixth of the hub's start.
 */
function serveFiles(server: FastifyInstance, dist: string): void {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(br|gz|html)$/.test(entry.name))
      .map(({ name }) => name);
  const serve = (url: string, handler: RouteHandlerMethod): void =>
    void server.route({ method: ['GET', 'HEAD'], url, schema: { hide: true } as object, handler });
  const assets = new Set(files(join(dist, 'assets')));
  serve('/assets/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    if (!assets.has(name)) throw new RequestProblem('not_found');
    return reply.sendFile(`assets/${name}`);
  });
  for (const name of files(dist)) serve(`/${name}`, async (_request, reply) => reply.sendFile(name));
}

const forEver = 'public, max-age=31536000, immutable';

function readPage(dist: string): string | null {
  try {
    return readFileSync(join(dist, 'index.html'), 'utf8');
  } catch {
    return null;
  }
}

/** Styles may also be ours by the word that the page carries: the components write some as they are drawn. */
function policyWith(styleNonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === null ? '' : ` 'nonce-${styleNonce}'`}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Holdfast</title>
<h1>The console is not built</h1>
<p>The hub runs, and takes every call. To see the console, run <code>npm ci</code> or <code>npm run build</code> where Holdfast
is installed, with its development dependencies, and start the hub again.</p>
<p>The reference of its API is at <a href="/docs">/docs</a>.</p>
</html>
`;
