// The import on a real database: all rows or none, owners kept, and nobody made to wait who need not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { demoListings } from '../../src/demo/inventory.ts';
import { type Imported, importListings } from '../../src/import/import-listings.ts';
import type { Errors } from '../../src/import/read-listing-file.ts';
import { callerWith, eventually, makeAccount, makeConnection, ownersOf, startTestHub } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

let pool: TestPool;
before(async () => {
  pool = await openTestPool(4);
});
after(async () => {
  await pool?.close();
});

type Into = { pool?: Pool; accountId: AccountId; pos?: string };
const importInto = (into: Into, csv: string): Promise<Imported | Errors> =>
  importListings({ pool, pos: 'house', now: Date.now(), source: [Buffer.from(csv)], ...into });

const header = 'remote_id,event,venue,event_at,section,row,seats,quantity,price,currency,split\n';
const row = (remoteId: string, seats: string, price = '80.00', quantity = ''): string =>
  `${remoteId},Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,104,F,${seats},${quantity},${price},USD,any\n`;

const none = { seats: 0, pairs: 0, first: [] };

async function twinsAfter(accountId: AccountId, csv: string): Promise<string[]> {
  const imported = await importInto({ accountId }, header + csv);
  assert.ok('twins' in imported);
  return imported.twins.first.map(({ seats, listings }) => `${seats} in ${listings}`);
}

async function claim(
  accountId: AccountId,
  remoteId: string,
  owners: (string | null)[],
  by: Pool = pool,
): Promise<void> {
  const { rowCount } = await by.query('update listings set owners = $3 where account_id = $1 and remote_id = $2', [
    accountId,
    remoteId,
    owners,
  ]);
  assert.equal(rowCount, 1);
}

async function seatsOf(accountId: AccountId, remoteId: string): Promise<(string | null)[] | undefined> {
  const { rows } = await pool.query('select seats from listings where account_id = $1 and remote_id = $2', [
    accountId,
    remoteId,
  ]);
  return rows[0]?.seats;
}

test('new, changed and unchanged listings are counted and stored', async () => {
  const accountId = await makeAccount(pool);
  const first = await importInto(
    { accountId },
    header + row('TG-1', '5-8') + row('TG-2', '1;3') + row('TG-3', '', '9', '50'),
  );
  assert.deepEqual(first, { listings: 3, tickets: 56, added: 3, changed: 0, unchanged: 0, twins: none });
  const second = await importInto(
    { accountId },
    header + row('TG-1', '5-8') + row('TG-2', '1;3', '81.00') + row('TG-4', '9'),
  );
  assert.deepEqual(second, { listings: 3, tickets: 7, added: 1, changed: 1, unchanged: 1, twins: none });
  const { rows } = await pool.query('select * from listings where account_id = $1 order by remote_id', [accountId]);
  assert.deepEqual(
    rows.map((listing) => [listing.remote_id, listing.price, listing.seats.length]),
    [
      ['TG-1', 8_000, 4],
      ['TG-2', 8_100, 2],
      ['TG-3', 900, 50],
      ['TG-4', 8_000, 1],
    ],
  );
  const { updated_at, ...stored } = rows[0];
  assert.deepEqual(stored, {
    account_id: accountId,
    remote_id: 'TG-1',
    pos: 'house',
    event: 'Harbor Lights Tour',
    venue: 'Bay Arena',
    event_at: Date.parse('2027-03-15T00:30:00Z'),
    section: '104',
    row: 'F',
    price: 8_000,
    currency: 'USD',
    split: 'any',
    seats: ['5', '6', '7', '8'],
    owners: [null, null, null, null],
  });
  assert.ok(rows[1].updated_at >= updated_at);
});

test('one bad row, and nothing is imported', async () => {
  const accountId = await makeAccount(pool);
  const refused = await importInto({ accountId }, header + row('TG-1', '5-8') + row('TG-2', '8-5'));
  assert.deepEqual(refused, {
    errors: [{ line: 3, column: 'seats', message: 'seats "8-5" runs backwards; write 5-8' }],
    more: 0,
  });
  assert.equal(await seatsOf(accountId, 'TG-1'), undefined);
});

test('a failure in the middle of the writing leaves nothing behind', async () => {
  const accountId = await makeAccount(pool);
  await importInto({ accountId }, header + row('TG-0001', '1-2'));
  // The last chunk waits for a lock on the one changed listing and gives up, after all the new ones were inserted.
  const impatient = openPool(pool.url, 2);
  impatient.on('connect', (client) => client.query("set lock_timeout = '50ms'"));
  const blocker = await pool.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select from listings where account_id = $1 for update', [accountId]);
    const many = Array.from({ length: 2_500 }, (_, index) => row(`TG-${1_000 + index}`, '1-4')).join('');
    const csv = header + row('TG-0001', '1-3') + many;
    await assert.rejects(importInto({ pool: impatient, accountId }, csv), { code: '55P03' });
  } finally {
    await blocker.query('rollback');
    blocker.release();
    await impatient.end();
  }
  const { rows } = await pool.query(
    'select remote_id, cardinality(seats) as tickets from listings where account_id = $1',
    [accountId],
  );
  assert.deepEqual(rows, [{ remote_id: 'TG-0001', tickets: 2 }]);
});

test('tickets that orders own survive every import with their owners', async () => {
  const accountId = await makeAccount(pool);
  const [ours, theirs] = [randomUUID(), randomUUID()];
  await importInto({ accountId }, header + row('TG-1', '5-8') + row('TG-2', '', '80.00', '4'));
  await claim(accountId, 'TG-1', [ours, ours, null, null]);
  await claim(accountId, 'TG-2', [null, theirs, null, null]);
  const csv = header + row('TG-1', '6-9') + row('TG-2', '', '80.00', '2');
  assert.deepEqual(await importInto({ accountId }, csv), {
    listings: 2,
    tickets: 6,
    added: 0,
    changed: 2,
    unchanged: 0,
    twins: none,
  });
  assert.deepEqual(await seatsOf(accountId, 'TG-1'), ['6', '7', '8', '9', '5']);
  assert.deepEqual(await ownersOf(pool, accountId, 'TG-1'), [ours, null, null, null, ours]);
  assert.deepEqual(await ownersOf(pool, accountId, 'TG-2'), [null, theirs]);
  const again = await importInto({ accountId }, csv);
  assert.deepEqual(again, { listings: 2, tickets: 6, added: 0, changed: 0, unchanged: 2, twins: none });
});

test('seats cannot take the place of owned general-admission tickets', async () => {
  const accountId = await makeAccount(pool);
  await importInto({ accountId }, header + row('TG-1', '', '80.00', '4') + row('TG-2', '', '80.00', '4'));
  await claim(accountId, 'TG-2', [randomUUID(), null, null, null]);
  const refused = await importInto({ accountId }, header + row('TG-1', '1-4') + row('TG-2', '1-4'));
  assert.ok('errors' in refused);
  assert.equal(refused.errors.length, 1);
  assert.equal(refused.errors[0]?.line, 3);
  assert.match(refused.errors[0]?.message ?? '', /from general admission to numbered seats: orders own some/);
  assert.deepEqual(await seatsOf(accountId, 'TG-1'), [null, null, null, null]);
});

test('a listing stays in its POS, and in its account', async () => {
  const [accountId, stranger] = [await makeAccount(pool), await makeAccount(pool)];
  await importInto({ accountId, pos: 'bridge' }, header + row('TG-1', '1-4'));
  const refused = await importInto({ accountId }, header + row('TG-1', '1-4'));
  assert.ok('errors' in refused);
  assert.equal(refused.errors[0]?.message, 'remote_id "TG-1" stands in the POS bridge already');
  const elsewhere = await importInto({ accountId: stranger }, header + row('TG-1', '7'));
  assert.ok('added' in elsewhere && elsewhere.added === 1);
  assert.equal((await seatsOf(accountId, 'TG-1'))?.length, 4);
});

/** Resolves when some statement waits for a lock on the listings. */
async function someoneWaits(): Promise<void> {
  const look = () =>
    pool.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'`,
    );
  await eventually(look, ({ rowCount }) => (rowCount ?? 0) > 0);
}

test('while an import waits, holds on listings that it does not change go on; and its merge sees who came first', async () => {
  const hub = await startTestHub({ databaseUrl: pool.url });
  const blocker = await pool.connect();
  try {
    const connection = await makeConnection(pool);
    const { accountId } = connection;
    await importInto({ accountId }, header + row('TG-1', '1-4') + row('TG-5', '1-4') + row('TG-9', '1-4'));
    const order = randomUUID();
    await blocker.query('begin');
    await claim(accountId, 'TG-5', [null, order, order, null], blocker as unknown as Pool);
    const importing = importInto({ accountId }, header + row('TG-1', '1-4') + row('TG-5', '3-6') + row('TG-9', '1-4'));
    await someoneWaits();
    for (const remoteId of ['TG-1', 'TG-9']) {
      const hold = { global_id: randomUUID(), remote_id: remoteId, quantity: 2 };
      const { status } = await callerWith(hub, connection)('POST', '/oi/v1/holds', hold);
      assert.equal(status, 201, `a hold on ${remoteId} while the import waits`);
    }
    await blocker.query('commit');
    const { listings, added, changed, unchanged } = (await importing) as Imported;
    assert.deepEqual([listings, added, changed, unchanged], [3, 0, 1, 2]);
    assert.deepEqual(await seatsOf(accountId, 'TG-5'), ['3', '4', '5', '6', '2']);
    assert.deepEqual(await ownersOf(pool, accountId, 'TG-5'), [order, null, null, null, order]);
    assert.equal((await ownersOf(pool, accountId, 'TG-1')).filter(Boolean).length, 2);
  } finally {
    await blocker.query('rollback');
    blocker.release();
    await hub.close();
  }
});

test('a hold that comes between comparing and writing can make the whole file impossible', async () => {
  const accountId = await makeAccount(pool);
  await importInto({ accountId }, header + row('TG-1', '', '80.00', '4'));
  const blocker = await pool.connect();
  try {
    await blocker.query('begin');
    await claim(accountId, 'TG-1', [randomUUID(), null, null, null], blocker as unknown as Pool);
    const importing = importInto({ accountId }, header + row('TG-1', '1-4') + row('TG-2', '1-4'));
    await someoneWaits();
    await blocker.query('commit');
    const refused = await importing;
    assert.ok('errors' in refused);
    assert.equal(refused.errors[0]?.line, 2);
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
  assert.equal(await seatsOf(accountId, 'TG-2'), undefined);
});

test('two imports of the same new listings at once: both succeed, and there is one of each', async () => {
  const accountId = await makeAccount(pool);
  const ids = Array.from({ length: 3_000 }, (_, index) => `TG-${index}`);
  const [some, others] = [ids, ids.toReversed()].map((order) => header + order.map((id) => row(id, '1-2')).join(''));
  const results = await Promise.all([some, others].map((csv) => importInto({ accountId }, csv as string)));
  const added = results.map((result) => ('added' in result ? result.added : Number.NaN));
  assert.equal((added[0] ?? 0) + (added[1] ?? 0), 3_000);
  const { rows } = await pool.query('select count(*) from listings where account_id = $1', [accountId]);
  assert.equal(rows[0].count, 3_000);
});

test('100,000 listings', async (t) => {
  const accountId = await makeAccount(pool);
  const csv = demoListings({ count: 100_000, seed: 1, from: new Date('2026-11-22T12:00:00Z') });
  // Most of a real inventory is a handful of seats; lawns of 400 would only measure the disk.
  const seated = csv.split('\n').filter((line) => !/,,\d{3},/.test(line));
  const count = seated.length - 2;
  for (const [what, added] of [
    ['new', count],
    ['unchanged', 0],
  ] as const) {
    const begun = performance.now();
    const imported = await importInto({ accountId }, seated.join('\n'));
    assert.ok('added' in imported, JSON.stringify(imported));
    assert.deepEqual([imported.listings, imported.added, imported.unchanged], [count, added, count - added]);
    t.diagnostic(`${count} ${what}, ${imported.tickets} tickets: ${Math.round(performance.now() - begun)} ms`);
  }
});

test('seats that stand in two listings are found in the file and on the shelf, and imported all the same', async () => {
  const accountId = await makeAccount(pool);
  const here = row('TG-1', 'A5-A8');
  assert.deepEqual(await twinsAfter(accountId, here + row('TG-2', 'A8-A9')), ['A8 in TG-1,TG-2']);
  assert.deepEqual(await twinsAfter(accountId, here), ['A8 in TG-1,TG-2'], 'as they were');
  assert.deepEqual(await twinsAfter(accountId, row('TG-2', 'A9')), [], 'it was mended');
  const otherwise = row('TG-3', 'a6;a7').replace('Harbor Lights Tour', 'HARBOR  lights tour').replace('104', ' 104 ');
  assert.deepEqual(await twinsAfter(accountId, otherwise), ['A6,A7 in TG-1,TG-3'], 'whatever the case and the spaces');
  for (const [from, to] of [
    ['19:30', '20:30'],
    ['Bay Arena', 'Cliff Arena'],
    ['104', '105'],
    [',F,', ',G,'],
  ] as const) {
    const moved = row('MOVED', 'A5').replace(from, to);
    assert.deepEqual(await twinsAfter(accountId, moved), [], to);
  }
  assert.deepEqual(await twinsAfter(accountId, row('GA-1', '', '9', '5') + row('GA-2', '', '9', '5')), []);
  assert.deepEqual(await twinsAfter(await makeAccount(pool), here), [], 'of another account');
});
