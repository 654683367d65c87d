// Tickets of another listing than the order's own, where a decision sees one listing only: for a sale that is filled, which keeps
// those that it has, and for a hold that is invoiced late, whose own have moved.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { nothingSaid } from '../../src/core/sale.ts';
import { readOrder } from '../../src/db/orders.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/engine.ts';
import type { EngineRoom } from '../../src/engine-room.ts';
import {
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  makeListings,
  ownersOf,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
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

async function assertOwnersAgree(): Promise<void> {
  const { violations } = await verifyLedger(hub.pool, () => {});
  const ofOwners = violations.filter(({ invariant }) => invariant === 'one-owner-per-ticket');
  assert.deepEqual(ofOwners, []);
}

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
    await assertOwnersAgree();
  });
}

for (const { where, left = ['3', '4'], one, other = [], rows = ['C', 'C'], isFound } of [
  { where: 'in one other listing', one: ['1', '2'], isFound: true },
  { where: 'in one other listing, with more', one: ['7', '2', '1'], isFound: true },
  { where: 'in two', one: ['1', '2'], other: ['2'], isFound: false },
  { where: 'in one, and are not all there', one: ['1'], isFound: false },
  { where: 'in one other row', one: ['1', '2'], rows: ['C', 'D'], isFound: false },
  { where: 'in the row that its own listing is of by now', one: ['1', '2'], rows: ['D', 'D'], isFound: false },
  { where: 'there, and one in its own listing too', left: ['2', '3'], one: ['1', '2'], isFound: false },
]) {
  it(`a late invoice whose seats stand ${where} ${isFound ? 'takes them' : 'is refused'}`, async () => {
    const connection = await makeConnection(hub.pool);
    const { accountId } = connection;
    const ids = await makeListings(hub.pool, accountId, [{ seats: ['1', '2', '3', '4'] }, { seats: 0 }, { seats: 0 }]);
    const [own, moved, third] = ids as [string, string, string];
    const call = callerWith(hub, connection);
    const hold = { global_id: 'g-1', remote_id: own, quantity: 2 };
    assert.equal((await call('POST', '/oi/v1/holds', hold)).status, 201);
    await hub.pool.query('update orders set expires_at = now(), due_at = now() where account_id = $1', [accountId]);
    const order = () => readOrder(hub.pool, accountId, orderIdOf(connection.connectionId, 'g-1'));
    await eventually(order, (seen) => seen?.state === 'expired');
    for (const [remoteId, row, seats] of [
      [own, rows[0], left],
      [moved, rows[1], one],
      [third, rows[1], other],
    ]) {
      const text = `
        update listings set "row" = $3, seats = $4, owners = array_fill(null::uuid, array[cardinality($4::text[])])
        where account_id = $1 and remote_id = $2`;
      await hub.pool.query(text, [accountId, remoteId, row, seats]);
    }
    const invoice = () => call('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' });
    const answer = await invoice();
    if (!isFound) {
      assert.deepEqual([answer.status, answer.body.code], [409, 'hold_expired']);
      return;
    }
    assert.equal(answer.status, 201);
    assert.deepEqual([(await order())?.state, (await order())?.remoteId], ['confirmed', moved]);
    assert.equal((await ownersOf(hub.pool, accountId, moved)).filter((owner) => owner !== null).length, 2);
    assert.deepEqual([(await invoice()).status, (await call('POST', '/oi/v1/holds', hold)).status], [200, 200]);
    await assertOwnersAgree();
  });
}
