// How long somebody stands in line for a connection to the database.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openBackgroundPool, openLookUpPool, type Pool } from '../../src/db/pool.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

/** Longer than anybody who is waited for stands in line. */
const heldForMs = 3_500;

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

/** What came of standing in line behind somebody who keeps the only connection for that long. */
async function secondInLine(pool: Pool): Promise<'served' | string> {
  try {
    const first = await pool.connect();
    const second = pool.connect().then(
      (client) => {
        client.release();
        return 'served';
      },
      ({ message }: Error) => message,
    );
    await setTimeout(heldForMs);
    first.release();
    return await second;
  } finally {
    await pool.end();
  }
}

describe('in line for a connection', { concurrency: true }, () => {
  it('a page of stock waits for its turn behind those of many others', async () => {
    assert.equal(await secondInLine(openBackgroundPool(database.url, 1)), 'served');
  });

  it('whoever is waited for is told soon that there is none', async () => {
    assert.match(await secondInLine(openLookUpPool(database.url, 1)), /timeout/);
  });
});
