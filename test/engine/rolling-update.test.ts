// Hubs are updated one after another: the first of the new version migrates, and the others go on as they are.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../src/db/migrate.ts';
import { openPool } from '../../src/db/pool.ts';
import { openTestDatabase } from '../support/database.ts';
import { callerWith, makeConnection, makeListing, startTestHub } from '../support/hub.ts';

describe('hubs that are updated', { concurrency: 2 }, () => {
  it('a hub goes on holding, selling and letting go when a newer one has added to every table', async () => {
    const hub = await startTestHub();
    try {
      const broker = await makeConnection(hub.pool);
      const remoteId = await makeListing(hub.pool, broker.accountId, { seats: 40 });
      const call = callerWith(hub, broker);
      const deal = async (globalId: string): Promise<number[]> => {
        const asked = { global_id: globalId, remote_id: remoteId, quantity: 1 };
        const address = `/oi/v1/holds/${globalId}`;
        const answers = [
          await call('POST', '/oi/v1/holds', asked),
          await call('POST', `${address}/invoice`, { order_id: `order-${globalId}` }),
          await call('GET', address),
          await call('POST', '/oi/v1/holds', { ...asked, global_id: `${globalId}-let-go` }),
          await call('DELETE', `${address}-let-go`),
        ];
        return answers.map(({ status }) => status);
      };
      const well = [201, 201, 200, 201, 200];
      assert.deepEqual(await deal('before'), well);
      const { rows } = await hub.pool.query<{ name: string }>(
        `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = current_schema() and table_type = 'BASE TABLE'`,
      );
      assert.ok(rows.some(({ name }) => name === 'orders'));
      for (const { name } of rows) await hub.pool.query(`alter table ${name} add column added_later text`);
      // Its connections have their statements prepared already.
      for (let number = 1; number <= 4; number++) assert.deepEqual(await deal(`after-${number}`), well);
    } finally {
      await hub.close();
    }
  });

  it('a hub that starts while another one migrates waits for it, for longer than for any other lock, and says so', async () => {
    const database = await openTestDatabase();
    const pool = openPool(database.url, 2);
    const other = await pool.connect();
    try {
      // As a migration that takes long has it.
      await other.query('begin');
      await other.query('select pg_advisory_xact_lock(7146501)');
      const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
      const said: string[] = [];
      const migrated = migrate(database.url, (sentence) => said.push(sentence)).then(
        () => 'migrated',
        (failure: Error) => failure.message,
      );
      const longerThanLocksAreWaitedFor = sleep(5_500, 'waits');
      assert.equal(await Promise.race([migrated, longerThanLocksAreWaitedFor]), 'waits');
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', new RegExp(`^Waiting until another process \\(database session ${rows[0]?.pid}[ )]`));
      await other.query('commit');
      assert.equal(await migrated, 'migrated');
      assert.deepEqual(said.slice(1), ['The database is free; going on.']);
    } finally {
      other.release();
      await pool.end();
      await database.close();
    }
  });
});
