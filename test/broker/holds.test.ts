// Holds and saved views over the broker API: who holds what, the soonest end first; views of one's own and shared ones.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { HoldsPage } from '../../src/http/broker/schemas/holds.ts';
import type { View } from '../../src/http/broker/schemas/views.ts';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import { type Call, callerWith, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
let broker: BrokerClient;
let tevo: Call;
let gametime: Call;
before(async () => {
  hub = await startTestHub();
  const slow = await makeConnection(hub.pool, { settings: { hold_lifetime_seconds: 3_000 } });
  tevo = callerWith(hub, slow);
  const { accountId } = slow;
  const quick = await makeConnection(hub.pool, {
    accountId,
    marketplace: 'tickpick',
    settings: { hold_lifetime_seconds: 60 },
  });
  gametime = callerWith(hub, quick);
  broker = await scriptWith(hub, { accountId, scopes: ['read', 'trade'] });
});
after(() => hub.close());

async function hold(by: Call, path: string): Promise<string> {
  const remoteId = await makeListing(hub.pool, broker.accountId);
  const globalId = randomUUID();
  const { status, body } = await by('POST', path, { global_id: globalId, remote_id: remoteId, quantity: 2 });
  assert.equal(status, 201, JSON.stringify(body));
  return globalId;
}

async function holds(query = '', by = broker): Promise<HoldsPage> {
  const { status, body } = await by.call<HoldsPage>('GET', `/holds${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(Check(HoldsPage, body));
  return body;
}

describe('the holds', () => {
  it('are those that end first, with what letting go would cost; added up over all of them', async () => {
    const late = await hold(tevo, '/oi/v1/holds');
    const soon = await hold(gametime, '/oi/v1/holds');
    const { items, totals } = await holds();
    assert.deepEqual(
      items.map((item) => item.global_id),
      [soon, late],
    );
    for (const { release, binding } of items) {
      assert.equal(binding, true);
      assert.match(release?.costs ?? '', /^Binding: /);
    }
    assert.deepEqual(totals, {
      holds: 2,
      tickets: 4,
      binding: 2,
      ending_soon: 1,
      money: [{ amount: 74_000, currency: 'USD' }],
    });
    const turned = await holds('?limit=1');
    assert.deepEqual(
      turned.items.map((item) => item.global_id),
      [soon],
    );
    const next = await holds(`?limit=1&cursor=${turned.next_cursor}`);
    assert.deepEqual(
      next.items.map((item) => item.global_id),
      [late],
    );
    assert.deepEqual(
      (await holds('?marketplace=tickpick')).items.map((item) => item.global_id),
      [soon],
    );
    assert.deepEqual((await holds('?binding=false')).items, []);
    assert.equal((await holds('?pos=house')).items.length, 2);
    assert.deepEqual((await holds('?pos=bridge')).items, []);
    assert.equal((await holds(`?q=${late}`)).items.length, 1);
    await tevo('DELETE', `/oi/v1/holds/${late}`);
    assert.equal((await holds()).totals.holds, 1);
    assert.deepEqual((await holds('', await scriptWith(hub))).totals.holds, 0);
  });
});

describe('a saved view', () => {
  const wanted = { page: 'orders', name: ' Stuck ', query: 'state=stuck', shared: true };
  const views = async (by = broker): Promise<View[]> => (await by.call<{ items: View[] }>('GET', '/views')).body.items;

  it('is shared with the account and with nobody else, and can be removed', async () => {
    const { status, body } = await broker.call<View>('POST', '/views', wanted);
    assert.equal(status, 201);
    assert.deepEqual(
      (await views()).map(({ name, query, shared }) => [name, query, shared]),
      [['Stuck', 'state=stuck', true]],
    );
    const stranger = await scriptWith(hub);
    assert.deepEqual(await views(stranger), []);
    assertProblem(await stranger.call('DELETE', `/views/${body.view_id}`), 'not_found');
    assert.equal((await broker.call('DELETE', `/views/${body.view_id}`)).status, 204);
    assert.deepEqual(await views(), []);
    assertProblem(await broker.call('DELETE', `/views/${body.view_id}`), 'not_found');
  });

  it('is shared only by who may trade', async () => {
    const viewer = await scriptWith(hub, { accountId: broker.accountId, scopes: ['read'] });
    assertProblem(await viewer.call('POST', '/views', wanted), 'forbidden');
  });
});
