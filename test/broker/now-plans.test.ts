// What happens now costs what it shows, and not what an account has behind it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { orderStates } from '../../src/core/transitions.ts';
import { countOrdersSince, findHoldersOf, readConnectionsNow, readPosNow, readWorkerLag } from '../../src/db/now.ts';
import type { Database, Pool } from '../../src/db/pool.ts';
import { readHoldMinutes } from '../../src/db/pulse.ts';
import { readQueue } from '../../src/http/broker/now/needs-you.ts';
import { makeManyOrders } from '../orders/many-orders.ts';
import { isCheap, watched } from '../support/plans.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

let pool: TestPool;
let accountId: AccountId;
before(async () => {
  pool = await openTestPool();
  ({ accountId } = await makeManyOrders(pool, 60_000));
});
after(() => pool.close());

const hourMs = 3_600_000;
/** One order every twenty seconds. */
const perHour = 180;

const questions: Record<string, { ask: (db: Database) => Promise<unknown>; most: number }> = {
  'the queue': {
    ask: (db) => {
      const directory = { natures: async () => new Map() };
      return readQueue(
        { pool: db as Pool, directory, marketplaces: new Map(), pointsOfSale: new Map() },
        accountId,
        Date.now(),
      );
    },
    most: 1_000,
  },
  'the day': { ask: (db) => countOrdersSince(db, accountId, Date.now() - 2 * hourMs), most: 2.5 * perHour },
  'who has tickets': { ask: (db) => findHoldersOf(db, accountId, ['TG-7', 'TG-8']), most: 50 },
  'the connections': { ask: (db) => readConnectionsNow(db, accountId, orderStates), most: 300 },
  'the POS systems': { ask: (db) => readPosNow(db, accountId, ['holding', 'invoicing', 'releasing']), most: 300 },
  'the workers': { ask: (db) => readWorkerLag(db, Date.now()), most: 10 },
  'the holds': { ask: (db) => readHoldMinutes(db, accountId, Date.now() - hourMs), most: 100 },
};

describe('now, with many orders behind it', () => {
  for (const [name, { ask, most }] of Object.entries(questions)) {
    it(`reads ${name} by an index`, async () => {
      const { db, scans } = watched(pool);
      await ask(db);
      assert.ok(scans().length > 0);
      isCheap(scans(), most);
    });
  }
});
