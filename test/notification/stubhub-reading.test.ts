// What StubHub shows is read without a fall, whatever it is, and never taken for more than it says.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Order } from '../../src/core/order.ts';
import { cursorIn, queryOf, readPage } from '../../src/marketplaces/stubhub/recent-updates.ts';
import { openSaleApi } from '../../src/marketplaces/stubhub/sale-api.ts';
import { readSale } from '../../src/marketplaces/stubhub/sales.ts';
import { readWebhook } from '../../src/marketplaces/stubhub/webhook.ts';
import { isListOf } from './desk.ts';

const careful = { takesLate: false };
const feed = { ...careful, salesSince: null };
const now = Date.parse('2031-05-04T12:00:00Z');
const link = { href: 'https://sandbox.invalid/' };
const standingOf = (sale: object): string | undefined => readSale({ id: 7, ...sale }, now, careful)?.seen.standing;

describe('where a sale stands', () => {
  const offered = { _links: { 'sale:confirm': link, 'sale:reject': link } };
  const delivered = { _links: { 'sale:uploadetickets': link } };
  const cases: [string, object, string][] = [
    ['the link decides', { ...offered, status: 'Verkauf bestätigen' }, 'unconfirmed'],
    ['without the link no status does', { status: 'ConfirmSale' }, 'unclear'],
    ['a link that is nothing is none', { status: 'Confirm Sales', _links: { 'sale:confirm': null } }, 'unclear'],
    ['a name of a state', { status: 'UnderReview' }, 'provisional'],
    ['its English text', { status: 'Under Review' }, 'provisional'],
    ['a state after the confirmation', { status: 'TransferTDT' }, 'confirmed'],
    ['and its text', { status: 'Wait until 3 days before the event' }, 'confirmed'],
    ['one that is over, whatever may be uploaded', { ...delivered, status: 'Cancelled' }, 'cancelled'],
    ['one of trouble', { ...delivered, status: 'Issue' }, 'unclear'],
    ['words in another language', { status: 'Storniert' }, 'unclear'],
    ['the same, where something can be delivered', { ...delivered, status: 'E-Tickets hochladen' }, 'confirmed'],
    ['a word of the language', { status: 'constructor' }, 'unclear'],
    ['no status at all', {}, 'unclear'],
    ['in time', { ...offered, confirm_by: '2031-05-04T12:00:01Z' }, 'unconfirmed'],
    ['too late', { ...offered, confirm_by: '2031-05-04T12:00:00.0000000+00:00' }, 'unclear'],
    ['a review has no deadline', { status: 'UnderReview', confirm_by: '2031-05-04T11:00:00Z' }, 'provisional'],
  ];
  for (const [name, sale, standing] of cases) {
    it(`${name}: ${JSON.stringify(sale)} is ${standing}`, () => assert.equal(standingOf(sale), standing));
  }

  it('is judged by StubHub’s clock, and by ours where an answer does not say its time', async () => {
    const body = { id: 7, ...offered, confirm_by: '2031-05-04T11:00:00Z' };
    const standingWith = async (headers: Record<string, string>): Promise<string | undefined> => {
      const exchange = { direction: 'out', request: { line: 'GET /sales/7' } } as const;
      const answer = { kind: 'answered', status: 200, body, text: '', headers, exchange } as const;
      const ways = { ...feed, tellsSeats: false, rejectsBy: 'delete' } as const;
      const api = openSaleApi(async () => ({ answer, exchanges: [exchange] }), ways);
      const order = { state: 'reported', attempts: 1 } as Order;
      const told = await api.read?.({ saleId: '7', order, now }, AbortSignal.timeout(1_000));
      return told?.outcome.kind === 'done' ? told.outcome.answer.standing : told?.outcome.kind;
    };
    assert.equal(await standingWith({ date: 'Sun, 04 May 2031 10:59:59 GMT' }), 'unconfirmed');
    assert.equal(await standingWith({ date: 'Sun, 04 May 2031 11:00:00 GMT' }), 'unclear');
    assert.equal(await standingWith({}), 'unclear');
    assert.equal(await standingWith({ date: 'no time' }), 'unclear');
  });
});

describe('which seats were sold', () => {
  const seatsOf = (barcodes: unknown) => readSale({ id: 7, barcodes }, now, careful)?.seen.facts.seats;

  it('are those of the barcodes that were given out with it', () => {
    assert.deepEqual(seatsOf([{ seat: '7', row: 'C' }, { seat: ' 8 ' }, { seat: 9 }]), ['7', '8', '9']);
    assert.deepEqual(seatsOf([{ seat: '7' }, { barcode_values: ['1'] }]), ['7']);
  });

  it('are left to us where no barcode names one', () => {
    for (const none of [undefined, null, [], [{ seat: null }], [{ seat: '' }], 'seats', [{ seat: {} }]]) {
      assert.equal(seatsOf(none), null, JSON.stringify(none));
    }
  });
});

describe('what a sale is worth, and until when it waits', () => {
  const facts = (sale: object) => readSale({ id: 7, ...sale }, now, careful)?.seen.facts;
  const worth = (amount: unknown, currency_code: unknown = 'USD') =>
    facts({ proceeds: { amount, currency_code } })?.total;

  it('in whole coins of its currency', () => {
    assert.deepEqual(worth(224.375), { amount: 22_438, currency: 'USD' });
    assert.deepEqual(worth('1.0050'), { amount: 101, currency: 'USD' });
    assert.deepEqual(worth(1_200, 'JPY'), { amount: 1_200, currency: 'JPY' });
    assert.deepEqual(worth(1.5, 'KWD'), { amount: 1_500, currency: 'KWD' });
    for (const nonsense of [-1, '1,00', null, 1e300, {}]) assert.equal(worth(nonsense), null, String(nonsense));
    for (const nowhere of ['usd', 'DOLLAR', null, 7]) assert.equal(worth(1, nowhere), null, String(nowhere));
  });

  it('a time without its offset is not known', () => {
    assert.equal(facts({ confirm_by: '2031-05-04T08:00:00-04:00' })?.confirmBy, now);
    for (const time of ['2031-05-04T12:00:00', '2031-13-04T12:00:00Z', 'tomorrow', 7, null]) {
      assert.equal(facts({ confirm_by: time })?.confirmBy, null, String(time));
    }
  });
});

const hostileSale = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      id: fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom('..', '17', '', 2 ** 53, '\0', '0', 'a/b')),
      status: fc.oneof(fc.jsonValue(), fc.constantFrom('ConfirmSale', 'Cancelled', '__proto__', 'constructor')),
      number_of_tickets: fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(2 ** 40)),
      proceeds: fc.oneof(fc.jsonValue(), fc.record({ amount: fc.jsonValue(), currency_code: fc.string() })),
      external_listing_id: fc.jsonValue(),
      confirm_by: fc.oneof(fc.jsonValue(), fc.constant('2031-02-31T25:61:00Z')),
      created_at: fc.jsonValue(),
      barcodes: fc.jsonValue(),
      _links: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('sale:confirm', '__proto__'), fc.jsonValue())),
    },
    { requiredKeys: [] },
  ),
);

describe('whatever comes', () => {
  it('as a sale, or as a page of sales', () => {
    fc.assert(
      fc.property(fc.array(hostileSale), fc.jsonValue(), fc.jsonValue(), (items, stored, links) => {
        for (const item of items) {
          const sale = readSale(item, now, careful);
          if (sale === null) continue;
          assert.match(sale.saleId, /^[1-9][0-9]{0,15}$/);
          assert.notEqual(sale.seen.standing, 'rejected');
          const { quantity, total } = sale.seen.facts;
          assert.ok(quantity === null || (quantity >= 1 && quantity <= 1_000));
          assert.ok(total === null || Number.isSafeInteger(total.amount));
        }
        const page = readPage({ _embedded: { items }, _links: links }, cursorIn(stored, now), now, feed);
        assert.equal(
          page !== null,
          isListOf(items, (item) => readSale(item, now, careful)),
        );
        assert.ok(page === null || page.sightings.every(({ seen }) => seen !== null));
        readPage(stored, cursorIn(stored, now), now, feed);
      }),
      { numRuns: 2_000 },
    );
  });

  it('as a notice, which is never more than a hint', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      hostileSale.map((sale) => JSON.stringify({ topic: 'Sales', _embedded: { sale } })),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, fc.option(fc.string()), (text, topic) => {
        const read = readWebhook({ headers: topic === null ? {} : { 'vgg-topic': topic }, text }, null);
        if (read.kind === 'read') assert.ok(read.sightings.every(({ seen }) => seen === null));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the feed', () => {
  const items = [{ id: 1, status: 'Under Review' }];
  const linked = (href: string) => ({ _embedded: { items }, _links: { next: { href } } });
  const start = cursorIn(null, now);

  it('is read on along its links, at the address that is set', () => {
    const page = readPage(linked('https://elsewhere.invalid/v2/x?updated_since=a&page=2#b'), start, now, feed);
    assert.equal(page?.hasMore, true);
    const cursor = cursorIn(page?.cursor, now);
    assert.equal(queryOf(cursor), 'updated_since=a&page=2');
    const same = readPage(linked('?updated_since=a&page=2'), cursor, now + 60_000, feed);
    assert.equal(same?.hasMore, false, 'a link that leads to itself leads nowhere');
    const next = cursorIn(same?.cursor, now);
    assert.equal(queryOf(next), 'updated_since=2031-05-04T11%3A55%3A00.000Z', 'from where the look began');
    assert.equal(next.began, now);
  });

  it('is asked for no changes of a time that has not come, should StubHub’s clock be wrong', () => {
    const [tomorrow, yesterday] = [now + 86_400_000, now - 86_400_000];
    const sinceBy = (theirs: number) =>
      cursorIn(readPage({ total_items: 0 }, start, theirs, feed, now)?.cursor, now).since;
    assert.equal(sinceBy(tomorrow), now - 300_000);
    assert.equal(sinceBy(yesterday), yesterday - 300_000);
  });

  it('ends with an empty page, and with a link that is none', () => {
    const empty = { _embedded: { items: [] }, _links: { next: { href: '?page=3' } } };
    assert.equal(readPage(empty, start, now, feed)?.hasMore, false);
    for (const href of ['', '/no/query', '?with space', `?${'a'.repeat(5_000)}`]) {
      assert.equal(readPage(linked(href), start, now, feed)?.hasMore, false, href.slice(0, 20));
    }
    // Where there are none, none need be embedded.
    for (const none of [{ total_items: 0 }, { total_items: 0, _embedded: null }]) {
      assert.deepEqual(readPage(none, start, now, feed)?.sightings, []);
    }
    for (const body of [null, {}, [], { _embedded: {} }, { total_items: 1 }]) {
      assert.equal(readPage(body, start, now, feed), null);
    }
  });
});
