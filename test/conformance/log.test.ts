// The log of a hub that says everything, in trouble of every kind that a caller or a POS can bring: no key is in it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askingStates } from '../../src/core/transitions.ts';
import { countDueOrders } from '../../src/db/orders.ts';
import type { Pool } from '../../src/db/pool.ts';
import { openPool } from '../../src/db/pool.ts';
import { asksFirst } from '../../src/marketplaces/dialect.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { callerOf, eventually, makeConnection, makeListing } from '../support/hub.ts';
import { type LoggedHub, startLoggedHub } from './logged-hub.ts';
import { headerFor, profileFor } from './marketplace-examples.ts';
import { connectSandbox } from './pos-books.ts';
import { secretSettings } from './pos-calls.ts';
import { posSandboxes } from './sandboxes.ts';
import { secretsIn } from './secrets.ts';

let database: TestDatabase;
let pool: Pool;
let hub: LoggedHub;

before(async () => {
  database = await openTestDatabase();
  hub = await startLoggedHub(database.url);
  pool = openPool(database.url, 2);
});
after(async () => {
  await hub.stop();
  await pool.end();
  await database.close();
});

/** Waits until the hub has logged so much trouble, and looks for the secrets in all of it. */
async function troubled(since: number, secrets: readonly string[]): Promise<void> {
  const said = async (): Promise<string> => hub.log().slice(since);
  await eventually(said, (text) => text.includes('trouble while'));
  assert.deepEqual(
    secrets.filter((secret) => hub.log().includes(secret)),
    [],
  );
}

describe('the log', () => {
  for (const marketplace of marketplaces.filter(asksFirst)) {
    it(`tells no key of ${marketplace.name}, though its settings cannot be read`, async () => {
      const { accountId, apiKey } = await makeConnection(pool, { marketplace: marketplace.slug });
      const spoil = `update connections set settings = '{"no such setting": true}' where account_id = $1`;
      await pool.query(spoil, [accountId]);
      const since = hub.log().length;
      const headers = headerFor(profileFor(marketplace, {}), apiKey) as Record<string, string>;
      const { status } = await callerOf(hub.url)('GET', `/oi/v1/holds/any?key=${apiKey}`, undefined, headers);
      assert.equal(status, 500);
      await troubled(since, secretsIn(apiKey));
    });
  }

  for (const pos of posBySlug.values()) {
    const sandbox = posSandboxes[pos.slug];
    if (pos.kind !== 'network' || !sandbox) continue;
    it(`tells no key of ${pos.name}, though its settings make no sense`, async () => {
      const { accountId, apiKey } = await makeConnection(pool, { settings: { answer_budget_ms: 2_500 } });
      // Sealed rightly, and of another shape than the adapter can open: a fault while the secrets are in hand.
      const settings = sandbox.settingsFor(null as unknown as string);
      await connectSandbox(pool, accountId, pos.slug, { settings });
      const remote_id = await makeListing(pool, accountId, { pos: pos.slug });
      const since = hub.log().length;
      const hold = { global_id: 'te-1', remote_id, quantity: 1 };
      const { status } = await callerOf(hub.url)('POST', '/oi/v1/holds', hold, { authorization: `Bearer ${apiKey}` });
      assert.ok(status >= 500, `${status}`);
      const secrets = secretSettings(pos, settings);
      assert.ok(secrets.length > 0);
      await troubled(since, [...secretsIn(apiKey), ...secrets]);
    });
  }

  it('asks for what is left no longer than a second: a database that says nothing keeps no hub from stopping', async () => {
    const client = await pool.connect();
    try {
      await client.query('begin; lock table orders');
      await assert.rejects(countDueOrders(pool, askingStates), /Query read timeout/);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('says why the hub stops, and when it has, how long that took and what is left to the next', async () => {
    await hub.stop();
    const said = async () =>
      hub
        .log()
        .split('\n')
        .filter((line) => /"msg":"stop/.test(line));
    const lines = await eventually(said, ({ length }) => length === 2);
    const [stopping, stopped] = lines.map((line) => JSON.parse(line));
    assert.equal(stopping.why, 'SIGTERM');
    assert.ok(stopped.took_ms >= 0 && stopped.took_ms < 60_000, `${stopped.took_ms}`);
    // The POS systems above were never asked.
    const { rows } = await pool.query(`select count(*) from orders where state in ('holding', 'undoing')`);
    assert.ok(rows[0].count > 0);
    assert.equal(stopped.orders_under_way, rows[0].count);
  });
});
