// A POS that is gone, through the real hub: refused in time or pledged by the ledger alone, as the account says, and everything
// settled when it is back. The sandbox POS is really down, and the breaker sees that by itself; or it asks for a pause.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { changeWhenAway } from '../../src/db/points-of-sale.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { connectSandbox } from '../conformance/pos-books.ts';
import { newRemoteId } from '../conformance/pos-calls.ts';
import {
  type Answer,
  type Call,
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  ownersOf,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';

const seats = ['1', '2', '3', '4'];
/** Long enough for five calls to show that nobody is there. */
const budgetMs = 10_000;

let hub: TestHub;
const started: Pick<SandboxPos, 'stop'>[] = [];
before(async () => {
  hub = await startTestHub({ metricsHosts: 'named', logLevel: 'error' });
});
after(async () => {
  await hub.close();
  await Promise.all(started.map((pos) => pos.stop()));
});

type Broker = {
  pos: SandboxPos;
  connection: TestConnection;
  call: Call;
  shelve: () => Promise<string>;
  hold: (remoteId: string, globalId?: string) => Promise<Answer>;
};

/** A broker with a POS of its own, which is one host by itself. */
async function openBroker(whenAway: 'refuse' | 'pledge'): Promise<Broker> {
  const pos = await startSandboxPos();
  started.push(pos);
  const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: budgetMs } });
  const { accountId } = connection;
  // At once: a hub that looked between the two would go by the other rule for some seconds.
  await inTransaction(hub.pool, async (db) => {
    await connectBridge(db, accountId, pos.url, { key: pos.key, late_effect_ms: 500 });
    await changeWhenAway(db, accountId, 'bridge', whenAway);
  });
  const call = callerWith(hub, connection);
  return {
    ...{ pos, connection, call },
    shelve: async () => {
      const remoteId = await makeListing(hub.pool, accountId, { seats, pos: 'bridge' });
      pos.addListing({ remoteId, seats });
      return remoteId;
    },
    hold: (remoteId, globalId = randomUUID()) =>
      call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 }),
  };
}

const hostState = async ({ pos }: Broker): Promise<string | undefined> => {
  const { body } = await hub.call<string>('GET', '/metrics');
  return body
    .split('\n')
    .find((line) => line.startsWith(`holdfast_host_state{host="${pos.url}"}`))
    ?.split(' ')[1];
};

const statesOf = async ({ connection }: Broker): Promise<Record<string, string>> => {
  const query = 'select global_id, state from orders where account_id = $1';
  const { rows } = await hub.pool.query<{ global_id: string; state: string }>(query, [connection.accountId]);
  return Object.fromEntries(rows.map(({ global_id, state }) => [global_id, state]));
};

const alertsOf = async ({ connection }: Broker): Promise<string[]> => {
  const query = 'select kind from alerts where account_id = $1 order by kind';
  return (await hub.pool.query<{ kind: string }>(query, [connection.accountId])).rows.map(({ kind }) => kind);
};

/** Calls until the breaker has seen that nobody is there. */
async function goDown(broker: Broker): Promise<void> {
  await broker.pos.goDown();
  const listings = await Promise.all(Array.from({ length: 5 }, () => broker.shelve()));
  while ((await hostState(broker)) !== '2') await Promise.all(listings.map((remoteId) => broker.hold(remoteId)));
}

// Each has a POS of its own and waits for it more than it works, so all wait together.
describe('a POS that is gone', { concurrency: true }, () => {
  describe('an account that refuses while its POS is gone', () => {
    it('answers no at once when that is known, says so in the metrics, and sells again when the POS is back', async () => {
      const broker = await openBroker('refuse');
      const remoteId = await broker.shelve();
      assert.equal((await broker.hold(remoteId)).status, 201);
      await goDown(broker);
      const startedAt = performance.now();
      const answer = await broker.hold(remoteId);
      assert.deepEqual([answer.status, answer.body.code], [503, 'pos_unreachable']);
      assert.ok(performance.now() - startedAt < budgetMs + 500, 'in time');
      assert.equal((await ownersOf(hub.pool, broker.connection.accountId, remoteId)).filter(Boolean).length, 2);
      await broker.pos.comeBack();
      await eventually(
        () => broker.hold(remoteId),
        ({ status }) => status === 201,
        20_000,
      );
      assert.equal(await hostState(broker), '0');
    });
  });

  describe('an account that pledges while its POS is gone', { concurrency: true }, () => {
    it('answers yes by the ledger, and settles every deal when the POS is back: held, sold, let go, refused', async () => {
      const broker = await openBroker('pledge');
      const { pos, call, hold, connection } = broker;
      const [kept, sold, letGo, gone] = [
        await broker.shelve(),
        await broker.shelve(),
        await broker.shelve(),
        await broker.shelve(),
      ];
      await goDown(broker);
      for (const globalId of [kept, sold, letGo, gone]) {
        const answer = await hold(globalId, globalId);
        assert.deepEqual([answer.status, answer.body.status], [201, 'held']);
        assert.ok(answer.body.expires_at);
      }
      const pledged = await statesOf(broker);
      assert.deepEqual(
        [kept, sold, letGo, gone].map((globalId) => pledged[globalId]),
        Array(4).fill('pledged'),
      );
      const invoice = await call('POST', `/oi/v1/holds/${sold}/invoice`, { order_id: sold });
      assert.deepEqual([invoice.status, invoice.body.status], [202, 'invoicing']);
      assert.equal((await call('DELETE', `/oi/v1/holds/${letGo}`)).body.status, 'released');
      // Somebody sells in the POS itself meanwhile: it is the broker's own book.
      pos.shelf.standElsewhere(gone, ['1', '2'], 'sold');

      await pos.comeBack();
      const ends = { [kept]: 'held', [sold]: 'confirmed', [letGo]: 'released', [gone]: 'declined' };
      await eventually(
        () => statesOf(broker),
        (states) => Object.entries(ends).every(([globalId, end]) => states[globalId] === end),
        40_000,
      );
      await pos.settled();
      const lines = pos.book().filter(({ remoteId }) => [kept, sold, letGo].includes(remoteId));
      assert.deepEqual(
        lines.map(({ remoteId, state }) => [remoteId, state]).sort(),
        [
          [kept, 'held'],
          [sold, 'sold'],
        ].sort(),
      );
      assert.deepEqual(await alertsOf(broker), ['pledge_refused']);
      assert.deepEqual(
        (await ownersOf(hub.pool, connection.accountId, gone)).filter(Boolean).length,
        0,
        'what the POS refused is let go',
      );
      const late = await call('POST', `/oi/v1/holds/${gone}/invoice`, { order_id: gone });
      assert.deepEqual([late.status, late.body.code], [409, 'not_available']);
    });

    it('holds once, though the answer to the asking before was lost', async () => {
      const broker = await openBroker('pledge');
      const remoteId = await broker.shelve();
      broker.pos.faults.always('hold', { kind: 'cut_after' });
      broker.pos.faults.always('find', { kind: 'cut_before' });
      const globalId = randomUUID();
      const [answer] = await Promise.all([
        broker.hold(remoteId, globalId),
        eventually(
          async () => broker.pos.book().length,
          (holds) => holds > 0,
        ).then(() => broker.pos.goDown()),
      ]);
      assert.equal(answer.status, 201);
      assert.equal((await statesOf(broker))[globalId], 'pledged');
      broker.pos.faults.clear();
      await broker.pos.comeBack();
      await eventually(
        () => statesOf(broker),
        (states) => states[globalId] === 'held',
        40_000,
      );
      assert.deepEqual(
        broker.pos.book().map(({ state }) => state),
        ['held'],
      );
    });
  });
});

describe('a POS that asks for a pause where holds go, and counts every endpoint by itself', {
  concurrency: true,
}, () => {
  const ends = { refuse: [503, 'pos_unreachable'], pledge: [201, 'held'] } as const;
  for (const whenAway of ['refuse', 'pledge'] as const) {
    it(`is away until then, and the account's rule applies at once: ${whenAway}`, async () => {
      const pos = await startSkyBox();
      started.push(pos);
      const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: budgetMs } });
      const { accountId } = connection;
      await inTransaction(hub.pool, async (db) => {
        await connectSandbox(db, accountId, 'skybox', pos);
        await changeWhenAway(db, accountId, 'skybox', whenAway);
      });
      const remoteId = newRemoteId();
      await makeListing(hub.pool, accountId, { remoteId, seats, pos: 'skybox' });
      pos.addListing({ remoteId, seats });
      pos.faults.next('hold', { kind: 'answer', status: 429, body: '', headers: { 'retry-after': '60' } });
      const startedAt = performance.now();
      const call = callerWith(hub, connection);
      const hold = { global_id: randomUUID(), remote_id: remoteId, quantity: 2 };
      const { status, body } = await call('POST', '/oi/v1/holds', hold);
      assert.deepEqual([status, body.code ?? body.status], ends[whenAway]);
      assert.ok(performance.now() - startedAt < budgetMs / 2, 'nobody waits for a turn that does not come in time');
      assert.deepEqual(pos.book(), []);
    });
  }
});

it('troubled the hub with nothing', async () => {
  const { body } = await hub.call<string>('GET', '/metrics');
  assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0');
});
