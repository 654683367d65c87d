// Settings that cannot be read trouble those alone whose they are, and at once: nobody else in the batch waits for them.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { ConnectionId } from '../../src/core/order.ts';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { MarketplaceDirectory } from '../../src/engine/marketplace-directory.ts';
import { Unreadable } from '../../src/engine/unreadable.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, openTestVault } from '../support/hub.ts';

let database: TestDatabase;
let pool: Pool;
let batchPool: Pool;
before(async () => {
  database = await openTestDatabase();
  pool = openPool(database.url, 2);
  batchPool = openBatchPool(database.url, 2);
});
after(async () => {
  await Promise.all([pool.end(), batchPool.end()]);
  await database.close();
});

it('settings that cannot be read keep no other connection of the account waiting', { timeout: 10_000 }, async () => {
  const good = await makeConnection(pool);
  const { accountId } = good;
  const bad = await makeConnection(pool, { accountId, marketplace: 'stubhub' });
  await pool.query(`update connections set settings = '{"poll_seconds":"never"}' where connection_id = $1`, [
    bad.connectionId,
  ]);
  const directory = new MarketplaceDirectory({
    ...{ pool, vault: openTestVault(), marketplaceBySlug, clock: Date.now },
    hosts: null as never,
  });
  const commits = openCommits(batchPool, {
    marketplaces: (account, ids: ReadonlySet<ConnectionId>) => directory.natures(account, ids),
  });
  const remoteId = await makeListing(pool, accountId);
  const [ofGood, ofBad] = await Promise.allSettled([
    commits.submit(accountId, holdOf(good, 'g-1', remoteId)),
    commits.submit(accountId, { ...holdOf(bad, 'g-2', remoteId), answerBy: Date.now() + 60_000 }),
  ]);
  await commits.settled();
  assert.equal(ofGood.status === 'fulfilled' && ofGood.value.decision.order?.state, 'held');
  assert.ok(ofBad.status === 'rejected' && ofBad.reason instanceof Unreadable);
});
