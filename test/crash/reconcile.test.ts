// The hub is killed in the middle of a sweep, as by a power cut, and started again: the sweep goes on, lets go once of the
// hold that was left over, tells once of what only a person can mend, and comes to its end.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import type { Failpoint } from '../../src/engine/failpoints.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import { openSweeper } from '../reconcile/sweeper.ts';
import { type BrokerWithStock, brokerWithStock } from '../stock/broker-with-stock.ts';
import { openTestDatabase } from '../support/database.ts';
import { eventually, startTestHub } from '../support/hub.ts';
import { runHubToItsEnd, startHubProcess } from '../support/hub-process.ts';

const gaps: readonly Failpoint[] = ['disagreement_noted', 'left_over_let_go', 'sweep_step_made'];
const seats = ['1', '2', '3', '4'];

describe('a hub that is killed in the middle of a sweep', { concurrency: gaps.length }, () => {
  for (const gap of gaps) it(`at ${gap}`, { timeout: 180_000 }, () => crashAndSweepOn(gap));
});

async function crashAndSweepOn(gap: Failpoint): Promise<void> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 3);
  const { broker, leftOver, missing } = await disagree(database.url);
  const { accountId, pos } = broker;
  const sweeper = openSweeper({ databaseUrl: database.url, pool });
  try {
    await sweeper.sweep(accountId, 3);
    assert.deepEqual((await sweeper.standing(accountId)).map(kindOf).sort(), ['hold_left_over', 'hold_missing']);
    await sweepAgain(pool);
    assert.equal(await runHubToItsEnd({ DATABASE_URL: database.url, HOLDFAST_FAILPOINT: gap }), 'SIGKILL');
    assert.equal(heldUnder(broker, leftOver), gap === 'disagreement_noted');
    // Whoever was killed had the sweep for its lease; that is over some time.
    await pool.query("update reconciliations set lease_ends = now() - interval '1 second'");

    const next = await startHubProcess({ DATABASE_URL: database.url });
    try {
      await eventually(
        () => sweepEnded(pool),
        (isEnded) => isEnded,
        60_000,
      );
    } finally {
      await next.kill('SIGTERM');
    }
    assert.equal(heldUnder(broker, leftOver), false, 'what was left over is let go of');
    assert.deepEqual((await sweeper.standing(accountId)).map(kindOf), ['hold_missing']);
    const [over, ...more] = await sweeper.ended(accountId);
    assert.match(over?.sentence ?? '', /its hold H-\d+ stands in the POS/);
    assert.deepEqual(more, [], 'it was found once');
    const alerts = await sweeper.alerts(accountId);
    assert.equal(alerts.length, 1, 'a person is told once');
    assert.match(alerts[0]?.sentence ?? '', /the POS has no hold under it/);
    assert.equal(pos.book().filter(({ reference }) => reference === missing).length, 1);
    assert.deepEqual((await verifyLedger(pool, () => {})).violations, []);
  } finally {
    await sweeper.close();
    await pool.end();
    await pos.stop();
    await database.close();
  }
}

type Disagreed = { broker: BrokerWithStock; leftOver: OrderId; missing: OrderId };

/** One hold came after all when its order was over, and one was let go of in the POS behind our back; both long ago. */
async function disagree(databaseUrl: string): Promise<Disagreed> {
  const hub = await startTestHub({ databaseUrl });
  const outbound = openOutbound('allow');
  try {
    const broker = await brokerWithStock(hub, [{ remoteId: 'TG-1', seats }], { pollEveryMs: 3_600_000 });
    const { accountId, pos, becomes, hold } = broker;
    const desk = bridge.open({ url: pos.url, key: pos.key }, outbound.sendTo(pos.url), Date.now);
    const soon = AbortSignal.timeout(30_000);
    await becomes('TG-1', '1:free 2:free 3:free 4:free');
    assert.equal((await hold('TG-1', 2, 'g-1')).status, 201);
    assert.equal((await hold('TG-1', 2, 'g-2')).status, 201);
    const leftOver = await orderOf(hub.pool, accountId, 'g-1');
    const missing = await orderOf(hub.pool, accountId, 'g-2');
    const outlived = "update orders set expires_at = now() - interval '1 second', due_at = now() where order_id = $1";
    await hub.pool.query(outlived, [leftOver]);
    await becomes('TG-1', '1:free 2:free 3:order 4:order');
    const tickets = { remoteId: 'TG-1', quantity: 2, marketplace: 'x' };
    const again = { ...tickets, reference: 'again' as OrderId, seats: ['1', '2'] };
    await desk.hold({ ...again, expiresAt: Date.now() + 3_600_000, unitPrice: null }, soon);
    pos.takeOver('again', leftOver);
    await desk.release({ ...tickets, reference: missing, seats: ['3', '4'], posHoldId: null }, soon);
    await hub.pool.query("update orders set sent_at = now() - interval '1 hour'");
    return { broker, leftOver, missing };
  } finally {
    await outbound.close();
    // It would sweep as well.
    await hub.close();
  }
}

/** The next sweep has come to the orders of which something was found, long enough ago for it to be healed. */
async function sweepAgain(pool: Pool): Promise<void> {
  await pool.query("update findings set found_at = now() - interval '1 hour'");
  await pool.query(
    `update reconciliations
     set due_at = now(), lease_ends = null, ended_at = null, began_at = now() + interval '1 second',
       cursor = '{"phase":"standing","pos":null,"cursor":null,"after":null,"since":0,"compared":0,"unreadable":0,"healed":0}'`,
  );
}

async function sweepEnded(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ isEnded: boolean }>(
    'select ended_at is not null and cursor is null as "isEnded" from reconciliations',
  );
  return rows[0]?.isEnded === true;
}

async function orderOf(pool: Pool, accountId: string, globalId: string): Promise<OrderId> {
  const query = 'select order_id from orders where account_id = $1 and global_id = $2';
  const { rows } = await pool.query<{ order_id: OrderId }>(query, [accountId, globalId]);
  return rows[0]?.order_id as OrderId;
}

function heldUnder({ pos }: BrokerWithStock, orderId: OrderId): boolean {
  return pos.book().some(({ reference, state }) => reference === orderId && state === 'held');
}

const kindOf = (finding: string): string => finding.split(':')[0] ?? '';
