// What compares a marketplace's sales with the hub's orders: it finds books that agree in agreement, and tells of each
// thing that could be wrong with them, one at a time.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, Order, OrderId } from '../../src/core/order.ts';
import { compareSales } from '../../src/sandbox/compare-sales.ts';
import { type Sale, SaleBook } from '../../src/sandbox/instant-notification/sale-book.ts';
import { saleTerms } from '../core/situations.ts';

const begun = newOrder({
  accountId: 'a' as AccountId,
  orderId: 'o' as OrderId,
  terms: saleTerms,
  globalId: 's-1',
  now: 0,
});
const confirmed: Partial<Order> = { state: 'confirmed', invoiceId: 'i-1', seats: ['1', '2'] };

type Tampering = {
  /** What happens at the marketplace after it sold. */
  there: (book: SaleBook, sale: Sale) => void;
  /** What the hub has; null: nothing. */
  here: Partial<Order> | null;
  /** `axs` is one that cannot be read. */
  at?: 'stubhub' | 'axs';
  lapsesInSilence?: boolean;
};

async function compare({ there, here, at = 'stubhub', lapsesInSilence = false }: Tampering) {
  const book = new SaleBook();
  const deal = { remoteId: 'L', quantity: 2, unitPrice: 12_500, confirmBy: null, isClient: false };
  there(book, book.sell({ ...deal, saleId: 's-1' }));
  const order = here === null ? null : { ...begun, ...here };
  const { compared, differences, unfinished } = await compareSales(
    { slug: at, settings: {}, book, lapsesInSilence },
    async () => order,
  );
  assert.equal(compared, 1);
  return [differences, unfinished];
}

const confirm = (book: SaleBook, sale: Sale) => void book.confirm(sale, ['1', '2']);
const twice = (book: SaleBook, sale: Sale): void => {
  confirm(book, sale);
  confirm(book, sale);
};

describe('books of sales', () => {
  const agreeing: Record<string, Tampering> = {
    'one that is confirmed, with its invoice and its seats': { there: confirm, here: confirmed },
    'one whose seats were left to the marketplace': { there: (book, sale) => void book.confirm(sale), here: confirmed },
    'one that is rejected': { there: (book, sale) => void book.reject(sale, 'gone'), here: { state: 'rejected' } },
    'one that was cancelled before the hub heard of it': { there: (book, sale) => book.cancel(sale), here: null },
    'one that was cancelled while our word was on its way': {
      there: (book, sale) => {
        book.cancel(sale);
        confirm(book, sale);
      },
      here: { state: 'cancelled' },
    },
    'one that lapsed in silence, whose hold binds nobody and has a time': {
      there: (book, sale) => {
        sale.isProvisional = true;
        book.cancel(sale);
      },
      here: { state: 'held', binding: false, expiresAt: 1 },
      lapsesInSilence: true,
    },
    'one that is only provisional': {
      there: (_book, sale) => {
        sale.isProvisional = true;
      },
      here: { state: 'held' },
    },
    'one that was told twice where it cannot be read': { there: twice, here: confirmed, at: 'axs' },
  };
  for (const [name, books] of Object.entries(agreeing)) {
    it(`agree on ${name}`, async () => assert.deepEqual(await compare(books), [[], []]));
  }

  const apart: Record<string, [Tampering, string[]]> = {
    'a second word, though it changed nothing': [
      { there: twice, here: confirmed },
      ['s-1: one word was due, and the marketplace heard 2: confirm (changed), confirm (again).'],
    ],
    'a second word to a sale that was cancelled': [
      {
        there: (book, sale) => {
          book.cancel(sale);
          twice(book, sale);
        },
        here: { state: 'cancelled' },
      },
      ['s-1: one word was due, and the marketplace heard 2: confirm (refused), confirm (refused).'],
    ],
    'no after yes, where it cannot be read either': [
      {
        there: (book, sale) => {
          confirm(book, sale);
          book.reject(sale, 'gone');
        },
        here: confirmed,
        at: 'axs',
      },
      ['s-1: one word was due, and the marketplace heard 2: confirm (changed), reject (refused).'],
    ],
    'a sale that the hub never heard of': [
      { there: confirm, here: null },
      ['s-1: the marketplace says confirmed, and the hub says nothing.'],
    ],
    'one that only the hub takes for confirmed': [
      { there: (book, sale) => book.cancel(sale), here: confirmed },
      ['s-1: the marketplace says cancelled, and the hub says confirmed.'],
    ],
    'a hold that stands though it was told that it is not wanted': [
      {
        there: (book, sale) => {
          sale.isProvisional = true;
          book.cancel(sale);
        },
        here: { state: 'held', binding: false, expiresAt: 1 },
      },
      ['s-1: the marketplace says cancelled, and the hub says held.'],
    ],
    'one without an invoice': [
      { there: confirm, here: { ...confirmed, invoiceId: null } },
      ['s-1: it is confirmed without an invoice.'],
    ],
    'fewer tickets than were sold': [
      { there: (book, sale) => void book.confirm(sale), here: { ...confirmed, seats: ['1'] } },
      ['s-1: 2 were sold and 1 are owned.'],
    ],
    'other seats than were named': [
      { there: confirm, here: { ...confirmed, seats: ['1', '3'] } },
      ['s-1: seats 1 2 were named, and 1 3 are owned.'],
    ],
  };
  for (const [name, [books, told]] of Object.entries(apart)) {
    it(`differ in ${name}`, async () => assert.deepEqual(await compare(books), [told, []]));
  }

  it('are unfinished where nobody has said a word', async () => {
    assert.deepEqual(await compare({ there: () => {}, here: { state: 'confirming' } }), [
      [],
      ['s-1: nobody has confirmed or rejected it; the hub says confirming'],
    ]);
  });
});
