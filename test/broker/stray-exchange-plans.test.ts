// What belongs to no order is never forgotten: looking into it costs what a connection has had lately, and not all there ever was.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { raiseUnknownInvoiceAlert } from '../../src/db/connection-alerts.ts';
import type { Database } from '../../src/db/pool.ts';
import { listUnreadableNotices } from '../../src/db/unreadable-notices.ts';
import { makeConnection } from '../support/hub.ts';
import { isCheap, watched } from '../support/plans.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const hourMs = 3_600_000;
const perHour = 60;

let pool: TestPool;
let accountId: AccountId;
let connectionId: ConnectionId;
before(async () => {
  pool = await openTestPool();
  const connection = await makeConnection(pool);
  accountId = connection.accountId as AccountId;
  connectionId = connection.connectionId as ConnectionId;
  // One a minute, on it and on another of the account.
  await pool.query(
    `insert into stray_exchanges (account_id, exchange_id, connection_id, at, exchange)
     select $1, gen_random_uuid(), whose, now() - minute * interval '1 minute',
       '{"request": {"line": "POST /ion/v1/x/notifications", "body": "{"}, "response": {"status": 400, "body": {"detail": "Not JSON."}}}'
     from generate_series(1, 15000) as minute, unnest(array[$2, $3]::uuid[]) as whose`,
    [accountId, connectionId, randomUUID()],
  );
  await pool.query('analyze stray_exchanges');
});
after(() => pool.close());

const questions: Record<string, { ask: (db: Database) => Promise<unknown>; most: number }> = {
  'the newest page of notices that could not be read': {
    ask: (db) =>
      listUnreadableNotices(db, {
        ...{ accountId, connectionId, before: null, limit: 20, longestText: 100 },
        since: Date.now() - 7 * 24 * hourMs,
      }),
    most: 50,
  },
  'whether an unknown invoice has come since the alert': {
    ask: async (db) => {
      const invoice = { accountId, connectionId, sentence: 'An invoice came; 1 since.', request: { body: null } };
      await raiseUnknownInvoiceAlert(db, { ...invoice, at: Date.now() - hourMs });
      assert.equal(await raiseUnknownInvoiceAlert(db, { ...invoice, at: Date.now() }), false);
    },
    // The statement is run twice: once for its plan.
    most: 6 * perHour,
  },
};

describe('of thirty thousand that belong to no order', () => {
  for (const [name, { ask, most }] of Object.entries(questions)) {
    it(`reads ${name} by an index`, async () => {
      const { db, scans } = watched(pool);
      await ask(db);
      assert.ok(scans().some((scan) => scan['Relation Name'] === 'stray_exchanges'));
      isCheap(scans(), most);
    });
  }
});
