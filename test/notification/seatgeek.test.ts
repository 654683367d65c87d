// SeatGeek's sales, from webhook or list to confirmed or denied, whatever goes wrong on the way: its three ways of taking
// the token, its list that begins with the oldest, and its sales that are voided without a word.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { multipart } from '../../src/marketplaces/seatgeek/form.ts';
import { nextLook, readOn } from '../../src/marketplaces/seatgeek/lists.ts';
import { findOrder, readOrder, readOrders } from '../../src/marketplaces/seatgeek/orders.ts';
import { readWebhook } from '../../src/marketplaces/seatgeek/webhook.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import { type SeatgeekWays, seatgeekNotice, seatgeekOrders } from '../../src/sandbox/seatgeek/orders-api.ts';
import { isConfirmedOnce } from '../conformance/sale-life.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { listedBefore, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { deskOf, effectsOn, isListOf, mistaken, whileUnseen } from './desk.ts';

let hub: TestHub;
/** Announces, and is listed and looked at again once an hour: whatever happens comes of the webhook. */
let announcing: Selling;
/** Announces nothing unless it is told to, and is listed every second. */
let listed: Selling;
const opened: Selling[] = [];
const seldom = { poll_seconds: 3_600, all_orders_seconds: 86_400, recheck_seconds: 86_400 };

const open = async (ways: Partial<SeatgeekWays>, settings: object = {}, options: object = {}): Promise<Selling> => {
  const selling = await startSelling(hub, seatgeekOrders(ways), { settings, ...options });
  opened.push(selling);
  return selling;
};

before(async () => {
  hub = await startTestHub();
  announcing = await listedBefore(hub, open({}, seldom));
  listed = await open({ mostPerPage: 10 });
});
after(async () => {
  await Promise.all(opened.map((selling) => selling.stop()));
  await hub.close();
});

const at = (on: Selling = announcing) => deskOf(hub, on);
const announceSale = async (on: Selling = announcing, quantity = 2) => {
  const sold = await at(on).sell(quantity);
  on.announce(sold.sale, 'sold');
  return sold;
};
const postNotice = (on: Selling, text: string) =>
  on.notifier().sendOnce({ headers: { 'content-type': 'application/json' }, text });

describe('a sale that SeatGeek announces', () => {
  it('is read back, invoiced and confirmed', async () => {
    const { remoteId, sale } = await announceSale();
    const order = await at().comesTo(sale, 'confirmed');
    assert.deepEqual(order?.unitPrice, { amount: 12_500, currency: 'USD' });
    // 250 less a fee of 13.125: what is paid, to the cent.
    assert.deepEqual(order?.total, { amount: 23_688, currency: 'USD' });
    assert.deepEqual(order?.seats, ['1', '2']);
    assert.ok(order?.invoiceId);
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
    assert.equal((await at().ownedOf(remoteId)).length, 2);
    const story = await storyOf(hub.pool, order);
    assert.deepEqual(
      story.flatMap(({ steps }) => steps.map(([event]) => event)),
      ['sale_reported', 'sale_stands', 'pos_invoiced', 'marketplace_confirmed'],
    );
    const told = JSON.stringify(story);
    assert.match(told, /"PATCH [^"]*\/order","body":\{"order_id":"[0-9a-z]+","status":"confirmed"\}/);
    assert.match(told, /"notification_type":"order.created"/, 'the notice is kept');
  });

  it('among many in one notice is one of as many orders', async () => {
    const sold = await Promise.all(Array.from({ length: 5 }, () => at().sell()));
    const texts = sold.map(({ sale }) => announcing.noticeOf(sale, 'sold')?.text ?? '');
    const data = texts.flatMap((text) => (JSON.parse(text) as { data: unknown[] }).data);
    const answer = await postNotice(announcing, seatgeekNotice('order.created', [...data, {}, null]).text);
    assert.equal(answer?.status, 200);
    for (const { sale } of sold) await at().comesTo(sale, 'confirmed');
  });

  it('late, after it was voided, begins nothing that lasts', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.book.cancel(sale);
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'cancelled');
    assert.deepEqual(sale.heard, []);
    assert.deepEqual(await at().ownedOf(remoteId), []);
  });

  it('and cannot be found yet is neither sold nor given up', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.book.sales.delete(sale.saleId);
    announcing.announce(sale, 'sold');
    await at().until(sale, (order) => order?.state === 'reported' && order.attempts >= 2);
    assert.deepEqual(await at().ownedOf(remoteId), []);
    assert.deepEqual(await at().alertsOf(sale), [], 'nobody is alarmed so soon');
    announcing.book.sales.set(sale.saleId, sale);
    await at().comesTo(sale, 'confirmed');
  });

  it('is nothing to anybody without our token', async () => {
    const { sale } = await at().sell();
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    const { connectionId, apiKey } = announcing.connection;
    const wrong = mistaken(apiKey);
    const path = `/ion/v1/${connectionId}/notifications`;
    await whileUnseen(announcing, sale, async () => {
      for (const authorization of [{}, { authorization: `Bearer ${wrong}` }]) {
        const refused: { status: number } = await hub.call('POST', path, notice.text, {
          ...notice.headers,
          ...authorization,
        });
        assert.equal(refused.status, 401);
      }
    });
  });

  it('and that cannot be read is told of to a person after a quarter of an hour, until it is', async () => {
    const on = await open({}, seldom);
    const { connectionId } = on.connection;
    // Its first look at the list is over, so that nothing but the read can tell what was sold.
    await eventually(
      () => hub.pool.query('select from polls where connection_id = $1 and read_at is not null', [connectionId]),
      ({ rowCount }) => rowCount === 1,
    );
    on.faults.always('read', { kind: 'answer', status: 500, body: { error: 'later' } });
    const { sale } = await announceSale(on);
    const order = await at(on).until(sale, (found) => found !== null && found.attempts > 1);
    assert.deepEqual(await at(on).alertsOf(sale), []);
    const longer = `update orders set due_at = now(), created_at = created_at - interval '15 minutes' where order_id = $1`;
    await hub.pool.query(longer, [order?.orderId]);
    const [alert] = await eventually(
      () => at(on).alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.equal(alert?.kind, 'sale_unread');
    assert.match(alert?.sentence ?? '', /^SeatGeek told of its sale .*, and it cannot be read there since/);
    on.faults.clear();
    await hub.pool.query('update orders set due_at = now() where order_id = $1', [order?.orderId]);
    await at(on).comesTo(sale, 'confirmed');
    await eventually(
      () => hub.pool.query('select from alerts where order_id = $1 and over_at is null', [order?.orderId]),
      ({ rowCount }) => rowCount === 0,
    );
  });

  it('and that is of another number of tickets when it is looked at again is not confirmed: a person is told', async () => {
    announcing.faults.always('confirm', { kind: 'fail_before' });
    const { sale } = await announceSale();
    await at().comesTo(sale, 'confirming');
    sale.quantity = 4;
    announcing.faults.clear();
    await at().comesTo(sale, 'stuck');
    assert.deepEqual(effectsOn(sale), []);
    const [alert] = await at().alertsOf(sale);
    assert.equal(alert?.kind, 'stuck');
    assert.match(alert?.sentence ?? '', /as one of 4 tickets, and 2 were taken for it/);
  });

  it('in a status that nobody told us of is left to a person', async () => {
    const { remoteId, sale } = await at().sell();
    const body = { id: sale.saleId, status: 'pending', listing: { id: remoteId, quantity: 2 } };
    announcing.faults.next('read', { kind: 'answer', status: 200, body });
    announcing.announce(sale, 'sold');
    const [alert] = await eventually(
      () => at().alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.equal(alert?.kind, 'sale_unclear');
    assert.deepEqual(await at().ownedOf(remoteId), []);
    assert.deepEqual(sale.heard, []);
  });

  it('is told of beside other things, which are taken in as it asks for and kept as they came', async () => {
    const others = ['ping', 'order.retransfer', 'listing.event.inactive', 'listing.visibility', 'something.new'];
    for (const type of others) {
      const answer = await postNotice(announcing, seatgeekNotice(type, [{ seller_order_id: 'x', reason: 'y' }]).text);
      assert.deepEqual([answer?.status, answer?.text], [200, '{}'], type);
    }
    const { rows } = await hub.pool.query<{ text: string }>(
      'select exchange::text as text from stray_exchanges where account_id = $1',
      [announcing.connection.accountId],
    );
    const kept = rows.map(({ text }) => text).join('\n');
    for (const type of others) assert.ok(kept.includes(type), `${type} is kept as it came`);
  });
});

describe('a sale that SeatGeek does not announce', () => {
  it('is found in the list, also beyond its first page, and confirmed once', async () => {
    const remoteId = await at(listed).listing(40);
    const sales = Array.from({ length: 35 }, () => listed.sell({ remoteId, quantity: 1 }));
    for (const sale of sales) await at(listed).comesTo(sale, 'confirmed', 30_000);
    for (const sale of sales) assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('in the older shape is the same sale', async () => {
    const older = await open({ shape: 'older' });
    const { sale } = await at(older).sell();
    const order = await at(older).comesTo(sale, 'confirmed');
    assert.deepEqual([order?.quantity, order?.total?.amount, order?.unitPrice], [2, 23_688, null]);
  });

  it('and waits under another status than we ask for is found in the list of all, by a person', async () => {
    const other = await open({ waiting: 'open' });
    const { sale } = await at(other).sell();
    const [alert] = await eventually(
      () => at(other).alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.equal(alert?.kind, 'sale_unclear');
  });
});

describe('what others confirmed at SeatGeek before we came', () => {
  it('is not sold again', async () => {
    const later = await open({}, { poll_seconds: 3_600 });
    const { remoteId, sale } = await at(later).sell();
    later.book.confirm(sale);
    const { sale: ours } = await at(later).sell();
    // The first look is over when the list of all has been read to its end.
    await hub.pool.query('update polls set due_at = now() where connection_id = $1', [later.connection.connectionId]);
    await at(later).comesTo(ours, 'confirmed');
    await eventually(
      () => hub.pool.query('select cursor from polls where connection_id = $1', [later.connection.connectionId]),
      ({ rows }) => rows[0]?.cursor?.allReadAt > 0,
    );
    assert.equal(await later.order(sale.saleId), null);
    assert.deepEqual(await at(later).ownedOf(remoteId), []);
  });
});

describe('a SeatGeek sale that is voided', () => {
  it('just before our word comes is undone, and nobody is alarmed', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.faults.next('confirm', { kind: 'slow', ms: 500 });
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirming');
    announcing.book.cancel(sale);
    await at().comesTo(sale, 'cancelled');
    assert.deepEqual(effectsOn(sale), ['confirm refused']);
    assert.deepEqual(await at().alertsOf(sale), []);
    assert.deepEqual(await at().ownedOf(remoteId), []);
  });

  it('after our word, in no list and without a notice, is noticed when it is read again, and undone', async () => {
    const { remoteId, sale } = await at(listed).sell();
    await at(listed).comesTo(sale, 'confirmed');
    listed.book.cancel(sale);
    await at(listed).comesTo(sale, 'cancelled');
    assert.deepEqual(await at(listed).ownedOf(remoteId), []);
  });

  it('after our word, with a notice that it is broken, is read again at once', async () => {
    const telling = await open({ tellsOfBroken: true }, seldom);
    const { remoteId, sale } = await announceSale(telling);
    await at(telling).comesTo(sale, 'confirmed');
    telling.book.cancel(sale);
    telling.announce(sale, 'cancelled');
    await at(telling).comesTo(sale, 'cancelled');
    assert.deepEqual(await at(telling).ownedOf(remoteId), []);
  });
});

describe('a SeatGeek sale whose confirmation goes wrong on the way', () => {
  const turnedAway = (status: number): WireFault => ({ kind: 'answer', status, body: { code: status, message: 'no' } });
  const statuses = [200, 302, 400, 401, 404, 409, 429, 503];
  it(`(${statuses.join(', ')}) is confirmed exactly once`, () =>
    isConfirmedOnce(hub, announcing, statuses.map(turnedAway)));

  it('(an answer that shows nothing) is looked at, and confirmed once', async () => {
    const silent = await open({ showsWhatItDid: false }, seldom);
    const { sale } = await announceSale(silent);
    await at(silent).comesTo(sale, 'confirmed');
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });
});

describe('the token of SeatGeek', () => {
  for (const form of ['bearer', 'token', 'query'] as const) {
    it(`is taken as ${form}, where that is what it wants`, async () => {
      const strict = await open({ takes: [form], sends: form }, seldom);
      const { sale } = await announceSale(strict);
      await at(strict).comesTo(sale, 'confirmed');
    });
  }

  it('in a form that it does not take is said to be missing, and a person is told which setting to look at', async () => {
    const strict = await open({ takes: ['query'], sends: 'bearer' }, seldom);
    const { sale } = await announceSale(strict);
    const [alert] = await eventually(
      () => at(strict).alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.match(alert?.sentence ?? '', /400.*token_scheme/);
    assert.equal(sale.state, 'unconfirmed');
  });
});

describe('how the lists of SeatGeek are gone through', () => {
  const looks = { waitingStatus: 'submitted', waitingEveryMs: 60_000, allEveryMs: 86_400_000, allDays: 30 };
  const now = Date.UTC(2031, 2, 31, 12);
  const order = (id: string) => readOrder({ id, status: 'submitted' }) ?? assert.fail();

  it('begins with what waits, and goes back no further than it was told for all', () => {
    const first = nextLook(looks, null, now);
    assert.deepEqual([first.of, first.query, first.page], ['waiting', { status: 'submitted' }, 1]);
    const page = readOn(looks, first, { orders: [], rows: 0 }, now);
    const second = nextLook(looks, page.cursor, now + 1_000);
    assert.deepEqual([page.hasMore, second.of, second.query], [true, 'all', { start_date: '2031-03-01' }]);
  });

  it('reads what waits when it is due, though the list of all cannot be read', () => {
    const { cursor } = readOn(looks, nextLook(looks, null, now), { orders: [], rows: 0 }, now);
    assert.equal(nextLook(looks, cursor, now + 59_000).of, 'all');
    assert.equal(nextLook(looks, cursor, now + 60_000).of, 'waiting');
  });

  it('ends, whatever it is given, at the latest when a page begins like the one before', () => {
    let cursor: unknown = 'nonsense';
    const pages: string[] = [];
    for (let asked = 0; asked < 20; asked++) {
      const look = nextLook(looks, cursor, now);
      pages.push(`${look.of} ${look.page}`);
      const page = readOn(looks, look, { orders: [order('a1')], rows: 1 }, now);
      cursor = page.cursor;
      if (!page.hasMore) break;
    }
    assert.deepEqual(pages, ['waiting 1', 'waiting 2', 'all 1', 'all 2']);
  });

  it('never falls over a cursor', () => {
    fc.assert(fc.property(fc.jsonValue(), (cursor) => assert.ok(nextLook(looks, cursor, now).page >= 1)));
  });
});

describe('what SeatGeek says', () => {
  const text = fc.oneof(fc.jsonValue(), fc.constantFrom('submitted', 'void', '__proto__', 'constructor', ''));
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        id: fc.oneof(fc.jsonValue(), fc.constantFrom('..', 'abc123def45', 'a/b', '\0', 'a\r\nb')),
        status: text,
        listing: fc.oneof(fc.jsonValue(), fc.record({ id: text, price: fc.double(), quantity: fc.integer() })),
        quantity: fc.jsonValue(),
        total: fc.oneof(fc.jsonValue(), fc.double()),
        payment: fc.jsonValue(),
        order: fc.jsonValue(),
        order_id: text,
      },
      { requiredKeys: [] },
    ),
  );
  const known = new Set(['submitted', 'confirmed', 'fulfilled', 'delivered', 'denied', 'void', 'cancelled']);

  it('is read without a fall, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(hostile), (rows) => {
        assert.equal(readOrders({ orders: rows })?.rows, isListOf(rows, readOrder) ? rows.length : undefined);
        for (const row of rows) {
          const read = readOrder(row);
          findOrder(row, 'abc123def45');
          readOrders(row);
          if (read === null) continue;
          assert.match(read.saleId, /^[0-9A-Za-z_-]{1,64}$/);
          assert.equal(read.seen.standing === 'unclear', !known.has((row as { status?: string }).status as string));
          const { quantity, total } = read.seen.facts;
          assert.ok(quantity === null || (quantity >= 1 && quantity <= 1_000));
          assert.ok(total === null || Number.isSafeInteger(total.amount));
          assert.ok(findOrder({ order: row }, read.saleId));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('in a webhook is read without a fall, and never taken for more than a hint', () => {
    const types = fc.constantFrom('order.created', 'order.broken', 'order.fulfillment.error', 'ping', '');
    const notices = fc
      .tuple(types, fc.oneof(fc.array(hostile), hostile))
      .map(([type, data]) => JSON.stringify({ metadata: { notification_type: type }, data }));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), notices), (body) => {
        const read = readWebhook({ headers: {}, text: body });
        if (read.kind === 'read') assert.ok(read.sightings.every(({ seen }) => seen === null));
      }),
      { numRuns: 1_000 },
    );
    const told = (data: unknown, type = 'order.fulfillment.error') => {
      const read = readWebhook({ headers: {}, text: JSON.stringify({ metadata: { notification_type: type }, data }) });
      return read.kind === 'read' && read.sightings.map(({ saleId }) => saleId);
    };
    assert.deepEqual(told({ order: { order_id: 'abc', sd_order_id: 9 } }), ['abc'], 'a single object');
    assert.deepEqual(told([{ id: 'abc' }, { id: 'abc' }, { id: 'abd' }], 'order.created'), ['abc', 'abd']);
    assert.deepEqual(told([{ id: 'abc' }], 'listing.visibility'), []);
  });

  it('as a form is told in plain words only', () => {
    assert.throws(() => multipart({ order_id: 'a"\r\n\r\nb' }));
    const { text: form, type } = multipart({ order_id: 'abc', status: 'denied' });
    const boundary = /boundary="(.+)"/.exec(type)?.[1];
    assert.equal(form.split(`--${boundary}`).length, 4);
  });
});

/** Last, so that everything above has left its record. */
describe('the secret of SeatGeek', () => {
  it('stands in no row, though addresses had it and answers repeated it', async () => {
    const { token } = announcing.credentials as { token: string };
    const { rows } = await hub.pool.query<{ text: string }>('select exchanges::text as text from journal');
    assert.match(rows.map(({ text: told }) => told).join('\n'), /token=\[secret\]/, 'it was sent in an address');
    const asWritten = [token, encodeURIComponent(token), token.slice(6, 18), encodeURIComponent(token).slice(8, 22)];
    assert.deepEqual(await tablesThatTell(hub.pool, asWritten), []);
  });
});
