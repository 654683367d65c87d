// Tickets that are only set aside for a provisional sale: kept from a binding hold, or taken by it, as the account chose.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { nothingSaid } from '../../src/core/sale.ts';
import { changeTakesFromNonBinding } from '../../src/db/accounts.ts';
import { pauseConnection } from '../../src/db/connections.ts';
import { readOrder } from '../../src/db/orders.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/engine.ts';
import type { EngineRoom } from '../../src/engine-room.ts';
import type { RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { bridgeSandbox } from '../../src/sandbox/pos/sandbox-pos.ts';
import { connectSandbox, disagreements } from '../conformance/pos-books.ts';
import { newRemoteId } from '../conformance/pos-calls.ts';
import {
  callerWith,
  eventually,
  makeAccount,
  makeConnection,
  makeListing,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { openTestRoom } from './test-room.ts';

let hub: TestHub;
let room: EngineRoom;
/** Each account has its own. */
const bridges: RunningPos[] = [];
before(async () => {
  hub = await startTestHub();
  room = openTestRoom(hub.databaseUrl);
});
after(async () => {
  await room.close();
  await hub.close();
  await Promise.all(bridges.map((bridge) => bridge.stop()));
});

type Aside = () => Promise<string | undefined>;

/** Sets tickets aside for a provisional sale, on a marketplace that can be read again nowhere. Resolves when they are held. */
async function setAside(accountId: AccountId, remoteId: string, saleId: string, quantity: number): Promise<Aside> {
  const { connectionId } = await makeConnection(hub.pool, { accountId, marketplace: 'stubhub' });
  const terms = {
    connectionId,
    marketplace: 'stubhub',
    flow: 'instant_notification',
    binding: false,
    holdLifetimeMs: 0,
  } as const;
  const seen = { standing: 'provisional', facts: { ...nothingSaid, remoteId, quantity } } as const;
  await room.engine.see(accountId, terms, [{ saleId, numbers: [], seen }], null);
  const look: Aside = async () =>
    (await readOrder(hub.pool, accountId, orderIdOf(connectionId as ConnectionId, saleId)))?.state;
  await eventually(look, (state) => state === 'held');
  return look;
}

const seats = ['1', '2', '3', '4'];

/** An account with one listing of four, in a POS of its own. */
async function openShop(pos: 'house' | 'bridge', takes: boolean) {
  const accountId = await makeAccount(hub.pool);
  await changeTakesFromNonBinding(hub.pool, accountId, takes);
  const connection = await makeConnection(hub.pool, { accountId });
  const call = callerWith(hub, connection);
  const bridge = await bridgeSandbox.start();
  bridges.push(bridge);
  if (pos === 'bridge') await connectSandbox(hub.pool, accountId, pos, bridge);
  const remote_id = newRemoteId();
  await makeListing(hub.pool, accountId, { remoteId: remote_id, seats, pos });
  bridge.addListing({ remoteId: remote_id, seats });
  const hold = (global_id: string, quantity: number) =>
    call('POST', '/oi/v1/holds', { global_id, remote_id, quantity });
  return { accountId, connectionId: connection.connectionId, remote_id, call, hold, bridge };
}

for (const pos of ['house', 'bridge'] as const) {
  describe(`a binding hold that finds only tickets that are set aside, in the POS "${pos}"`, () => {
    for (const takes of [false, true]) {
      it(
        takes ? 'takes them where the account lets it, and no more than it needs' : 'is refused at first',
        async () => {
          const { accountId, remote_id, hold, bridge } = await openShop(pos, takes);
          const early = await setAside(accountId, remote_id, 'early', 2);
          const late = await setAside(accountId, remote_id, 'late', 2);
          const { status, body } = await hold('g-1', 2);
          assert.equal(status, takes ? 201 : 409, JSON.stringify(body));
          assert.deepEqual([await early(), await late()], ['held', takes ? 'released' : 'held']);
          assert.equal((await hold('g-2', 4)).status, 409);
          assert.equal(await early(), 'held', 'nobody gives way for a hold that cannot be had even so');
          assert.equal((await hold('g-1', 2)).status, takes ? 200 : 409);
          assert.equal(await early(), 'held', 'nor for one that was answered before');
          assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);
          assert.deepEqual(await disagreements(hub.pool, accountId, bridge.book(), 'bridge'), []);
        },
      );
    }

    it('is told no again when it was told no before, and nobody gives way for that', async () => {
      const { accountId, remote_id, call, hold } = await openShop(pos, true);
      assert.equal((await hold('g-1', 4)).status, 201);
      assert.equal((await hold('g-2', 2)).status, 409);
      assert.equal((await call('DELETE', '/oi/v1/holds/g-1')).status, 200);
      const aside = await setAside(accountId, remote_id, 'aside', 4);
      assert.equal((await hold('g-2', 2)).status, 409);
      assert.equal(await aside(), 'held');
    });

    it('makes nobody give way while its connection is paused', async () => {
      const { accountId, connectionId, remote_id, hold } = await openShop(pos, true);
      const aside = await setAside(accountId, remote_id, 'aside', 2);
      await pauseConnection(hub.pool, accountId, connectionId, Date.now());
      assert.equal((await hold('g-1', 2)).status, 409);
      assert.equal((await hold('g-2', 4)).status, 409);
      assert.equal(await aside(), 'held');
    });

    it('never takes from another binding hold', async () => {
      const { hold } = await openShop(pos, true);
      assert.equal((await hold('g-1', 4)).status, 201);
      assert.equal((await hold('g-2', 1)).status, 409);
    });
  });
}

describe('a POS outside that does not let go in time', () => {
  it('leaves the tickets to whom they are set aside for until it says so, and the hold is refused', async () => {
    const { accountId, remote_id, hold, bridge } = await openShop('bridge', true);
    const aside = await setAside(accountId, remote_id, 'slow', 4);
    bridge.faults.sometimes('release', 1, { kind: 'fail_before' });
    assert.equal((await hold('g-1', 4)).status, 409);
    assert.equal(await aside(), 'releasing');
    bridge.faults.clear();
    await eventually(aside, (state) => state === 'released');
    assert.equal((await hold('g-2', 4)).status, 201);
    assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);
  });
});
