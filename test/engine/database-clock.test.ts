// Hubs on one database judge by its clock: one whose own is wrong, or jumps, does as the others do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DatabaseClock } from '../../src/db/database-clock.ts';
import { callerWith, makeConnection, makeListing } from '../support/hub.ts';
import { startHubProcess } from '../support/hub-process.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const wrongMs = 20 * 60_000;
const holdLifetimeMs = 900_000;

let pool: TestPool;
before(async () => {
  pool = await openTestPool();
  await pool.query('select');
});
after(() => pool.close());

/** Of a machine whose clock is off by so much, and which notes what it told. */
function clockOf(machine: { offMs: number }) {
  const told: string[] = [];
  const note = (trouble: unknown) => told.push((trouble as Error).message);
  return { clock: new DatabaseClock(pool, note, () => Date.now() + machine.offMs), told };
}

/** On a busy machine an answer may take too long to count. */
async function looked(clock: DatabaseClock): Promise<void> {
  for (let looks = 0; looks < 20; looks++) if (await clock.look()) return;
  assert.fail('no look has counted');
}

const isRight = (clock: DatabaseClock): boolean => Math.abs(clock.now() - Date.now()) < 600;

describe('the clock of the database', () => {
  it('is the machine’s own to the millisecond where they are the same', async () => {
    const { clock, told } = clockOf({ offMs: 0 });
    await looked(clock);
    const earliest = Date.now();
    const now = clock.now();
    assert.ok(earliest <= now && now <= Date.now());
    assert.deepEqual(told, []);
  });

  for (const offMs of [wrongMs, -wrongMs]) {
    it(`counts where the machine’s is ${offMs > 0 ? 'ahead' : 'behind'}, which is told once`, async () => {
      const { clock, told } = clockOf({ offMs });
      assert.equal(isRight(clock), false);
      for (let looks = 0; looks < 2; looks++) await looked(clock);
      assert.equal(isRight(clock), true);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', offMs > 0 ? /ahead of the database's/ : /behind the database's/);
    });

    it(`knows of no jump ${offMs > 0 ? 'forth' : 'back'} of the machine’s, before the next look and after it`, async () => {
      const machine = { offMs: 0 };
      const { clock, told } = clockOf(machine);
      await looked(clock);
      machine.offMs = offMs;
      assert.equal(isRight(clock), true);
      await looked(clock);
      assert.equal(told.length, 1);
      assert.equal(isRight(clock), true);
      machine.offMs = 0;
      assert.equal(isRight(clock), true);
    });
  }
});

it('a hub on a machine whose clock is wrong holds tickets for as long as any other', async () => {
  const broker = await makeConnection(pool, { settings: { hold_lifetime_seconds: holdLifetimeMs / 1_000 } });
  const remoteId = await makeListing(pool, broker.accountId);
  const wrongClock = `const now = Date.now; Date.now = () => now() + ${wrongMs};`;
  const hub = await startHubProcess({
    DATABASE_URL: pool.url,
    NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(wrongClock)}"`,
  });
  try {
    const asked = { global_id: 'g', remote_id: remoteId, quantity: 1 };
    const { body } = await callerWith(hub, broker)<{ expires_at: string }>('POST', '/oi/v1/holds', asked);
    const standsForMs = Date.parse(body.expires_at) - Date.now();
    assert.ok(Math.abs(standsForMs - holdLifetimeMs) < 60_000, `it stands for ${standsForMs} ms`);
  } finally {
    await hub.kill('SIGKILL');
  }
});
