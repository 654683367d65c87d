// Ticket Evolution's other way in: orders that do not come through order integration, from webhook or list to accepted
// or rejected; and one order told three ways, which stays one order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { readOrder } from '../../src/marketplaces/ticket-evolution/orders.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import { ticketEvolutionOrders } from '../../src/sandbox/ticket-evolution/orders-api.ts';
import { isConfirmedOnce } from '../conformance/sale-life.ts';
import { callerWith, eventually, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, listedBefore, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { mistaken, whileUnseen } from './desk.ts';

let hub: TestHub;
/** Announces, and is listed once an hour: whatever happens comes of the notice. */
let announcing: Selling;

before(async () => {
  hub = await startTestHub();
  const starting = startSelling(hub, ticketEvolutionOrders, { settings: { poll_seconds: 3_600 } });
  announcing = await listedBefore(hub, starting);
});
after(async () => {
  await announcing.stop();
  await hub.close();
});

const listing = (seats: readonly string[], on: Selling = announcing): Promise<string> =>
  makeListing(hub.pool, on.connection.accountId, { seats });
const comesTo = (saleId: string, state: string, on: Selling = announcing) =>
  eventually(
    () => on.order(saleId),
    (order) => order?.state === state,
  );

describe('an order that is announced', () => {
  it('is read, invoiced and accepted with its seats', async () => {
    const remoteId = await listing(['5', '6', '7']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale.saleId, 'confirmed');
    assert.deepEqual(order?.seats, ['5', '6']);
    assert.deepEqual(order?.total, { amount: 25_000, currency: 'USD' });
    assert.equal(order?.buyer?.type, 'Office');
    assert.equal(order?.marketplaceOrderId, sale.saleId);
    assert.ok(order?.invoiceId);
    assert.equal(sale.state, 'confirmed');
    assert.deepEqual(
      sale.heard.map(({ said, seats, effect }) => ({ said, seats, effect })),
      [{ said: 'confirm', seats: ['5', '6'], effect: 'changed' }],
    );
    assert.deepEqual(
      (await storyOf(hub.pool, order)).flatMap(({ steps }) => steps.map(([event]) => event)),
      ['sale_reported', 'sale_stands', 'pos_invoiced', 'marketplace_confirmed'],
    );
  });

  it('is nothing to anybody without the key, or with one that is almost right', async () => {
    const sale = announcing.sell({ remoteId: await listing(['1', '2']), quantity: 2 });
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    const { connectionId, apiKey } = announcing.connection;
    const url = `/ion/v1/${connectionId}/notifications`;
    const wrong = mistaken(apiKey);
    await whileUnseen(announcing, sale, async () => {
      for (const path of [url, `${url}?key=${wrong}`, `${url}?key=${apiKey}${apiKey}`]) {
        assert.equal((await hub.call('POST', path, notice.text, notice.headers)).status, 401, path);
      }
      const elsewhere = `/ion/v1/${randomUUID()}/notifications?key=${apiKey}`;
      assert.equal((await hub.call('POST', elsewhere, notice.text, notice.headers)).status, 403);
    });
  });

  it('and that is not shown there yet is neither sold nor given up', async () => {
    const remoteId = await listing(['1', '2']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    announcing.book.sales.delete(sale.saleId);
    await announcing.notifier().sendOnce(notice);
    const order = await eventually(
      () => announcing.order(sale.saleId),
      (seen) => seen?.state === 'reported' && seen.attempts >= 2,
    );
    const { rows } = await hub.pool.query('select from alerts where order_id = $1', [order?.orderId]);
    assert.equal(rows.length, 0, 'nobody is alarmed so soon');
    assert.deepEqual(await ownersOf(hub.pool, announcing.connection.accountId, remoteId), [null, null]);
    announcing.book.sales.set(sale.saleId, sale);
    await comesTo(sale.saleId, 'confirmed');
  });

  it('as something that is no order is kept, and answered as told', async () => {
    const { connectionId, apiKey, accountId } = announcing.connection;
    const path = `/ion/v1/${connectionId}/notifications?key=${apiKey}`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const catalog = 'recipient=buyer&event_type=event_updated&body=%7B%7D';
    assert.equal((await hub.call('POST', path, catalog, form)).status, 200);
    for (const text of ['', 'recipient=seller', 'recipient=seller&event_type=order_created&body=%7B', 'a\0b']) {
      const answer = await hub.call('POST', path, text, form);
      assert.equal(answer.status, 400, text);
      assert.equal(answer.body.code, 'malformed');
    }
    const { rows } = await hub.pool.query<{ text: string }>(
      'select exchange::text as text from stray_exchanges where account_id = $1',
      [accountId],
    );
    assert.equal(rows.length, 5);
    assert.ok(rows.every(({ text }) => !text.includes(apiKey)));
  });
});

describe('an order as Ticket Evolution shows it', () => {
  const shown = (order: object, quantity: unknown = 2) =>
    readOrder({ id: 7, state: 'pending', items: [{ quantity }], ...order });

  it('in a state that nobody told us of is unclear, whatever the state is called', () => {
    assert.equal(shown({})?.standing, 'unconfirmed');
    for (const state of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'Pending', '']) {
      assert.equal(shown({ state })?.standing, 'unclear', state);
    }
  });

  it('with more tickets than any order has cannot be read, and spoils nothing else', async () => {
    for (const quantity of [1_001, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300]) assert.equal(shown({}, quantity), null);
    assert.equal(shown({}, 1_000)?.facts.quantity, 1_000);
  });
});

describe('an order whose tickets are gone', () => {
  it('stays unfilled with a plain sentence, and is rejected by a person in one of the six words', async () => {
    const remoteId = await listing(['1']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale.saleId, 'unfilled');
    assert.equal(order?.refusal, 'not_available');
    assert.equal(sale.state, 'unconfirmed');
    const { rows } = await hub.pool.query<{ kind: string; sentence: string }>(
      'select kind, sentence from alerts where order_id = $1',
      [order?.orderId],
    );
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['unfilled'],
    );
    assert.match(rows[0]?.sentence ?? '', /sold 2 of listing .* for 250\.00 USD .* tickets are gone/);
    await actOn(hub, order, { do: 'reject', reason: 'Tickets No Longer Available', by: 'a test' });
    await comesTo(sale.saleId, 'rejected');
    assert.equal(sale.state, 'rejected');
    assert.deepEqual(
      sale.heard.map(({ reason }) => reason),
      ['Tickets No Longer Available'],
    );
  });

  it('is rejected as Other where the reason is not one of the six', async () => {
    const sale = announcing.sell({ remoteId: 'no-such-listing', quantity: 1 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale.saleId, 'unfilled');
    assert.equal(order?.refusal, 'listing_unknown');
    await actOn(hub, order, { do: 'reject', reason: 'The dog ate them', by: 'a test' });
    await comesTo(sale.saleId, 'rejected');
    assert.deepEqual(
      sale.heard.map(({ reason }) => reason),
      ['Other'],
    );
  });

  it('is filled after all when they come back and a person tries again', async () => {
    const remoteId = await listing(['1', '2']);
    const taken = callerWith(hub, announcing.connection);
    assert.equal(
      (await taken('POST', '/oi/v1/holds', { global_id: `g-${remoteId}`, remote_id: remoteId, quantity: 2 })).status,
      201,
    );
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale.saleId, 'unfilled');
    await actOn(hub, order, { do: 'retry', by: 'a test' });
    assert.equal((await announcing.order(sale.saleId))?.state, 'unfilled');
    assert.equal((await taken('DELETE', `/oi/v1/holds/g-${remoteId}`)).status, 200);
    await actOn(hub, order, { do: 'retry', by: 'a test' });
    await comesTo(sale.saleId, 'confirmed');
    assert.equal(sale.state, 'confirmed');
  });
});

describe('an order whose acceptance goes wrong on the way', () => {
  const answers: WireFault[] = [
    { kind: 'answer', status: 503, body: { error: 'too many calls' } },
    { kind: 'answer', status: 401, body: { error: 'the signature does not match' } },
    { kind: 'answer', status: 422, body: { error: 'not now' } },
    { kind: 'answer', status: 200, body: { anything: 'else' } },
  ];
  it('(whatever it answers) is accepted exactly once', () => isConfirmedOnce(hub, announcing, answers));

  it('(read) is read again until it can be', async () => {
    const sale = announcing.sell({ remoteId: await listing(['1', '2']), quantity: 2 });
    announcing.faults.next('read', { kind: 'fail_before' });
    announcing.faults.next('read', { kind: 'cut_before' });
    announcing.announce(sale, 'sold');
    await comesTo(sale.saleId, 'confirmed');
  });
});

describe('an order that nobody announces', () => {
  let listed: Selling;
  before(async () => {
    listed = await startSelling(hub, ticketEvolutionOrders, { seed: 'listed' });
  });
  after(() => listed.stop());

  it('is found in the list, also beyond its first page', async () => {
    const accountId = listed.connection.accountId;
    const remoteId = await makeListing(hub.pool, accountId, { seats: 150 });
    const sales = Array.from({ length: 130 }, () => listed.sell({ remoteId, quantity: 1 }));
    await eventually(
      async () => listed.book.summary().confirmed,
      (confirmed) => confirmed === sales.length,
      20_000,
    );
    assert.ok(sales.every(({ heard }) => heard.length === 1));
  });

  it('is looked for on the first page again when the page after a full one is not there', async () => {
    const { connectionId } = listed.connection;
    listed.faults.always('list', { kind: 'answer', status: 404, body: { error: 'no such page' } });
    await hub.pool.query(`update polls set cursor = '{"page": 2}', due_at = now() where connection_id = $1`, [
      connectionId,
    ]);
    await eventually(
      async () =>
        (
          await hub.pool.query('select from polls where connection_id = $1 and cursor->>$2 = $3', [
            connectionId,
            'page',
            '1',
          ])
        ).rowCount,
      (read) => read === 1,
    );
    listed.faults.clear();
  });
});

describe('an order that came by order integration', () => {
  const oiSale = async (): Promise<{
    saleId: string;
    remoteId: string;
    globalId: string;
    sale: ReturnType<Selling['sell']>;
  }> => {
    const remoteId = await listing(['1', '2', '3', '4']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    // It accepts such an order by itself.
    announcing.book.confirm(sale);
    return { saleId: sale.saleId, sale, remoteId, globalId: `g-${randomUUID()}` };
  };
  const ownedOf = async (remoteId: string): Promise<number> =>
    (await ownersOf(hub.pool, announcing.connection.accountId, remoteId)).filter((owner) => owner !== null).length;

  for (const numbering of ['its number', 'its number behind its group’s'] as const) {
    it(`and is announced afterwards is the same order (invoiced by ${numbering})`, async () => {
      const call = callerWith(hub, announcing.connection);
      const { sale, saleId, remoteId, globalId } = await oiSale();
      const order_id = numbering === 'its number' ? saleId : `9${saleId}-${saleId}`;
      assert.equal(
        (await call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 })).status,
        201,
      );
      assert.equal((await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id })).status, 201);
      announcing.announce(sale, 'sold');
      await announcing.settled();
      assert.equal(await announcing.order(saleId), null, 'nothing was begun for it');
      const order = await eventually(
        () => announcing.order(globalId),
        (seen) => seen?.unread === false,
      );
      assert.equal(order?.state, 'confirmed');
      assert.ok(
        (await storyOf(hub.pool, order)).some(({ exchanges }) =>
          exchanges.some(({ request }) => /\/ion\//.test(request.line)),
        ),
      );
      assert.equal(await ownedOf(remoteId), 2);
    });
  }

  it('and is announced before its invoice is the same order', async () => {
    const call = callerWith(hub, announcing.connection);
    const { sale, saleId, remoteId, globalId } = await oiSale();
    assert.equal(
      (await call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 })).status,
      201,
    );
    announcing.announce(sale, 'sold');
    const waiting = await eventually(
      () => announcing.order(saleId),
      (order) => order?.state === 'reported' && order.remoteId !== null,
    );
    assert.equal(await ownedOf(remoteId), 2, 'it takes no tickets of its own');
    const invoiced = await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: saleId });
    assert.equal(invoiced.status, 201);
    // Its next look, half a minute later.
    await hub.pool.query('update orders set due_at = now() where order_id = $1', [waiting?.orderId]);
    await comesTo(saleId, 'duplicate');
    assert.equal(await ownedOf(remoteId), 2);
  });

  it('and is announced so long before its invoice that it is unfilled is left to the order that was invoiced, whatever a person does about it', async () => {
    const call = callerWith(hub, announcing.connection);
    const remoteId = await listing(['1', '2']);
    const elsewhere = await listing(['1', '2']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    const global_id = `g-${randomUUID()}`;
    assert.equal((await call('POST', '/oi/v1/holds', { global_id, remote_id: remoteId, quantity: 2 })).status, 201);
    announcing.announce(sale, 'sold');
    // Nobody can tell yet that the hold is of this sale.
    const unfilled = await comesTo(sale.saleId, 'unfilled');
    const invoiced = await call('POST', `/oi/v1/holds/${global_id}/invoice`, { order_id: sale.saleId });
    assert.equal(invoiced.status, 201);
    await actOn(hub, unfilled, { do: 'fill', remoteId: elsewhere, by: 'a person' });
    await comesTo(sale.saleId, 'duplicate');
    assert.equal(await ownedOf(elsewhere), 0);
    assert.equal((await announcing.order(global_id))?.state, 'confirmed');
  });

  it('and is cancelled afterwards is undone in the POS', async () => {
    const call = callerWith(hub, announcing.connection);
    const { sale, saleId, remoteId, globalId } = await oiSale();
    assert.equal(
      (await call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 })).status,
      201,
    );
    assert.equal((await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: saleId })).status, 201);
    announcing.book.cancel(sale);
    announcing.announce(sale, 'cancelled');
    await comesTo(globalId, 'cancelled');
    assert.equal(await ownedOf(remoteId), 0);
  });
});
