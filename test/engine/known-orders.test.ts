// Orders that are not read again when an answer from outside comes: only while their rows are still as this hub wrote them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, OrderId } from '../../src/core/order.ts';
import { expectOrdersAsKnown, haveMovedOn } from '../../src/db/orders.ts';
import { openBatchPool, type Statement, withConnection } from '../../src/db/pool.ts';
import { sendTogether } from '../../src/db/together.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

type WrittenOrder = { orderId: OrderId; writtenBy: string };

const accountId = randomUUID() as AccountId;

let pool: TestPool;
before(async () => {
  pool = await openTestPool(2, openBatchPool);
});
after(() => pool.close());

async function writeOrder(): Promise<WrittenOrder> {
  const orderId = randomUUID() as OrderId;
  const { rows } = await pool.query<{ writtenBy: string }>(
    `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, unread, attempts, entries,
       created_at)
     values ($1, $2, $2, 'tickpick', 'order_integration', 'G-1', 'holding', true, false, 1, 1, now())
     returning pg_current_xact_id()::xid as "writtenBy"`,
    [accountId, orderId],
  );
  return { orderId, writtenBy: rows[0]?.writtenBy ?? '' };
}

/** Ends every one of the orders, if all of them are as they are known. */
async function end(known: readonly WrittenOrder[]): Promise<void> {
  const end: Statement = {
    name: 'end_orders',
    text: `update orders set state = 'held' where account_id = $1 and order_id = any($2::uuid[])`,
    values: [accountId, known.map(({ orderId }) => orderId)],
  };
  const expected = expectOrdersAsKnown(accountId, new Map(known.map((order) => [order.orderId, order])));
  await withConnection(pool, (client) =>
    sendTogether(client, (db) => Promise.all([db.query(expected), db.query(end)])),
  );
}

async function states(known: readonly WrittenOrder[]): Promise<string[]> {
  const { rows } = await pool.query('select state from orders where order_id = any($1)', [
    known.map(({ orderId }) => orderId),
  ]);
  return rows.map(({ state }) => state);
}

describe('orders that were known', () => {
  it('are written while nobody else has written them', async () => {
    const known = [await writeOrder(), await writeOrder()];
    await end(known);
    assert.deepEqual(await states(known), ['held', 'held']);
  });

  it('are left alone, all of them, once one has been written since', async () => {
    const known = [await writeOrder(), await writeOrder()];
    await pool.query('update orders set due_at = now() where order_id = $1', [known[1]?.orderId]);
    await assert.rejects(end(known), haveMovedOn);
    assert.deepEqual(await states(known), ['holding', 'holding']);
  });

  it('are not waited for while somebody has one locked', async () => {
    const known = [await writeOrder()];
    const other = await pool.connect();
    try {
      await other.query('begin');
      await other.query('select from orders where order_id = $1 for update', [known[0]?.orderId]);
      await assert.rejects(end(known), haveMovedOn);
    } finally {
      await other.query('rollback');
      other.release();
    }
    await end(known);
    assert.deepEqual(await states(known), ['held']);
  });
});
