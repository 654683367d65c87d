// Filling a sale from another listing, where a decision sees one listing only: an order that has tickets keeps them.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { nothingSaid } from '../../src/core/sale.ts';
import { readOrder } from '../../src/db/orders.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/engine.ts';
import type { EngineRoom } from '../../src/engine-room.ts';
import { makeConnection, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';
import { openTestRoom } from './test-room.ts';

let hub: TestHub;
let room: EngineRoom;
before(async () => {
  hub = await startTestHub();
  room = openTestRoom(hub.databaseUrl);
});
after(async () => {
  await room.close();
  await hub.close();
});

for (const keeps of [true, false]) {
  it(`a stuck order ${keeps ? 'that has tickets is not filled from another listing' : 'without any is'}`, async () => {
    const { accountId, connectionId } = await makeConnection(hub.pool, { marketplace: 'stubhub' });
    const own = await makeListing(hub.pool, accountId, { seats: 2 });
    const other = await makeListing(hub.pool, accountId, { seats: 2 });
    const terms = {
      connectionId,
      marketplace: 'stubhub',
      flow: 'instant_notification',
      binding: false,
      holdLifetimeMs: 0,
    } as const;
    const seen = { standing: 'provisional', facts: { ...nothingSaid, remoteId: own, quantity: 2 } } as const;
    await room.engine.see(accountId, terms, [{ saleId: 'sale-1', numbers: [], seen }], null);
    const orderId = orderIdOf(connectionId, 'sale-1');
    // As a POS leaves it that contradicts itself.
    await hub.pool.query(`update orders set state = 'stuck', due_at = null where order_id = $1`, [orderId]);
    if (!keeps)
      await hub.pool.query('update listings set owners = array[null, null]::uuid[] where remote_id = $1', [own]);
    const { steps } = await room.engine.act(accountId, orderId, { do: 'fill', remoteId: other, by: 'a test' });
    assert.equal(steps.length > 0, !keeps);
    const owners = await Promise.all([own, other].map((remoteId) => ownersOf(hub.pool, accountId, remoteId)));
    const both = [orderId, orderId];
    assert.deepEqual(owners, keeps ? [both, [null, null]] : [[null, null], both]);
    assert.equal((await readOrder(hub.pool, accountId, orderId))?.remoteId, keeps ? own : other);
    const { violations } = await verifyLedger(hub.pool, () => {});
    const ofOwners = violations.filter(({ invariant }) => invariant === 'one-owner-per-ticket');
    assert.deepEqual(ofOwners, []);
  });
}
