// The published document: valid under a public linter, complete for whoever has to implement against it, and true.
// And the reference page over it, which must work where there is no other network than this hub.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import { Check } from 'typebox/schema';
import { describeApi } from '../../src/http/openapi.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { type Code, statusOfCode } from './problems.ts';
import { assertStrictOpenApi } from './strict-openapi.ts';

type Media = { schema: object; example?: unknown; examples?: Record<string, { value: unknown }> };
type Response = { description: string; headers?: Record<string, unknown>; content?: Record<string, Media> };
type Operation = {
  operationId: string;
  summary: string;
  description: string;
  requestBody?: { content: Record<string, Media> };
  parameters?: { name: string; description?: string; example?: unknown; schema: object }[];
  responses: Record<string, Response>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

let hub: TestHub;
let source: string;
let operations: Map<string, Operation>;
/** Those of the broker API are many; test/broker says what each must keep. */
let brokerOperations: Set<string>;

before(async () => {
  hub = await startTestHub();
  const { status, body } = await hub.call<Document>('GET', '/openapi.json');
  assert.equal(status, 200);
  source = JSON.stringify(body);
  const all = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  operations = new Map(all.map(({ operation }) => [operation.operationId, operation]));
  assert.equal(operations.size, all.length, 'every operation has a name of its own');
  brokerOperations = new Set(
    all.filter(({ path }) => path.startsWith('/api/v1/')).map(({ operation }) => operation.operationId),
  );
});
after(() => hub.close());

const examplesOf = ({ example, examples = {} }: Media): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

/** Every media type of an operation, with the place where it stands. */
function* mediaOf({ operationId, requestBody, responses }: Operation): Generator<[string, Media]> {
  for (const media of Object.values(requestBody?.content ?? {})) yield [`the request of ${operationId}`, media];
  for (const [status, { content = {} }] of Object.entries(responses)) {
    // Nothing is said with 204; whatever else says nothing has forgotten to.
    if (status === '204') continue;
    for (const media of Object.values(content ?? {})) yield [`${status} of ${operationId}`, media];
  }
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 without a remark from the strictest ruleset of a public linter', () =>
    assertStrictOpenApi(source));

  it('is written again for the next who asks where it could not be', async () => {
    const server = Fastify();
    server.setValidatorCompiler(() => () => true);
    describeApi(server, new Map());
    let isBroken = true;
    const schema = {
      get summary() {
        if (isBroken) throw new Error('it cannot be read just now');
        return 'Looks';
      },
    };
    server.route({ method: 'GET', url: '/look', schema, handler: async () => ({}) });
    const ask = () => server.inject('/openapi.json');
    assert.equal((await ask()).statusCode, 500);
    isBroken = false;
    const { statusCode, body } = await ask();
    assert.deepEqual([statusCode, JSON.parse(body).paths['/look'].get.summary], [200, 'Looks']);
  });

  it('describes each operation: what it is for, what it takes, what each answer means', () => {
    assert.deepEqual(
      [...operations.keys()].filter((name) => !brokerOperations.has(name)).sort(),
      [
        'getHold',
        'health',
        'hintAtStock',
        'invoiceHold',
        'metrics',
        'answerChallenge',
        'notifySale',
        'placeHold',
        'readiness',
        'releaseHold',
      ].sort(),
    );
    for (const { operationId, summary, description, parameters = [], responses } of operations.values()) {
      assert.ok(summary && description, operationId);
      for (const parameter of parameters) {
        assert.ok(parameter.description && parameter.example, `${operationId}: ${parameter.name}`);
      }
      for (const [status, response] of Object.entries(responses)) {
        assert.ok(response.description.length > 4, `${status} of ${operationId}`);
        assert.notEqual(response.description, 'Default Response');
      }
    }
  });

  it('has an example for every request and every answer, and each is valid', () => {
    for (const operation of operations.values()) {
      for (const [place, media] of mediaOf(operation)) {
        const examples = examplesOf(media);
        assert.notEqual(examples.length, 0, place);
        for (const example of examples) {
          assert.ok(Check(media.schema, example), `${place}: ${JSON.stringify(example)}`);
        }
      }
      for (const { schema, example } of operation.parameters ?? []) assert.ok(Check(schema, example));
    }
  });

  it('names every code that a call can be answered with, at its status and with what it means', () => {
    const always: Code[] = ['malformed', 'unauthenticated', 'forbidden', 'rate_limited', 'internal', 'hub_unavailable'];
    const ofBodies: Code[] = ['too_large', 'unsupported_media_type'];
    const codes: Record<string, Code[]> = {
      placeHold: [
        ...[...always, ...ofBodies],
        ...(['listing_unknown', 'not_available', 'global_id_reused', 'hold_released', 'hold_expired'] as const),
        ...(['split_not_allowed', 'pos_unreachable'] as const),
      ],
      getHold: [...always, 'hold_unknown'],
      releaseHold: [...always, ...ofBodies, 'already_invoiced'],
      invoiceHold: [
        ...[...always, ...ofBodies],
        ...(['hold_unknown', 'not_available', 'hold_released', 'hold_expired', 'order_id_reused'] as const),
      ],
    };
    for (const [operationId, expected] of Object.entries(codes)) {
      const { responses } = operations.get(operationId) as Operation;
      const named = Object.entries(responses).flatMap(([status, { description, content = {} }]) =>
        Object.keys(content['application/problem+json']?.examples ?? {}).map((code) => {
          assert.equal(String(statusOfCode[code as Code]), status, code);
          assert.match(
            description,
            new RegExp(`\`${code}\`: .`),
            `${status} of ${operationId} says what ${code} means`,
          );
          return code;
        }),
      );
      assert.deepEqual(named.sort(), [...expected].sort(), operationId);
    }
  });

  it('says where Retry-After and X-Request-Id are sent', () => {
    for (const operationId of ['placeHold', 'getHold', 'releaseHold', 'invoiceHold']) {
      for (const [status, { headers = {} }] of Object.entries((operations.get(operationId) as Operation).responses)) {
        assert.ok('X-Request-Id' in headers, `${status} of ${operationId}`);
        assert.equal('Retry-After' in headers, status === '429' || status === '503', `${status} of ${operationId}`);
      }
    }
  });

  it('speaks of no host but the hub itself', () => {
    assert.deepEqual(source.match(/https?:\/\/[^"\s]+/g) ?? [], []);
    assert.deepEqual(JSON.parse(source).servers, [{ url: '/', description: 'This hub' }]);
  });
});

describe('the reference page', () => {
  it('is served, and every file that it names comes from this hub', async () => {
    const { status, headers, body } = await hub.call<string>('GET', '/docs');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/html/);
    assert.doesNotMatch(body, /(?:https?:)?\/\/[a-z0-9-]+\.[a-z]/i);
    const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, file]) => new URL(file as string, `${hub.url}/docs/`),
    );
    assert.notEqual(files.length, 0);
    for (const { origin, pathname } of files) {
      assert.equal(origin, hub.url);
      assert.equal((await hub.call('GET', pathname)).status, 200);
    }
    assert.match(body, /"url": "\/openapi\.json"/);
  });

  it('may load nothing from elsewhere, and run no script but its own', async () => {
    const { headers, body } = await hub.call<string>('GET', '/docs/');
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    assert.deepEqual(policy.get('default-src'), ["'none'"]);
    for (const [name, sources] of policy) {
      for (const allowed of sources) {
        assert.match(allowed, /^('none'|'self'|'unsafe-inline'|'nonce-[^']{16,}'|data:|blob:)$/, name);
      }
    }
    const [, nonce] = policy.get('script-src') ?? [];
    assert.match(nonce ?? '', /^'nonce-/);
    for (const [script] of body.matchAll(/<script[^>]*>/g)) {
      assert.ok(script.includes(`nonce="${nonce?.slice("'nonce-".length, -1)}"`), script);
    }
  });

  it('is told to call nobody: no fonts, proxy, telemetry or assistant of its makers', async () => {
    const { body } = await hub.call<string>('GET', '/docs/');
    for (const setting of ['"withDefaultFonts": false', '"telemetry": false', '"proxyUrl": ""', '"disabled": true']) {
      assert.ok(body.includes(setting), setting);
    }
  });
});
