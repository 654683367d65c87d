// While hubs are updated one after another, a sweep may stand in a phase that only the newer ones know.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { takeSweeps } from '../../src/db/reconciliations.ts';
import { makeConnection } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const minuteMs = 60_000;

let pool: TestPool;
before(async () => {
  pool = await openTestPool();
});
after(() => pool.close());

/** What a hub takes so many minutes after the sweep came to this phase. */
async function taken(phase: string, minutesLater: number) {
  const { accountId } = await makeConnection(pool);
  const now = Date.now();
  await pool.query('insert into reconciliations (account_id, due_at, began_at, cursor) values ($1, $2, $2, $3)', [
    ...[accountId, new Date(now)],
    JSON.stringify({ phase, pos: null, cursor: null, after: null, daily: 0, compared: 7, unreadable: 0, healed: 0 }),
  ]);
  const turns = await takeSweeps(pool, { now: now + minutesLater * minuteMs, leaseMs: minuteMs, limit: 9 });
  await pool.query('delete from reconciliations');
  return turns.map(({ accountId: whose, place, beganAt }) => [whose === accountId, place?.compared, beganAt !== null]);
}

describe('a sweep in a phase that this hub', () => {
  it('knows is gone on with', async () => {
    assert.deepEqual(await taken('orders', 0), [[true, 7, true]]);
  });

  it('does not know is left to others', async () => {
    assert.deepEqual(await taken('a phase of next year', 59), []);
  });

  it('does not know is begun anew when for an hour nobody has gone on with it, as after an update that was taken back', async () => {
    assert.deepEqual(await taken('a phase of next year', 60), [[true, undefined, false]]);
  });
});
