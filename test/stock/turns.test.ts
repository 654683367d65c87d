// Many stocks, and few places in which they are read: none that is slow, or long, keeps any other waiting, and none loses its
// own place by that.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeStockDue, takeStockPolls } from '../../src/db/stock-polls.ts';
import { stockLeaseMs } from '../../src/engine/stock-reader.ts';
import type { EngineRoom } from '../../src/engine-room.ts';
import type { SandboxPosOptions } from '../../src/sandbox/pos/sandbox-pos.ts';
import { openTestRoom } from '../engine/test-room.ts';
import { callerOf, eventually } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';
import { type BrokerWithStock, brokerWithStock } from './broker-with-stock.ts';

/** More than were ever read at once by a hub whose fifth waited for them. */
const slowOnes = 5;
/** By itself it is read once. */
const pollEveryMs = 86_400_000;

describe('the stock of a POS', () => {
  let pool: TestPool;
  const brokers: BrokerWithStock[] = [];
  const rooms: EngineRoom[] = [];
  before(async () => {
    pool = await openTestPool(3);
  });
  after(async () => {
    for (const { pos } of brokers) await pos.stop();
    for (const room of rooms) await room.close();
    await pool.close();
  });

  async function broker(remoteIds: readonly string[], options: SandboxPosOptions & { pollEveryMs?: number }) {
    const listings = remoteIds.map((remoteId) => ({ remoteId, seats: ['1'] }));
    const made = await brokerWithStock({ url: '', pool, call: callerOf('') }, listings, options);
    brokers.push(made);
    return made;
  }

  function openRoom(clock: () => number): EngineRoom {
    const room = openTestRoom(pool.url, clock);
    rooms.push(room);
    return room;
  }

  /** At whatever has been due for longest. */
  async function lookIn(
    room: EngineRoom,
    clock: () => number,
    how: Parameters<EngineRoom['stock']['look']>[1] = {},
  ): Promise<{ accountId: string; kind: string }> {
    // Due since a moment of this millisecond, by the database's finer clock: it is not over yet by ours.
    const now = clock() + 1;
    const [poll] = await takeStockPolls(pool, { now, leaseMs: stockLeaseMs, limit: 1 });
    assert.ok(poll, 'there is one that is due');
    const { kind } = await room.stock.look(poll, how);
    return { accountId: poll.accountId, kind };
  }

  it('is read while others are slow, which are asked no second time meanwhile and waited for at the end', async () => {
    const asked: number[] = [];
    const slow = await Promise.all(
      Array.from({ length: slowOnes }, (_, index) => broker(['TG-1'], { onCall: () => asked.push(index) })),
    );
    for (const { pos } of slow) pos.faults.always('groups', { kind: 'slow', ms: 19_000 });
    const room = openRoom(Date.now);
    room.follower.start();
    await eventually(
      async () => new Set(asked).size,
      (count) => count === slowOnes,
    );
    await pool.query("update stock_polls set lease_ends = now() - interval '1 second'");
    const quick = await broker(['TG-1', 'TG-2'], { pageSize: 1 });
    await quick.becomes('TG-2', '1:free');
    await quick.caughtUp();
    assert.equal(asked.length, slowOnes);
    const { rowCount } = await pool.query('select from stock_polls where lease_ends < now()');
    assert.equal(rowCount, slowOnes, 'nobody has taken from them what they were begun with');

    let isStopped = false;
    const stopped = room.follower.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isStopped, false, 'it is still at some');
    for (const { pos } of slow) await pos.stop();
    await stopped;
    await pool.query('update stock_polls set due_at = null');
  });

  it('is read in turns where it is long, each from where the one before ended, and what left it goes at its end', async () => {
    let skippedMs = 0;
    const clock = (): number => Date.now() + skippedMs;
    const asked: string[] = [];
    const onCall: SandboxPosOptions['onCall'] = ({ kind, about }) => {
      asked.push(about);
      if (kind === 'groups') skippedMs += 30_000;
    };
    const long = await broker(['TG-1', 'TG-2', 'TG-3'], { pageSize: 1, pollEveryMs, onCall });
    await broker(['TG-1'], { pollEveryMs });
    const room = openRoom(clock);
    const look = async (): Promise<string> => {
      const { accountId, kind } = await lookIn(room, clock);
      return `${accountId === long.accountId ? 'long' : 'short'}: ${kind}`;
    };

    assert.deepEqual(
      [await look(), await look(), await look(), await look()],
      ['long: more', 'short: read', 'long: more', 'long: read'],
    );
    assert.deepEqual(asked, ['', '1', '2']);

    long.pos.shelf.remove('TG-2');
    long.pos.shelf.forget();
    await makeStockDue(pool, { accountId: long.accountId, pos: 'bridge' }, clock(), 'everything');
    assert.equal(await look(), 'long: more');
    assert.equal(await long.shelf('TG-2'), '1:free');
    asked.length = 0;
    assert.equal(await look(), 'long: read');
    assert.deepEqual(asked, ['1'], 'its time was up before what left could be asked for by its name');
    room.follower.start();
    await long.becomes('TG-2', '');
    await room.follower.stop();
  });

  const atTheEnd = [
    { many: 30, looks: [['read', 30]] },
    {
      many: 501,
      looks: [
        ['more', 500],
        ['read', 501],
      ],
    },
  ];
  for (const { many, looks } of atTheEnd) {
    it(`goes group by group at its end where ${many} have left, as far as there is time`, async () => {
      let skippedMs = 0;
      const clock = (): number => Date.now() + skippedMs;
      const left = Array.from({ length: many }, (_, index) => `TG-${index}`);
      const { pos, accountId } = await broker([...left, 'TG-stays'], {
        ...{ pageSize: 1_000, pollEveryMs },
        onCall: ({ kind, about }) => {
          if (kind === 'groups' && about === '') skippedMs += 30_000;
        },
      });
      const room = openRoom(clock);
      assert.equal((await lookIn(room, clock)).kind, 'read');
      for (const remoteId of left) pos.shelf.remove(remoteId);
      pos.shelf.forget();
      await makeStockDue(pool, { accountId, pos: 'bridge' }, clock(), 'everything');
      const empty = `select from listings where account_id = $1 and owners = '{}'`;
      const isGone = async () => (await pool.query(empty, [accountId])).rowCount;
      for (const look of looks) assert.deepEqual([(await lookIn(room, clock)).kind, await isGone()], look);
    });
  }

  it('begins anew where its place is forgotten, and not before its time', async () => {
    let skippedMs = 0;
    const clock = (): number => Date.now() + skippedMs;
    const asked: string[] = [];
    const { accountId, standing } = await broker(['TG-1'], { pollEveryMs, onCall: ({ about }) => asked.push(about) });
    const room = openRoom(clock);
    await pool.query(`update stock_polls set cursor = '"lost"' where account_id = $1`, [accountId]);
    assert.equal((await lookIn(room, clock)).kind, 'failed');
    const { dueAt, trouble } = (await standing()) ?? {};
    assert.match(trouble ?? '', /the cursor is none of ours/);
    assert.ok((dueAt ?? 0) > clock() + 20_000);
    skippedMs += 30_000;
    assert.equal((await lookIn(room, clock, { goesOn: () => false })).kind, 'more');
    assert.equal((await standing())?.trouble, trouble, 'a hub that stops has read nothing that is any better');
    assert.equal((await lookIn(room, clock)).kind, 'read');
    assert.deepEqual(asked, ['lost', '']);
    assert.equal((await standing())?.trouble, null);
  });

  for (const [pages, takesMs] of [
    ['quick', 0],
    ['each a look of its own', 30_000],
  ] as const) {
    it(`is told of where a page further on is refused for long, though the first is read again and again, ${pages}`, async () => {
      let skippedMs = 0;
      const clock = (): number => Date.now() + skippedMs;
      let refuses = true;
      const onCall: SandboxPosOptions['onCall'] = ({ about }) => {
        skippedMs += takesMs;
        if (refuses && about === '') pos.faults.next('groups', { kind: 'refuse', code: 'bad_request' });
      };
      const { pos, accountId, shelf } = await broker(['TG-1', 'TG-2'], { pageSize: 1, pollEveryMs, onCall });
      const room = openRoom(clock);
      const alerts = 'select kind from alerts where account_id = $1 and over_at is null';
      const told = async () => (await pool.query(alerts, [accountId])).rows.map((alert) => alert.kind);
      const lookAfter = async (ms: number) => {
        skippedMs += ms;
        const before = await told();
        for (;;) {
          const { kind } = await lookIn(room, clock);
          if (kind !== 'more') return [kind, await shelf('TG-1'), await told()];
          assert.deepEqual(await told(), before, 'nobody knows yet whether the next page is refused');
        }
      };
      assert.deepEqual(await lookAfter(0), ['failed', '1:free', []]);
      assert.deepEqual(await lookAfter(13 * 60_000), ['failed', '1:free', []]);
      assert.deepEqual(await lookAfter(2 * 60_000), ['failed', '1:free', ['stock_unread']]);
      refuses = false;
      assert.deepEqual(await lookAfter(60_000), ['read', '1:free', []]);

      refuses = true;
      await makeStockDue(pool, { accountId, pos: 'bridge' }, clock(), 'everything');
      assert.deepEqual(await lookAfter(0), ['failed', '1:free', []]);
      refuses = false;
      assert.deepEqual(await lookAfter(16 * 60_000), ['read', '1:free', []], 'it had only been long');
    });
  }
});
