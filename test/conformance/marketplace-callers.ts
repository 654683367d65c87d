// Who may call, and what strangers can do: keys that must not open anything, and bodies made of the marketplace's own
// field names. The law: nothing is opened, nothing changes, and nobody is answered with a fault of ours.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { insertKey, revokeKey } from '../../src/db/accounts.ts';
import { createApiKey } from '../../src/http/api-key.ts';
import type { AskingMarketplace } from '../../src/marketplaces/dialect.ts';
import type { Question } from '../../src/sandbox/order-integration/wire.ts';
import { assertProblem, type Code, statusOfCode } from '../http/problems.ts';
import { callerOf, makeConnection, makeKey, type TestConnection } from '../support/hub.ts';
import { settingsIn } from './declared-facts.ts';
import { type Caller, callerWithAHold, type Headers, type UnderTest } from './marketplace-caller.ts';
import type { HubUnderTest } from './marketplace-examples.ts';
import { publishedNames } from './marketplace-settings.ts';

/** Whether its problems are those of the published contract. */
export const speaksTheContract = ({ capabilities }: AskingMarketplace): boolean =>
  capabilities.orderIntegrationWire.value === 'published';

/** Every row that is the account's, as one sum. */
async function rowsOf({ pool }: HubUnderTest, { accountId }: TestConnection): Promise<unknown> {
  const sums = ['listings', 'orders', 'journal', 'stray_exchanges', 'alerts', 'connections'].map(
    (table) =>
      `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t where account_id = $1) as ${table}`,
  );
  return (await pool.query(`select ${sums.join(', ')}`, [accountId])).rows[0];
}

/** Settings under which the law is tried: as they are, and with a header of its own where that can be set. */
function settingsToTry(marketplace: AskingMarketplace): object[] {
  const canChooseHeader = Object.hasOwn(settingsIn(marketplace.settings), 'key_header');
  return canChooseHeader ? [{}, { key_header: 'x-own-key' }] : [{}];
}

export async function authenticationFailsClosed(test: UnderTest): Promise<void> {
  const { hub, marketplace } = test;
  for (const settings of settingsToTry(marketplace)) {
    const caller = await callerWithAHold(test, settings);
    const { globalId, wire } = caller;
    const before = await rowsOf(hub, caller.connection);
    for (const [name, headers] of await wrongHeaders(test, caller)) {
      const questions: Question[] = [
        caller.holdOf(caller.newDeal()),
        caller.lookAt(globalId),
        { ask: 'release', globalId },
        caller.invoiceOf(globalId),
      ];
      for (const question of questions) {
        const answer = await caller.send(question, headers);
        assert.equal(answer.status, 401, `${question.ask} with ${name}: ${JSON.stringify(answer.body)}`);
        assert.equal(wire.codeIn(answer.body), 'unauthenticated');
        if (speaksTheContract(marketplace)) assertProblem(answer, 'unauthenticated');
      }
    }
    assert.deepEqual(await rowsOf(hub, caller.connection), before, 'nothing has changed');
  }
}

async function wrongHeaders({ hub, marketplace }: UnderTest, caller: Caller): Promise<[string, Headers][]> {
  const { pool } = hub;
  const { accountId, connectionId, apiKey } = caller.connection;
  const { profile, wire } = caller;
  const revoked = await makeKey(pool, accountId, connectionId);
  await revokeKey(pool, accountId, revoked.keyId);
  const expired = await makeKey(pool, accountId, connectionId, Date.now() - 1_000);
  const forged = createApiKey();
  // Its id is known and its check sum is right, and the secret is another.
  const secretHash = createApiKey().secretHash;
  await insertKey(pool, { accountId, connectionId, keyId: forged.keyId, secretHash, expiresAt: null });
  const other = await makeConnection(pool, { marketplace: marketplace.slug, settings: {} });
  const carrying = (key: string): Headers => wire.keyHeader(key);
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

export async function connectionsAreApart(test: UnderTest): Promise<void> {
  const ours = await callerWithAHold(test, {});
  const theirs = await callerWithAHold(test, {});
  const before = await rowsOf(test.hub, ours.connection);
  const { globalId } = ours;
  const told = async (question: Question): Promise<string | null> =>
    theirs.wire.codeIn((await theirs.send(question)).body);
  assert.equal(await told(theirs.lookAt(globalId)), 'hold_unknown');
  assert.equal(await told(theirs.invoiceOf(globalId)), 'hold_unknown');
  assert.equal(await told(ours.holdOf(theirs.newDeal())), 'listing_unknown');
  const { status } = await theirs.send({ ask: 'release', globalId });
  assert.ok(status >= 200 && status < 300, 'a tombstone of their own');
  assert.deepEqual(await rowsOf(test.hub, ours.connection), before, 'nothing of ours has changed');
}

/** Bodies of the marketplace's own field names, the published ones and names that mean something to the language. */
export async function hostileBodiesAreAnswered(test: UnderTest, settings: object, runs: number): Promise<void> {
  const { hub, marketplace } = test;
  const caller = await callerWithAHold(test, settings);
  const { profile, wire, rightly, remoteId, globalId } = caller;
  const calls = [caller.holdOf(globalId), caller.invoiceOf(globalId), caller.invoiceOf(caller.newDeal())];
  const requests = calls.map((question) => wire.requestFor(question));
  const theirNames = publishedNames.map((name) => profile.fields[name] ?? name);
  const itsNames = requests.flatMap(({ body }) => Object.keys(body ?? {}));
  const name = fc.constantFrom(
    ...itsNames,
    ...theirNames,
    ...publishedNames,
    '__proto__',
    'constructor',
    'toString',
    '',
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(remoteId, globalId, 1, 2, '1', null, -1, 1e21, 'x'.repeat(129), '\u0000', '\ud800', { amount: 1 }),
  );
  // As text, so that a name can come twice, and `__proto__` at all.
  const body = fc
    .array(fc.tuple(name, value), { maxLength: 8 })
    .map((members) => `{${members.map(([one, its]) => `${JSON.stringify(one)}:${JSON.stringify(its)}`).join(',')}}`);
  const property = fc.asyncProperty(fc.constantFrom(...requests), body, async ({ method, path }, text) => {
    const answer = await callerOf(hub.url, { 'content-type': 'application/json' })(method, path, text, rightly);
    if (answer.status < 300) return;
    const code = wire.codeIn(answer.body);
    assert.ok(code !== null, `${answer.status} to ${text}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.status < 500, `${code} to ${text}`);
    if (!speaksTheContract(marketplace)) return;
    assert.equal(answer.status, profile.statuses[code] ?? statusOfCode[code as Code], `${code} to ${text}`);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  });
  await fc.assert(property, { numRuns: runs });
}

/** Calls that carry the key where it does not belong, too: in the address and in the body. Resolves with that key. */
export async function carelessCalls(test: UnderTest): Promise<string> {
  const caller = await callerWithAHold(test, {});
  const { connection, wire, globalId, rightly } = caller;
  const { apiKey } = connection;
  const call = callerOf(test.hub.url);
  const look = wire.requestFor(caller.lookAt(globalId));
  const hold = wire.requestFor(caller.holdOf(caller.newDeal()));
  await call(look.method, `${look.path}?api_key=${apiKey}`, undefined, rightly);
  await call(look.method, look.path.replace(globalId, apiKey), undefined, rightly);
  await call(hold.method, hold.path, { ...hold.body, api_key: apiKey }, rightly);
  await call(hold.method, `${hold.path}?api_key=${apiKey}`, '{', rightly);
  return apiKey;
}
