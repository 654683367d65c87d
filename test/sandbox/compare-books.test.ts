// Comparing books finds what is wrong: each breach is made in the database, behind the hub's back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Comparison, compareBooks } from '../../src/sandbox/compare-books.ts';
import { type RunningMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import { ticketEvolution } from '../../src/sandbox/ticket-evolution/ticket-evolution.ts';
import { makeConnection, makeListings, startTestHub, type TestConnection, type TestHub } from '../support/hub.ts';

let hub: TestHub;

before(async () => {
  hub = await startTestHub();
});

after(() => hub.close());

const wellBehaved = { forbiddenSplit: 0, tooMany: 0, unknownListing: 0, releasesFirst: 0, forgets: 0 };

type Traded = { connection: TestConnection; sandbox: RunningMarketplace; compare: () => Promise<Comparison> };

/** Eight deals of two on two listings of eight: all of them sold, released, or left held. */
async function trade(habits: Record<string, number>, seats: string[] | number = [...'12345678']): Promise<Traded> {
  const connection = await makeConnection(hub.pool);
  const remoteIds = await makeListings(hub.pool, connection.accountId, [{ seats }, { seats }]);
  const sandbox = startMarketplace(ticketEvolution, {
    hubUrl: hub.url,
    apiKey: connection.apiKey,
    listings: remoteIds.map((remoteId) => ({ remoteId, quantities: [2], tickets: 8 })),
    seed: 1,
    shoppers: 2,
    deals: 8,
    timing: { thinkMs: [0, 0], lateByMs: 0 },
    habits: { ...wellBehaved, ...habits },
  });
  await sandbox.done;
  await sandbox.stop();
  const { lines } = sandbox.book;
  const compare = () => compareBooks({ hubUrl: hub.url, books: [sandbox], tickets: sandbox.tickets(), concurrency: 3 });
  const before = await compare();
  assert.deepEqual(before, { compared: lines.length, differences: [], unfinished: [] });
  return { connection, sandbox, compare };
}

/** Changes the rows of one line that is believed so, or of all. Returns its global id. */
async function tamper({ connection }: Traded, change: string, state: string): Promise<string> {
  const { rows } = await hub.pool.query<{ global_id: string }>(
    `update orders set ${change} where account_id = $1 and global_id =
       (select min(global_id) from orders where account_id = $1 and state = $2) returning global_id`,
    [connection.accountId, state],
  );
  assert.equal(rows.length, 1, `there is an order that is ${state}`);
  return rows[0]?.global_id ?? '';
}

describe('comparing books finds', () => {
  it('a sale that is gone', async () => {
    const traded = await trade({ fraud: 0 });
    const globalId = await tamper(traded, `state = 'released'`, 'confirmed');
    const { differences } = await traded.compare();
    assert.deepEqual(differences, [
      `${globalId}: it stood as confirmed, and asked to look the hub said released (200).`,
    ]);
  });

  it('another invoice', async () => {
    const traded = await trade({ fraud: 0 });
    const globalId = await tamper(traded, `invoice_id = 'forged'`, 'confirmed');
    const { differences } = await traded.compare();
    assert.equal(differences.length, 1);
    assert.match(differences[0] ?? '', new RegExp(`^${globalId}: .* the hub has invoice forged\\.$`));
  });

  it('other seats, and the seat that is in two lines by that', async () => {
    const traded = await trade({ fraud: 0, forgets: 1 });
    const { accountId } = traded.connection;
    const { rowCount } = await hub.pool.query(
      `update orders set seats = other.seats from orders other
       where orders.account_id = $1 and other.account_id = $1 and orders.remote_id = other.remote_id
         and orders.global_id = (select min(global_id) from orders where account_id = $1 and state = 'held')
         and other.global_id = (select max(global_id) from orders o where account_id = $1 and state = 'held'
           and o.remote_id = orders.remote_id)`,
      [accountId],
    );
    assert.equal(rowCount, 1);
    const { differences } = await traded.compare();
    assert.equal(differences.filter((sentence) => /its seats were/.test(sentence)).length, 1);
    assert.equal(differences.filter((sentence) => /^Seat . of .* is in two lines: /.test(sentence)).length, 2);
  });

  it('a ticket that stands in two books', async () => {
    const { sandbox } = await trade({ fraud: 0, forgets: 1 });
    const books = [sandbox, sandbox];
    const { compared, differences } = await compareBooks({ hubUrl: hub.url, books });
    assert.equal(compared, 2 * sandbox.book.lines.length);
    assert.equal(differences.length, 2 * sandbox.summary().held, 'every ticket that is held');
    for (const sentence of differences) assert.match(sentence, /^Seat . of .* is in two lines: /);
  });

  it('more places given out than there are', async () => {
    const traded = await trade({ fraud: 0 }, 8);
    const fewer = new Map([...traded.sandbox.tickets().keys()].map((remoteId) => [remoteId, 1]));
    const { differences } = await compareBooks({ hubUrl: hub.url, books: [traded.sandbox], tickets: fewer });
    assert.ok(differences.length > 0);
    for (const sentence of differences) assert.match(sentence, /has 1 tickets, and \d+ are given out/);
  });

  it('a hold that came back to life', async () => {
    const traded = await trade({ fraud: 1 });
    const globalId = await tamper(traded, `state = 'held'`, 'released');
    const { differences } = await traded.compare();
    assert.ok(differences.some((sentence) => sentence.startsWith(`${globalId}: it stood as released`)));
  });

  it('an order that has not come to rest', async () => {
    const traded = await trade({ fraud: 0 });
    const globalId = await tamper(traded, `state = 'stuck'`, 'confirmed');
    const { unfinished } = await traded.compare();
    assert.deepEqual(unfinished, [`${globalId}: the hub says stuck`]);
  });

  it('a book that is not this hub’s', async () => {
    const traded = await trade({ fraud: 0 });
    const stranger = await makeConnection(hub.pool);
    const { lines } = traded.sandbox.book;
    const { differences } = await compareBooks({
      hubUrl: hub.url,
      books: [{ ...traded.sandbox, apiKey: stranger.apiKey }],
    });
    assert.ok(differences.filter((sentence) => /hold_unknown \(404\)/.test(sentence)).length === lines.length);
  });
});
