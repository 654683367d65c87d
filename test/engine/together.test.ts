// Statements that leave as one message: what they are answered with, as the pool would read it, and what comes of a failure.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import type pg from 'pg';
import { begin, commit, openBatchPool, type Statement } from '../../src/db/pool.ts';
import { sendTogether } from '../../src/db/together.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

let pool: TestPool;
let client: pg.PoolClient;
before(async () => {
  pool = await openTestPool(1, openBatchPool);
  await pool.query(
    'create table notes (note text primary key, other text references notes deferrable initially deferred)',
  );
});
after(() => pool.close());
beforeEach(async () => {
  client = await pool.connect();
});
afterEach(() => client.release());

const read: Statement = {
  name: 'read',
  text: `select $1 as text, $2::text[] as texts, timestamptz '2026-11-22 17:00:00.123Z' as at, 7::bigint as big, null as nothing`,
  values: ['a', ['plain', 'a "b" \\ c,{d}', '', null]],
};
const write = (note: string, other = note): Statement => ({
  name: 'write',
  text: 'insert into notes (note, other) values ($1, $2)',
  values: [note, other],
});
const notes = async (): Promise<string[]> =>
  (await client.query<{ note: string }>('select note from notes order by note')).rows.map(({ note }) => note);

it('each is answered with its own rows, the first time and every other time', async () => {
  const whole = { text: 'a', texts: read.values[1], at: Date.UTC(2026, 10, 22, 17, 0, 0, 123), big: 7, nothing: null };
  const { connection } = client as unknown as { connection: { describe: (what: object) => void } };
  const { describe } = connection;
  let described = 0;
  connection.describe = (what) => {
    described += 1;
    describe.call(connection, what);
  };
  for (const isNew of [true, false]) {
    described = 0;
    const [began, first, second, ended] = await sendTogether(client, (db) =>
      Promise.all([
        db.query(begin),
        db.query(read),
        db.query({ ...read, name: 'read_again', values: ['b', []] }),
        db.query(commit),
      ]),
    );
    assert.equal(described, isNew ? 4 : 0, 'what rows look like is asked once');
    assert.deepEqual(first.rows, [whole]);
    assert.deepEqual(second.rows, [{ ...whole, text: 'b', texts: [] }]);
    assert.deepEqual(
      [began, ended].map(({ command }) => command),
      ['BEGIN', 'COMMIT'],
    );
  }
  assert.deepEqual((await client.query(read)).rows, [whole], 'what is prepared is prepared for both ways to ask');
});

it('one that fails fails all, nothing is stored, and the connection goes on', async () => {
  const all = sendTogether(client, (db) =>
    Promise.allSettled([db.query(begin), db.query(write('x')), db.query(write('x')), db.query(commit)]),
  );
  const reasons = (await all).map((end) => (end.status === 'rejected' ? end.reason.code : end.status));
  assert.deepEqual(reasons, ['23505', '23505', '23505', '23505']);
  await client.query('rollback');
  assert.deepEqual(await notes(), []);
});

it('one that failed when it was new works when it is sent again', async () => {
  const divide = (by: string): Statement => ({ name: 'divide', text: 'select 6 / $1::integer as part', values: [by] });
  await assert.rejects(
    sendTogether(client, (db) => db.query(divide('0'))),
    { code: '22012' },
  );
  assert.deepEqual((await sendTogether(client, (db) => db.query(divide('2')))).rows, [{ part: 3 }]);
});

it('a single one that the server cannot keep in the end is not told as done', async () => {
  const dangling = sendTogether(client, (db) => db.query(write('y', 'of nobody')));
  await assert.rejects(dangling, { code: '23503' });
  assert.deepEqual(await notes(), []);
});

it('nothing waits on, and nothing is kept, when they were answered or have failed', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const unsound: Statement = { name: 'unsound', text: 'select 1 / $1::integer', values: ['0'] };
  for (let time = 1; time <= 5; time++) {
    await sendTogether(client, (db) => Promise.all([db.query(begin), db.query(read), db.query(commit)]));
    const [failed] = await sendTogether(client, (db) => Promise.allSettled([db.query(unsound)]));
    assert.equal(failed.status, 'rejected');
  }
  assert.equal(timers(), before);
});

it('whoever waits is told when the connection dies', async () => {
  const suicide: Statement = { name: 'die', text: 'select pg_terminate_backend(pg_backend_pid())', values: [] };
  const all = sendTogether(client, (db) => Promise.allSettled([db.query(read), db.query(suicide), db.query(commit)]));
  assert.deepEqual(
    (await all).map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
});
