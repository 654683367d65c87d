// The console as the hub serves it: one page under every address that a person opens, files that never change under their
// name, compressed, and a policy that lets nothing in from elsewhere.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import { consolePages } from '../../src/http/console.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';

const asPerson = { accept: 'text/html,application/xhtml+xml' };

describe('the console', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  const open = (path: string, headers: Record<string, string> = asPerson): Promise<Response> =>
    fetch(`${hub.url}${path}`, { headers });

  for (const path of ['/', '/orders', '/orders/0198-ab.c?tab=story', '/%E2%98%83']) {
    it(`is the page at ${path}`, async () => {
      const answer = await open(path);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      assert.match(await answer.text(), /<div id="console">/);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    });
  }

  for (const path of [
    '/api/v1/nothing',
    '/oi/v1/nothing',
    '/ion/nothing',
    '/assets/nothing.js',
    '/assets/%2e%2e%2findex.html',
  ]) {
    it(`is not at ${path}`, async () => {
      const answer = await open(path);
      assert.ok(answer.status >= 400, String(answer.status));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    });
  }

  it('is not what a program gets at an unknown address', async () => {
    const answer = await open('/orders', { accept: '*/*' });
    assert.equal(answer.status, 404);
  });

  it('lets nothing in from elsewhere, and allows styles by a word that is new each time', async () => {
    const policies = await Promise.all([open('/'), open('/')].map(async (answer) => policyOf(await answer)));
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
    assert.notEqual(nonces[0], nonces[1]);
    const rest = policies[0]?.replace(/ 'nonce-[^']+'/, '');
    assert.equal(
      rest,
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
  });

  it('puts the same word into the page, and no script of its own', async () => {
    const answer = await open('/');
    const nonce = /'nonce-([^']+)'/.exec(policyOf(answer))?.[1] ?? 'none';
    const page = await answer.text();
    assert.ok(page.includes(`property="csp-nonce" nonce="${nonce}"`), page);
    assert.ok(!page.includes('STYLE_NONCE'));
    for (const [, inside] of page.matchAll(/<script[^>]*>([^<]*)<\/script>/g)) assert.equal(inside, '');
    assert.doesNotMatch(page, /<style|\son\w+=|https?:/);
  });

  it('hands out its files for ever, compressed for whoever can read that', async () => {
    const page = await (await open('/')).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    const sizes: Record<string, number> = {};
    for (const encoding of ['identity', 'gzip', 'br']) {
      const answer = await open(script, { 'accept-encoding': encoding });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.match(answer.headers.get('content-type') ?? '', /javascript/);
      assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      sizes[encoding] = Number(answer.headers.get('content-length'));
      await answer.arrayBuffer();
    }
    assert.equal((await open(`${script}.br`)).status, 404);
    assert.ok((sizes.br ?? 0) < (sizes.gzip ?? 0) && (sizes.gzip ?? 0) < (sizes.identity ?? 0), JSON.stringify(sizes));
  });
});

describe('a console that was never built', () => {
  it('says in one page how to build it', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'holdfast-console-'));
    const server = Fastify();
    try {
      await server.register((pages) => consolePages(pages, empty));
      const { statusCode, body } = await server.inject({ url: '/', headers: asPerson });
      assert.equal(statusCode, 503);
      assert.match(body, /npm run build/);
    } finally {
      await server.close();
      await rm(empty, { recursive: true });
    }
  });
});

function policyOf(answer: Response): string {
  return answer.headers.get('content-security-policy') ?? '';
}
