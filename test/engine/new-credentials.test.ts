// Credentials that are entered while others read the connection: what was read before is not in force again after them.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { readConnection } from '../../src/db/connections.ts';
import { Hosts } from '../../src/engine/hosts.ts';
import { MarketplaceDirectory } from '../../src/engine/marketplace-directory.ts';
import { NoticeDoors } from '../../src/engine/notice-doors.ts';
import { PosDirectory } from '../../src/engine/pos-directory.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { connectBridge, makeConnection, openTestVault, type TestConnection } from '../support/hub.ts';
import { enterCredentials } from '../support/selling.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const outbound = openOutbound('allow');
let pool: TestPool;
before(async () => {
  pool = await openTestPool();
});
after(async () => {
  await outbound.close();
  await pool.close();
});

describe('new credentials', () => {
  let connection: TestConnection;
  /** The database has answered, and the answer is on its way until it is let through. */
  let answered: PromiseWithResolvers<void>;
  let letThrough: PromiseWithResolvers<void>;
  let isNextLate: boolean;
  let directory: MarketplaceDirectory;
  let doors: NoticeDoors;
  let posDirectory: PosDirectory;
  beforeEach(async () => {
    connection = await makeConnection(pool, { marketplace: 'tickpick' });
    await enterCredentials(pool, connection, { token: 'the-first' });
    isNextLate = false;
    answered = Promise.withResolvers();
    letThrough = Promise.withResolvers();
    const query = async (text: string, values: unknown[]) => {
      const isLate = isNextLate;
      isNextLate = false;
      const answer = await pool.query(text, values);
      if (!isLate) return answer;
      answered.resolve();
      await letThrough.promise;
      return answer;
    };
    const clock = Date.now;
    const parts = {
      pool: Object.assign(Object.create(pool), { query }),
      vault: openTestVault(),
      hosts: new Hosts({ sendTo: outbound.sendTo, clock }),
      clock,
    };
    directory = new MarketplaceDirectory({ ...parts, marketplaceBySlug });
    doors = new NoticeDoors({ ...parts, marketplaceBySlug });
    posDirectory = new PosDirectory({ ...parts, posBySlug });
  });

  const remote = () => directory.remote(connection.accountId, connection.connectionId, 'awaited');
  const remoteNow = () => directory.remoteNow(connection.accountId, connection.connectionId);

  it('stay in force when somebody comes with what was read before them', async () => {
    const row = await readConnection(pool, connection.accountId, connection.connectionId);
    assert.ok(row);
    const first = await directory.remoteOf(row, 'awaited');
    assert.equal(await directory.remoteOf(row, 'awaited'), first);
    await enterCredentials(pool, connection, { token: 'the-second' });
    const second = await remoteNow();
    assert.notEqual(second, first);
    assert.equal(await directory.remoteOf(row, 'awaited'), second);
    assert.equal(await remote(), second);
  });

  it('stay in force when the answer to somebody who has asked before them comes late', async () => {
    isNextLate = true;
    const early = remote();
    await answered.promise;
    await enterCredentials(pool, connection, { token: 'the-second' });
    const second = await remoteNow();
    letThrough.resolve();
    assert.equal(await early, second);
    assert.equal(await remote(), second);
  });

  it('are by what a notice is judged from then on, whoever had asked how before them', async () => {
    const selling = await makeConnection(pool, { marketplace: 'axs' });
    const { connectionId } = selling;
    isNextLate = true;
    const early = doors.doorOf(connectionId);
    await answered.promise;
    await enterCredentials(pool, selling, { signing_secret: `whsec_${Buffer.alloc(24).toString('base64')}` });
    const second = await doors.doorOf(connectionId);
    assert.ok(second);
    letThrough.resolve();
    assert.equal(await early, second);
    assert.equal(await doors.doorOf(connectionId), second);
  });

  it('of a POS stay in force, whoever had asked for it before them', async () => {
    const { accountId } = connection;
    const enter = (key: string) => connectBridge(pool, accountId, 'http://127.0.0.1:1', { key });
    const called = () => posDirectory.remote(accountId, 'bridge', 'background');
    await enter('the-first');
    isNextLate = true;
    const early = called();
    await answered.promise;
    await enter('the-second');
    const second = (await posDirectory.opened(accountId, 'bridge'))?.remote;
    assert.ok(second);
    letThrough.resolve();
    assert.equal(await early, second);
    assert.equal(await called(), second);
  });
});
