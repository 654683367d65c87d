// Listings that follow a POS, over the real bridge and SkyBox: what is imported, what leaves the shelf and comes back, and that no
// order ever loses its tickets to it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { disconnectPos } from '../../src/db/points-of-sale.ts';
import { inTransaction, openPool } from '../../src/db/pool.ts';
import { makeStockDue, readStockStanding, type StockStanding } from '../../src/db/stock-polls.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf, posReferenceOf } from '../../src/engine/order-id.ts';
import { writePage } from '../../src/engine/stock-page.ts';
import { exampleFile } from '../../src/import/example-file.ts';
import type { StockGroup } from '../../src/pos/stock.ts';
import { cautiousSwitches } from '../../src/sandbox/pos/switches.ts';
import { startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { connectSandbox } from '../conformance/pos-books.ts';
import { scriptWith } from '../support/broker.ts';
import {
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { type BrokerWithStock, brokerWithStock } from './broker-with-stock.ts';

describe('listings from the POS', { concurrency: 4 }, () => {
  let hub: TestHub;
  const brokers: BrokerWithStock[] = [];
  before(async () => {
    hub = await startTestHub();
  });
  after(async () => {
    const { violations } = await verifyLedger(hub.pool, () => {});
    await hub.close();
    for (const { pos } of brokers) await pos.stop();
    assert.deepEqual(violations, []);
  });

  async function begin(...with_: Parameters<typeof brokerWithStock> extends [unknown, ...infer Rest] ? Rest : never) {
    const broker = await brokerWithStock(hub, ...with_);
    brokers.push(broker);
    return broker;
  }

  const findings = async ({ accountId }: BrokerWithStock) =>
    (await hub.pool.query('select kind, sentence, ended_at from findings where account_id = $1', [accountId])).rows;

  /** Has the stock read from its beginning. */
  async function beginAnew({ accountId }: BrokerWithStock): Promise<void> {
    // Whoever reads just now would write its place over this.
    const text = `
      update stock_polls set cursor = null, pass_began_at = null, due_at = now()
      where account_id = $1 and lease_ends is null`;
    await eventually(
      async () => (await hub.pool.query(text, [accountId])).rowCount,
      (begun) => begun === 1,
    );
  }

  it('are imported from the first to the last, page by page', async () => {
    const listings = Array.from({ length: 23 }, (_, index) => ({ remoteId: `TG-${index}`, seats: ['1', '2'] }));
    const broker = await begin(listings, { pageSize: 5 });
    await eventually(broker.standing, (standing) => standing?.passedAt != null);
    const { rows } = await hub.pool.query(
      'select count(*) as count, min(pos) as pos, min(event) as event from listings where account_id = $1',
      [broker.accountId],
    );
    assert.deepEqual(rows, [{ count: 23, pos: 'bridge', event: 'The Longest Night' }]);
    const standing = await broker.standing();
    assert.deepEqual([standing?.groupsRead, standing?.groupsTotal, standing?.trouble], [23, 23, null]);
    assert.equal((await broker.hold('TG-7', 2)).status, 201);
  });

  it('leave the shelf where the POS has sold or holds for others, and come back', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2', '3', '4'] }]);
    await broker.becomes('TG-1', '1:free 2:free 3:free 4:free');
    broker.pos.shelf.standElsewhere('TG-1', ['1', '2'], 'sold');
    broker.pos.shelf.standElsewhere('TG-1', ['3'], 'held');
    await broker.becomes('TG-1', '1:elsewhere 2:elsewhere 3:elsewhere 4:free');
    const refused = await broker.hold('TG-1', 2);
    assert.equal(refused.body.code, 'not_available');
    assert.deepEqual(broker.pos.book(), [], 'the POS need not be asked');
    broker.pos.shelf.standElsewhere('TG-1', ['2', '3'], null);
    await broker.becomes('TG-1', '1:elsewhere 2:free 3:free 4:free');
    assert.equal((await broker.hold('TG-1', 3)).status, 201);
    await broker.becomes('TG-1', '1:elsewhere 2:order 3:order 4:order');
  });

  it('are not taken for somebody else’s while we hold or sell them', async () => {
    const broker = await begin([
      { remoteId: 'TG-1', seats: ['1', '2', '3'] },
      { remoteId: 'GA', seats: [null, null, null] },
    ]);
    await broker.becomes('GA', '-:free -:free -:free');
    assert.equal((await broker.hold('TG-1', 2, 'g-1')).status, 201);
    assert.equal((await broker.hold('GA', 2, 'g-2')).status, 201);
    await broker.caughtUp();
    await broker.becomes('TG-1', '1:order 2:order 3:free');
    await broker.becomes('GA', '-:order -:order -:free');
    assert.equal((await broker.call('POST', '/oi/v1/holds/g-2/invoice', { order_id: 'o-2' })).status, 201);
    assert.equal((await broker.call('DELETE', '/oi/v1/holds/g-1')).status, 200);
    await broker.caughtUp();
    await broker.becomes('TG-1', '1:free 2:free 3:free');
    await broker.becomes('GA', '-:order -:order -:free');
  });

  it('are not taken for somebody else’s where an order was filled anew, and stands in the POS under another reference', async () => {
    const broker = await begin([{ remoteId: 'GA', seats: [null, null, null, null] }]);
    await broker.becomes('GA', '-:free -:free -:free -:free');
    await broker.hold('GA', 2, 'g-1');
    const orderId = orderIdOf(broker.connectionId as ConnectionId, 'g-1');
    const anew = 'update orders set sold_seats = array[]::text[] where order_id = $1 returning remote_id as "remoteId"';
    const { rows } = await hub.pool.query<{ remoteId: string }>(anew, [orderId]);
    const order = { orderId, flow: 'order_integration', soldSeats: [], remoteId: rows[0]?.remoteId ?? '' } as const;
    broker.pos.takeOver(orderId, posReferenceOf(order));
    broker.pos.shelf.change('GA', { row: 'Z' });
    await eventually(
      async () => (await hub.pool.query('select "row" from listings where account_id = $1', [broker.accountId])).rows,
      ([listing]) => listing?.row === 'Z',
    );
    assert.equal(await broker.shelf('GA'), '-:order -:order -:free -:free');
  });

  it('keep the tickets of orders when their group loses seats, or is gone', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2', '3'] }]);
    await broker.becomes('TG-1', '1:free 2:free 3:free');
    assert.equal((await broker.hold('TG-1', 2)).status, 201);
    broker.pos.shelf.remove('TG-1');
    await broker.becomes('TG-1', '1:order 2:order');
    assert.equal((await broker.hold('TG-1', 1)).body.code, 'not_available');
  });

  it('do not come back from orders to a group that is gone', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2', '3'] }]);
    await broker.becomes('TG-1', '1:free 2:free 3:free');
    assert.equal((await broker.hold('TG-1', 2, 'g-1')).status, 201);
    broker.pos.shelf.remove('TG-1');
    await broker.becomes('TG-1', '1:order 2:order');
    assert.equal((await broker.call('DELETE', '/oi/v1/holds/g-1')).status, 200);
    await broker.becomes('TG-1', '');
  });

  it('are read again when an order lets go of what the POS has given to others meanwhile', async () => {
    const broker = await begin([
      { remoteId: 'TG-1', seats: ['1', '2'] },
      { remoteId: 'GA', seats: [null, null] },
    ]);
    await broker.becomes('GA', '-:free -:free');
    await broker.hold('TG-1', 2, 'g-1');
    await broker.hold('GA', 2, 'g-2');
    await broker.caughtUp();
    broker.pos.faults.always('release', { kind: 'slow_answer', ms: 3_000 });
    const released = Promise.all(['g-1', 'g-2'].map((id) => broker.call('DELETE', `/oi/v1/holds/${id}`)));
    await eventually(
      async () => broker.pos.book(),
      (book) => book.every(({ state }) => state === 'released'),
    );
    broker.pos.shelf.standElsewhere('TG-1', ['2'], 'sold');
    broker.pos.shelf.remove('GA');
    const hiding = 'select from stock_groups where account_id = $1 and (hides or gone_at is not null)';
    const areHidden = async (): Promise<number> => (await hub.pool.query(hiding, [broker.accountId])).rows.length;
    await eventually(areHidden, (groups) => groups === 2);
    assert.equal(await broker.shelf('TG-1'), '1:order 2:order', 'they were not let go of before that');
    assert.deepEqual(
      (await released).map(({ status }) => status),
      [200, 200],
    );
    await broker.becomes('TG-1', '1:free 2:elsewhere');
    await broker.becomes('GA', '');
    await eventually(areHidden, (groups) => groups === 1);
  });

  for (const [table, next] of [
    ['stock_polls', 'stock_groups'],
    ['stock_groups', 'listings'],
  ] as const) {
    it(`can be taken away while somebody writes down what a group shows, and has the ${table}`, async (test) => {
      const broker = await begin([{ remoteId: 'TG-1', seats: ['1'] }], { pollEveryMs: 3_600_000 });
      await broker.becomes('TG-1', '1:free');
      await eventually(broker.standing, (standing) => standing?.passedAt != null);
      // Two who hold a connection each while a third looks: what the other tests share would run out.
      const pool = openPool(hub.databaseUrl, 3);
      test.after(() => pool.end());
      const lock = (name: string) => `select from ${name} where account_id = $1 for update`;
      const accountId = broker.accountId as AccountId;
      const disconnected = await inTransaction(pool, async (writer) => {
        await writer.query(lock(table), [accountId]);
        const disconnecting = inTransaction(pool, (client) => disconnectPos(client, accountId, 'bridge'));
        // Heard when it is waited for below.
        disconnecting.catch(() => {});
        const waiting = `
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like 'select from ${table}%'`;
        await eventually(
          async () => (await pool.query(waiting)).rowCount,
          (count) => count === 1,
        );
        await writer.query(lock(next), [accountId]);
        return { disconnecting };
      });
      assert.equal(await disconnected.disconnecting, 0);
    });
  }

  it('become empty when their group is gone, whether the feed says so or a pass does not show it', async () => {
    const broker = await begin([
      { remoteId: 'TG-1', seats: ['1'] },
      { remoteId: 'TG-2', seats: ['1'] },
    ]);
    await broker.becomes('TG-2', '1:free');
    broker.pos.shelf.remove('TG-1');
    await broker.becomes('TG-1', '');
    broker.pos.shelf.remove('TG-2');
    broker.pos.shelf.forget();
    await beginAnew(broker);
    await broker.becomes('TG-2', '');
  });

  it('come back under the same listing when their group does', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2'] }]);
    await broker.becomes('TG-1', '1:free 2:free');
    broker.pos.shelf.remove('TG-1');
    await broker.becomes('TG-1', '');
    broker.pos.addListing({ remoteId: 'TG-1', seats: ['2', '3'] });
    await broker.becomes('TG-1', '2:free 3:free');
  });

  it('are a new group’s that has come in the stead of theirs, whether the feed says that theirs is gone, or a pass', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2'] }], { pageSize: 1 });
    await broker.becomes('TG-1', '1:free 2:free');
    broker.pos.shelf.replace('TG-1', ['2', '3']);
    await broker.becomes('TG-1', '2:free 3:free');
    broker.pos.shelf.replace('TG-1', ['3', '4']);
    broker.pos.shelf.forget();
    const standing = async () => (await findings(broker)).filter(({ ended_at }) => ended_at === null).length;
    await eventually(standing, (count) => count === 1);
    await beginAnew(broker);
    await broker.becomes('TG-1', '3:free 4:free');
    await eventually(standing, (count) => count === 0);
  });

  it('leave the shelf when a pass finds their tickets in another group, to which their id leads', async () => {
    const broker = await begin([
      { remoteId: 'TG-1', seats: ['1', '2'] },
      { remoteId: 'TG-2', seats: ['3', '4'] },
    ]);
    await broker.becomes('TG-1', '1:free 2:free');
    broker.pos.shelf.merge('TG-1', 'TG-2');
    broker.pos.shelf.forget();
    await broker.becomes('TG-2', '3:free 4:free 1:free 2:free');
    await beginAnew(broker);
    await broker.becomes('TG-1', '');
    assert.equal(await broker.shelf('TG-2'), '3:free 4:free 1:free 2:free');
  });

  it('are read from a page that shows a group twice, two groups by one id, and ids that are no text', async () => {
    const { accountId, shelf } = await begin([], { connects: false });
    const shownGroup = (groupId: string, remoteId: string, seats: readonly string[]): StockGroup => ({
      ...{
        groupId,
        remoteId,
        event: 'The Longest Night',
        venue: 'Old Hall',
        eventAt: Date.parse('2031-05-04T19:30:00Z'),
      },
      ...{ section: '112', row: 'C', price: { amount: 18_500, currency: 'USD' }, split: { rule: 'any' } },
      tickets: seats.map((seat) => ({ seat, standing: 'free', reference: null })),
    });
    const write = async (...groups: readonly StockGroup[]): Promise<void> => {
      const now = Date.now();
      const look = { accountId: accountId as AccountId, pos: 'bridge', choosesSeats: true };
      const read = { ...look, askedAt: now, answeredAt: now };
      await inTransaction(hub.pool, (client) => writePage(client, read, { groups, gone: ['G\0'] }, now));
      await eventually(
        async () => Date.now(),
        (later) => later > now,
      );
    };
    await write(shownGroup('G-1', 'TG-1', ['1']), shownGroup('G-1', 'TG-2', ['1', '2']));
    assert.deepEqual([await shelf('TG-1'), await shelf('TG-2')], [null, '1:free 2:free']);
    await write(shownGroup('G-3', 'TG-3', ['3']));
    await write(shownGroup('G-1', 'TG-4', ['1']), shownGroup('G-3', 'TG-4', ['4']));
    assert.deepEqual([await shelf('TG-2'), await shelf('TG-3')], ['1:free', '3:free']);
    await write(
      shownGroup('G\0', 'TG\0', ['5']),
      shownGroup('G\ud83d', 'TG-6', ['6']),
      shownGroup('G-7', 'TG-7', ['7']),
    );
    assert.equal(await shelf('TG-7'), '7:free');
  });

  it('stay the same listings when their ids move, by the old id and by the new', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2', '3', '4'] }]);
    await broker.becomes('TG-1', '1:free 2:free 3:free 4:free');
    broker.pos.shelf.move('TG-1', 'TG-9');
    await broker.caughtUp();
    assert.equal((await broker.hold('TG-9', 2, 'by-new')).status, 201);
    assert.equal((await broker.hold('TG-9', 2, 'by-new')).status, 200, 'the same question, the same answer');
    assert.equal((await broker.hold('TG-1', 1, 'by-old')).status, 201);
    await broker.caughtUp();
    await broker.becomes('TG-1', '1:order 2:order 3:order 4:free');
    assert.equal(await broker.shelf('TG-9'), null, 'no second listing');
    assert.equal((await broker.call('POST', '/oi/v1/holds/by-new/invoice', { order_id: 'o-1' })).status, 201);
  });

  it('are found by a late invoice where its own hold has split their group', async () => {
    const pos = await startSkyBox({
      clock: Date.now,
      switches: { ...cautiousSwitches, partialHold: 'splits_the_group' },
    });
    const connection = await makeConnection(hub.pool);
    const { accountId } = connection;
    const stand = { accountId, pos: 'skybox' };
    const call = callerWith(hub, connection);
    const listings = async (): Promise<string[]> => {
      const { rows } = await hub.pool.query<{ remote_id: string; tickets: string[] }>(
        `select remote_id, array_agg(seat || case when elsewhere then ':elsewhere' when order_id is null then ':free' else ':order' end
           order by seat) as tickets
         from tickets where account_id = $1 group by remote_id order by remote_id::bigint`,
        [accountId],
      );
      return rows.map(({ tickets }) => tickets.join(' '));
    };
    const become = (...wanted: string[]) => eventually(listings, (seen) => seen.join('; ') === wanted.join('; '));
    try {
      pos.addListing({ remoteId: '77', seats: ['1', '2', '3', '4'] });
      await connectSandbox(hub.pool, accountId, 'skybox', pos);
      await become('1:free 2:free 3:free 4:free');
      const hold = { global_id: 'g-1', remote_id: '77', quantity: 2 };
      assert.equal((await call('POST', '/oi/v1/holds', hold)).status, 201);
      await makeStockDue(hub.pool, stand, Date.now(), 'news');
      await become('1:order 2:order 3:free 4:free', '1:elsewhere 2:elsewhere');
      await hub.pool.query('update orders set expires_at = now(), due_at = now() where account_id = $1', [accountId]);
      // Long before the stock is due again.
      await become('3:free 4:free', '1:free 2:free');
      const invoice = () => call('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' });
      assert.equal((await invoice()).status, 201);
      await become('3:free 4:free', '1:order 2:order');
      assert.deepEqual([(await invoice()).status, (await call('POST', '/oi/v1/holds', hold)).status], [200, 200]);
      const sold = pos.book().filter(({ state }) => state === 'sold');
      assert.deepEqual(
        sold.map(({ seats, orderId }) => [seats, orderId]),
        [[['1', '2'], 'o-1']],
      );
      const since = Date.now();
      await makeStockDue(hub.pool, stand, since, 'everything');
      await eventually(
        () => readStockStanding(hub.pool, stand),
        (standing) => (standing?.passedAt ?? 0) > since,
      );
      await become('3:free 4:free', '1:order 2:order');
    } finally {
      await pos.stop();
    }
  });

  it('were refused under an id that meant nothing, and stay refused when it has a meaning', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2'] }]);
    await broker.becomes('TG-1', '1:free 2:free');
    assert.equal((await broker.hold('TG-5', 1, 'too-early')).body.code, 'listing_unknown');
    broker.pos.shelf.move('TG-1', 'TG-5');
    await broker.caughtUp();
    assert.equal((await broker.hold('TG-5', 1, 'too-early')).body.code, 'listing_unknown');
    assert.equal((await broker.hold('TG-5', 1, 'in-time')).status, 201);
  });

  it('change with their group: price, split, names', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2'] }]);
    await broker.becomes('TG-1', '1:free 2:free');
    broker.pos.shelf.change('TG-1', { price: { amount: 990, currency: 'EUR' }, split: [2], section: null });
    const look = async () =>
      (
        await hub.pool.query('select price, currency, split, section from listings where account_id = $1', [
          broker.accountId,
        ])
      ).rows[0];
    await eventually(look, ({ price }) => price === 990);
    assert.deepEqual(await look(), { price: 990, currency: 'EUR', split: '2', section: null });
    assert.equal((await broker.hold('TG-1', 1)).body.code, 'split_not_allowed');
  });

  it('are read anew when the POS has forgotten the place', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1'] }]);
    await broker.becomes('TG-1', '1:free');
    await hub.pool.query(`update stock_polls set cursor = '"lost"', due_at = now() where account_id = $1`, [
      broker.accountId,
    ]);
    broker.pos.addListing({ remoteId: 'TG-2', seats: ['1'] });
    await broker.becomes('TG-2', '1:free');
    await eventually(broker.standing, (standing) => standing?.trouble === null);
  });

  it('that cannot be listed are named, and keep no others off the shelf', async () => {
    const broker = await begin(
      [
        { remoteId: 'TG-1', seats: ['1', '1'] },
        { remoteId: 'TG-2', seats: ['1'] },
        { remoteId: 'TG-3', seats: ['1'] },
        { remoteId: 'TG-4', seats: ['1'], event_at: 'some day' },
        { remoteId: 'TG-5', seats: [''] },
        { remoteId: 'TG-6', seats: ['1'] },
      ],
      { connects: false },
    );
    await makeListing(hub.pool, broker.accountId, { remoteId: 'TG-3', seats: ['8'] });
    await connectBridge(hub.pool, broker.accountId, broker.pos.url, {
      key: broker.pos.key,
      follow_stock: true,
      poll_every_ms: 300,
    });
    await broker.becomes('TG-6', '1:free');
    await broker.becomes('TG-2', '1:free');
    const found = await findings(broker);
    assert.deepEqual(found.map(({ sentence }) => sentence).sort(), [
      'Group TG-1 of the POS bridge is not on the shelf: it names a seat twice.',
      'Group TG-3 of the POS bridge is not on the shelf: it has the remote id of a listing in the POS house.',
      'Group TG-4 of the POS bridge is not on the shelf: it is shown in a way that cannot be read.',
      'Group TG-5 of the POS bridge is not on the shelf: it is shown in a way that cannot be read.',
    ]);
    assert.equal(await broker.shelf('TG-3'), '8:free', 'the house keeps its own');
    broker.pos.shelf.change('TG-2', { event_at: 'some day' });
    const asItWas =
      'Group TG-2 of the POS bridge is on the shelf only as it was before: it is shown in a way that cannot be read.';
    await eventually(
      () => findings(broker),
      (all) => all.some(({ sentence }) => sentence === asItWas),
    );
    assert.equal(await broker.shelf('TG-2'), '1:free');
    broker.pos.shelf.remove('TG-1');
    broker.pos.addListing({ remoteId: 'TG-1', seats: ['1'] });
    await broker.becomes('TG-1', '1:free');
    const areOver = (count: number) =>
      eventually(
        () => findings(broker),
        (all) => all.filter(({ ended_at }) => ended_at !== null).length === count,
      );
    await areOver(1);
    broker.pos.shelf.remove('TG-4');
    broker.pos.shelf.forget();
    await beginAnew(broker);
    await areOver(2);
  });

  it('stay as they were where a pass shows many of them in a way that cannot be read', async () => {
    const unreadable = Array.from({ length: 21 }, (_, index) => `TG-${index}`);
    const broker = await begin([...unreadable, 'TG-plain'].map((remoteId) => ({ remoteId, seats: ['1'] })));
    await broker.becomes('TG-plain', '1:free');
    await broker.becomes('TG-20', '1:free');
    for (const remoteId of unreadable) broker.pos.shelf.change(remoteId, { event_at: 'some day' });
    // A page on which nothing can be read stops the reading.
    broker.pos.shelf.change('TG-plain', { row: 'D' });
    await broker.caughtUp();
    const passedAt = (await broker.standing())?.passedAt ?? 0;
    await beginAnew(broker);
    await eventually(broker.standing, (standing) => (standing?.passedAt ?? 0) > passedAt);
    assert.deepEqual(new Set(await Promise.all(unreadable.map(broker.shelf))), new Set(['1:free']));
  });

  it('say what is in the way of reading them, and go on when it is gone', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1'] }]);
    await broker.becomes('TG-1', '1:free');
    broker.pos.faults.always('groups', { kind: 'fail_before' });
    const failing = await eventually(broker.standing, (standing) => standing?.trouble != null);
    assert.match(failing?.trouble ?? '', /500/);
    assert.ok(failing?.failingSince);
    broker.pos.faults.clear();
    await eventually(broker.standing, (standing) => standing?.trouble === null && standing.failingSince === null);
  });

  it('are told of when they could not be read for long, until they are read again, or by new settings, or the POS is gone', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1'] }]);
    const alerts = async () =>
      (
        await hub.pool.query('select pos, kind, sentence from alerts where account_id = $1 and over_at is null', [
          broker.accountId,
        ])
      ).rows;
    const failsFor = (minutes: number) =>
      eventually(
        () =>
          hub.pool.query(
            `update stock_polls set failing_since = now() - make_interval(mins => $2)
             where account_id = $1 and failing_since is not null`,
            [broker.accountId, minutes],
          ),
        ({ rowCount }) => rowCount === 1,
      );
    const fails = () => broker.pos.faults.always('groups', { kind: 'fail_before' });
    await broker.becomes('TG-1', '1:free');
    fails();
    await failsFor(14);
    const { dueAt } = (await broker.standing()) as StockStanding;
    await eventually(broker.standing, (standing) => (standing?.dueAt ?? 0) > (dueAt ?? 0));
    assert.deepEqual(await alerts(), [], 'nobody is told so soon');
    await failsFor(16);
    const [alert] = await eventually(alerts, ({ length }) => length > 0);
    assert.deepEqual([alert?.pos, alert?.kind], ['bridge', 'stock_unread']);
    assert.match(alert?.sentence ?? '', /^The stock of .* cannot be read since .*\(.*500/);
    broker.pos.faults.clear();
    await eventually(alerts, ({ length }) => length === 0);
    fails();
    await failsFor(16);
    await eventually(alerts, ({ length }) => length === 1);
    const { url, key } = broker.pos;
    await connectBridge(hub.pool, broker.accountId, url, { key, follow_stock: true, poll_every_ms: 300 });
    assert.deepEqual(await alerts(), [], 'it is read by new settings');
    await failsFor(16);
    await eventually(alerts, ({ length }) => length === 1);
    await inTransaction(hub.pool, (client) => disconnectPos(client, broker.accountId, 'bridge'));
    assert.deepEqual(await alerts(), []);
  });

  it('leave the shelf where a file brought them and the POS that is followed now does not have them', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1', '2'] }], { connects: false });
    await connectBridge(hub.pool, broker.accountId, broker.pos.url, { key: broker.pos.key });
    const imported = { seats: ['1', '2', '3'], pos: 'bridge' };
    for (const remoteId of ['TG-1', 'TG-2', 'TG-3'])
      await makeListing(hub.pool, broker.accountId, { ...imported, remoteId });
    assert.equal((await broker.hold('TG-3', 1)).body.code, 'not_available', 'as the POS says');
    const settings = { key: broker.pos.key, follow_stock: true, poll_every_ms: 300 };
    await connectBridge(hub.pool, broker.accountId, broker.pos.url, settings);
    await broker.becomes('TG-1', '1:free 2:free');
    await broker.becomes('TG-2', '');
    await broker.becomes('TG-3', '');
    broker.pos.addListing({ remoteId: 'TG-2', seats: ['3'] });
    await broker.becomes('TG-2', '3:free');
    const script = await scriptWith(hub, { accountId: broker.accountId });
    const csv = { 'content-type': 'text/csv' };
    const into = (pos: string) =>
      script.call<{ code: string; detail: string }>('POST', `/imports?file_name=a.csv&pos=${pos}`, exampleFile, csv);
    const refused = await into('bridge');
    assert.deepEqual([refused.status, refused.body.code], [409, 'conflict']);
    assert.match(refused.body.detail, /^The hub follows the stock of this POS/);
    assert.equal((await into('house')).status, 202);
  });

  it('are left alone where the broker does not want them followed', async () => {
    const broker = await begin([{ remoteId: 'TG-1', seats: ['1'] }], { connects: false });
    await connectBridge(hub.pool, broker.accountId, broker.pos.url, { key: broker.pos.key });
    await eventually(broker.standing, (standing) => standing?.dueAt === null);
    assert.equal(await broker.shelf('TG-1'), null);
  });
});
