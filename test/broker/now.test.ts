// What happens now: the queue in its order, each with its sentence and what can be done; the day's counts; how holds were
// answered; how connections, POS systems and hubs are. Nothing of another account.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import { raiseConnectionAlert } from '../../src/db/connection-alerts.ts';
import { Now } from '../../src/http/broker/schemas/now.ts';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { assertProblem } from '../http/problems.ts';
import { scriptWith } from '../support/broker.ts';
import { callerWith, eventually, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { type Selling, startSelling } from '../support/selling.ts';

let hub: TestHub;
const sellers: Selling[] = [];
before(async () => {
  hub = await startTestHub();
});
after(async () => {
  for (const seller of sellers) await seller.stop();
  await hub.close();
});

/** Any marketplace that sells first, names a deadline or none, and takes our word by a call. */
async function sellerFor(accountId: Parameters<typeof scriptWith>[1], slug = 'stubhub'): Promise<Selling> {
  const sandbox = saleSandboxes.find((one) => one.slug === slug);
  assert.ok(sandbox, `no sandbox for ${slug}`);
  const seller = await startSelling(hub, sandbox, accountId?.accountId ? { accountId: accountId.accountId } : {});
  sellers.push(seller);
  return seller;
}

type Script = Awaited<ReturnType<typeof scriptWith>>;
const nowOf = async ({ call }: Pick<Script, 'call'>, query = ''): Promise<Now> =>
  (await call<Now>('GET', `/now${query}`)).body;

describe('now', () => {
  it('is quiet for an account in which nothing has happened', async () => {
    const now = await nowOf(await scriptWith(hub));
    assert.ok(Check(Now, now), JSON.stringify(now));
    assert.deepEqual(now.needs_you, { items: [], has_more: false });
    assert.deepEqual(now.today.counts, []);
    assert.deepEqual(now.latest, []);
    assert.deepEqual(now.points_of_sale, [
      {
        ...{ pos: 'house', name: 'Holdfast house POS', waiting: 0, oldest_at: null },
        ...{ host: null, pace: null, stock: { trouble: null } },
      },
    ]);
  });

  it('says who has the tickets that a sale lacks, what it is worth, and what can be done', async () => {
    const script = await scriptWith(hub);
    const { accountId } = script;
    const asking = await makeConnection(hub.pool, { accountId, marketplace: 'gametime' });
    const remoteId = await makeListing(hub.pool, accountId, { seats: ['1', '2'] });
    const held = await callerWith(hub, asking)('POST', '/oi/v1/holds', {
      global_id: 'gt-1',
      remote_id: remoteId,
      quantity: 2,
    });
    assert.equal(held.status, 201);
    const seller = await sellerFor({ accountId });
    const { saleId } = await seller.sell({ remoteId, quantity: 2, unitPrice: 21_000 });
    const now = await eventually(
      () => nowOf(script),
      ({ needs_you }) => needs_you.items.length > 0,
    );
    assert.ok(Check(Now, now), JSON.stringify(now));
    const [item] = now.needs_you.items;
    assert.equal(item?.global_id, saleId);
    assert.equal(item?.state, 'unfilled');
    assert.equal(item?.event, 'The Longest Night');
    assert.match(item?.sentence ?? '', /^\S.* sold 2 tickets that Gametime already has\.$/);
    assert.ok((item?.money?.amount ?? 0) > 30_000, JSON.stringify(item?.money));
    assert.equal(item?.deadline?.set_by, 'marketplace');
    assert.deepEqual(
      item?.actions.slice(0, 2).map((action) => [action.do, action.is_next]),
      [
        ['reject', true],
        ['retry', false],
      ],
    );
    assert.deepEqual(
      now.latest.map(({ state }) => state),
      ['unfilled', 'held'],
    );
    const counted = await eventually(
      async () => (await nowOf(script)).today.counts.map(({ state, orders, tickets }) => [state, orders, tickets]),
      (counts) => counts.length === 2,
    );
    assert.deepEqual(counted.toSorted(), [
      ['held', 1, 2],
      ['unfilled', 1, 2],
    ]);
  });

  it('counts how holds were answered, and how many were declined', async () => {
    const script = await scriptWith(hub);
    const { accountId } = script;
    const connection = await makeConnection(hub.pool, { accountId });
    const call = callerWith(hub, connection);
    const remoteId = await makeListing(hub.pool, accountId, { seats: 4 });
    for (const quantity of [1, 1, 9]) {
      await call('POST', '/oi/v1/holds', {
        global_id: `te-${quantity}-${Math.random()}`,
        remote_id: remoteId,
        quantity,
      });
    }
    const { holds } = await eventually(
      () => nowOf(script),
      (now) => now.holds.reduce((sum, { asked }) => sum + asked, 0) === 3,
      20_000,
    );
    assert.equal(
      holds.reduce((sum, { declined }) => sum + declined, 0),
      1,
    );
    for (const { p50_ms, p99_ms } of holds)
      assert.ok(p50_ms !== null && p99_ms !== null && p50_ms > 0 && p50_ms <= p99_ms);
  });

  it('shows how every connection is, on the page and by itself', async () => {
    const script = await scriptWith(hub);
    const { accountId } = script;
    const quiet = await makeConnection(hub.pool, { accountId });
    const refused = await makeConnection(hub.pool, { accountId, marketplace: 'gametime' });
    const sentence = 'Gametime refuses our credentials';
    const { connectionId } = refused;
    await raiseConnectionAlert(hub.pool, {
      accountId,
      connectionId,
      kind: 'connection_refused',
      sentence,
      at: Date.now(),
    });
    const { body } = await script.call<Pick<Now, 'connections' | 'points_of_sale'>>('GET', '/now/health');
    assert.deepEqual(
      body.connections.map(({ connection_id, is }) => [connection_id, is]),
      [
        [refused.connectionId, 'refused'],
        [quiet.connectionId, 'quiet'],
      ],
    );
    assert.equal(body.connections[0]?.sentence, sentence);
    assert.deepEqual([body.connections[0]?.host, body.connections[0]?.pace], [null, null]);
    assert.deepEqual(
      body.points_of_sale.map(({ pos }) => pos),
      ['house'],
    );
    const { connections, points_of_sale } = await nowOf(script);
    assert.deepEqual({ connections, points_of_sale }, body);
  });

  it('names the hubs that are at work', async () => {
    const script = await scriptWith(hub);
    const { workers } = await eventually(
      () => nowOf(script),
      (now) => now.workers.hubs.length > 0,
    );
    assert.equal(workers.hubs.length, 1);
    assert.match(workers.hubs[0]?.name ?? '', new RegExp(`, ${process.pid}$`));
  });

  it('shows nothing of another account', async () => {
    const other = await scriptWith(hub);
    await makeConnection(hub.pool, { accountId: other.accountId });
    const now = await nowOf(await scriptWith(hub));
    assert.deepEqual([now.connections, now.latest, now.holds, now.needs_you.items], [[], [], [], []]);
  });

  it('needs the permission to read, and a day that is not long ago', async () => {
    const { call } = await scriptWith(hub, { scopes: ['manage'] });
    assertProblem(await call('GET', '/now'), 'forbidden');
    const script = await scriptWith(hub);
    assertProblem(await script.call('GET', '/now?since=2020-01-01T00:00:00Z'), 'malformed');
    assertProblem(await script.call('GET', '/now?since=yesterday'), 'malformed');
    const since = new Date(Date.now() - 3_600_000).toISOString();
    assert.equal((await script.call('GET', `/now?since=${since}`)).status, 200);
  });
});
