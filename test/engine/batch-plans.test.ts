// The statements of a batch: they find their rows by keys, whatever the planner believes of the tables. A plan is
// kept for as long as its connection lives: one that was made while a table was empty must be good when it has a million rows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, OrderId } from '../../src/core/order.ts';
import { insertAccount } from '../../src/db/accounts.ts';
import { appendEntries, raiseAlerts } from '../../src/db/journal.ts';
import { lockListings, readListingsWithSeats, storeOwners } from '../../src/db/listings.ts';
import { takenOrderNumbers } from '../../src/db/order-numbers.ts';
import { expectOrdersAsKnown, insertOrders, lockOrders, updateOrders } from '../../src/db/orders.ts';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { hintAtLetGo } from '../../src/db/stock-polls.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const accountId = randomUUID() as AccountId;
const rows = 5_000;

let database: TestDatabase;
let looking: Pool;
before(async () => {
  database = await openTestDatabase();
  looking = openPool(database.url, 1);
  // Statistics would come when they please.
  for (const table of ['orders', 'listings', 'stock_groups'])
    await looking.query(`alter table ${table} set (autovacuum_enabled = off)`);
  await insertAccount(looking, accountId, 'Front Row Tickets');
});
after(async () => {
  await looking.end();
  await database.close();
});

/** So many that reading the account from end to end would cost, and nobody has counted them. */
async function fillAccount(): Promise<void> {
  await looking.query(
    `insert into listings (account_id, remote_id, pos, event, venue, event_at, price, currency, split, seats, owners, updated_at)
     select $1, 'TG-' || n, 'house', 'The Longest Night', 'Old Hall', now(), 100, 'USD', 'any', '{1}', '{NULL}', now()
     from generate_series(1, $2::integer) n`,
    [accountId, rows],
  );
  await looking.query(
    `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, unread, attempts, entries,
       marketplace_order_id, remote_id, created_at)
     select $1, gen_random_uuid(), $3, 'tickpick', 'instant_notification', n, 'reported', true, false, 0, 1, n, 'TG-' || n, now()
     from generate_series(1, $2::integer) n`,
    [accountId, rows, randomUUID()],
  );
  await looking.query(
    `insert into stock_groups (account_id, pos, group_id, remote_id, seen_at)
     select $1, 'bridge', 'G-' || n, 'TG-' || n, now() from generate_series(1, $2::integer) n`,
    [accountId, rows],
  );
}

const byOrder = 'Index Scan using orders_pkey';
const byListing = 'Index Scan using listings_pkey';
const byEvent = 'Index Scan using listings_by_event';
const byGroupsListing = 'Index Scan using stock_groups_account_id_remote_id_key';
const byNumber = 'Index Scan using orders_by_marketplace_order_id';

for (const { tables, fill } of [
  { tables: 'empty tables', fill: async () => {} },
  { tables: 'tables that nobody has counted', fill: fillAccount },
]) {
  describe(`a batch, on ${tables}`, () => {
    let pool: Pool;
    before(async () => {
      await fill();
      pool = openBatchPool(database.url, 1);
    });
    after(() => pool.end());

    /** How a prepared statement finds its rows, table by table. */
    async function waysOf(statement: string, parameters: number): Promise<string[]> {
      const values = Array.from({ length: parameters }, () => 'null').join(', ');
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain execute "${statement}"(${values})`);
      return rows.flatMap(
        (row) => /(?:Index |Index Only |Seq |Bitmap \w+ )Scan (?:using|on) \w+/.exec(row['QUERY PLAN']) ?? [],
      );
    }

    it('loads its orders, their listings and the numbers in use by keys alone', async () => {
      const ofOrders = [randomUUID() as OrderId];
      await lockOrders(pool, accountId, ofOrders);
      await lockListings(pool, accountId, ['TG-1'], ofOrders);
      await takenOrderNumbers(pool, accountId, { connectionIds: [randomUUID()], numbers: ['1'], ofOrders });
      assert.deepEqual(await waysOf('lock_orders', 2), [byOrder]);
      assert.deepEqual(await waysOf('lock_listings', 3), [byOrder, byListing]);
      assert.deepEqual(await waysOf('taken_order_numbers', 4), [byNumber, byOrder, byOrder]);
    });

    it('finds seats that have left their listing among those of the same event', async () => {
      await readListingsWithSeats(pool, accountId, [{ remoteId: 'TG-1', seats: ['1'] }]);
      assert.deepEqual(await waysOf('read_listings_with_seats', 3), [byListing, byEvent]);
    });

    it('writes all that it changes by keys alone', async () => {
      const ways: string[] = [];
      for (const change of [
        expectOrdersAsKnown(accountId, new Map()),
        insertOrders([]),
        updateOrders(accountId, []),
        storeOwners(accountId, new Map()),
        hintAtLetGo(accountId, [], 0),
        appendEntries(accountId, []),
        raiseAlerts(accountId, []),
      ]) {
        await pool.query(change);
        ways.push(...(await waysOf(change.name, change.values.length)));
      }
      assert.deepEqual(ways, [byOrder, byOrder, byListing, byGroupsListing]);
    });
  });
}
