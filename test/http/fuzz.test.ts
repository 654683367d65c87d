// Bad input, generated from the OpenAPI document and sent as raw bytes. The law: it is always answered with a problem of
// the contract that the document names for the call, never with a 5xx; it never changes a row; and the hub goes on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { METHODS } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { revokeKey } from '../../src/db/accounts.ts';
import { createApiKey } from '../../src/http/api-key.ts';
import { callerWith, makeConnection, makeKey, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import {
  badBody,
  badKey,
  badMediaType,
  badMethod,
  badPath,
  type Good,
  type Operation,
  operationsOf,
} from './hostile.ts';
import { type Code, statusOfCode, wholeProblem } from './problems.ts';
import { bytesOf, exchange, type RawRequest } from './raw-socket.ts';

/** Per operation and kind of attack. */
const runs = 100;

let hub: TestHub;
let operations: Operation[];
let good: (operation: Operation) => Good;
let keys: { revoked: string; forged: string; foreign: string };
let heldId: string;
let key: string;
let rowsBefore: unknown;
let sent = 0;

before(async () => {
  hub = await startTestHub({ logLevel: 'error' });
  const document = await hub.call<{ paths: Parameters<typeof operationsOf>[0] }>('GET', '/openapi.json');
  // The broker API is opened by tokens: test/broker/hostile.test.ts attacks it with one.
  operations = operationsOf(document.body.paths).filter(({ path }) => !path.startsWith('/api/v1'));
  const broker = await makeConnection(hub.pool);
  const revoked = await makeKey(hub.pool, broker.accountId, broker.connectionId);
  await revokeKey(hub.pool, broker.accountId, revoked.keyId);
  const foreign = await makeConnection(hub.pool);
  keys = { revoked: revoked.apiKey, forged: createApiKey().apiKey, foreign: foreign.apiKey };
  key = broker.apiKey;
  const remote_id = await makeListing(hub.pool, broker.accountId, { seats: 200 });
  heldId = `te-${randomUUID()}`;
  const asked = { global_id: heldId, remote_id, quantity: 2 };
  assert.equal((await callerWith(hub, broker)('POST', '/oi/v1/holds', asked)).status, 201);
  // What would be done if the bad part were overlooked: a new hold, or the standing one sold or let go.
  good = (operation) => {
    const body = operation.body && { ...operation.body.example };
    if (body && 'remote_id' in body) Object.assign(body, { remote_id, global_id: `te-${randomUUID()}` });
    const params = { global_id: heldId, connection_id: broker.connectionId };
    return { operation, params, key, body };
  };
  rowsBefore = await rows();
});
after(() => hub.close());

/** Every row that a call could change, as one sum. */
async function rows(): Promise<unknown> {
  const tables = ['listings', 'orders', 'journal', 'alerts', 'accounts', 'connections', 'api_keys', 'points_of_sale'];
  const sums = tables.map(
    (table) => `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t) as ${table}`,
  );
  return (await hub.pool.query(`select ${sums.join(', ')}`)).rows[0];
}

const guarded = (): Operation[] => operations.filter(({ isGuarded }) => isGuarded);
const withBodies = (): Operation[] => operations.filter(({ body }) => body !== null);

type Check = (code: Code, operation: Operation, request: RawRequest) => void;

/** Sends what `hostile` makes of each operation, and judges the answers. */
async function attack(
  on: readonly Operation[],
  hostile: (good: Good) => fc.Arbitrary<RawRequest>,
  check: Check,
): Promise<void> {
  for (const operation of on) {
    const property = fc.asyncProperty(hostile(good(operation)), async (request) => {
      sent += 1;
      const answer = await exchange(hub.url, bytesOf(request));
      assert.ok(answer, 'there is an answer');
      const code = wholeProblem(answer).code as Code;
      assert.equal(answer.status, statusOfCode[code], `${code} has its status`);
      assert.ok(answer.status < 500, `${code} is the caller's fault`);
      check(code, operation, request);
    });
    await fc.assert(property, { numRuns: runs });
  }
  assert.deepEqual(await rows(), rowsBefore, 'no row has changed');
}

const oneOf =
  (...codes: Code[]): Check =>
  (code, operation) => {
    assert.ok(codes.includes(code), `${code}, not ${codes.join(' or ')}`);
    assert.ok(operation.statuses.includes(String(statusOfCode[code])), `${code} is in the document`);
  };

describe('hostile requests', () => {
  it('are refused for their bodies', () => attack(withBodies(), badBody, oneOf('malformed', 'too_large')));

  it('are refused for their media types', () =>
    attack(withBodies(), badMediaType, oneOf('unsupported_media_type', 'malformed')));

  it('are refused for their keys', () => attack(guarded(), (one) => badKey(one, keys), oneOf('unauthenticated')));

  it('are refused for their methods', () => {
    const documented = ({ path }: Operation): string[] =>
      operations.filter((one) => one.path === path).map((one) => one.method);
    return attack(
      operations,
      (one) => badMethod(one, documented(one.operation)),
      (code, _operation, { method }) =>
        assert.equal(code, METHODS.includes(method) ? 'method_not_allowed' : 'malformed', method),
    );
  });

  it('are refused for their addresses', () =>
    attack(guarded(), badPath, (code, { path }) => {
      // There a key opens one address and no other, and a marketplace's opens none of a POS, at which many wrong ones are too many.
      const closed: Code[] = path.startsWith('/ion/')
        ? ['forbidden']
        : path.startsWith('/pos/')
          ? ['unauthenticated', 'rate_limited']
          : [];
      assert.ok(['malformed', 'not_found', 'method_not_allowed', ...closed].includes(code), code);
    }));
});

describe('bytes that are no request', () => {
  const head = (path = '/oi/v1/holds'): string =>
    `POST ${path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  const body = (): string => JSON.stringify(good(withBodies()[0] as Operation).body);

  /** Sends the bytes and then hangs up; silence is an answer, for there may be nobody to answer. */
  async function throwAt(bytes: Uint8Array | string): Promise<string> {
    sent += 1;
    const answer = await exchange(hub.url, Buffer.from(bytes as string), { thenEnd: true });
    if (answer === null) return 'silence';
    const { code } = wholeProblem(answer);
    assert.equal(answer.status, statusOfCode[code as Code]);
    assert.ok(answer.status < 500, code);
    return code;
  }

  it('are refused, or the line is closed', async () => {
    const garbage = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.string({ minLength: 1, unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => void (await throwAt(bytes))),
      { numRuns: runs },
    );
    assert.deepEqual(await rows(), rowsBefore, 'no row has changed');
  });

  it('are refused when they are almost HTTP', async () => {
    const almost = [
      'GET /healthz HTTP/9.9\r\nHost: hub\r\n\r\n',
      'GET /healthz HTTP/1.1\r\n\r\n',
      'GET healthz HTTP/1.1\r\nHost: hub\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `${head()}X : y\r\n\r\n`,
      `${head()}X\0: y\r\n\r\n`,
      `${head()}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      `${head()}${'X: y\r\n'.repeat(5_000)}\r\n`,
      `POST /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: hub\r\n\r\n`,
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ];
    for (const bytes of almost) assert.equal(await throwAt(bytes), 'malformed', JSON.stringify(bytes.slice(0, 60)));
  });

  it('are refused when a body is not framed as it says', async () => {
    const text = body();
    const size = text.length.toString(16);
    const framed = [
      `Content-Length: ${text.length + 1}\r\n\r\n${text}`,
      `Content-Length: ${text.length - 1}\r\n\r\n${text}`,
      `Content-Length: -1\r\n\r\n${text}`,
      `Content-Length: many\r\n\r\n${text}`,
      `Content-Length: ${text.length}\r\nContent-Length: ${text.length - 1}\r\n\r\n${text}`,
      `Content-Length: ${text.length}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${text}\r\n0\r\n\r\n`,
      `Transfer-Encoding: gzip\r\n\r\n${text}`,
      `Transfer-Encoding: chunked, gzip\r\n\r\n${size}\r\n${text}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n${size}\r\n${text}\r\n`,
      `Transfer-Encoding: chunked\r\n\r\nxyz\r\n${text}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n1\r\n${text}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${text}\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n${size};${'x'.repeat(20_000)}\r\n${text}\r\n0\r\n\r\n`,
    ];
    for (const rest of framed)
      assert.equal(await throwAt(head() + rest), 'malformed', JSON.stringify(rest.slice(0, 60)));
    assert.deepEqual(await rows(), rowsBefore, 'no row has changed');
  });

  it('are too many, also in chunks that do not say how many will come', async () => {
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    const answer = await exchange(
      hub.url,
      Buffer.from(`${head()}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`),
    );
    assert.equal(answer && wholeProblem(answer).code, 'too_large');
  });
});

describe('the hub, after all of that', () => {
  it('had several hundred to bear, has changed nothing, is not troubled, and serves', async () => {
    assert.ok(sent > 500, `${sent} were sent`);
    assert.deepEqual(await rows(), rowsBefore);
    const { body } = await hub.call<string>('GET', '/metrics');
    assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0');
    const look = await callerWith(hub, { apiKey: key })('GET', `/oi/v1/holds/${heldId}`);
    assert.deepEqual([look.status, look.body.status], [200, 'held']);
    const [hold] = withBodies();
    const answer = await callerWith(hub, { apiKey: key })('POST', '/oi/v1/holds', good(hold as Operation).body ?? {});
    assert.equal(answer.status, 201, 'what was made wrong all the time is right by itself');
  });
});
