// What cannot be written down must leave nothing half done, and must harm nobody else in its batch.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { openBatchPool, openPool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { told } from '../core/situations.ts';
import { holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeConnection, makeListing } from '../support/hub.ts';

describe('a batch with a command that cannot be stored', () => {
  it('is stored without it, whole', async () => {
    const database = await openTestDatabase();
    const pool = openPool(database.url, 2);
    try {
      const broker = await makeConnection(pool);
      const remoteId = await makeListing(pool, broker.accountId, { seats: ['1', '2', '3', '4', '5', '6'] });
      const commits = openCommits(pool);
      const hold = (globalId: string) => holdOf(broker, globalId, remoteId);
      const endless = hold('endless');
      // Its expiry cannot be written as a time.
      endless.terms.holdLifetimeMs = Number.NaN;
      const ends = await Promise.allSettled([
        commits.submit(broker.accountId, hold('before')),
        commits.submit(broker.accountId, endless),
        commits.submit(broker.accountId, hold('after')),
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

describe('a connection that breaks under a batch', () => {
  it('costs it another one, and nobody an answer', async () => {
    const database = await openTestDatabase();
    const pool = openPool(database.url, 2);
    const batchPool = openBatchPool(database.url, 2);
    let broken = 0;
    batchPool.on('connect', (client) => {
      const { connection } = client as unknown as { connection: { sync: () => void; stream: Socket } };
      const { sync } = connection;
      connection.sync = () => {
        sync.call(connection);
        // As where the server has closed the other end.
        if (broken++ === 0) connection.stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      };
    });
    try {
      const broker = await makeConnection(pool);
      const remoteId = await makeListing(pool, broker.accountId, { seats: ['1', '2'] });
      const { decision } = await openCommits(batchPool).submit(broker.accountId, holdOf(broker, 'only', remoteId));
      assert.equal(told(decision), 'created');
      assert.ok(broken > 1);
    } finally {
      await Promise.all([pool.end(), batchPool.end()]);
      await database.close();
    }
  });
});
