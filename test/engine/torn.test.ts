// What cannot be written down must leave nothing half done, and must harm nobody else in its batch.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from '../../src/core/command.ts';
import { openPool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { GroupCommit } from '../../src/engine/group-commit.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { ledgerPos } from '../core/situations.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, type TestConnection } from '../support/hub.ts';

describe('a batch with a command that cannot be stored', () => {
  it('is stored without it, whole', async () => {
    const database = await openTestDatabase();
    const pool = openPool(database.url, 2);
    try {
      const broker = await makeConnection(pool);
      const remoteId = await makeListing(pool, broker.accountId, { seats: ['1', '2', '3', '4', '5', '6'] });
      const natures = async () => new Map([['house', ledgerPos]]);
      const commits = new GroupCommit(
        { pool, clock: Date.now, natures, marketplaces: async () => new Map(), nameOf: (slug) => slug },
        () => {},
      );
      const endless = { ...hold(broker, 'endless', remoteId, Number.NaN) };
      const ends = await Promise.allSettled([
        commits.submit(broker.accountId, hold(broker, 'before', remoteId)),
        commits.submit(broker.accountId, endless),
        commits.submit(broker.accountId, hold(broker, 'after', remoteId)),
      ]);
      assert.deepEqual(
        ends.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      const { rows } = await pool.query('select global_id, state, entries from orders order by global_id');
      assert.deepEqual(rows, [
        { global_id: 'after', state: 'held', entries: 1 },
        { global_id: 'before', state: 'held', entries: 1 },
      ]);
      assert.deepEqual((await verifyLedger(pool, () => {})).violations, []);
    } finally {
      await pool.end();
      await database.close();
    }
  });
});

/** A hold whose expiry is no time cannot be written as a timestamp. */
function hold(broker: TestConnection, globalId: string, remoteId: string, holdLifetimeMs = 60_000): Command {
  return {
    kind: 'call',
    orderId: orderIdOf(broker.connectionId, globalId),
    terms: {
      connectionId: broker.connectionId,
      marketplace: 'ticket-evolution',
      flow: 'order_integration',
      binding: true,
      holdLifetimeMs,
    },
    call: { kind: 'hold', globalId, remoteId, quantity: 2, unitPrice: null },
    answerBy: Date.now() + 3_000,
    waited: null,
    exchange: () => ({ direction: 'in', request: { line: 'POST /oi/v1/holds' } }),
  };
}
