// The pages on which people read the OpenAPI documents. Each comes whole from this hub: it loads nothing from anywhere else, and
// its policy would not let it. What draws them is four megabytes, so it is loaded when somebody first looks: no start waits for it.
import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';

export type ReferencePage = {
  /** Where the page is. */
  routePrefix: string;
  /** Where the document is that it shows. */
  url: string;
  pageTitle: string;
};

/** Made anew at each start: the only inline script that the reference page may run is the one that starts it. */
const nonce = randomBytes(16).toString('base64');

/** The page styles its elements inline, which no nonce can allow. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'nonce-${nonce}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whatever of a reference page would call its makers is off. */
const referenceSettings = {
  nonce,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

export function referencePages(server: FastifyInstance, pages: readonly ReferencePage[]): void {
  let drawing: Promise<FastifyInstance> | undefined;
  for (const { routePrefix } of pages) {
    for (const url of [routePrefix, `${routePrefix}/`, `${routePrefix}/js/scalar.js`]) {
      server.get(url, { schema: { hide: true } as object }, async (request, reply) => {
        drawing ??= openDrawing(pages);
        const drawn = await (await drawing).inject({ method: 'GET', url: request.url });
        const { location } = drawn.headers;
        if (location !== undefined) reply.header('location', location);
        return reply
          .code(drawn.statusCode)
          .header('content-security-policy', contentSecurityPolicy)
          .header('content-type', drawn.headers['content-type'])
          .send(drawn.rawPayload);
      });
    }
  }
}

/** A plugin can only be added to a server that has not begun to serve, so the pages have one of their own, which never listens. */
async function openDrawing(pages: readonly ReferencePage[]): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const drawing = Fastify();
  for (const { routePrefix, ...shown } of pages) {
    await drawing.register(reference, {
      routePrefix: routePrefix as `/${string}`,
      configuration: { ...referenceSettings, ...shown },
    });
  }
  return drawing;
}
