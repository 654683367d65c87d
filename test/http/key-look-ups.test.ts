// How often the keys that callers show are looked up: all that are in use by one question, as often as a change has to be noticed.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { revokeKey } from '../../src/db/accounts.ts';
import { readApiKey } from '../../src/http/api-key.ts';
import { Authentication, type Caller } from '../../src/http/authentication.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { makeConnection } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

let pool: TestPool;
before(async () => {
  pool = await openTestPool(4);
});
after(() => pool.close());

it('keys that are in use are read again together, and only what is otherwise is opened anew', async () => {
  let lookUps = 0;
  let now = Date.now();
  const counted = new Proxy(pool, {
    get: (target, name) => {
      if (name === 'query') lookUps++;
      return Reflect.get(target, name).bind(target);
    },
  });
  const authentication = new Authentication(counted, marketplaceBySlug, () => now);
  const [first, second, third] = [await makeConnection(pool), await makeConnection(pool), await makeConnection(pool)];
  const identify = ({ apiKey }: { apiKey: string }): ReturnType<Authentication['identify']> =>
    authentication.identify({ headers: { 'x-api-key': apiKey }, ip: '192.0.2.1' });
  const all = async (): Promise<unknown[]> => [await identify(first), await identify(second), await identify(third)];
  const callers = await all();
  assert.deepEqual(
    callers.map((caller) => (caller as Caller).accountId),
    [first.accountId, second.accountId, third.accountId],
  );
  lookUps = 0;
  await all();
  assert.equal(lookUps, 0, 'they are remembered');

  now += 1_001;
  const again = await all();
  assert.equal(lookUps, 1);
  again.forEach((caller, index) => {
    assert.equal(caller, callers[index], 'the same caller as before');
  });

  await revokeKey(pool, second.accountId, readApiKey(second.apiKey)?.keyId ?? '');
  now += 1_001;
  assert.deepEqual(await Promise.all([identify(second), identify(first)]), [null, callers[0]]);
  assert.equal(lookUps, 2);
  // The third was not used since, and is asked for when it is.
  assert.equal(await identify(third), callers[2]);
});
