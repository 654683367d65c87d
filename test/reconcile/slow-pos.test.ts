// Sweeps of many brokers: beside some whose POS is slow every other one goes on, and no crowd of them takes for ever.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readSweptAt, type SweepPlace } from '../../src/db/reconciliations.ts';
import type { EngineRoom } from '../../src/engine-room.ts';
import { openTestRoom } from '../engine/test-room.ts';
import { type BrokerWithStock, brokerWithStock } from '../stock/broker-with-stock.ts';
import { callerOf, eventually, makeAccount } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

function placeAt(phase: SweepPlace['phase']): SweepPlace {
  return { phase, pos: null, cursor: null, after: null, daily: 0, compared: 0, unreadable: 0, healed: 0 };
}

describe('the sweep', () => {
  let pool: TestPool;
  let room: EngineRoom;
  const brokers: BrokerWithStock[] = [];
  before(async () => {
    pool = await openTestPool(3);
    room = openTestRoom(pool.url);
  });
  after(async () => {
    for (const { pos } of brokers) await pos.stop();
    await room.close();
    await pool.close();
  });

  /** Whose sweep has come to this phase, and is due to go on since so many minutes. */
  async function brokerAt(phase: SweepPlace['phase'], minutesDue: number, onCall = () => {}) {
    const broker = await brokerWithStock({ url: '', pool, call: callerOf('') }, [], { onCall });
    brokers.push(broker);
    await pool.query(
      `insert into reconciliations (account_id, due_at, began_at, cursor)
       values ($1, now() - $2 * interval '1 minute', now(), $3)`,
      [broker.accountId, minutesDue, JSON.stringify(placeAt(phase))],
    );
    return broker;
  }

  it('goes on while others wait for a POS, which are asked no second time meanwhile and waited for at the end', async () => {
    const asked: number[] = [];
    // As many as a round begins.
    for (const index of [0, 1]) {
      const { pos } = await brokerAt('holds', 9, () => asked.push(index));
      pos.faults.always('holds', { kind: 'slow', ms: 19_000 });
    }
    room.reconciler.start();
    await eventually(
      async () => new Set(asked).size,
      (count) => count === 2,
    );
    await pool.query("update reconciliations set lease_ends = now() - interval '1 second'");
    const { accountId } = await brokerAt('orders', 1);
    await eventually(
      () => readSweptAt(pool, accountId),
      (sweptAt) => sweptAt !== null,
    );
    assert.equal(asked.length, 2);
    const { rowCount } = await pool.query('select from reconciliations where lease_ends < now()');
    assert.equal(rowCount, 2, 'nobody has taken from them what they were begun with');

    let isStopped = false;
    const stopped = room.reconciler.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isStopped, false, 'it is still at some');
    for (const { pos } of brokers) await pos.stop();
    await stopped;
  });

  it('goes through a crowd of accounts without a pause after every few', async () => {
    const crowd = await Promise.all(Array.from({ length: 24 }, () => makeAccount(pool)));
    await pool.query(
      `insert into reconciliations (account_id, due_at, began_at, cursor)
       select account_id, now(), now(), $2 from unnest($1::uuid[]) as a(account_id)`,
      [crowd, JSON.stringify(placeAt('orders'))],
    );
    room.reconciler.start();
    await eventually(
      async () => Promise.all(crowd.map((accountId) => readSweptAt(pool, accountId))),
      (swept) => swept.every((sweptAt) => sweptAt !== null),
      40_000,
      500,
    );
  });
});
