// Gametime's other way in: purchases that do not come through order integration, from webhook or list to confirmed or
// rejected, whatever goes wrong on the way; and its key, which stands in every address and in no record.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { findPurchase, readPurchase, readPurchaseList } from '../../src/marketplaces/gametime/purchases.ts';
import { readWebhook } from '../../src/marketplaces/gametime/webhook.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import { type GametimeWays, gametimePurchases } from '../../src/sandbox/gametime/purchases-api.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { isConfirmedOnce } from '../conformance/sale-life.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { callerWith, eventually, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, listedBefore, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { effectsOn, isListOf, mistaken, whileUnseen } from './desk.ts';

let hub: TestHub;
/** Announces, and is listed once an hour: whatever happens comes of the webhook. */
let announcing: Selling;
/** Announces nothing unless it is told to, and is listed every second. */
let listed: Selling;
const opened: Selling[] = [];

const open = async (ways: Partial<GametimeWays>, settings: object = {}): Promise<Selling> => {
  const selling = await startSelling(hub, gametimePurchases(ways), { settings });
  opened.push(selling);
  return selling;
};

before(async () => {
  hub = await startTestHub();
  announcing = await listedBefore(hub, open({}, { poll_seconds: 3_600 }));
  listed = await open({ keyIn: 'basic', mostPerPage: 10 });
});
after(async () => {
  await Promise.all(opened.map((selling) => selling.stop()));
  await hub.close();
});

const listing = (seats: readonly string[] | number = ['1', '2'], on: Selling = announcing): Promise<string> =>
  makeListing(hub.pool, on.connection.accountId, { seats });
const comesTo = (sale: Sale, state: string, on: Selling = announcing) =>
  eventually(
    () => on.order(sale.saleId),
    (order) => order?.state === state,
  );
const ownedOf = async (remoteId: string, on: Selling = announcing): Promise<string[]> =>
  (await ownersOf(hub.pool, on.connection.accountId, remoteId)).filter((owner) => owner !== null);
const announceSale = async (on: Selling = announcing, quantity = 2) => {
  const remoteId = await listing(['1', '2'], on);
  const sale = on.sell({ remoteId, quantity });
  on.announce(sale, 'sold');
  return { remoteId, sale };
};
const alertsOf = async (sale: Sale, on: Selling = announcing): Promise<{ kind: string; sentence: string }[]> => {
  const order = await on.order(sale.saleId);
  return (await hub.pool.query('select kind, sentence from alerts where order_id = $1', [order?.orderId])).rows;
};

describe('a purchase that is announced', () => {
  it('is read back, invoiced and confirmed with its seats', async () => {
    const remoteId = await listing(['5', '6', '7']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale, 'confirmed');
    assert.deepEqual(order?.seats, ['5', '6']);
    assert.deepEqual(order?.buyer, {
      first_name: 'Robin',
      last_name: 'Vale',
      email: 'robin.vale@example.com',
      phone: '+1 555 0100',
    });
    // Whether its price is of one ticket or of both nobody knows.
    assert.deepEqual([order?.unitPrice, order?.total], [null, null]);
    assert.equal(order?.marketplaceOrderId, sale.saleId);
    assert.ok(order?.invoiceId);
    assert.deepEqual(
      sale.heard.map(({ said, seats, effect }) => ({ said, seats, effect })),
      [{ said: 'confirm', seats: ['5', '6'], effect: 'changed' }],
    );
    const story = await storyOf(hub.pool, order);
    assert.deepEqual(
      story.flatMap(({ steps }) => steps.map(([event]) => event)),
      ['sale_reported', 'sale_stands', 'pos_invoiced', 'marketplace_confirmed'],
    );
    assert.match(JSON.stringify(story), /"price":12500/, 'the price is kept as it came');
  });

  it('for one ticket has that price, and one without a seat is confirmed without a body', async () => {
    const remoteId = await listing(3);
    const sale = announcing.sell({ remoteId, quantity: 1, unitPrice: 9_950 });
    announcing.announce(sale, 'sold');
    const order = await comesTo(sale, 'confirmed');
    assert.deepEqual(order?.total, { amount: 9_950, currency: 'USD' });
    assert.deepEqual(sale.heard[0]?.seats, []);
  });

  it('late, after the sale was rejected there, begins nothing that lasts', async () => {
    const remoteId = await listing();
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.book.cancel(sale);
    announcing.announce(sale, 'sold');
    await comesTo(sale, 'cancelled');
    assert.deepEqual(sale.heard, []);
    assert.deepEqual(await ownedOf(remoteId), []);
  });

  it('is nothing to anybody without the key, and its key comes as bearer or as basic', async () => {
    const sale = announcing.sell({ remoteId: await listing(), quantity: 2 });
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    const { connectionId, apiKey } = announcing.connection;
    const wrong = mistaken(apiKey);
    const post = async (authorization: string | null): Promise<number> => {
      const headers = { ...notice.headers, ...(authorization === null ? {} : { authorization }) };
      return (await hub.call('POST', `/ion/v1/${connectionId}/notifications`, notice.text, headers)).status;
    };
    await whileUnseen(announcing, sale, async () => {
      for (const forged of [null, `Bearer ${wrong}`, `Basic ${btoa(`holdfast:${wrong}`)}`, `Basic ${apiKey}`]) {
        assert.equal(await post(forged), 401, String(forged));
      }
    });
    assert.equal(await post(`Basic ${btoa(`holdfast:${apiKey}`)}`), 200);
    await comesTo(sale, 'confirmed');
    assert.equal(await post(`Bearer ${apiKey}`), 200);
    // Every other test has its reads to itself.
    await eventually(
      () => announcing.order(sale.saleId),
      (order) => order?.unread === false,
    );
  });

  it('and cannot be found yet is neither sold nor given up', async () => {
    const remoteId = await listing();
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.book.sales.delete(sale.saleId);
    announcing.announce(sale, 'sold');
    await eventually(
      () => announcing.order(sale.saleId),
      (order) => order?.state === 'reported' && order.attempts >= 2,
    );
    assert.deepEqual(await ownedOf(remoteId), []);
    announcing.book.sales.set(sale.saleId, sale);
    await comesTo(sale, 'confirmed');
  });

  it('with a status that nobody told us of is left to a person', async () => {
    const remoteId = await listing();
    const sale = announcing.sell({ remoteId, quantity: 2 });
    const row = { id: sale.saleId, status: 'on_hold', quantity: 2, listing_reference_id: remoteId };
    announcing.faults.next('read', { kind: 'answer', status: 200, body: { results: [row] } });
    announcing.announce(sale, 'sold');
    const [alert] = await eventually(
      () => alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.equal(alert?.kind, 'sale_unclear');
    assert.equal((await announcing.order(sale.saleId))?.state, 'reported');
    assert.deepEqual(await ownedOf(remoteId), []);
    assert.deepEqual(sale.heard, []);
  });
});

describe('a purchase that nobody announces', () => {
  it('is found in the list, also beyond its first page, and confirmed once', async () => {
    const remoteId = await listing(40, listed);
    const sales = Array.from({ length: 35 }, () => listed.sell({ remoteId, quantity: 1 }));
    await eventually(
      async () => sales.filter(({ state }) => state === 'confirmed').length,
      (confirmed) => confirmed === sales.length,
      30_000,
    );
    for (const sale of sales) assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('is undone when it is rejected there after its confirmation', async () => {
    const remoteId = await listing(['1', '2'], listed);
    const sale = listed.sell({ remoteId, quantity: 2 });
    await comesTo(sale, 'confirmed', listed);
    listed.book.cancel(sale);
    await comesTo(sale, 'cancelled', listed);
    assert.deepEqual(await ownedOf(remoteId, listed), []);
  });

  it('is found by a marketplace that counts its pages from nought', async () => {
    const fromNought = await open({ firstPage: 0, mostPerPage: 2 });
    const remoteId = await listing(5, fromNought);
    const sales = Array.from({ length: 5 }, () => fromNought.sell({ remoteId, quantity: 1 }));
    for (const sale of sales) await comesTo(sale, 'confirmed', fromNought);
  });
});

describe('a purchase that the other side rejects', () => {
  it('just before our word comes is undone, and nobody is alarmed', async () => {
    const remoteId = await listing();
    const sale = announcing.sell({ remoteId, quantity: 2 });
    // The word arrives late, and meets a purchase that is past it.
    announcing.faults.next('confirm', { kind: 'slow', ms: 500 });
    announcing.announce(sale, 'sold');
    await comesTo(sale, 'confirming');
    announcing.book.cancel(sale);
    await comesTo(sale, 'cancelled');
    assert.deepEqual(effectsOn(sale), ['confirm refused']);
    assert.deepEqual(await alertsOf(sale), []);
    assert.deepEqual(await ownedOf(remoteId), []);
  });
});

describe('a purchase whose confirmation goes wrong on the way', () => {
  const turnedAway = (status: number): WireFault => ({ kind: 'answer', status, body: { error: 'not now' } });
  const statuses = [200, 302, 401, 403, 404, 409, 422, 429, 503];
  it(`(${statuses.join(', ')}) is confirmed exactly once`, () =>
    isConfirmedOnce(hub, announcing, statuses.map(turnedAway)));

  it('(read) is read again until it can be', async () => {
    const unreadable: WireFault[] = [{ kind: 'fail_before' }, { kind: 'cut_before' }, turnedAway(429), turnedAway(200)];
    for (const fault of unreadable) announcing.faults.next('read', fault);
    const { sale } = await announceSale();
    await comesTo(sale, 'confirmed');
  });
});

describe('a Gametime with other ways', () => {
  it('whose words are answered under an older version, and show nothing, hears each once', async () => {
    const older = await open({ wordsUnder: 'v2', showsWhatItDid: false }, { poll_seconds: 3_600 });
    const { sale } = await announceSale(older);
    await comesTo(sale, 'confirmed', older);
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
    const { sale: unfillable } = await announceSale(older, 3);
    const order = await comesTo(unfillable, 'unfilled', older);
    await actOn(hub, order, { do: 'reject', reason: '', by: 'a test' });
    await comesTo(unfillable, 'rejected', older);
    assert.deepEqual(effectsOn(unfillable), ['reject changed']);
  });

  it('whose words are answered under a version that was not set says so', async () => {
    const moved = await open({ wordsUnder: 'v2' }, { versions: {}, poll_seconds: 3_600 });
    const { sale } = await announceSale(moved);
    const [alert] = await eventually(
      () => alertsOf(sale, moved),
      (alerts) => alerts.length > 0,
    );
    assert.match(alert?.sentence ?? '', /refuses to let us confirm .*404/);
    assert.equal((await moved.order(sale.saleId))?.state, 'confirming');
    assert.equal(sale.state, 'unconfirmed');
  });
});

describe('a purchase that came by order integration', () => {
  const sold = async (on: Selling) => {
    const call = callerWith(hub, on.connection);
    const remoteId = await listing(['1', '2', '3', '4'], on);
    const sale = on.sell({ remoteId, quantity: 2 });
    on.book.confirm(sale);
    const globalId = `g-${randomUUID()}`;
    const hold = { global_id: globalId, remote_id: remoteId, quantity: 2 };
    assert.equal((await call('POST', '/oi/v1/holds', hold)).status, 201);
    const invoiced = await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: sale.saleId });
    assert.equal(invoiced.status, 201);
    return { remoteId, sale, globalId };
  };

  it('and is announced as well is the same order', async () => {
    const { remoteId, sale, globalId } = await sold(announcing);
    announcing.announce(sale, 'sold');
    await announcing.settled();
    assert.equal(await announcing.order(sale.saleId), null, 'nothing was begun for it');
    const order = await eventually(
      () => announcing.order(globalId),
      (seen) => seen?.unread === false,
    );
    assert.equal(order?.state, 'confirmed');
    assert.deepEqual(await ownedOf(remoteId), [order?.orderId, order?.orderId]);
  });

  it('and is rejected afterwards, as the list shows, is undone', async () => {
    const { remoteId, sale, globalId } = await sold(listed);
    listed.book.cancel(sale);
    await eventually(
      () => listed.order(globalId),
      (order) => order?.state === 'cancelled',
    );
    assert.deepEqual(await ownedOf(remoteId, listed), []);
  });
});

describe('what Gametime says', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        id: fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom('..', 'A1', '', 2 ** 53, '\0', 'a/b')),
        status: fc.oneof(fc.jsonValue(), fc.constantFrom('unconfirmed', 'rejected', '__proto__', 'constructor')),
        quantity: fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(2 ** 40)),
        price: fc.oneof(fc.jsonValue(), fc.double()),
        listing_reference_id: fc.jsonValue(),
        created_at: fc.constant('ISODate("2031-05-04T19:30:00Z")'),
        first_name: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );

  it('is read without a fall, whatever it is', () => {
    const known = new Set(['unconfirmed', 'unfulfilled', 'completed', 'rejected']);
    fc.assert(
      fc.property(fc.array(hostile), fc.jsonValue(), (rows, page) => {
        const list = readPurchaseList({ results: rows, page, per_page: page });
        assert.equal(list?.rows, isListOf(rows, readPurchase) ? rows.length : undefined);
        for (const row of rows) {
          const read = readPurchase(row);
          if (read === null) continue;
          const { status } = row as { status?: unknown };
          assert.match(read.saleId, /^[0-9A-Za-z_-]{1,64}$/);
          assert.equal(read.seen.standing === 'unclear', !known.has(status as string));
          assert.equal(findPurchase({ results: [row] }, read.saleId)?.saleId, read.saleId);
          const { quantity } = read.seen.facts;
          assert.ok(quantity === null || (quantity >= 1 && quantity <= 1_000));
        }
        for (const anything of [page, rows]) readPurchaseList(anything);
      }),
      { numRuns: 2_000 },
    );
  });

  it('in a webhook is read without a fall, and never taken for more than a hint', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      hostile.map((body) => JSON.stringify(body)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readWebhook({ headers: {}, text });
        if (read.kind === 'read') assert.ok(read.sightings.every(({ seen }) => seen === null));
      }),
      { numRuns: 2_000 },
    );
    const told = readWebhook({
      headers: {},
      text: '\uFEFF{"id":"A1","source_id":"TG-1","quantity":2,"status":"rejected"}',
    });
    assert.deepEqual(told.kind === 'read' && told.sightings, [{ saleId: 'A1', numbers: [], seen: null }]);
    assert.equal(readWebhook({ headers: {}, text: '{"id":""}' }).kind, 'malformed');
  });
});

/** Last, so that everything above has left its record. */
describe('the key of Gametime', () => {
  it('stands in no row, though every address has it and its answers repeat it', async () => {
    const { key } = announcing.credentials as { key: string };
    const path = `/v3/purchases?source=nobody`;
    assert.equal((await fetch(`${announcing.url}${path}`)).status, 401, 'the key is asked for');
    const { rows } = await hub.pool.query<{ text: string }>('select exchanges::text as text from journal');
    const told = rows.map(({ text }) => text).join('\n');
    assert.match(told, /source=\[secret\]/, 'it was sent');
    assert.match(told, /"source":"\[secret\]"/, 'it was repeated');
    const asWritten = [key, encodeURIComponent(key), key.slice(8, 20), encodeURIComponent(key).slice(10, 24)];
    assert.deepEqual(await tablesThatTell(hub.pool, asWritten), []);
  });
});
