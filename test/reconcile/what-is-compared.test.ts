// Which orders a sweep compares, hour after hour: those that have changed, those that the one before has left, and once a day
// what is sold. A real POS sandbox; the sweep's clock is turned.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, OrderId } from '../../src/core/order.ts';
import { insertAccount } from '../../src/db/accounts.ts';
import { enlistChanged, storeCompared } from '../../src/db/comparisons.ts';
import type { Pool } from '../../src/db/pool.ts';
import { scheduleSweeps } from '../../src/db/reconciliations.ts';
import { readOrdersDue } from '../../src/db/swept-orders.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import { makeManyOrders } from '../orders/many-orders.ts';
import { brokerWithStock } from '../stock/broker-with-stock.ts';
import { eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { isCheap, watched } from '../support/plans.ts';
import { openSweeper, type Sweeper } from './sweeper.ts';

let hub: TestHub;
let sweeper: Sweeper;
let outbound: Outbound;
const closings: (() => Promise<void>)[] = [];
before(async () => {
  hub = await startTestHub();
  sweeper = openSweeper(hub);
  outbound = openOutbound('allow');
});
after(async () => {
  await sweeper.close();
  await outbound.close();
  await hub.close();
  for (const close of closings) await close();
});

const hour = 60;

/** A broker with one order for two tickets, and the POS as its own people use it. */
async function brokerWithOrder() {
  const broker = await brokerWithStock(hub, [{ remoteId: 'TG-1', seats: ['1', '2'] }], { pollEveryMs: 3_600_000 });
  closings.push(() => broker.pos.stop());
  await broker.becomes('TG-1', '1:free 2:free');
  assert.equal((await broker.hold('TG-1', 2, 'g-1')).status, 201);
  const { accountId, pos, call } = broker;
  const query = 'select order_id, state from orders where account_id = $1';
  const order = async () => (await hub.pool.query<{ order_id: OrderId; state: string }>(query, [accountId])).rows[0];
  const reference = (await order())?.order_id as OrderId;
  const tickets = { reference, remoteId: 'TG-1', quantity: 2, seats: ['1', '2'], marketplace: 'x', posHoldId: null };
  const desk = bridge.open({ url: pos.url, key: pos.key }, outbound.sendTo(pos.url), Date.now);
  return {
    ...{ accountId, pos, reference },
    isNow: (state: string) => eventually(order, (seen) => seen?.state === state),
    invoice: () => call('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' }),
    letGoThere: () => desk.release(tickets, AbortSignal.timeout(5_000)),
    voidThere: () => desk.void({ ...tickets, invoiceId: null }, AbortSignal.timeout(5_000)),
    /** By the schedule: as far back as the hub's own sweeps look. */
    sweepAt: (minutesLater: number) => sweeper.sweep(accountId, minutesLater, 0),
  };
}

const held = 'hold_missing: Order g-1 of Ticket Evolution is held here, and the POS has no hold under it.';
const sold = 'sale_missing: Order g-1 of Ticket Evolution is sold here, and the POS has no sale under it.';

describe('a sweep compares', () => {
  it('an order that was over at the last one and has come to life since, however long ago it began', async () => {
    const { accountId, reference, isNow, invoice, voidThere, sweepAt } = await brokerWithOrder();
    await hub.pool.query(
      "update orders set created_at = now() - interval '3 hours', expires_at = now() - interval '1 second', due_at = now() where order_id = $1",
      [reference],
    );
    await isNow('expired');
    await sweepAt(-50);
    const { rows } = await hub.pool.query('select from comparisons where account_id = $1', [accountId]);
    assert.equal(rows.length, 0, 'it is over, and nothing of it is left');
    await invoice();
    await isNow('confirmed');
    await voidThere();
    await sweepAt(3);
    assert.deepEqual(await sweeper.standing(accountId), [sold]);
  });

  it('an order that is in between at every one, until it is not', async () => {
    const { accountId, reference, letGoThere, sweepAt } = await brokerWithOrder();
    await hub.pool.query("update orders set expires_at = now() + interval '2 days' where order_id = $1", [reference]);
    for (const minutes of [3, 2 * hour, 4 * hour]) await sweepAt(minutes);
    assert.deepEqual(await sweeper.standing(accountId), []);
    await letGoThere();
    await sweepAt(6 * hour);
    assert.deepEqual(await sweeper.standing(accountId), [held]);
  });

  it('an order whose POS could not be asked at the ones before', async () => {
    const { accountId, pos, isNow, invoice, voidThere, sweepAt } = await brokerWithOrder();
    await invoice();
    await isNow('confirmed');
    await voidThere();
    await pos.goDown();
    for (const minutes of [3, 2 * hour, 4 * hour]) assert.ok((await sweepAt(minutes)).unreadable >= 1);
    await pos.comeBack();
    assert.deepEqual(await sweeper.standing(accountId), []);
    await eventually(
      async () => {
        await sweepAt(6 * hour);
        return sweeper.standing(accountId);
      },
      (standing) => standing.length > 0,
    );
    assert.deepEqual(await sweeper.standing(accountId), [sold]);
  });

  it('a sale once a day, for as long as its event is ahead', async () => {
    const { accountId, isNow, invoice, voidThere, sweepAt } = await brokerWithOrder();
    await invoice();
    await isNow('confirmed');
    for (const minutes of [3, 2 * hour]) await sweepAt(minutes);
    await voidThere();
    assert.equal((await sweepAt(20 * hour)).compared, 0, 'it was compared today');
    assert.equal((await sweepAt(27 * hour)).compared, 1);
    assert.deepEqual(await sweeper.standing(accountId), [sold]);
    const other = await brokerWithOrder();
    await other.invoice();
    await other.isNow('confirmed');
    await other.sweepAt(3);
    await hub.pool.query("update listings set event_at = now() - interval '2 days' where account_id = $1", [
      other.accountId,
    ]);
    assert.equal((await other.sweepAt(30 * hour)).compared, 1, 'once more, and it is over');
    await other.sweepAt(33 * hour);
    assert.equal((await other.sweepAt(60 * hour)).compared, 0);
  });
});

describe('with many orders behind it', () => {
  let accountId: AccountId;
  before(async () => {
    ({ accountId } = await makeManyOrders(hub.pool, 40_000));
    await hub.pool.query(
      `insert into journal (account_id, order_id, entry, at, steps, exchanges)
       select account_id, order_id, 1, created_at, '[]', '[]' from orders where account_id = $1 order by created_at`,
      [accountId],
    );
    await hub.pool.query('vacuum analyze journal');
  });

  it('accounts that have nothing are found to have nothing without reading what others list', async () => {
    const beside = Array.from({ length: 20 }, () => randomUUID() as AccountId);
    for (const one of beside) await insertAccount(hub.pool, one, 'Not open yet');
    const client = await hub.pool.connect();
    const { db, scans } = watched(client as unknown as Pool);
    try {
      await client.query('begin');
      await client.query('delete from reconciliations');
      await scheduleSweeps(db, Date.now());
      assert.ok(scans().length > 0);
      isCheap(scans(), 500);
      const { rows } = await client.query('select account_id from reconciliations');
      const scheduled = new Set(rows.map(({ account_id: scheduledId }) => scheduledId));
      assert.ok(scheduled.has(accountId));
      assert.deepEqual(
        beside.filter((one) => scheduled.has(one)),
        [],
      );
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('a sweep finds what has changed without reading the whole journal', async () => {
    const { db, scans } = watched(hub.pool);
    await enlistChanged(db, accountId, Date.now() - 2 * 3_600_000);
    assert.ok(scans().length > 0);
    isCheap(scans(), 8_000);
    const { rows: due } = await hub.pool.query('select from comparisons where account_id = $1', [accountId]);
    assert.ok(due.length > 350 && due.length <= 361, `${due.length} orders, one every twenty seconds`);
  });

  it('a sweep reads the next orders in their turn, the longest ago first', async () => {
    const { rows } = await hub.pool.query<{ order_id: OrderId }>(
      "select order_id from orders where account_id = $1 and state = 'confirmed' limit 10000",
      [accountId],
    );
    const now = Date.now();
    await enlistChanged(hub.pool, accountId, 0);
    const ids = rows.map(({ order_id: orderId }) => orderId);
    const oldest = ids.splice(5_000, 1)[0] as OrderId;
    await storeCompared(
      hub.pool,
      accountId,
      ids.map((orderId) => ({ orderId, again: 'in_a_day' })),
      now - 60_000,
    );
    await storeCompared(hub.pool, accountId, [{ orderId: oldest, again: 'in_a_day' }], now - 120_000);
    await hub.pool.query('analyze comparisons');
    const { db, scans } = watched(hub.pool);
    const orders = await readOrdersDue(db, accountId, { daily: true, before: now, limit: 20 });
    assert.equal(orders.length, 20);
    assert.equal(orders[0]?.order.orderId, oldest);
    isCheap(scans(), 100);
    assert.deepEqual(await readOrdersDue(hub.pool, accountId, { daily: true, before: now - 180_000, limit: 20 }), []);
    assert.deepEqual(
      await readOrdersDue(hub.pool, randomUUID() as AccountId, { daily: true, before: now, limit: 20 }),
      [],
    );
  });
});
