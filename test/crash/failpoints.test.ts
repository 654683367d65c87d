// The hub is killed at every failpoint in every flow, as by a power cut, and started again. Then the law: whatever the
// marketplace was told still holds, the call can be repeated, every order comes to rest, and the POS and the ledger agree.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restStates } from '../../src/core/transitions.ts';
import type { Pool } from '../../src/db/pool.ts';
import { openPool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import type { Failpoint } from '../../src/engine/failpoints.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  type Answer,
  callerOf,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
} from '../support/hub.ts';
import { startHubProcess } from '../support/hub-process.ts';

const flows = ['hold', 'release', 'invoice'] as const;
type Flow = (typeof flows)[number];

type Gap = Failpoint | `${Failpoint}:2`;
const gaps: Record<'house' | 'bridge', readonly Gap[]> = {
  house: ['batch_loaded', 'batch_written', 'batch_committed', 'reply_ready'],
  bridge: [
    ...([
      'batch_loaded',
      'batch_written',
      'batch_committed',
      'pos_call_starting',
      'pos_call_ended',
      'reply_ready',
    ] as const),
    // The POS's answer.
    ...(['batch_written:2', 'batch_committed:2'] as const),
  ],
};

/** Short, so that a call that was cut is known to be over soon. */
const lateEffectMs = 300;
const quantity = 2;

for (const pos of ['house', 'bridge'] as const) {
  describe(`a hub with the ${pos} POS that is killed`, { concurrency: 4 }, () => {
    for (const flow of flows) {
      for (const gap of gaps[pos]) {
        it(`at ${gap} during ${flow}`, () => crashAndRecover(pos, flow, gap));
      }
    }
  });
}

async function crashAndRecover(pos: 'house' | 'bridge', flow: Flow, gap: Gap): Promise<void> {
  await using scene = await setScene(pos);
  if (flow !== 'hold') await withHub(scene, (hub) => answerTo(hub, scene.broker, 'hold'));
  const armed = await startHubProcess({ DATABASE_URL: scene.database.url, HOLDFAST_FAILPOINT: gap });
  await assert.rejects(call(armed.url, scene.broker, flow), 'the hub dies before it can answer');
  assert.equal(await armed.ended, 'SIGKILL');
  await withHub(scene, async (hub) => {
    const first = await answerTo(hub, scene.broker, flow);
    const again = await answerTo(hub, scene.broker, flow);
    assert.equal(isYes(first), isYes(again), 'the same question gets the same answer');
    if (flow === 'hold' && pos === 'bridge') assert.ok([200, 201, 503].includes(first.status), `${first.status}`);
    else assert.ok(isYes(first), `${flow} goes through after the restart: ${first.status}`);
    await comesToRest(scene.pool);
    await agree(scene, isYes(first) ? flow : 'refused');
  });
}

type Scene = {
  database: TestDatabase;
  pool: Pool;
  broker: TestConnection;
  sandboxPos: SandboxPos | null;
} & AsyncDisposable;

async function setScene(pos: 'house' | 'bridge'): Promise<Scene> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 3);
  const broker = await makeConnection(pool);
  const seats = ['5', '6', '7', '8'];
  await makeListing(pool, broker.accountId, { remoteId: 'L1', seats, pos });
  const sandboxPos = pos === 'bridge' ? await startSandboxPos() : null;
  if (sandboxPos) {
    sandboxPos.addListing({ remoteId: 'L1', seats });
    const settings = { key: sandboxPos.key, late_effect_ms: lateEffectMs };
    await connectBridge(pool, broker.accountId, sandboxPos.url, settings);
  }
  const close = async (): Promise<void> => {
    await pool.end();
    await sandboxPos?.stop();
    await database.close();
  };
  return { database, pool, broker, sandboxPos, [Symbol.asyncDispose]: close };
}

async function withHub(scene: Scene, work: (url: string) => Promise<unknown>): Promise<void> {
  const hub = await startTestHub({ databaseUrl: scene.database.url });
  try {
    await work(hub.url);
  } finally {
    await hub.close();
  }
}

/** As a marketplace calls: a hub that was too busy to look has said nothing, and is called again. */
async function answerTo(hub: string, broker: TestConnection, flow: Flow): Promise<Answer> {
  return eventually(
    () => call(hub, broker, flow),
    ({ body }) => body.code !== 'hub_unavailable',
  );
}

function call(hub: string, { apiKey }: TestConnection, flow: Flow): Promise<Answer> {
  const ask = callerOf(hub, { 'x-api-key': apiKey });
  switch (flow) {
    case 'hold':
      return ask('POST', '/oi/v1/holds', { global_id: 'g-1', remote_id: 'L1', quantity });
    case 'release':
      return ask('DELETE', '/oi/v1/holds/g-1');
    case 'invoice':
      return ask('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' });
  }
}

function isYes({ status }: Answer): boolean {
  return status < 300;
}

async function comesToRest(pool: Pool): Promise<void> {
  const sql = 'select global_id, state from orders where state <> all($1)';
  const restless = async () => (await pool.query(sql, [[...restStates, 'held']])).rows;
  await eventually(restless, (rows) => rows.length === 0, 20_000);
}

/** What the ledger owns and what stands in the POS is what the marketplace was told. */
async function agree({ pool, sandboxPos }: Scene, told: Flow | 'refused'): Promise<void> {
  const { violations } = await verifyLedger(pool, () => {});
  assert.deepEqual(violations, []);
  const { rows } = await pool.query<{ owned: number }>('select count(order_id)::integer as owned from tickets');
  const owned = told === 'hold' || told === 'invoice' ? quantity : 0;
  assert.equal(rows[0]?.owned, owned, 'the ledger owns what was granted');
  if (!sandboxPos) return;
  await sandboxPos.settled();
  const standing = sandboxPos.book().filter(({ state }) => state === 'held' || state === 'sold');
  const expected = { hold: ['held'], invoice: ['sold'], release: [], refused: [] }[told];
  assert.deepEqual(
    standing.map(({ state }) => state),
    expected,
    'the POS has what was granted, once',
  );
}
