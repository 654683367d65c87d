// `holdfast import` as a process: what it prints, and how it exits.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { insertImport } from '../../src/db/import-records.ts';
import { clockAheadBy, type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { makeAccount } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const good = `remote_id,event,venue,event_at,section,row,seats,quantity,price,currency,split
TG-1,Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,104,F,5-8,,125.00,USD,any
TG-2,Harbor Lights Tour,Bay Arena,2027-03-14T19:30:00-05:00,Floor,,,200,95.50,USD,2;4
`;

let pool: TestPool;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
  pool = await openTestPool();
});
after(async () => {
  await pool?.close();
  await rm(folder, { recursive: true, force: true });
});

const holdfast = (words: string[], input?: string): Promise<Ended> =>
  runHoldfast(['import', ...words], { DATABASE_URL: pool.url }, input);

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('a good file: exit 0, a sentence for people, a document with --json', async () => {
  const accountId = await makeAccount(pool);
  const path = await write('good.csv', good);
  assert.deepEqual(await holdfast(['--account', accountId, path]), {
    code: 0,
    stdout: 'Imported 2 listings with 204 tickets: 2 new, 0 changed, 0 as they were.\n',
    stderr: '',
  });
  const { code, stdout, stderr } = await holdfast(['--account', accountId, '--json', path]);
  assert.deepEqual([code, stderr], [0, '']);
  const counts = { listings: 2, tickets: 204, added: 0, changed: 0, unchanged: 2 };
  assert.deepEqual(JSON.parse(stdout), { ...counts, seats_listed_twice: null });
});

test('an import that a hub is at is not taken for broken off, however far the clock of this machine is ahead', async () => {
  const accountId = (await makeAccount(pool)) as AccountId;
  const now = Date.now();
  const file = { pos: 'house', fileName: 'hub.csv', byName: 'a hub' };
  await insertImport(pool, { accountId, importId: randomUUID() }, file, { now, aliveUntil: now + 60_000 });
  const { code, stderr } = await runHoldfast(
    ['import', '--account', accountId, '-'],
    { DATABASE_URL: pool.url, ...clockAheadBy(3_600_000) },
    good,
  );
  assert.equal(code, 1);
  assert.match(stderr, /Another import into the account is under way/);
});

test('seats that stand in two listings are imported, and named', async () => {
  const accountId = await makeAccount(pool);
  await holdfast(['--account', accountId, '-'], good);
  const moved = good.replace('TG-1', 'TG-9').replace('5-8', '8-9');
  const { code, stdout } = await holdfast(['--account', accountId, '-'], moved);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `Imported 2 listings with 202 tickets: 1 new, 0 changed, 1 as they were.
1 seat stands in more than one listing, and each of them can sell it.
  Seat 8 of row F, section 104, Harbor Lights Tour, stands in TG-1 and in TG-9.
`,
  );
  const again = JSON.parse((await holdfast(['--account', accountId, '--json', '-'], moved)).stdout);
  assert.deepEqual(again.seats_listed_twice.first[0].remote_ids, ['TG-1', 'TG-9']);
});

test('- reads standard input', async () => {
  const { code, stdout } = await holdfast(['--account', await makeAccount(pool), '--json', '-'], good);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).added, 2);
});

test('a bad file: exit 1, its errors by line, and nothing imported', async () => {
  const accountId = await makeAccount(pool);
  const path = await write('bad.csv', good.replace('5-8', '8-5').replace('95.50', 'free'));
  const told = await holdfast(['--account', accountId, path]);
  assert.equal(told.code, 1);
  assert.equal(told.stdout, '');
  assert.equal(
    told.stderr,
    `holdfast import: ${path} has 2 errors; nothing was imported.
  line 2: seats "8-5" runs backwards; write 5-8
  line 3: price "free" is not a plain decimal number; write it like 1250.00
`,
  );
  const { code, stdout } = await holdfast(['--account', accountId, '--json', path]);
  assert.equal(code, 1);
  const { errors, more } = JSON.parse(stdout);
  assert.equal(more, 0);
  assert.deepEqual(errors[0], { line: 2, column: 'seats', message: 'seats "8-5" runs backwards; write 5-8' });
  const { rowCount } = await pool.query('select from listings where account_id = $1', [accountId]);
  assert.equal(rowCount, 0);
});

test('what cannot be imported: exit 1 and a plain sentence', async () => {
  const accountId = await makeAccount(pool);
  const path = await write('some.csv', good);
  const cases: [string[], RegExp][] = [
    [['--account', accountId, join(folder, 'none.csv')], /There is no file .*none\.csv\.\n$/],
    [['--account', accountId, folder], /is a folder, not a file\.\n$/],
    [['--account', randomUUID(), path], /There is no account /],
    [['--account', accountId, '--pos', 'bridge', path], /not connected to the POS bridge/],
  ];
  for (const [words, sentence] of cases) {
    const { code, stderr } = await holdfast(words);
    assert.equal(code, 1, stderr);
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /\n {4}at /, 'no stack');
  }
});

test('wrong usage: exit 2, with the help', async () => {
  const accountId = await makeAccount(pool);
  for (const words of [
    [],
    ['--account', accountId],
    ['listings.csv'],
    ['--account', accountId, 'one.csv', 'two.csv'],
    ['--account', accountId, '--pos', 'nowhere', 'one.csv'],
    ['--account', accountId, '--colour', 'one.csv'],
  ]) {
    const { code, stdout, stderr } = await holdfast(words);
    assert.equal(code, 2, words.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, /Usage: holdfast import --account ID/);
  }
});
