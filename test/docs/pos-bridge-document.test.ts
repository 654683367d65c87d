// The published document of the REST bridge: valid under a public linter, complete for whoever has to implement it, fresh in
// docs/, and the one that every hub serves. That it is true is seen in test/certify, where bridges answer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/schema';
import { bridgeDocumentFile, renderBridgeDocument } from '../../docs/generate/pos-bridge.ts';
import { type Described, documentedCalls, type Media, schemaOf } from '../certify/bridge-document.ts';
import { assertStrictOpenApi } from '../http/strict-openapi.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';

const source = renderBridgeDocument();
const calls = documentedCalls(JSON.parse(source));

function* mediaOf({ requestBody, responses }: Described): Generator<[string, Media]> {
  for (const media of Object.values(requestBody?.content ?? {})) yield ['the request', media];
  for (const [status, { content = {} }] of Object.entries(responses)) {
    for (const media of Object.values(content)) yield [status, media];
  }
}

describe('the document of the REST bridge', () => {
  it('is fresh in docs/', () => {
    assert.ok(readFileSync(bridgeDocumentFile, 'utf8') === source, 'it is out of date: run `npm run docs`');
  });

  it('is OpenAPI 3.1 without a remark from the strictest ruleset of a public linter', () =>
    assertStrictOpenApi(source));

  it('describes each call and each answer, with valid examples', () => {
    assert.deepEqual(
      calls.map(({ method, path }) => `${method} ${path}`).sort(),
      [
        ...['POST /holds', 'DELETE /holds/{reference}', 'POST /invoices', 'DELETE /invoices/{reference}'],
        ...['GET /references/{reference}', 'GET /groups', 'GET /groups/{remote_id}', 'GET /holds', 'POST hint'],
      ].sort(),
    );
    for (const call of calls) {
      const { operationId, summary, description, parameters = [], responses } = call.operation;
      assert.ok(summary && description, operationId);
      for (const parameter of parameters) assert.ok(parameter.description && parameter.example, operationId);
      for (const [status, { description: meaning }] of Object.entries(responses)) {
        assert.ok(meaning.length > 4, `${status} of ${operationId}`);
      }
      for (const [place, media] of mediaOf(call.operation)) {
        const examples = Object.values(media.examples ?? {});
        assert.notEqual(examples.length, 0, `${place} of ${operationId}`);
        for (const { value } of examples) {
          assert.ok(Check(schemaOf(JSON.parse(source), media), value), `${place} of ${operationId}`);
        }
      }
    }
  });
});

describe('a hub', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  it('serves the document, and a page over it that comes whole from this hub', async () => {
    const { status, body } = await hub.call('GET', '/pos-bridge/openapi.json');
    assert.equal(status, 200);
    assert.deepEqual(body, JSON.parse(source));
    const page = await hub.call<string>('GET', '/docs/pos-bridge');
    assert.equal(page.status, 200);
    assert.match(page.body, /"url": "\/pos-bridge\/openapi\.json"/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, file]) => new URL(file as string, `${hub.url}/docs/pos-bridge/`),
    );
    assert.notEqual(files.length, 0);
    for (const { origin, pathname } of files) {
      assert.equal(origin, hub.url);
      assert.equal((await hub.call('GET', pathname)).status, 200, pathname);
    }
  });
});
