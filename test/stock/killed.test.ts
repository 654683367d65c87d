// The hub is killed in the middle of a first import, and started again: it goes on where it was, skips nothing, and takes
// nothing away from an order that came meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { callerOf, eventually, startTestHub } from '../support/hub.ts';
import { runHubToItsEnd, startHubProcess } from '../support/hub-process.ts';
import { type BrokerWithStock, brokerWithStock } from './broker-with-stock.ts';

const groups = 30;

describe('a hub that is killed while it imports', () => {
  let database: TestDatabase;
  let pool: Pool;
  let broker: BrokerWithStock;
  const asked: string[] = [];
  before(async () => {
    database = await openTestDatabase();
    // A hub for the schema alone.
    await (await startTestHub({ databaseUrl: database.url })).close();
    pool = openPool(database.url, 2);
    const listings = Array.from({ length: groups }, (_, index) => ({ remoteId: `TG-${index}`, seats: ['1', '2'] }));
    const onCall = ({ kind, about }: { kind: string; about: string }): void =>
      void (kind === 'groups' && asked.push(about));
    broker = await brokerWithStock({ url: '', pool, call: callerOf('') }, listings, {
      pageSize: 5,
      pollEveryMs: 500,
      onCall,
    });
  });
  after(async () => {
    await pool.end();
    await broker.pos.stop();
    await database.close();
  });

  const countListings = async (): Promise<number> =>
    (await pool.query<{ count: number }>('select count(*) as count from listings')).rows[0]?.count ?? 0;

  async function killedAt(failpoint: string): Promise<void> {
    // Whoever was killed has it still, until its lease ends.
    await pool.query('update stock_polls set lease_ends = null');
    assert.equal(await runHubToItsEnd({ DATABASE_URL: database.url, HOLDFAST_FAILPOINT: failpoint }), 'SIGKILL');
  }

  it('goes on from the page that it was at', async () => {
    await killedAt('stock_page_read:2');
    assert.equal(await countListings(), 5, 'one page is stored');
    await killedAt('stock_page_stored:2');
    assert.equal(await countListings(), 15);
    assert.deepEqual(asked, ['', '5', '5', '10'], 'what was not stored is asked for again, and nothing else');
    const before = await broker.standing();
    assert.deepEqual([before?.groupsRead, before?.groupsTotal, before?.passedAt], [15, groups, null]);
    broker.pos.shelf.standElsewhere('TG-0', ['1'], 'sold');
    const hub = await startHubProcess({ DATABASE_URL: database.url });
    try {
      const call = callerOf(hub.url, { authorization: `Bearer ${broker.apiKey}` });
      const held = await call('POST', '/oi/v1/holds', { global_id: 'g-1', remote_id: 'TG-1', quantity: 2 });
      assert.equal(held.status, 201, 'what is there already is sold meanwhile');
      await pool.query('update stock_polls set lease_ends = null');
      await eventually(broker.standing, (standing) => standing?.passedAt != null);
      assert.equal(await countListings(), groups);
      await broker.becomes('TG-0', '1:elsewhere 2:free');
      await broker.becomes('TG-1', '1:order 2:order');
    } finally {
      await hub.kill('SIGTERM');
    }
    assert.deepEqual((await verifyLedger(pool, () => {})).violations, []);
  });
});
