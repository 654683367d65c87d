// The statements of a batch: they find their rows by keys, whatever the planner believes of the tables. A plan is
// kept for as long as its connection lives: one that was made while a table was empty must be good when it has a million rows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, OrderId } from '../../src/core/order.ts';
import { appendEntries, raiseAlerts } from '../../src/db/journal.ts';
import { lockListings, storeOwners } from '../../src/db/listings.ts';
import { insertOrders, lockOrders, takenOrderNumbers, updateOrders } from '../../src/db/orders.ts';
import { asOne, openBatchPool, type Pool } from '../../src/db/pool.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await openTestDatabase();
  pool = openBatchPool(database.url, 1);
});
after(async () => {
  await pool.end();
  await database.close();
});

/** How a prepared statement finds its rows, table by table. */
async function waysOf(statement: string, parameters: number): Promise<string[]> {
  const values = Array.from({ length: parameters }, () => 'null').join(', ');
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain execute "${statement}"(${values})`);
  return rows.flatMap(
    (row) => /(?:Index |Index Only |Seq |Bitmap \w+ )Scan (?:using|on) \w+/.exec(row['QUERY PLAN']) ?? [],
  );
}

describe('a batch', () => {
  it('loads its orders, their listings and the numbers in use by keys alone', async () => {
    const accountId = randomUUID() as AccountId;
    const ofOrders = [randomUUID() as OrderId];
    await lockOrders(pool, accountId, ofOrders);
    await lockListings(pool, accountId, ['TG-1'], ofOrders);
    await takenOrderNumbers(pool, accountId, { connectionIds: [randomUUID()], numbers: ['1'], ofOrders });
    const byOrder = 'Index Scan using orders_pkey';
    assert.deepEqual(await waysOf('lock_orders', 2), [byOrder]);
    assert.deepEqual(await waysOf('lock_listings', 3), [byOrder, 'Index Scan using listings_pkey']);
    const byNumber = 'Index Only Scan using orders_by_marketplace_order_id';
    assert.deepEqual(await waysOf('taken_order_numbers', 4), [byNumber, byOrder, byOrder]);
  });

  it('writes all that it changes as one statement, by keys alone', async () => {
    const accountId = randomUUID() as AccountId;
    const owners = storeOwners(accountId, new Map());
    const entries = appendEntries(accountId, []);
    const change = asOne([insertOrders([]), updateOrders(accountId, []), owners, entries, raiseAlerts(accountId, [])]);
    await pool.query(change);
    const ways = await waysOf(change.name, change.values.length);
    assert.deepEqual(ways.toSorted(), ['Index Scan using listings_pkey', 'Index Scan using orders_pkey']);
  });
});
