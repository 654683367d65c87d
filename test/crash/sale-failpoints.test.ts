// The hub is killed at every gap on the way of a sale that a marketplace tells us of, and started again. Then the law: the
// marketplace heard yes exactly once, or no exactly once; the POS sold the tickets once; and the ledger agrees with both.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { ticketEvolutionOrders } from '../../src/sandbox/ticket-evolution/orders-api.ts';
import { effectsOn } from '../notification/desk.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { connectBridge, eventually, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { startHubProcess } from '../support/hub-process.ts';
import { type Selling, startSelling } from '../support/selling.ts';

const quantity = 2;
const tellings = ['a notice', 'its list alone'] as const;
type Telling = (typeof tellings)[number];

/** What happens in turn: the sale is stored, read, invoiced (by another call, where the POS is outside) and confirmed. */
const gaps = {
  house: [
    ...['batch_written:1', 'batch_committed:1', 'marketplace_call_starting:1', 'marketplace_call_ended:1'],
    ...['batch_written:2', 'batch_committed:2', 'marketplace_call_starting:2', 'marketplace_call_ended:2'],
    ...['batch_written:3', 'batch_committed:3'],
  ],
  bridge: ['pos_call_starting:1', 'pos_call_ended:1', 'batch_written:3', 'batch_committed:3', 'batch_committed:4'],
} as const;

// Most of each case is waiting for a lease to run out, so some wait together; more would only slow each other's start.
describe('a hub that is killed on the way of a sale', { concurrency: 5 }, () => {
  for (const pos of ['house', 'bridge'] as const) {
    for (const gap of gaps[pos]) {
      it(`with the ${pos} POS, at ${gap}, told by a notice`, () => crashAndConfirm(pos, gap, 'a notice'));
    }
  }
  for (const gap of ['batch_committed:1', 'marketplace_call_ended:1']) {
    it(`at ${gap} while it reads the list of sales`, () => crashAndConfirm('house', gap, 'its list alone'));
  }
  for (const gap of ['marketplace_call_starting:1', 'marketplace_call_ended:1']) {
    it(`at ${gap} while it rejects a sale`, () => crashAndReject(gap));
  }
});

async function crashAndConfirm(pos: 'house' | 'bridge', gap: string, telling: Telling): Promise<void> {
  await using scene = await setScene(pos, telling);
  const { selling, database } = scene;
  const armed = await startHubProcess({ DATABASE_URL: database.url, HOLDFAST_FAILPOINT: gap });
  const sale = selling.sell({ remoteId: 'L1', quantity });
  tellAs(scene, armed.url);
  if (telling === 'a notice') selling.announce(sale, 'sold');
  assert.equal(await armed.ended, 'SIGKILL');
  await withHub(scene, async (hub) => {
    tellAs(scene, hub.url);
    // Its sender had no answer, or never sends again: then the list brings it.
    if (telling === 'a notice') selling.announce(sale, 'sold');
    await comesTo(selling, sale.saleId, 'confirmed');
  });
  assert.deepEqual(effectsOn(sale), ['confirm changed']);
  await agree(scene, quantity);
}

async function crashAndReject(gap: string): Promise<void> {
  await using scene = await setScene('house', 'a notice');
  const { selling, database } = scene;
  const sale = selling.sell({ remoteId: 'L1', quantity: 9 });
  await withHub(scene, async (hub) => {
    tellAs(scene, hub.url);
    selling.announce(sale, 'sold');
    await comesTo(selling, sale.saleId, 'unfilled');
  });
  const order = await selling.order(sale.saleId);
  // The rejection is decided and stored by one process, which dies before or after it has told the marketplace.
  await scene.pool.query(
    `update orders set state = 'rejecting', reject_reason = 'Other', due_at = now() where order_id = $1`,
    [order?.orderId],
  );
  await scene.pool.query(`insert into journal values ($1, $2, $3, now(), '[["reject_asked", "rejecting"]]', '[]')`, [
    order?.accountId,
    order?.orderId,
    (order?.entries ?? 0) + 1,
  ]);
  await scene.pool.query('update orders set entries = entries + 1 where order_id = $1', [order?.orderId]);
  const armed = await startHubProcess({ DATABASE_URL: database.url, HOLDFAST_FAILPOINT: gap });
  assert.equal(await armed.ended, 'SIGKILL');
  await withHub(scene, () => comesTo(selling, sale.saleId, 'rejected'));
  assert.deepEqual(effectsOn(sale), ['reject changed']);
  await agree(scene, 0);
}

type Scene = { database: TestDatabase; pool: Pool; selling: Selling; sandboxPos: SandboxPos | null } & AsyncDisposable;

async function setScene(pos: 'house' | 'bridge', telling: Telling): Promise<Scene> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 3);
  const settings = telling === 'a notice' ? { poll_seconds: 3_600 } : {};
  const selling = await startSelling({ url: 'http://127.0.0.1:1', pool }, ticketEvolutionOrders, { settings });
  const { accountId } = selling.connection;
  const seats = ['5', '6', '7', '8'];
  await makeListing(pool, accountId, { remoteId: 'L1', seats, pos });
  const sandboxPos = pos === 'bridge' ? await startSandboxPos() : null;
  if (sandboxPos) {
    sandboxPos.addListing({ remoteId: 'L1', seats });
    await connectBridge(pool, accountId, sandboxPos.url, { key: sandboxPos.key, late_effect_ms: 300 });
  }
  const close = async (): Promise<void> => {
    await selling.stop();
    await pool.end();
    await sandboxPos?.stop();
    await database.close();
  };
  return { database, pool, selling, sandboxPos, [Symbol.asyncDispose]: close };
}

function tellAs({ selling }: Scene, url: string): void {
  selling.announceTo({ url, connectionId: selling.connection.connectionId, apiKey: selling.connection.apiKey });
}

async function withHub(scene: Scene, work: (hub: TestHub) => Promise<unknown>): Promise<void> {
  const hub = await startTestHub({ databaseUrl: scene.database.url });
  try {
    await work(hub);
  } finally {
    await hub.close();
  }
}

async function comesTo(selling: Selling, saleId: string, state: string): Promise<void> {
  await eventually(
    () => selling.order(saleId),
    (order) => order?.state === state,
    30_000,
  );
}

async function agree({ pool, sandboxPos }: Scene, owned: number): Promise<void> {
  const { violations } = await verifyLedger(pool, () => {});
  assert.deepEqual(violations, []);
  const { rows } = await pool.query<{ owned: number }>('select count(order_id)::integer as owned from tickets');
  assert.equal(rows[0]?.owned, owned);
  if (!sandboxPos) return;
  await sandboxPos.settled();
  assert.deepEqual(
    sandboxPos
      .book()
      .filter(({ state }) => state === 'held' || state === 'sold')
      .map(({ state }) => state),
    ['sold'],
    'the POS sold it, once',
  );
}
