// What holds for every request, whatever it asks: who may call, how a connection's own variant is kept, what is too much,
// and what is no request of ours at all.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { revokeKey } from '../../src/db/accounts.ts';
import { createApiKey, readApiKey } from '../../src/http/api-key.ts';
import { Authentication, type Caller, type Sender } from '../../src/http/authentication.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import {
  type Call,
  callerOf,
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeKey,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { forgedFrom } from './hostile.ts';
import { assertProblem, uuid } from './problems.ts';

let hub: TestHub;
let broker: TestConnection;
let call: Call;

before(async () => {
  hub = await startTestHub({ logLevel: 'error' });
  broker = await makeConnection(hub.pool);
  call = callerWith(hub, broker);
});
after(() => hub.close());

const newId = (): string => `te-${randomUUID()}`;
const somewhere = (): string => `/oi/v1/holds/${newId()}`;

describe('keys', () => {
  it('are taken from Authorization and from X-API-Key, in any case and from both', async () => {
    const { apiKey } = broker;
    for (const headers of [
      { authorization: `Bearer ${apiKey}` },
      { Authorization: `bearer ${apiKey}` },
      { 'X-API-Key': apiKey },
      { authorization: `Bearer ${apiKey}`, 'x-api-key': apiKey },
    ]) {
      assertProblem(await hub.call('GET', somewhere(), undefined, headers as Record<string, string>), 'hold_unknown');
    }
  });

  it('are asked for: without one, or with one that is made up or in another header, 401', async () => {
    const { apiKey } = broker;
    const forged = createApiKey().apiKey;
    assert.notEqual(readApiKey(forgedFrom(apiKey)), null, 'the check sum of the forged one is right');
    const last = apiKey.endsWith('a') ? 'b' : 'a';
    const carried: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${forged}` },
      { authorization: `Bearer ${forgedFrom(apiKey)}` },
      { 'x-api-key': apiKey.slice(0, -1) + last },
      { 'x-api-key': apiKey.slice(0, 16) + forged.slice(16) },
      { 'x-api-key': apiKey.toUpperCase() },
      { 'x-other-key': apiKey },
      { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` },
      { cookie: `key=${apiKey}` },
    ];
    for (const headers of carried) {
      const answer = await hub.call('DELETE', somewhere(), undefined, headers);
      assertProblem(answer, 'unauthenticated');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="holdfast"');
    }
  });

  it('of two kinds in one request are nobody', async () => {
    const other = await makeConnection(hub.pool);
    const headers = { authorization: `Bearer ${broker.apiKey}`, 'x-api-key': other.apiKey };
    assertProblem(await hub.call('GET', somewhere(), undefined, headers), 'unauthenticated');
  });

  it('are refused within a second or so of being revoked, and only that one', async () => {
    const { keyId, apiKey } = await makeKey(hub.pool, broker.accountId, broker.connectionId);
    const revoked = callerWith(hub, { apiKey });
    assertProblem(await revoked('GET', somewhere()), 'hold_unknown');
    await revokeKey(hub.pool, broker.accountId, keyId);
    const refusal = await eventually(
      () => revoked('GET', somewhere()),
      ({ status }) => status === 401,
      1_500,
    );
    assertProblem(refusal, 'unauthenticated');
    assertProblem(await call('GET', somewhere()), 'hold_unknown');
  });

  it('are refused once they have expired', async () => {
    const { accountId, connectionId } = broker;
    const old = await makeKey(hub.pool, accountId, connectionId, Date.now() - 1);
    assertProblem(await callerWith(hub, old)('GET', somewhere()), 'unauthenticated');
    const inUse = await makeKey(hub.pool, accountId, connectionId, Date.now() + 60_000);
    assertProblem(await callerWith(hub, inUse)('GET', somewhere()), 'hold_unknown');
  });

  it('open one connection: another does not see its holds and listings, and its ids are others', async () => {
    const stranger = await makeConnection(hub.pool);
    const strangers = callerWith(hub, stranger);
    const [globalId, remoteId] = [newId(), await makeListing(hub.pool, broker.accountId)];
    const asked = { global_id: globalId, remote_id: remoteId, quantity: 2 };
    assert.equal((await call('POST', '/oi/v1/holds', asked)).status, 201);
    assertProblem(await strangers('GET', `/oi/v1/holds/${globalId}`), 'hold_unknown');
    assertProblem(await strangers('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: 'x' }), 'hold_unknown');
    assertProblem(await strangers('POST', '/oi/v1/holds', { ...asked, global_id: newId() }), 'listing_unknown');
    await makeListing(hub.pool, stranger.accountId, { remoteId });
    assert.equal((await strangers('POST', '/oi/v1/holds', { ...asked, quantity: 1 })).status, 201);
    assert.equal((await strangers('DELETE', `/oi/v1/holds/${globalId}`)).body.status, 'released');
    assert.equal((await call('GET', `/oi/v1/holds/${globalId}`)).body.status, 'held');
  });
});

describe("a connection's own variant", () => {
  it('takes the key from its header alone', async () => {
    const own = await makeConnection(hub.pool, { settings: { key_header: 'x-te-key' } });
    const { apiKey } = own;
    const look = (headers: Record<string, string>) => hub.call('GET', somewhere(), undefined, headers);
    assertProblem(await look({ 'X-TE-Key': apiKey }), 'hold_unknown');
    assertProblem(await look({ 'X-TE-Key': apiKey, authorization: `Bearer ${apiKey}` }), 'hold_unknown');
    assertProblem(await look({ authorization: `Bearer ${apiKey}` }), 'unauthenticated');
    assertProblem(await look({ 'X-API-Key': apiKey }), 'unauthenticated');
  });

  it('answers with its own statuses, and the same codes', async () => {
    const own = await makeConnection(hub.pool, { settings: { statuses: { not_available: 404, hold_unknown: 410 } } });
    const remote_id = await makeListing(hub.pool, own.accountId, { seats: 1 });
    const asked = { global_id: newId(), remote_id, quantity: 2 };
    assertProblem(await callerWith(hub, own)('POST', '/oi/v1/holds', asked), 'not_available', 404);
    assertProblem(await callerWith(hub, own)('GET', somewhere()), 'hold_unknown', 410);
  });

  it('takes and gives its own field names, and knows the published ones no more', async () => {
    const fields = { global_id: 'dealId', remote_id: 'remoteId', status: 'state' };
    const own = await makeConnection(hub.pool, { settings: { fields } });
    const theirs = callerWith(hub, own);
    const remoteId = await makeListing(hub.pool, own.accountId);
    const answer = await theirs('POST', '/oi/v1/holds', { dealId: 'd-1', remoteId, quantity: 2 });
    assert.equal(answer.status, 201);
    const { dealId, state, quantity } = answer.body;
    assert.deepEqual([dealId, answer.body.remoteId, state, quantity], ['d-1', remoteId, 'held', 2]);
    assert.ok(!('global_id' in answer.body) && !('status' in answer.body));
    const refused = await theirs('POST', '/oi/v1/holds', { dealId: 'd-2', remote_id: remoteId, quantity: 0 });
    assert.deepEqual(
      new Map(assertProblem(refused, 'malformed').errors?.map(({ field, message }) => [field, message])),
      new Map([
        ['remoteId', 'is missing'],
        ['remote_id (here it is called remoteId)', 'is not known here'],
        ['quantity', 'must be >= 1'],
      ]),
    );
  });
});

describe('strangers with made-up keys', () => {
  const carrying = (apiKey: string, ip = '192.0.2.1'): Sender => ({
    headers: { authorization: `Bearer ${apiKey}` },
    ip,
  });

  it('cost one look-up at a time, and none of those whose keys are there', async () => {
    let lookUps = 0;
    const counted = new Proxy(hub.pool, {
      get: (pool, name) => {
        if (name === 'query') lookUps++;
        return Reflect.get(pool, name).bind(pool);
      },
    });
    const stillAt = Date.now();
    const authentication = new Authentication(counted, marketplaceBySlug, () => stillAt);
    const identified = await authentication.identify(carrying(broker.apiKey));
    assert.equal((identified as Caller).accountId, broker.accountId);
    assert.equal(lookUps, 1);
    for (let crowd = 0; crowd < 24; crowd++) {
      const strangers = Array.from({ length: 500 }, () => authentication.identify(carrying(createApiKey().apiKey)));
      assert.deepEqual(new Set(await Promise.all(strangers)), new Set([null]));
    }
    assert.ok(lookUps <= 1 + 2 * 24, `${lookUps} look-ups for 12,000 made-up keys`);
    const before = lookUps;
    assert.equal(await authentication.identify(carrying(broker.apiKey)), identified);
    assert.equal(lookUps, before, 'the good key is still remembered');
    const another = await makeConnection(hub.pool);
    const newcomer = await authentication.identify(carrying(another.apiKey));
    assert.equal((newcomer as Caller).accountId, another.accountId, 'a new key works at once');
  });

  it('wait in a line that has an end, in which no known key stands: 429', async () => {
    let now = Date.now();
    const authentication = new Authentication(hub.pool, marketplaceBySlug, () => now);
    await authentication.identify(carrying(broker.apiKey));
    now += 60_000;
    const crowd = Array.from({ length: 3_000 }, () => authentication.identify(carrying(createApiKey().apiKey)));
    const honest = authentication.identify(carrying(broker.apiKey));
    const answers = await Promise.allSettled(crowd);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    assert.ok(refused.length >= 1_000, `${refused.length} of 3,000 were refused`);
    for (const reason of refused) assert.equal(reason.code, 'rate_limited');
    assert.equal(((await honest) as Caller).accountId, broker.accountId);
  });

  it('fill no line but that of their own address: a good key that was never seen comes in by another', async () => {
    const authentication = new Authentication(hub.pool, marketplaceBySlug, Date.now);
    const strangers = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    const crowd = strangers.flatMap((ip) =>
      Array.from({ length: 1_500 }, () => authentication.identify(carrying(createApiKey().apiKey, ip))),
    );
    const newcomer = authentication.identify(carrying(broker.apiKey, '198.51.100.7'));
    const answers = await Promise.allSettled(crowd);
    assert.ok(answers.some(({ status }) => status === 'rejected'));
    assert.equal(((await newcomer) as Caller).accountId, broker.accountId);
    await authentication.identify(carrying(createApiKey().apiKey));
  });
});

describe('limits', () => {
  it('are 64 KiB for a body', async () => {
    const remote_id = await makeListing(hub.pool, broker.accountId);
    const padded = (bytes: number): string =>
      JSON.stringify({ global_id: newId(), remote_id, quantity: 1 }).padEnd(bytes, ' ');
    assert.equal((await call('POST', '/oi/v1/holds', padded(64 * 1024))).status, 201);
    assertProblem(await call('POST', '/oi/v1/holds', padded(64 * 1024 + 1)), 'too_large');
  });

  it('are a number of calls in a second, for each connection', async () => {
    const limited = await startTestHub({ databaseUrl: hub.databaseUrl, callsPerSecond: 3 });
    try {
      const own = await makeConnection(hub.pool);
      const mine = callerWith(limited, own);
      // The limit reads its count a moment after it has counted: calls that come to it in one turn, as those do that wait
      // together for an unknown key, all read the count of the last. So the key is known before they come.
      const first = await mine('DELETE', somewhere());
      const others = await Promise.all(Array.from({ length: 9 }, () => mine('DELETE', somewhere())));
      const answers = [first, ...others];
      const refused = answers.filter(({ status }) => status !== 200);
      assert.equal(refused.length, 7);
      for (const answer of refused) {
        assertProblem(answer, 'rate_limited');
        assert.equal(answer.headers.get('retry-after'), '1');
      }
      const { rowCount } = await hub.pool.query('select from orders where account_id = $1', [own.accountId]);
      assert.equal(rowCount, 3);
      assert.equal((await callerWith(limited, broker)('DELETE', somewhere())).status, 200);
      await eventually(
        () => mine('DELETE', somewhere()),
        ({ status }) => status === 200,
        3_000,
      );
    } finally {
      await limited.close();
    }
  });
});

describe('whoever tries door after door', () => {
  const honest = '192.0.2.7';
  const body = { remote_ids: ['TG-1'] };

  it('is told to come again, and nobody else by the same address is shut out: 429', async () => {
    const behindProxy = await startTestHub({ databaseUrl: hub.databaseUrl, trustedProxies: ['127.0.0.1'] });
    try {
      const axs = await makeConnection(hub.pool, { marketplace: 'axs' });
      const hint_key = randomUUID();
      const posId = await connectBridge(hub.pool, axs.accountId, 'http://127.0.0.1:9', { hint_key });
      const knock = (path: string, from: string, key?: string) =>
        behindProxy.call('POST', `${path}/notifications`, body, {
          'x-forwarded-for': from,
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        });
      const doors = [
        { root: '/ion/v1', id: axs.connectionId, key: axs.apiKey, status: 400 },
        { root: '/pos/v1', id: posId, key: hint_key, status: 202 },
      ];
      for (const { root, id, key, status } of doors) {
        assert.equal((await knock(`${root}/${id}`, honest, key)).status, status, root);
        assertProblem(await knock(`${root}/${id}`, honest), 'unauthenticated');
        const tries = Array.from({ length: 120 }, () => knock(`${root}/${randomUUID()}`, honest));
        await Promise.all(tries);
        const refused = await knock(`${root}/${randomUUID()}`, honest);
        assertProblem(refused, 'rate_limited');
        assert.equal(refused.headers.get('retry-after'), '1');
        assert.equal((await knock(`${root}/${id}`, honest, key)).status, status, 'known doors stay open');
        assertProblem(await knock(`${root}/${id}`, honest), 'unauthenticated');
        assertProblem(await knock(`${root}/${randomUUID()}`, '192.0.2.8'), 'unauthenticated');
      }
      const another = await makeConnection(hub.pool, { marketplace: 'axs' });
      assert.equal((await knock(`/ion/v1/${another.connectionId}`, honest, another.apiKey)).status, 400, 'by its key');
    } finally {
      await behindProxy.close();
    }
  });
});

describe('what is no request of ours', () => {
  it('is refused by its media type: 415', async () => {
    const body = JSON.stringify({ global_id: newId(), remote_id: 'x', quantity: 1 });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/vnd.api+json', 'nonsense']) {
      assertProblem(await call('POST', '/oi/v1/holds', body, { 'content-type': type }), 'unsupported_media_type');
    }
    const taken = await call('POST', '/oi/v1/holds', '{}', { 'content-type': 'application/json; charset=utf-8' });
    assertProblem(taken, 'malformed');
  });

  it('is refused field by field: 400', async () => {
    const body = { remote_id: '', quantity: '2', unit_price: { amount: 1.5, currency: 'usd' }, colour: 'red' };
    const { errors } = assertProblem(await call('POST', '/oi/v1/holds', body), 'malformed');
    assert.deepEqual([...new Set(errors?.map(({ field }) => field))].sort(), [
      ...['colour', 'global_id', 'quantity', 'remote_id', 'unit_price.amount', 'unit_price.currency'],
    ]);
    assertProblem(await call('POST', '/oi/v1/holds'), 'malformed');
    assertProblem(await call('POST', '/oi/v1/holds', '{"global_id": "x"'), 'malformed');
    assertProblem(await call('GET', `/oi/v1/holds/${'x'.repeat(129)}`), 'malformed');
    assertProblem(await call('GET', '/oi/v1/holds/%00'), 'malformed');
    assertProblem(await call('GET', '/oi/v1/holds/'), 'malformed');
  });

  it('is told which methods an address takes: 405', async () => {
    for (const [method, path, allow] of [
      ['GET', '/oi/v1/holds', 'POST'],
      ['POST', '/oi/v1/holds/x', 'GET, DELETE'],
      ['HEAD', '/oi/v1/holds/x', 'GET, DELETE'],
      ['GET', '/oi/v1/holds/x/invoice', 'POST'],
      ['PATCH', '/oi/v1/holds/x/invoice', 'POST'],
      ['DELETE', '/healthz', 'GET'],
    ] as const) {
      const answer = await call(method, path);
      assert.equal(answer.headers.get('allow'), allow);
      if (method === 'HEAD') assert.equal(answer.status, 405);
      else assertProblem(answer, 'method_not_allowed');
    }
  });

  it('is told when there is nothing at an address: 404', async () => {
    // At '/' stands the console.
    for (const path of ['/oi/v1', '/oi/v2/holds', '/oi/v1/holds/x/invoice/y', '/.env']) {
      assertProblem(await call('GET', path), 'not_found');
    }
  });
});

describe('X-Request-Id', () => {
  it('is on every answer, another each time, and never what the caller sends', async () => {
    const seen = new Set<string>();
    const paths = [
      '/healthz',
      '/readyz',
      '/metrics',
      '/docs/',
      '/openapi.json',
      '/nowhere',
      somewhere(),
      '/oi/v1/holds/%ff',
    ];
    for (const caller of [call, callerOf(hub.url)]) {
      for (const path of paths) {
        const { headers } = await caller('GET', path, undefined, { 'x-request-id': 'mine' });
        assert.match(headers.get('x-request-id') ?? 'none', uuid, path);
        seen.add(headers.get('x-request-id') ?? '');
      }
    }
    assert.equal(seen.size, paths.length * 2);
  });
});

describe('health', () => {
  it('says that it lives, works, and how much', async () => {
    assert.deepEqual((await hub.call('GET', '/healthz')).body, { status: 'ok' });
    assert.deepEqual((await hub.call('GET', '/readyz')).body, { status: 'ready' });
    const { headers, body } = await hub.call<string>('GET', '/metrics');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0', 'nothing in this file troubles the hub');
  });
});
