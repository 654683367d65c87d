// The console's pages, served by the hub itself: files that never change under their name, and one page that is written
// anew for each answer, because it carries the word by which the browser knows our styles. Nothing of it comes from anywhere
// else, and its policy would not let it.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

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
      wildcard: false,
      index: false,
      preCompressed: true,
      globIgnore: ['**/*.{br,gz,html}'],
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? forEver : 'no-cache'),
    });
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
