// The sweep, over real POS and marketplace sandboxes: each way in which two books can disagree is brought about, named,
// healed where that is safe and told where it is not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { elsewhere } from '../../src/core/claim.ts';
import type { AccountId, ConnectionId, OrderId } from '../../src/core/order.ts';
import { listAlerts, noteAlertDone } from '../../src/db/alerts.ts';
import { readTimeline } from '../../src/db/journal.ts';
import { connectPos } from '../../src/db/points-of-sale.ts';
import { scheduleSweeps } from '../../src/db/reconciliations.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import { seatgeekOrders } from '../../src/sandbox/seatgeek/orders-api.ts';
import { startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { type BrokerWithStock, brokerWithStock } from '../stock/broker-with-stock.ts';
import {
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  makeListings,
  openTestVault,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { listedBefore, type Selling, startSelling } from '../support/selling.ts';
import { openSweeper, type Sweeper } from './sweeper.ts';

let hub: TestHub;
let sweeper: Sweeper;
let outbound: Outbound;
const brokers: BrokerWithStock[] = [];
before(async () => {
  hub = await startTestHub();
  sweeper = openSweeper(hub);
  outbound = openOutbound('allow');
});
after(async () => {
  const { violations } = await verifyLedger(hub.pool, () => {});
  await sweeper.close();
  await outbound.close();
  await hub.close();
  for (const { pos } of brokers) await pos.stop();
  assert.deepEqual(violations, []);
});

const seats = ['1', '2', '3', '4'];

/** A broker, and the POS as its own people use it. */
async function broker(): Promise<
  BrokerWithStock & { desk: RemotePos; orderId: (globalId: string) => Promise<OrderId> }
> {
  const made = await brokerWithStock(hub, [{ remoteId: 'TG-1', seats }], { pollEveryMs: 3_600_000 });
  brokers.push(made);
  await made.becomes('TG-1', '1:free 2:free 3:free 4:free');
  const desk = bridge.open({ url: made.pos.url, key: made.pos.key }, outbound.sendTo(made.pos.url), Date.now);
  const orderId = async (globalId: string): Promise<OrderId> => {
    const query = 'select order_id from orders where account_id = $1 and global_id = $2';
    const { rows } = await hub.pool.query<{ order_id: OrderId }>(query, [made.accountId, globalId]);
    return rows[0]?.order_id as OrderId;
  };
  return { ...made, desk, orderId };
}

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
const ticketsUnder = (reference: OrderId) => ({
  reference,
  remoteId: 'TG-1',
  quantity: 2,
  seats: ['1', '2'],
  marketplace: 'x',
});

describe('the sweep', () => {
  it('tells of a seat that is sold in one listing and for sale in another, or sold there too, once, until it is no more so', async () => {
    const connection = await makeConnection(hub.pool);
    const { accountId } = connection;
    const call = callerWith(hub, connection);
    const hold = (globalId: string, remoteId: string) =>
      call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
    await makeListings(hub.pool, accountId, [
      { remoteId: 'TG-1', seats: ['5', '6'] },
      { remoteId: 'TG-7', seats: ['6 ', '5', '7'] },
      { remoteId: 'TG-8', seats: ['7'] },
    ]);
    await sweeper.sweep(accountId, 0);
    assert.deepEqual(await sweeper.standing(accountId), [], 'all of them are for sale');

    await hold('g-1', 'TG-1');
    await sweeper.sweep(accountId, 1);
    const place = 'Seats 5 and 6 of row C, section 112, The Longest Night';
    const held = `${place}, are held in TG-1 and still for sale in TG-7.`;
    assert.deepEqual(await sweeper.standing(accountId), [`seat_listed_twice: ${held}`]);
    await call('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' });
    await sweeper.sweep(accountId, 2);
    const sold = `${place}, are sold in TG-1 and still for sale in TG-7.`;
    assert.deepEqual(await sweeper.alerts(accountId), [{ kind: 'seat_listed_twice', sentence: sold }]);
    const { violations, notes } = await verifyLedger(hub.pool, () => {});
    assert.deepEqual([violations, notes], [[], [sold]], 'noted, and no violation');

    await hold('g-2', 'TG-7');
    await sweeper.sweep(accountId, 3);
    const [twice, ...others] = await sweeper.standing(accountId);
    assert.match(twice ?? '', /are sold in TG-1 and taken by another order in TG-7\.$/);
    assert.deepEqual(others, []);
    await call('DELETE', '/oi/v1/holds/g-2');
    await hub.pool.query(
      "update listings set seats = array[seats[3]], owners = array[owners[3]] where account_id = $1 and remote_id = 'TG-7'",
      [accountId],
    );
    await sweeper.sweep(accountId, 4);
    assert.deepEqual(await sweeper.standing(accountId), []);
    assert.deepEqual(await sweeper.alerts(accountId), []);
  });

  it('tells, once for each POS, of seats that it has let go to somebody and that are for sale in another listing', async () => {
    const { accountId } = await makeConnection(hub.pool);
    await makeListings(hub.pool, accountId, [
      { remoteId: 'TG-1', seats: ['5', '6'] },
      { remoteId: 'TG-7', seats: ['6', '7'] },
      { remoteId: 'TG-8', seats: ['7', '5'] },
    ]);
    const give = (remoteId: string, owners: (string | null)[]) =>
      hub.pool.query('update listings set pos = $4, owners = $3 where account_id = $1 and remote_id = $2', [
        ...[accountId, remoteId, owners],
        'skybox',
      ]);
    await give('TG-1', [null, elsewhere]);
    await sweeper.sweep(accountId, 1);
    const place = 'row C, section 112, The Longest Night';
    const gone = `Seat 6 of ${place}, is taken in TG-1 and still for sale in TG-7.`;
    const whatToDo =
      'SkyBox has sold what is taken, or holds it for somebody else: take it out of the listing that still offers it.';
    assert.deepEqual(await sweeper.alerts(accountId), [{ kind: 'gone_seat_listed', sentence: `${gone} ${whatToDo}` }]);
    const [alert] = await listAlerts(hub.pool, accountId, { standing: true, before: null, limit: 9 });
    assert.deepEqual([alert?.pos, alert?.orderId, alert?.connectionId], ['skybox', null, null]);
    const seenTo = { alertId: alert?.alertId as string, by: 'Ada', at: Date.now() + 90_000 };
    await noteAlertDone(hub.pool, accountId, seenTo);
    await sweeper.sweep(accountId, 2);
    const standing = () => listAlerts(hub.pool, accountId, { standing: true, before: null, limit: 9 });
    assert.deepEqual(await standing(), [], 'somebody has seen to it');

    await give('TG-1', [elsewhere, elsewhere]);
    await sweeper.sweep(accountId, 3);
    const anew = (await standing()).map(({ sentence }) => sentence);
    assert.deepEqual(anew, [`${gone} So it is in 1 more pair of listings. ${whatToDo}`], 'another one has come');

    await give('TG-1', [null, null]);
    await sweeper.sweep(accountId, 4);
    assert.deepEqual([await sweeper.standing(accountId), await sweeper.alerts(accountId)], [[], []]);
  });

  it('looks after an account that has listings and nobody to compare with', async () => {
    const { accountId } = await makeConnection(hub.pool);
    await makeListing(hub.pool, accountId);
    await scheduleSweeps(hub.pool, Date.now() + 3_600_000);
    const { rowCount } = await hub.pool.query('select from reconciliations where account_id = $1', [accountId]);
    assert.equal(rowCount, 1);
  });

  it('finds nothing where everybody says the same', async () => {
    const { accountId, hold, call } = await broker();
    await hold('TG-1', 2, 'g-1');
    await hold('TG-1', 1, 'g-2');
    await call('POST', '/oi/v1/holds/g-2/invoice', { order_id: 'o-2' });
    await hold('TG-1', 1, 'g-3');
    await call('DELETE', '/oi/v1/holds/g-3');
    const swept = await sweeper.sweep(accountId, 3);
    assert.deepEqual([swept.compared, swept.unreadable, swept.healed], [3, 0, 0]);
    assert.deepEqual(await sweeper.standing(accountId), []);
    assert.deepEqual(await sweeper.ended(accountId), []);
  });

  it('lets go of a hold of ours that came after all, once it has stood a while, and says so in the order’s story', async () => {
    const { accountId, hold, orderId, pos, desk } = await broker();
    assert.equal((await hold('TG-1', 2, 'g-1')).status, 201);
    const reference = await orderId('g-1');
    // As after a call that took effect later than this POS says any can.
    await hub.pool.query(
      "update orders set expires_at = now() - interval '1 second', due_at = now() where order_id = $1",
      [reference],
    );
    await eventually(
      async () => (await hub.pool.query('select state from orders where order_id = $1', [reference])).rows[0]?.state,
      (state) => state === 'expired',
    );
    await desk.hold(
      { ...ticketsUnder('again' as OrderId), expiresAt: Date.now() + 3_600_000, unitPrice: null },
      soon(),
    );
    pos.takeOver('again', reference);
    await sweeper.sweep(accountId, 0);
    assert.deepEqual(await sweeper.standing(accountId), [], 'it may still be on its way');
    await sweeper.sweep(accountId, 3);
    const [found] = await sweeper.standing(accountId);
    assert.match(
      found ?? '',
      /^hold_left_over: Order g-1 of Ticket Evolution is expired here, and its hold H-\d+ stands in the POS\.$/,
    );
    assert.deepEqual(await sweeper.alerts(accountId), [], 'it is about to be healed');
    const { healed } = await sweeper.sweep(accountId, 6);
    assert.equal(healed, 1);
    assert.deepEqual(
      pos
        .book()
        .map(({ state }) => state)
        .filter((state) => state === 'held'),
      [],
    );
    assert.deepEqual(await sweeper.standing(accountId), []);
    assert.match((await sweeper.ended(accountId))[0]?.healing ?? '', /let go of/);
    const story = JSON.stringify(await readTimeline(hub.pool, accountId, reference));
    assert.match(story, new RegExp(`GET [^"]*/references/${reference}`));
    assert.match(story, new RegExp(`DELETE [^"]*/holds/${reference}`));
  });

  it('tells of a hold that is gone from the POS, and stops when its order has let go too', async () => {
    const { accountId, hold, call, orderId, desk } = await broker();
    await hold('TG-1', 2, 'g-1');
    await desk.release({ ...ticketsUnder(await orderId('g-1')), posHoldId: null }, soon());
    await sweeper.sweep(accountId, 3);
    const sentence = 'Order g-1 of Ticket Evolution is held here, and the POS has no hold under it.';
    assert.deepEqual(await sweeper.standing(accountId), [`hold_missing: ${sentence}`]);
    assert.deepEqual(await sweeper.alerts(accountId), [{ kind: 'disagreement', sentence }]);
    await sweeper.sweep(accountId, 3);
    assert.equal((await sweeper.alerts(accountId)).length, 1, 'one cause, one alert');
    await call('DELETE', '/oi/v1/holds/g-1');
    await sweeper.sweep(accountId, 3);
    assert.deepEqual(await sweeper.standing(accountId), []);
    assert.deepEqual(await sweeper.alerts(accountId), []);
    assert.deepEqual(await sweeper.ended(accountId), [{ sentence, healing: null }]);
  });

  it('tells of a sale that is gone from the POS, and of one that stands there for an order that is over', async () => {
    const { accountId, hold, call, orderId, desk } = await broker();
    await hold('TG-1', 2, 'g-1');
    await call('POST', '/oi/v1/holds/g-1/invoice', { order_id: 'o-1' });
    await desk.void({ ...ticketsUnder(await orderId('g-1')), posHoldId: null, invoiceId: null }, soon());
    await hold('TG-1', 1, 'g-2');
    await call('DELETE', '/oi/v1/holds/g-2');
    const sale = {
      posHoldId: null,
      marketplaceOrderId: 'o-2',
      soldAt: Date.now(),
      unitPrice: null,
      total: null,
      buyer: null,
    };
    await desk.invoice({ ...ticketsUnder(await orderId('g-2')), quantity: 1, seats: ['3'], ...sale }, soon());
    await sweeper.sweep(accountId, 3);
    const standing = (await sweeper.standing(accountId)).sort();
    assert.match(
      standing[0] ?? '',
      /^sale_left_over: Order g-2 of Ticket Evolution is released here, and its sale stands in the POS as I-\d+\.$/,
    );
    assert.equal(
      standing[1],
      'sale_missing: Order g-1 of Ticket Evolution is sold here, and the POS has no sale under it.',
    );
    assert.equal((await sweeper.alerts(accountId)).length, 2);
  });

  it('tells of a hold under a reference that looks like ours and is no order', async () => {
    const { accountId, desk, pos } = await broker();
    const reference = orderIdOf(randomUUID() as ConnectionId, 'an order of another hub');
    const expiresAt = Date.now() + 3_600_000;
    await desk.hold({ ...ticketsUnder(reference), expiresAt, unitPrice: null }, soon());
    await desk.hold(
      { ...ticketsUnder(randomUUID() as OrderId), seats: ['3', '4'], expiresAt, unitPrice: null },
      soon(),
    );
    await sweeper.sweep(accountId, 0);
    const [only, ...more] = await sweeper.standing(accountId);
    assert.match(
      only ?? '',
      new RegExp(
        `^hold_of_nobody: REST bridge holds 2 tickets .* under our reference ${reference}, and there is no such order`,
      ),
    );
    assert.deepEqual(more, []);
    assert.equal((await sweeper.alerts(accountId)).length, 1);
    assert.equal(pos.book().filter(({ state }) => state === 'held').length, 2, 'it is nobody’s to let go of');
    await desk.release({ ...ticketsUnder(reference), posHoldId: null }, soon());
    await sweeper.sweep(accountId, 0);
    assert.deepEqual([await sweeper.standing(accountId), await sweeper.alerts(accountId)], [[], []]);
  });

  it('says when the POS could not be asked, and ends nothing on that account', async () => {
    const { accountId, hold, orderId, desk, pos } = await broker();
    await hold('TG-1', 2, 'g-1');
    await desk.release({ ...ticketsUnder(await orderId('g-1')), posHoldId: null }, soon());
    await sweeper.sweep(accountId, 3);
    await pos.goDown();
    const { unreadable } = await sweeper.sweep(accountId, 3);
    assert.ok(unreadable >= 1);
    assert.equal((await sweeper.standing(accountId)).length, 1);
    await pos.comeBack();
  });

  it('makes an order due again that nobody would ask for', async () => {
    const { accountId, hold, orderId, pos } = await broker();
    await hold('TG-1', 2, 'g-1');
    const reference = await orderId('g-1');
    // As a hand in the database leaves it.
    await hub.pool.query("update orders set state = 'releasing', due_at = null where order_id = $1", [reference]);
    await sweeper.sweep(accountId, 0);
    const sentence = 'Order g-1 of Ticket Evolution is releasing, and nobody is going to ask for it again.';
    assert.deepEqual(await sweeper.ended(accountId), [{ sentence, healing: 'The order is due again.' }]);
    const query = 'select state from orders where order_id = $1';
    await eventually(
      async () => (await hub.pool.query(query, [reference])).rows[0]?.state,
      (state) => state === 'released',
    );
    assert.deepEqual(
      pos.book().map(({ state }) => state),
      ['released'],
    );
  });
});

describe('the sweep and a marketplace', () => {
  let selling: Selling;
  let accountId: AccountId;
  before(async () => {
    selling = await listedBefore(hub, startSelling(hub, seatgeekOrders({}), { settings: { poll_seconds: 3_600 } }));
    accountId = selling.connection.accountId;
  });
  after(() => selling.stop());

  async function sold() {
    const remoteId = await makeListing(hub.pool, accountId, { seats });
    const sale = selling.sell({ remoteId, quantity: 2 });
    selling.announce(sale, 'sold');
    await eventually(
      () => selling.order(sale.saleId),
      (order) => order?.state === 'confirmed' && !order.unread,
    );
    return sale;
  }

  it('confirms again what the marketplace has no confirmation of', async () => {
    const sale = await sold();
    sale.state = 'unconfirmed';
    await sweeper.sweep(accountId, 3);
    assert.deepEqual(await sweeper.standing(accountId), [], 'it may not have got around');
    await sweeper.sweep(accountId, 11);
    await eventually(
      async () => sale.state as string,
      (state) => state === 'confirmed',
    );
    await eventually(
      () => selling.order(sale.saleId),
      (order) => order?.state === 'confirmed',
    );
    assert.deepEqual(
      (await sweeper.ended(accountId)).map(({ healing }) => healing),
      ['The marketplace is told again.'],
    );
    const order = await selling.order(sale.saleId);
    const steps = (await readTimeline(hub.pool, accountId, order?.orderId as OrderId)).flatMap((entry) => entry.steps);
    assert.deepEqual(
      steps.slice(-2).map(([event]) => event),
      ['confirmation_missing', 'marketplace_confirmed'],
    );
  });

  it('looks again at a sale that is over there', async () => {
    const sale = await sold();
    sale.state = 'cancelled';
    await sweeper.sweep(accountId, 3);
    await eventually(
      () => selling.order(sale.saleId),
      (order) => order?.state === 'cancelled',
    );
    const sentences = (await sweeper.ended(accountId)).map(({ sentence }) => sentence);
    assert.ok(sentences.includes(`Order ${sale.saleId} of SeatGeek is confirmed here, and cancelled at SeatGeek.`));
  });
});

describe('two confirmers', () => {
  it('are told of loudly, and no more when the POS has been told to leave it', async () => {
    const pos = await startSkyBox();
    try {
      const { accountId } = await makeConnection(hub.pool, { marketplace: 'ticket-evolution' });
      await connectPos(hub.pool, accountId, 'skybox', openTestVault().seal(pos.settings));
      const settings = { marketplace: 'TICKET_EVOLUTION', integrationProvider: 'NATIVE' };
      pos.confirmsElsewhere([{ ...settings, confirmOrders: true }]);
      await sweeper.sweep(accountId, 0);
      const [alert, ...more] = await sweeper.alerts(accountId);
      assert.equal(alert?.kind, 'two_confirmers');
      assert.match(
        alert?.sentence ?? '',
        /SkyBox is set to confirm the orders of Ticket Evolution itself, and so is Holdfast/,
      );
      assert.deepEqual(more, []);
      pos.confirmsElsewhere([{ ...settings, confirmOrders: false }]);
      await sweeper.sweep(accountId, 0);
      assert.deepEqual([await sweeper.standing(accountId), await sweeper.alerts(accountId)], [[], []]);
    } finally {
      await pos.stop();
    }
  });
});

describe('a hub', () => {
  it('sweeps by itself, step by step, one hub at a time', async () => {
    const { accountId, hold, orderId, desk } = await broker();
    const other = await startTestHub({ databaseUrl: hub.databaseUrl });
    try {
      for (let number = 0; number < 4; number++) await hold('TG-1', 1, `g-${number}`);
      await desk.release({ ...ticketsUnder(await orderId('g-2')), posHoldId: null }, soon());
      // Long ago, so that nothing of it can be under way.
      await hub.pool.query("update orders set sent_at = now() - interval '1 hour' where account_id = $1", [accountId]);
      await hub.pool.query(
        'insert into reconciliations (account_id, due_at) values ($1, now()) on conflict (account_id) do update set due_at = now()',
        [accountId],
      );
      const row = async () =>
        (await hub.pool.query('select * from reconciliations where account_id = $1', [accountId])).rows[0];
      const ended = await eventually(row, (seen) => seen?.ended_at !== null && seen?.cursor === null, 60_000);
      assert.equal(ended.ended_with.compared, 4, 'each once');
      assert.ok(ended.due_at > Date.now() + 3_000_000, 'and again in an hour');
      assert.equal((await sweeper.standing(accountId)).length, 1);
      assert.equal((await sweeper.alerts(accountId)).length, 1);
    } finally {
      await other.close();
    }
  });
});
