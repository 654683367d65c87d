// Tickets that are only set aside for a provisional sale: kept from a binding hold, or taken by it, as the account chose.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { nothingSaid } from '../../src/core/sale.ts';
import { changeTakesFromNonBinding } from '../../src/db/accounts.ts';
import { readOrder } from '../../src/db/orders.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/engine.ts';
import { type EngineRoom, openEngineRoom } from '../../src/engine-room.ts';
import {
  callerWith,
  makeAccount,
  makeConnection,
  makeListing,
  openTestVault,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';

let hub: TestHub;
let room: EngineRoom;
before(async () => {
  hub = await startTestHub();
  const vault = openTestVault();
  room = openEngineRoom({ databaseUrl: hub.databaseUrl, vault, onTrouble: (trouble) => assert.fail(String(trouble)) });
});
after(async () => {
  await room.close();
  await hub.close();
});

/** Two tickets are set aside for one provisional sale each, on a marketplace that can be read again nowhere. */
async function setAside(
  accountId: AccountId,
  remoteId: string,
  saleId: string,
  quantity: number,
): Promise<() => Promise<string | undefined>> {
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
  return async () => (await readOrder(hub.pool, accountId, orderIdOf(connectionId as ConnectionId, saleId)))?.state;
}

describe('a binding hold that finds only tickets that are set aside', () => {
  for (const takes of [false, true]) {
    it(takes ? 'takes them where the account lets it, and no more than it needs' : 'is refused at first', async () => {
      const accountId = await makeAccount(hub.pool);
      await changeTakesFromNonBinding(hub.pool, accountId, takes);
      const call = callerWith(hub, await makeConnection(hub.pool, { accountId }));
      const remote_id = await makeListing(hub.pool, accountId, { seats: 4 });
      const early = await setAside(accountId, remote_id, 'early', 2);
      const late = await setAside(accountId, remote_id, 'late', 2);
      const { status, body } = await call('POST', '/oi/v1/holds', { global_id: 'g-1', remote_id, quantity: 2 });
      assert.equal(status, takes ? 201 : 409, JSON.stringify(body));
      assert.deepEqual([await early(), await late()], ['held', takes ? 'released' : 'held']);
      assert.equal((await call('POST', '/oi/v1/holds', { global_id: 'g-2', remote_id, quantity: 4 })).status, 409);
      assert.equal(await early(), 'held', 'nobody gives way for a hold that cannot be had even so');
      assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);
    });
  }

  it('never takes from another binding hold', async () => {
    const accountId = await makeAccount(hub.pool);
    await changeTakesFromNonBinding(hub.pool, accountId, true);
    const call = callerWith(hub, await makeConnection(hub.pool, { accountId }));
    const remote_id = await makeListing(hub.pool, accountId, { seats: 2 });
    assert.equal((await call('POST', '/oi/v1/holds', { global_id: 'g-1', remote_id, quantity: 2 })).status, 201);
    assert.equal((await call('POST', '/oi/v1/holds', { global_id: 'g-2', remote_id, quantity: 1 })).status, 409);
  });
});
