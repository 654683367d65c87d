// FanXchange's push: taken as a form or as JSON under the names that are set, and answered with the agreed text alone, for
// by that text it knows that the push has arrived.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { nothingSaid } from '../../src/core/sale.ts';
import { settledSettings } from '../../src/engine/marketplace-directory.ts';
import { fanxchange } from '../../src/marketplaces/fanxchange/fanxchange.ts';
import { readPush } from '../../src/marketplaces/fanxchange/push.ts';
import { fanxchangeSales } from '../../src/sandbox/fanxchange/fanxchange.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { eventually, makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { mistaken } from './desk.ts';

const okString = 'FX-RECEIVED-OK';
let hub: TestHub;
let pushing: Selling;

before(async () => {
  hub = await startTestHub();
  pushing = await startSelling(hub, fanxchangeSales());
});
after(async () => {
  await pushing.stop();
  await hub.close();
});

const sellAt = async (on: Selling, quantity = 2): Promise<Sale> => {
  const seats = ['1', '2', '3', '4'];
  return on.sell({ remoteId: await makeListing(hub.pool, on.connection.accountId, { seats }), quantity });
};
const comesTo = (on: Selling, { saleId }: Pick<Sale, 'saleId'>, state: string) =>
  eventually(
    () => on.order(saleId),
    (order) => order?.state === state,
  );
const address = ({ connection }: Selling, key = connection.apiKey): string =>
  `/ion/v1/${connection.connectionId}/notifications?key=${key}`;

const alertsAbout = async ({ connection }: Selling): Promise<{ kind: string; sentence: string }[]> =>
  (await hub.pool.query('select kind, sentence from alerts where connection_id = $1', [connection.connectionId])).rows;

describe('a push', () => {
  it('is answered with the agreed text and nothing else, and the sale is invoiced and confirmed', async () => {
    const sale = await sellAt(pushing);
    const { text = '', headers = {} } = pushing.noticeOf(sale, 'sold') ?? {};
    assert.match(headers['content-type'] ?? '', /form/);
    const answer = await hub.call<string>('POST', address(pushing), text, headers);
    assert.deepEqual([answer.status, answer.body], [200, okString]);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    const order = await comesTo(pushing, sale, 'confirmed');
    assert.deepEqual([order?.quantity, order?.total], [2, { amount: 25_000, currency: 'USD' }]);
    assert.equal(sale.heard.length, 1);
  });

  it('as JSON is the same', async () => {
    const selling = await startSelling(hub, fanxchangeSales({ writes: 'json' }));
    try {
      const sale = await sellAt(selling);
      selling.announce(sale, 'sold');
      await comesTo(selling, sale, 'confirmed');
      selling.book.cancel(sale);
      selling.announce(sale, 'cancelled');
      await comesTo(selling, sale, 'cancelled');
    } finally {
      await selling.stop();
    }
  });

  it('whose answer is not as agreed is sent again, and stays one sale', async () => {
    const selling = await startSelling(hub, fanxchangeSales({ okString: 'AGREED LATER' }));
    try {
      const sale = await sellAt(selling);
      selling.announce(sale, 'sold');
      await selling.settled();
      const order = await comesTo(selling, sale, 'confirmed');
      const told = (await storyOf(hub.pool, order)).flatMap(({ exchanges }) =>
        exchanges.filter(({ direction }) => direction === 'in'),
      );
      assert.equal(told.length, 4, 'the push and its three repeats are on record');
      assert.equal(sale.heard.length, 1);
    } finally {
      await selling.stop();
    }
  });

  it('without our key, or while no text is agreed, is told so without the text', async () => {
    const sale = await sellAt(pushing);
    const { text = '', headers = {} } = pushing.noticeOf(sale, 'sold') ?? {};
    const { apiKey } = pushing.connection;
    const wrong = mistaken(apiKey);
    const stranger = await hub.call('POST', address(pushing, wrong), text, headers);
    assert.equal(stranger.status, 401);
    const off = await startSelling(hub, fanxchangeSales(), { settings: { notification_ok_string: '' } });
    try {
      const { status, body } = await hub.call('POST', address(off), text, headers);
      assert.equal(status, 400);
      assert.match(String(body.detail), /notification_ok_string is not set/);
      assert.ok(!JSON.stringify([stranger.body, body]).includes(okString));
      const [told, ...more] = await alertsAbout(off);
      assert.equal(told?.kind, 'notice_unreadable');
      assert.match(
        told?.sentence ?? '',
        /^FanXchange sent a notice that cannot be read \(notification_ok_string is not set/,
      );
      assert.match(
        told?.sentence ?? '',
        /A sale may be behind it, of which nothing else tells us\. Look at your sales there/,
      );
      assert.deepEqual(
        [more, await alertsAbout(pushing)],
        [[], []],
        'one for its connection, and none for a stranger’s',
      );
      assert.deepEqual([await pushing.order(sale.saleId), await off.order(sale.saleId)], [null, null]);
    } finally {
      await off.stop();
    }
  });

  it('is confirmed by hand where there is no callback, and by itself where FanXchange does so', async () => {
    for (const [confirm_needed, state] of [
      [true, 'confirming'],
      [false, 'confirmed'],
    ] as const) {
      const settings = { callback_address: null, confirm_needed };
      const selling = await startSelling(hub, fanxchangeSales(), { settings });
      try {
        const sale = await sellAt(selling);
        selling.announce(sale, 'sold');
        const order = await comesTo(selling, sale, state);
        if (confirm_needed) await actOn(hub, order, { do: 'note_confirmed', by: 'a test' });
        await comesTo(selling, sale, 'confirmed');
        assert.equal(sale.heard.length, 0);
      } finally {
        await selling.stop();
      }
    }
  });
});

describe('what a push says', () => {
  const factsIn = (push: object, settings: object = {}) => {
    const whole = settledSettings(fanxchange, { notification_ok_string: okString, ...settings });
    const read = readPush({ headers: {}, text: JSON.stringify(push) }, whole);
    return read.kind === 'read' ? (read.sightings[0] ?? null) : null;
  };
  const push = { sale_id: 77, reference_id: 'L-1', products_quantity: '2', products_price: '105.50' };

  it('stands under the names that are set', () => {
    const fields = { sale_id: 'order', remote_id: 'listing', quantity: 'count', price: 'worth', type: 'what' };
    const renamed = { order: '77', listing: 'L-1', count: 2, worth: 105.5, what: 'sale.cancelled' };
    const seen = factsIn(renamed, { fields, price_is: 'total' });
    assert.deepEqual([seen?.saleId, seen?.seen?.standing], ['77', 'cancelled']);
    assert.deepEqual(
      [seen?.seen?.facts.remoteId, seen?.seen?.facts.quantity, seen?.seen?.facts.total?.amount],
      ['L-1', 2, 10_550],
    );
    assert.equal(factsIn(push, { fields }), null);
  });

  it('is worth what is sure', () => {
    const worth = (quantity: number, price_is?: string) =>
      factsIn({ ...push, products_quantity: quantity }, price_is ? { price_is } : {})?.seen?.facts.total?.amount;
    assert.deepEqual([worth(1), worth(2), worth(2, 'each'), worth(2, 'total')], [10_550, undefined, 21_100, 10_550]);
  });

  it('as a form is believed up to its last field, or to its end where that is known', () => {
    const readForm = (text: string, ends_with = '') =>
      readPush(
        { headers: {}, text },
        settledSettings(fanxchange, { notification_ok_string: okString, price_is: 'each', ends_with }),
      );
    const factsOf = (text: string, ends_with?: string) => {
      const read = readForm(text, ends_with);
      return read.kind === 'read' ? (read.sightings[0]?.seen?.facts ?? null) : read.why;
    };
    const cut = 'sale_id=77&reference_id=L-1&products_quantity=1';
    assert.match(String(factsOf(cut)), /quantity.*The last field of a form is not believed.*ends_with names/);
    assert.match(String(factsOf(cut, 'eticket')), /A form that does not end with eticket is taken for cut off/);
    assert.equal((factsOf(cut, 'products_quantity') as { quantity: number }).quantity, 1);
    assert.deepEqual((factsOf(`${cut}2&products_price=1`) as { total: unknown }).total, null);
    assert.deepEqual(factsOf(`${cut}2&products_price=10`, 'products_price'), {
      ...nothingSaid,
      ...{ remoteId: 'L-1', quantity: 12, total: { amount: 12_000, currency: 'USD' } },
    });
  });

  it('may be our own notice', () => {
    const own = { type: 'hold.requested', data: { sale_id: 'S-1', remote_id: 'L-1', quantity: 3 } };
    assert.equal(factsIn(own)?.seen?.standing, 'provisional');
  });

  it('is read without falling over', () => {
    const settings = settledSettings(fanxchange, { notification_ok_string: okString });
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webQueryParameters(),
      fc
        .dictionary(fc.constantFrom(...Object.keys(push), 'type', 'data', '__proto__'), fc.jsonValue())
        .map((body) => JSON.stringify(body)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readPush({ headers: {}, text }, settings);
        if (read.kind === 'malformed') return;
        assert.equal(read.answer.text, okString);
        assert.ok(read.sightings.every(({ saleId }) => saleId.length > 0 && saleId.length <= 128));
      }),
      { numRuns: 1_000 },
    );
  });
});
