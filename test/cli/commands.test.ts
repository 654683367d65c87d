// The command line as its users meet it: real processes, exit codes, one JSON document on stdout, sentences on stderr.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commands } from '../../src/cli/commands.ts';
import { helpOf } from '../../src/cli/help.ts';
import { openPool } from '../../src/db/pool.ts';
import { exampleFile } from '../../src/import/example-file.ts';
import { version } from '../../src/version.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { testSecretKey } from '../support/hub.ts';
import { type Ended, runHoldfast } from './run-holdfast.ts';

const csv = `remote_id,event,venue,event_at,section,row,seats,quantity,price,currency,split
TG-1,The Night Owls,Harbour Hall,2027-03-01T20:00:00Z,112,C,5-8,,125.00,USD,any
TG-2,The Night Owls,Harbour Hall,2027-03-01T20:00:00Z,Floor,,,40,80.00,USD,any
`;

describe('the command line', { concurrency: 2 }, () => {
  let database: TestDatabase;
  let folder: string;
  let accountId: string;

  before(async () => {
    database = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
    accountId = document(await holdfast('account', 'create', 'Front Row', '--json')).account_id as string;
  });

  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  function holdfast(...words: string[]): Promise<Ended> {
    return runHoldfast(words, { DATABASE_URL: database.url, DATA_DIR: folder, HOLDFAST_SECRET_KEY: testSecretKey });
  }

  it('lists its commands, and explains each with an example', async () => {
    const overview = await holdfast();
    assert.equal(overview.code, 0);
    const names = Array.from(
      overview.stdout.matchAll(/^ {2}([a-z]+(?: [a-z-]+)?) {2,}\S/gm),
      ([, name]) => name as string,
    );
    assert.deepEqual(names.slice(0, 3), ['start', 'demo', 'status']);
    assert.deepEqual(names, Object.keys(commands));
    for (const [name, load] of Object.entries(commands)) {
      assert.match((await load()).help, /^ {2}(holdfast|npm)/m, `${name} has an example`);
    }
    const rows = new Set(exampleFile.split('\n').map((row) => `  ${row}`));
    const helps = Object.entries(commands).map(async ([name, load]) => helpOf(name, await load()));
    const lines = [overview.stdout, ...(await Promise.all(helps))].join('\n').split('\n');
    const long = lines.filter((line) => line.length > 80 && !rows.has(line));
    assert.deepEqual(long, [], 'all but the rows of a file fit a terminal of 80 columns');
    const help = await holdfast('account', 'create', '--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: holdfast account create/);
    assert.match(help.stdout, /^ {2}holdfast/m);
  });

  it('may be run as it lies in the repository, as npx does', async () => {
    await access(fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url)), constants.X_OK);
  });

  it('says which Holdfast it is', async () => {
    const { code, stdout } = await holdfast('--version');
    assert.equal(code, 0);
    assert.equal(stdout, `holdfast ${version}\n`);
    assert.deepEqual(document(await holdfast('--version', '--json')), { version });
  });

  it('exits with 2 on wrong usage, with how it is used on stderr and nothing on stdout', async () => {
    for (const words of [
      ['account', 'create'],
      ['connect', '--account', accountId],
      ['verify', '--fast'],
    ]) {
      const { code, stdout, stderr } = await holdfast(...words);
      assert.equal(code, 2, words.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /Usage: holdfast/);
    }
  });

  it('says in a line what is wrong with the words, and what is near to them', async () => {
    const cases: [string[], RegExp][] = [
      [['orders'], /^holdfast: there is no command "orders"\n\nThere are:\n\n {2}order show .*\n {2}order reject /],
      [['alerts'], /\n {2}alerts list .*\n(.*\n)+"holdfast --help" lists them all\.\n$/],
      [['sell'], /^holdfast: there is no command "sell"\n\n"holdfast --help" lists them all\.\n$/],
      [['verify', 'now'], /^holdfast verify: "now" is not expected here\n\nUsage: holdfast verify\n/],
      [['alerts', 'list', '--acount', accountId], /^holdfast alerts list: there is no option --acount\n/],
      [['alerts', 'list', '--account'], /^holdfast alerts list: --account needs a value\n/],
      [['verify', '--json=yes'], /^holdfast verify: --json takes no value\n/],
      [['alerts', 'list'], /--account is missing: "holdfast account list" shows the ids\n/],
    ];
    for (const [words, told] of cases) {
      const { code, stdout, stderr } = await holdfast(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.match(stderr, told);
      assert.ok(stderr.split('\n').length < 16, 'the words are still to be seen');
    }
    const dataDir = join(folder, 'never-made');
    assert.equal((await runHoldfast(['key', 'list'], { DATA_DIR: dataDir })).code, 2);
    await assert.rejects(access(dataDir), 'no database is made for words that are wrong');
  });

  it('helps with a command, and with all that begin with a word', async () => {
    for (const words of [
      ['order', '--help'],
      ['help', 'order'],
    ]) {
      const { code, stdout, stderr } = await holdfast(...words);
      assert.deepEqual([code, stderr], [0, ''], words.join(' '));
      assert.match(stdout, /^There are:\n\n {2}order show /);
    }
    assert.match((await holdfast('help', 'order', 'show')).stdout, /^Usage: holdfast order show/);
    assert.match((await holdfast('help')).stdout, /^Holdfast: one ticket, one sale\./);
  });

  it('shows the rules as they are where none is named', async () => {
    const rules = ['account', 'rules', '--account', accountId];
    await holdfast(...rules, '--auto-reject', 'before-deadline', '--margin', '30');
    const { stdout } = await holdfast(...rules);
    assert.match(stdout, /^Sales that cannot be filled are rejected 30 minutes before .*\nTickets that are set aside/);
    await holdfast(...rules, '--auto-reject', 'never');
    assert.deepEqual(document(await holdfast(...rules, '--json')), { auto_reject: null, provisional_gives_way: false });
    assert.equal((await holdfast(...rules, '--margin', '5')).code, 2);
    const ofPos = await holdfast('pos', 'rules', '--account', accountId, '--pos', 'house', '--when-away', 'refuse');
    assert.match(ofPos.stderr, /there is no POS "house" that could be away; there are: bridge, /);
  });

  it('lists the accounts, and says of a new one that another has its name', async () => {
    const { accounts } = document(await holdfast('account', 'list', '--json')) as { accounts: { name: string }[] };
    assert.deepEqual(accounts, [{ account_id: accountId, name: 'Front Row' }]);
    const { stdout } = await holdfast('account', 'list');
    assert.equal(stdout, `${accountId}  Front Row\n`);
    const other = document(await holdfast('account', 'create', 'Front Row', '--json'));
    assert.deepEqual(other.same_name, [accountId]);
    assert.notEqual(other.account_id, accountId);
    const alone = await holdfast('account', 'create', 'Back Row');
    assert.match(alone.stdout, /^Account "Back Row" is \S+\.\nNext: /);
    const third = await holdfast('account', 'create', 'Front Row');
    assert.match(
      third.stdout,
      new RegExp(`This is another account: ${accountId}, ${other.account_id} had that name before`),
    );
  });

  it('exits with 1 and one document when it fails, in a plain sentence without a stack', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    const missing = join(folder, 'missing.json');
    for (const words of [
      ['connect', '--account', nobody, '--marketplace', 'ticket-evolution'],
      ['connect', '--account', 'me', '--marketplace', 'ticket-evolution'],
      ['connect', '--account', accountId, '--marketplace', 'ticket-evolution', '--settings', missing],
      ['pos', 'connect', '--account', accountId, '--pos', 'bridge', '--settings', missing],
      ['order', 'show', '--account', accountId, '--marketplace', 'ticket-evolution', 'never'],
      ['key', 'revoke', '--account', accountId, 'abcdefghijkl'],
    ]) {
      const { code, stdout, stderr } = await holdfast(...words, '--json');
      assert.equal(code, 1, `${words.join(' ')}: ${stderr}`);
      const { error } = JSON.parse(stdout);
      assert.equal(typeof error, 'string');
      if (words.includes(nobody))
        assert.match(error, /^There is no account .* in the database that DATABASE_URL names\. /);
      assert.doesNotMatch(stderr, /\n {4}at /, words.join(' '));
    }
  });

  it('imports, connects, shows, revokes and verifies', async () => {
    const file = join(folder, 'listings.csv');
    await writeFile(file, csv);
    const imported = document(await holdfast('import', '--account', accountId, file, '--json'));
    assert.equal(imported.listings, 2);
    assert.equal(imported.tickets, 44);
    const connected = document(
      await holdfast('connect', '--account', accountId, '--marketplace', 'ticket-evolution', '--json'),
    );
    assert.match(connected.api_key as string, /^hfk_[0-9A-Za-z]{50}$/);
    const assumed = connected.at_cautious_default as string[];
    assert.ok(assumed.includes('hold_lifetime_seconds'), 'nothing public says how long a hold stands');
    assert.ok(!assumed.includes('poll_seconds'), 'that is published');
    assert.ok(assumed.includes('key_header'), 'nor in which header its key comes');
    const again = await holdfast('connect', '--account', accountId, '--marketplace', 'ticket-evolution');
    assert.ok(again.stdout.includes(`(connection ${connected.connection_id})`), 'one connection, another key');
    assert.match(again.stdout, /It has no credentials: nothing can be asked of it/);
    const keyId = (connected.api_key as string).slice(4, 16);
    assert.equal(document(await holdfast('key', 'revoke', '--account', accountId, keyId, '--json')).revoked, true);
    const keys = document(await holdfast('key', 'list', '--account', accountId, '--json')).keys as {
      revoked_at: string | null;
    }[];
    assert.deepEqual(
      keys.map((key) => key.revoked_at !== null),
      [true, false],
    );
    const verified = await holdfast('verify', '--json');
    assert.equal(verified.code, 0);
    assert.deepEqual(JSON.parse(verified.stdout), { tickets: 44, orders: 0, violations: [], notes: [] });
  });

  it('pauses a connection and resumes it, each once on record', async () => {
    const words = ['--account', accountId, '--marketplace', 'ticket-evolution', '--json'];
    const pool = openPool(database.url, 1);
    const pausedAt = async (): Promise<Date | null> => {
      const { rows } = await pool.query<{ paused_at: Date | null }>('select paused_at from connections');
      return rows[0]?.paused_at ?? null;
    };
    try {
      assert.equal(document(await holdfast('connection', 'pause', ...words)).paused, true);
      const since = await pausedAt();
      assert.ok(since);
      assert.equal(document(await holdfast('connection', 'pause', ...words)).paused, true);
      assert.deepEqual(await pausedAt(), since, 'it is paused since it was');
      assert.equal(document(await holdfast('connection', 'resume', ...words)).paused, false);
      assert.equal(await pausedAt(), null);
      const { rows } = await pool.query<{ did: string }>(
        "select did from deeds where what in ('connection.paused', 'connection.resumed') order by at",
      );
      assert.deepEqual(
        rows.map(({ did }) => did),
        ['paused Ticket Evolution', 'resumed Ticket Evolution'],
      );
    } finally {
      await pool.end();
    }
    const nowhere = await holdfast('connection', 'pause', '--account', accountId, '--marketplace', 'axs', '--json');
    assert.equal(nowhere.code, 1);
    assert.match(JSON.parse(nowhere.stdout).error, /not connected to AXS/);
  });

  it('names what is wrong with settings, and seals what is right', async () => {
    const file = join(folder, 'bridge.json');
    const words = ['pos', 'connect', '--account', accountId, '--pos', 'bridge', '--settings', file, '--json'];
    await writeFile(file, '{"url": "http://127.0.0.1:1"}');
    assert.match(JSON.parse((await holdfast(...words)).stdout).error, /key/);
    await writeFile(file, '{"url": "http://127.0.0.1:1", "key": "correct horse"}');
    assert.equal((await holdfast(...words)).code, 0);
    const pool = openPool(database.url, 1);
    const { rows } = await pool.query<{ settings: Buffer }>('select settings from points_of_sale');
    const { rows: deeds } = await pool.query<{ did: string }>("select did from deeds where what = 'pos.connected'");
    assert.deepEqual(deeds, [{ did: 'connected the POS REST bridge' }]);
    await pool.end();
    assert.equal(rows.length, 1);
    assert.ok(!rows[0]?.settings.includes('horse'), 'the credential is not readable in the database');
  });

  it('settles an order that is stuck as a person says, and tells what else could be said', async () => {
    const connected = document(
      await holdfast('connect', '--account', accountId, '--marketplace', 'tickpick', '--json'),
    );
    const pool = openPool(database.url, 1);
    await pool.query(
      `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, quantity,
         marketplace_order_id, attempts, entries, created_at)
       values ($1, gen_random_uuid(), $2, 'tickpick', 'instant_notification', '552011', 'stuck', false, 2, '552011', 0, 0, now())`,
      [accountId, connected.connection_id],
    );
    const settle = (...words: string[]) =>
      holdfast('order', 'settle', '--account', accountId, '--marketplace', 'tickpick', ...words, '552011', '--json');
    try {
      const refused = await settle('--as', 'invoiced', '--invoice', '7');
      assert.equal(refused.code, 1);
      assert.match(JSON.parse(refused.stdout).error, /It can be settled as unfilled, cancelled, duplicate\./);
      assert.equal((await settle('--as', 'sold')).code, 2);
      assert.equal((await settle('--as', 'cancelled', '--invoice', '7')).code, 2);
      assert.equal(document(await settle('--as', 'cancelled')).state, 'cancelled');
      const { rows } = await pool.query<{ line: string }>(
        `select exchanges -> 0 -> 'request' ->> 'line' as line from journal where account_id = $1`,
        [accountId],
      );
      assert.match(rows[0]?.line ?? '', /^\S+ at the command line: settle as cancelled, on their word$/);
    } finally {
      await pool.end();
    }
  });

  it('verify exits with 1 and names each violation, and notes seats that stand in two listings', async () => {
    const own = await openTestDatabase();
    try {
      const pool = openPool(own.url, 1);
      await pool.query(`insert into listings (account_id, remote_id, event, venue, event_at, price, currency, split, seats, owners, updated_at)
        select '00000000-0000-4000-8000-000000000001', l.remote_id, 'E', 'V', now() + interval '1 day', 1, 'USD', 'any', '{1}', array[l.owner], now()
        from (values ('TG-9', gen_random_uuid()), ('TG-10', null)) l (remote_id, owner)`);
      await pool.end();
      const { code, stdout } = await runHoldfast(['verify', '--json'], { DATABASE_URL: own.url });
      assert.equal(code, 1);
      const { violations, notes } = JSON.parse(stdout);
      assert.equal(violations.length, 1);
      assert.deepEqual(notes, ['Seat 1, E, is held in TG-9 and still for sale in TG-10.']);
      const [violation] = violations;
      assert.equal(violation.invariant, 'one-owner-per-ticket');
      assert.match(violation.sentence, /TG-9/);
    } finally {
      await own.close();
    }
  });

  it('start refuses a setting that it cannot use, and says which', async () => {
    const { code, stderr } = await runHoldfast(['start'], { DATABASE_URL: database.url, PORT: 'eighty' });
    assert.equal(code, 1);
    assert.match(stderr, /PORT is "eighty"; it must be a whole number/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });

  it('start ends where it cannot listen, and says so in a sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      for (const [settings, sentence] of [
        [{ PORT: `${port}` }, /^holdfast start: PORT is \d+, and something listens there already, .*\n$/],
        [{ PORT: '0', HOST: '192.0.2.1' }, /^holdfast start: HOST is "192\.0\.2\.1"; it must be an address .*\n$/],
      ] as const) {
        const { code, stderr } = await runHoldfast(['start', '--json'], {
          DATABASE_URL: database.url,
          DATA_DIR: folder,
          ...settings,
        });
        assert.equal(code, 1);
        assert.match(stderr, sentence);
      }
    } finally {
      other.close();
    }
  });

  it('start ends where it fails after it listens already', async () => {
    const own = await openTestDatabase();
    try {
      const pool = openPool(own.url, 1);
      await pool.query('alter table one_time_links rename to elsewhere');
      await pool.end();
      const { code, stdout } = await runHoldfast(['start', '--json'], {
        DATABASE_URL: own.url,
        DATA_DIR: folder,
        PORT: '0',
      });
      assert.deepEqual([code, JSON.parse(stdout)], [1, { error: 'relation "one_time_links" does not exist' }]);
    } finally {
      await own.close();
    }
  });

  it('says in a sentence why it cannot use a database, and not where in our code', async () => {
    const newer = await openTestDatabase();
    try {
      const pool = openPool(newer.url, 1);
      await pool.query(`insert into migrations (name, checksum) values ('9999-later.sql', 'x')`);
      await pool.end();
      for (const [url, sentence] of [
        [
          'postgres://holdfast@127.0.0.1:9/holdfast',
          /^holdfast account list: The database cannot be opened: .*ECONNREFUSED.*\.\n$/,
        ],
        [
          newer.url.replace(/[^/?]+(\?|$)/, 'not_there$1'),
          /^holdfast account list: The database cannot be opened: .*"not_there" does not exist\.\n$/,
        ],
        [
          newer.url,
          /^holdfast account list: The database has the migration 9999-later\.sql, .* written by a newer one\. .*\n$/,
        ],
      ] as const) {
        const { code, stderr } = await runHoldfast(['account', 'list'], { DATABASE_URL: url });
        assert.equal(code, 1);
        assert.match(stderr, sentence);
      }
    } finally {
      await newer.close();
    }
  });

  it('says in a sentence why the embedded database cannot start, and not where in our code', async () => {
    const dataDir = await mkdtemp(join(folder, 'data-'));
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'letters.txt'), 'somebody’s');
    const ended = await runHoldfast(['start'], { DATA_DIR: dataDir, PORT: '0' });
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /^holdfast start: .*holds files but no PostgreSQL database.*\n$/);
  });
});

function document({ code, stdout, stderr }: Ended): Record<string, unknown> {
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split('\n').length, 1, 'one document, and nothing else');
  return JSON.parse(stdout);
}
