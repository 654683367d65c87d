// How far a list of sales was read outlives the hub that read it: what a marketplace sells while no hub runs is found by the next
// one, which reads on from there and does not begin anew.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openPool } from '../../src/db/pool.ts';
import { stubhubSales } from '../../src/sandbox/stubhub/sales-api.ts';
import { openTestDatabase } from '../support/database.ts';
import { eventually, startTestHub } from '../support/hub.ts';
import { startSelling } from '../support/selling.ts';
import { deskOf } from './desk.ts';

const anHourMs = 3_600_000;

it('a list of sales is read on where a hub that was stopped had come to', async () => {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 3);
  const sandbox = stubhubSales();
  const looksSince: number[] = [];
  const watched: typeof sandbox = {
    ...sandbox,
    understand: (asked, book, self) => {
      const since = asked.query.get('updated_since');
      if (since !== null) looksSince.push(Date.parse(since));
      return sandbox.understand(asked, book, self);
    },
  };
  const selling = await startSelling({ url: 'http://127.0.0.1:1', pool }, watched);
  const { sell, comesTo, ownedOf } = deskOf({ pool }, selling);
  try {
    const { sale: before } = await sell();
    const first = await startTestHub({ databaseUrl: database.url });
    await comesTo(before, 'confirmed');
    await eventually(
      () => pool.query<{ began: string | null }>(`select cursor ->> 'began' as began from polls`),
      ({ rows }) => rows[0]?.began != null,
    );
    await first.close();
    assert.ok(Date.now() - (looksSince[0] ?? 0) > anHourMs, 'the first look of all goes far back');

    const { sale: open } = await sell();
    // Somebody has confirmed it there meanwhile. To a hub that begins anew it would be of a time before the connection.
    const { sale: confirmed, remoteId } = await sell();
    selling.book.confirm(confirmed);
    looksSince.length = 0;
    const second = await startTestHub({ databaseUrl: database.url });
    try {
      await comesTo(open, 'confirmed');
      await comesTo(confirmed, 'confirmed');
      assert.equal((await ownedOf(remoteId)).length, 2);
      assert.ok(looksSince.length > 0 && looksSince.every((since) => Date.now() - since < anHourMs));
    } finally {
      await second.close();
    }
  } finally {
    await selling.stop();
    await pool.end();
    await database.close();
  }
});
