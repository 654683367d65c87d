// Who may call, and what strangers can do: keys that must not open anything, and bodies made of the marketplace's own
// field names. The law: nothing is opened, nothing changes, and nobody is answered with a fault of ours.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { insertKey, revokeKey } from '../../src/db/accounts.ts';
import { createApiKey } from '../../src/http/api-key.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import { assertProblem, type Code, statusOfCode } from '../http/problems.ts';
import { type Answer, callerOf, makeConnection, makeKey, makeListing, type TestConnection } from '../support/hub.ts';
import { settingsIn } from './declared-facts.ts';
import { type HubUnderTest, headerFor, profileFor } from './marketplace-examples.ts';
import { publishedNames } from './marketplace-settings.ts';

type Headers = Record<string, string>;

/** Every row that is the account's, as one sum. */
async function rowsOf({ pool }: HubUnderTest, { accountId }: TestConnection): Promise<unknown> {
  const sums = ['listings', 'orders', 'journal', 'stray_exchanges', 'alerts', 'connections'].map(
    (table) =>
      `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t where account_id = $1) as ${table}`,
  );
  return (await pool.query(`select ${sums.join(', ')}`, [accountId])).rows[0];
}

/** A broker on the marketplace, with one hold that stands. */
async function brokerWithAHold(hub: HubUnderTest, marketplace: Marketplace, settings: object) {
  const { slug } = marketplace;
  const connection = await makeConnection(hub.pool, { marketplace: slug, settings });
  const remoteId = await makeListing(hub.pool, connection.accountId);
  const profile = profileFor(marketplace, settings);
  const theirs = (body: object): object =>
    Object.fromEntries(Object.entries(body).map(([name, value]) => [profile.fields[name] ?? name, value]));
  const holdBody = (globalId: string): object => theirs({ global_id: globalId, remote_id: remoteId, quantity: 1 });
  const globalId = `held-${randomUUID()}`;
  const rightly = headerFor(profile, connection.apiKey) as Headers;
  const { status } = await callerOf(hub.url)('POST', '/oi/v1/holds', holdBody(globalId), rightly);
  assert.equal(status, 201, 'the right key opens');
  return { connection, profile, remoteId, globalId, holdBody, theirs, rightly };
}

/** Settings under which the law is tried: as they are, and with a header of its own where that can be set. */
function settingsToTry(marketplace: Marketplace): object[] {
  const canChooseHeader = Object.hasOwn(settingsIn(marketplace.settings), 'key_header');
  return canChooseHeader ? [{}, { key_header: 'x-own-key' }] : [{}];
}

export async function authenticationFailsClosed(hub: HubUnderTest, marketplace: Marketplace): Promise<void> {
  for (const settings of settingsToTry(marketplace)) {
    const broker = await brokerWithAHold(hub, marketplace, settings);
    const before = await rowsOf(hub, broker.connection);
    for (const [name, headers] of await wrongHeaders(hub, marketplace, broker)) {
      for (const [method, path, body] of [
        ['POST', '/oi/v1/holds', broker.holdBody(`new-${randomUUID()}`)],
        ['GET', `/oi/v1/holds/${broker.globalId}`, undefined],
        ['DELETE', `/oi/v1/holds/${broker.globalId}`, undefined],
        ['POST', `/oi/v1/holds/${broker.globalId}/invoice`, broker.theirs({ order_id: '1' })],
      ] as const) {
        const answer = await callerOf(hub.url)(method, path, body, headers);
        assert.equal(answer.status, 401, `${method} ${path} with ${name}: ${JSON.stringify(answer.body)}`);
        assertProblem(answer, 'unauthenticated');
      }
    }
    assert.deepEqual(await rowsOf(hub, broker.connection), before, 'nothing has changed');
  }
}

type Broker = Awaited<ReturnType<typeof brokerWithAHold>>;

async function wrongHeaders(hub: HubUnderTest, marketplace: Marketplace, broker: Broker): Promise<[string, Headers][]> {
  const { pool } = hub;
  const { accountId, connectionId, apiKey } = broker.connection;
  const { profile } = broker;
  const revoked = await makeKey(pool, accountId, connectionId);
  await revokeKey(pool, accountId, revoked.keyId);
  const expired = await makeKey(pool, accountId, connectionId, Date.now() - 1_000);
  const forged = createApiKey();
  // Its id is known and its check sum is right, and the secret is another.
  const secretHash = createApiKey().secretHash;
  await insertKey(pool, { accountId, connectionId, keyId: forged.keyId, secretHash, expiresAt: null });
  const other = await makeConnection(pool, { marketplace: marketplace.slug, settings: {} });
  const carrying = (key: string): Headers => headerFor(profile, key) as Headers;
  const last = apiKey.endsWith('0') ? '1' : '0';
  const elsewhere = profile.keyHeader === null ? 'x-own-key' : 'authorization';
  return [
    ['no key', {}],
    ['an empty key', carrying('')],
    ['half a key', carrying(apiKey.slice(0, -4))],
    ['a key with a wrong check sum', carrying(apiKey.slice(0, -1) + last)],
    ['a key in capitals', carrying(apiKey.toUpperCase())],
    ['a key that nobody was given', carrying(createApiKey().apiKey)],
    ['another secret under a known id', carrying(forged.apiKey)],
    ['a revoked key', carrying(revoked.apiKey)],
    ['an expired key', carrying(expired.apiKey)],
    ['two keys', { ...carrying(apiKey), 'x-another': other.apiKey }],
    ['the key twice in one header', carrying(`${apiKey}, ${apiKey}`)],
    ['the right key in another header', { [elsewhere]: elsewhere === 'authorization' ? `Bearer ${apiKey}` : apiKey }],
    ['the right key in a cookie', { cookie: `key=${apiKey}` }],
    ['the right key as a password', { authorization: `Basic ${Buffer.from(`:${apiKey}`).toString('base64')}` }],
  ];
}

export async function connectionsAreApart(hub: HubUnderTest, marketplace: Marketplace): Promise<void> {
  const ours = await brokerWithAHold(hub, marketplace, {});
  const theirs = await brokerWithAHold(hub, marketplace, {});
  const before = await rowsOf(hub, ours.connection);
  const call = (method: string, path: string, body?: object): Promise<Answer> =>
    callerOf(hub.url)(method, path, body, theirs.rightly);
  const refused = ({ body }: Answer): unknown => body.code;
  assert.equal(refused(await call('GET', `/oi/v1/holds/${ours.globalId}`)), 'hold_unknown');
  const invoice = theirs.theirs({ order_id: '1' });
  assert.equal(refused(await call('POST', `/oi/v1/holds/${ours.globalId}/invoice`, invoice)), 'hold_unknown');
  assert.equal(refused(await call('POST', '/oi/v1/holds', ours.holdBody('theirs'))), 'listing_unknown');
  assert.equal((await call('DELETE', `/oi/v1/holds/${ours.globalId}`)).status, 200, 'a tombstone of their own');
  assert.deepEqual(await rowsOf(hub, ours.connection), before, 'nothing of ours has changed');
}

/** Bodies of the marketplace's own field names, the published ones and names that mean something to the language. */
export async function hostileBodiesAreAnswered(
  hub: HubUnderTest,
  marketplace: Marketplace,
  settings: object,
  runs: number,
): Promise<void> {
  const { profile, rightly, remoteId, globalId } = await brokerWithAHold(hub, marketplace, settings);
  const theirNames = publishedNames.map((name) => profile.fields[name] ?? name);
  const name = fc.constantFrom(...theirNames, ...publishedNames, '__proto__', 'constructor', 'toString', '');
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(remoteId, globalId, 1, 2, '1', null, -1, 1e21, 'x'.repeat(129), '\u0000', '\ud800', { amount: 1 }),
  );
  // As text, so that a name can come twice, and `__proto__` at all.
  const body = fc
    .array(fc.tuple(name, value), { maxLength: 8 })
    .map((members) => `{${members.map(([one, its]) => `${JSON.stringify(one)}:${JSON.stringify(its)}`).join(',')}}`);
  const path = fc.constantFrom('/oi/v1/holds', `/oi/v1/holds/${globalId}/invoice`, '/oi/v1/holds/never/invoice');
  const property = fc.asyncProperty(path, body, async (to, text) => {
    const answer = await callerOf(hub.url, { 'content-type': 'application/json' })('POST', to, text, rightly);
    if (answer.status < 300) return;
    const code = answer.body.code as Code;
    const expected = profile.statuses[code] ?? statusOfCode[code];
    assert.equal(answer.status, expected, `${code} to ${text}`);
    assert.ok(answer.status < 500, `${code} to ${text}`);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  });
  await fc.assert(property, { numRuns: runs });
}

/** Calls that carry the key where it does not belong, too: in the address and in the body. Resolves with that key. */
export async function carelessCalls(hub: HubUnderTest, marketplace: Marketplace): Promise<string> {
  const { connection, holdBody, globalId, rightly } = await brokerWithAHold(hub, marketplace, {});
  const { apiKey } = connection;
  const call = callerOf(hub.url);
  await call('GET', `/oi/v1/holds/${globalId}?api_key=${apiKey}`, undefined, rightly);
  await call('GET', `/oi/v1/holds/${apiKey}`, undefined, rightly);
  await call('POST', '/oi/v1/holds', { ...holdBody('careless'), api_key: apiKey }, rightly);
  await call('POST', `/oi/v1/holds?api_key=${apiKey}`, '{', rightly);
  return apiKey;
}
