// The machine of the database loses its power: it says nothing any more, and nobody says so in its place.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, startTestHub, type TestConnection } from '../support/hub.ts';
import { type MuteDoor, openMuteDoor } from '../support/mute-door.ts';

/** Past the limit of a short statement, and short of every other. */
const deadlineMs = 40_000;

let database: TestDatabase;
let door: MuteDoor;

before(async () => {
  database = await openTestDatabase();
  door = await openMuteDoor(database.url);
});
after(async () => {
  await door.close();
  await database.close();
});

describe('a database that falls mute', () => {
  it('costs the batches that wait for it, and the next ones go to where it is by then', async () => {
    const looking = openPool(database.url, 2);
    const pool = openBatchPool(door.url, 2);
    try {
      const shelves = await twoShelves(looking);
      await warm(pool);
      const commits = openCommits(pool);
      const submit = () =>
        Promise.allSettled(
          shelves.map(({ broker, remoteId }) => commits.submit(broker.accountId, holdOf(broker, 'deal', remoteId))),
        );
      door.fallMute();
      const ends = submit();
      await door.swallowed(2);
      door.leadOn();
      assert.deepEqual(
        (await inTime(ends)).map(({ status }) => status),
        ['rejected', 'rejected'],
      );
      assert.deepEqual(
        (await inTime(submit())).map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
      );
      const { rows } = await looking.query('select state from orders');
      assert.deepEqual(rows, [{ state: 'held' }, { state: 'held' }]);
    } finally {
      await looking.end();
      await pool.end();
    }
  });

  it('is told by a hub that is asked whether it can work, soon; and the hub works again when the database is there', async () => {
    const hub = await startTestHub({ databaseUrl: door.url });
    try {
      const status = async () => (await hub.call('GET', '/readyz')).status;
      assert.equal(await status(), 200);
      door.fallMute();
      const askedAt = performance.now();
      assert.equal(await status(), 503);
      assert.ok(performance.now() - askedAt < 6_000, 'it took long');
      door.leadOn();
      await inTime(
        (async () => {
          while ((await status()) !== 200) await setTimeout(100);
        })(),
      );
    } finally {
      // As TCP does it in the end, where the other side answers no probe.
      door.cutMute();
      await inTime(hub.close());
    }
  });
});

async function twoShelves(looking: Pool): Promise<{ broker: TestConnection; remoteId: string }[]> {
  return Promise.all(
    Array.from({ length: 2 }, async () => {
      const broker = await makeConnection(looking);
      return { broker, remoteId: await makeListing(looking, broker.accountId, { seats: ['1', '2'] }) };
    }),
  );
}

/** Opens both connections. */
async function warm(pool: Pool): Promise<void> {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  for (const client of clients) client.release();
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = setTimeout(deadlineMs, null, { ref: false }).then(() => {
    throw new Error(`still under way after ${deadlineMs} ms`);
  });
  return Promise.race([work, late]);
}
