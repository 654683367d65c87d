// An order that is stuck goes on by a person's word, and by nothing else: which words can be true of which order, what each
// does to its tickets, and that it is on record with whoever gave it.
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Decision, PosNature } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import type { Listing } from '../../src/core/listing.ts';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, Order, OrderId } from '../../src/core/order.ts';
import type { MarketplaceNature } from '../../src/core/sale.ts';
import { type Settlement, settlements, settlementsOf } from '../../src/core/settle.ts';
import { orderStates } from '../../src/core/transitions.ts';
import { begun, listingOf, networkPos, saleTerms } from './situations.ts';

const accountId = 'account-1' as AccountId;
const orderId = 'order-1' as OrderId;
const told: MarketplaceNature = { reads: true, confirms: true, rejects: true, asksFirst: false, graceMs: 0 };
const stuck = (fields: Partial<Order> = {}): Order => ({
  ...newOrder({ accountId, orderId, terms: saleTerms, globalId: 'sale-1', now: begun }),
  state: 'stuck',
  remoteId: 'listing-1',
  quantity: 2,
  seats: ['1', '2'],
  marketplaceOrderId: 'sale-1',
  posHoldId: 'pos-hold-1',
  sentAt: begun,
  ...fields,
});
const asked = (fields: Partial<Order> = {}): Order =>
  stuck({ flow: 'order_integration', globalId: 'deal-1', binding: true, ...fields });

const kept = listingOf(['1', '2', '3', '4'], { owners: [orderId, orderId, null, null] });

function settle(
  order: Order,
  as: Settlement,
  invoiceId: string | null = null,
  { listing = kept, pos = networkPos }: { listing?: Listing | null; pos?: PosNature } = {},
): Decision {
  const situation = { accountId, now: begun + 1_000, order, listing, pos, marketplace: told };
  const act = { do: 'settle', as, invoiceId, by: 'Ada' } as const;
  return decide({ ...situation, orderNumberIsTaken: () => false }, { kind: 'act', orderId, act });
}

describe('what can be said of an order', () => {
  it('is nothing unless it is stuck, or has no tickets and was invoiced by hand', () => {
    deepStrictEqual(settlementsOf(stuck({ state: 'unfilled' })), ['invoiced']);
    for (const state of orderStates.filter((one) => one !== 'stuck' && one !== 'unfilled')) {
      deepStrictEqual(settlementsOf(stuck({ state })), [], state);
      for (const as of settlements) deepStrictEqual(settle(stuck({ state }), as, '77').steps, [], `${state} ${as}`);
    }
  });

  const cases: [string, Order, Settlement[]][] = [
    ['a sale that was told', stuck(), ['invoiced', 'unfilled', 'cancelled', 'duplicate']],
    [
      'a provisional sale',
      stuck({ marketplaceOrderId: null }),
      ['invoiced', 'unfilled', 'released', 'cancelled', 'duplicate'],
    ],
    [
      'a sale of which nothing could be read',
      stuck({ marketplaceOrderId: null, remoteId: null, quantity: null }),
      ['unfilled', 'released', 'cancelled', 'duplicate'],
    ],
    ['a hold', asked({ marketplaceOrderId: null }), ['released']],
    ['a hold that was invoiced', asked(), ['invoiced', 'unfilled', 'cancelled']],
    ['a hold whose marketplace was told no', asked({ refusal: 'hold_expired' }), ['cancelled']],
  ];
  for (const [name, order, expected] of cases) {
    it(`of ${name} is ${expected.join(', ')}`, () => {
      deepStrictEqual(settlementsOf(order), expected);
      for (const as of settlements.filter((one) => !expected.includes(one))) {
        deepStrictEqual(settle(order, as, '77').steps, [], as);
      }
    });
  }
});

describe('an order that is stuck', () => {
  it('goes on to be confirmed when its tickets were invoiced by hand, and keeps them', () => {
    const { order, owners, inquiry, question, exchanges } = settle(stuck(), 'invoiced', '77');
    deepStrictEqual([order?.state, order?.invoiceId, owners, question], ['confirming', '77', null, null]);
    strictEqual(inquiry?.ask, 'confirm');
    match(exchanges[0]?.request.line ?? '', /^Ada: settle as invoiced, invoice 77, on their word$/);
  });

  it('is confirmed at once where the marketplace had asked first', () => {
    const { order } = settle(asked(), 'invoiced', '77');
    deepStrictEqual([order?.state, order?.invoiceId, order?.confirmedAt], ['confirmed', '77', begun + 1_000]);
  });

  it('is not invoiced without a number, but with the one that is on record', () => {
    deepStrictEqual(settle(stuck(), 'invoiced').steps, []);
    strictEqual(settle(stuck({ invoiceId: '40' }), 'invoiced').order?.invoiceId, '40');
  });

  it('takes its own tickets again, or any that will do, and is refused when they are another order’s', () => {
    const free = listingOf(['1', '2', '3', '4']);
    const again = settle(stuck(), 'invoiced', '77', { listing: free });
    deepStrictEqual(again.owners, [orderId, orderId, null, null]);
    const taken = listingOf(['1', '2', '3', '4'], { owners: ['another', null, null, null] });
    const others = settle(stuck(), 'invoiced', '77', { listing: taken });
    deepStrictEqual(
      [others.owners, others.order?.seats],
      [
        ['another', orderId, orderId, null],
        ['2', '3'],
      ],
    );
    const gone = settle(stuck({ soldSeats: ['1', '2'] }), 'invoiced', '77', { listing: taken });
    deepStrictEqual([gone.steps, gone.order?.state, gone.exchanges], [[], 'stuck', []]);
  });

  for (const [as, order, state] of [
    ['released', stuck({ marketplaceOrderId: null }), 'released'],
    ['cancelled', stuck(), 'cancelled'],
    ['duplicate', stuck(), 'duplicate'],
    ['unfilled', stuck(), 'unfilled'],
  ] as const) {
    it(`lets go of its tickets when it is settled as ${as}: a person’s word is the proof`, () => {
      const { order: after, owners, question } = settle(order, as);
      deepStrictEqual([after?.state, owners, question], [state, [null, null, null, null], null]);
      deepStrictEqual([after?.posHoldId, after?.sentAt, after?.dueAt], [null, null, null]);
    });
  }

  it('and has no tickets is filled in the same breath, and one that has them is not', () => {
    const fill = (owners: Listing['owners']) =>
      decide(
        {
          accountId,
          now: begun,
          order: stuck(),
          listing: listingOf(['1', '2', '3', '4'], { owners }),
          pos: networkPos,
          marketplace: told,
          orderNumberIsTaken: () => false,
        },
        { kind: 'act', orderId, act: { do: 'fill', remoteId: 'listing-1', by: 'Ada' } },
      );
    const { order, steps, question } = fill(['another', null, null, null]);
    deepStrictEqual(steps, [
      ['settled_unfilled', 'unfilled'],
      ['sale_stands', 'invoicing'],
    ]);
    deepStrictEqual([order?.seats, question?.ask, order?.posHoldId], [['2', '3'], 'invoice', null]);
    deepStrictEqual(fill([orderId, orderId, null, null]).steps, []);
    deepStrictEqual(fill(['another', null, 'another', null]).steps, [], 'nothing is settled when there are none');
  });

  it('that is unfilled after all is told of, and can be filled anew', () => {
    const { order, alert, owners } = settle(stuck({ invoiceId: 'of a try that failed' }), 'unfilled');
    deepStrictEqual([alert?.kind, order?.invoiceId, order?.refusal], ['unfilled', null, 'not_available']);
    const listing = { ...kept, owners: owners ?? [] };
    const situation = { accountId, now: begun + 2_000, order, listing, pos: networkPos, marketplace: told };
    const again = decide(
      { ...situation, orderNumberIsTaken: () => false },
      { kind: 'act', orderId, act: { do: 'retry', by: 'Ada' } },
    );
    deepStrictEqual(
      [again.order?.state, again.question?.ask, again.question?.findFirst],
      ['invoicing', 'invoice', false],
    );
  });
});
