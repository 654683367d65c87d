// What counts as a disagreement, and what is still under way: order by order, against what the POS and the marketplace show.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Order, OrderId } from '../../src/core/order.ts';
import { compareWithMarketplace, compareWithPos, type Disagreement, findStandstill } from '../../src/core/reconcile.ts';
import type { MarketplaceNature, SaleStanding } from '../../src/core/sale.ts';
import { type OrderState, orderStates, ownership, posAsk } from '../../src/core/transitions.ts';
import { begun, terms } from './situations.ts';

const anHour = 3_600_000;
const now = begun + anHour;
const hold = { posHoldId: 'H-1', expiresAt: null };
const sale = { invoiceId: 'I-1' };
const speaks: MarketplaceNature = { reads: true, confirms: true, rejects: true, asksFirst: false, graceMs: 0 };

const order = (state: OrderState, fields: Partial<Order> = {}): Order => ({
  ...newOrder({
    accountId: 'a' as AccountId,
    orderId: 'o' as OrderId,
    terms: { ...terms, flow: 'instant_notification', connectionId: 'c' as ConnectionId },
    globalId: 'g-1',
    now: begun,
  }),
  state,
  sentAt: begun,
  confirmedAt: state === 'confirmed' ? begun : null,
  ...fields,
});

const kindOf = (found: Disagreement | null) => found && [found.kind, found.healing];

describe('an order and its POS', () => {
  it('agree where the POS has just what the order says', () => {
    for (const state of orderStates) {
      const expected =
        state === 'held'
          ? { hold, sale: null }
          : ownership[state] === 'owns'
            ? { hold: null, sale }
            : { hold: null, sale: null };
      strictEqual(compareWithPos(order(state), expected, now), null, state);
    }
  });

  it('are not compared while one of them is still at it, or a person is', () => {
    for (const state of orderStates.filter((one) => posAsk(one) !== null || one === 'reported' || one === 'stuck')) {
      for (const found of [
        { hold, sale },
        { hold: null, sale: null },
      ]) {
        strictEqual(compareWithPos(order(state), found, now), null, state);
      }
    }
    strictEqual(compareWithPos(order('confirmed', { sentAt: now - 1_000 }), { hold: null, sale: null }, now), null);
  });

  it('disagree by what one has and the other has not', () => {
    const none = { hold: null, sale: null };
    deepStrictEqual(kindOf(compareWithPos(order('held'), none, now)), ['hold_missing', null]);
    deepStrictEqual(kindOf(compareWithPos(order('held'), { hold: null, sale }, now)), ['sale_left_over', null]);
    deepStrictEqual(kindOf(compareWithPos(order('confirmed'), none, now)), ['sale_missing', null]);
    deepStrictEqual(kindOf(compareWithPos(order('confirming'), { hold, sale: null }, now)), ['sale_missing', null]);
    for (const state of ['declined', 'released', 'expired', 'rejected', 'cancelled', 'unfilled'] as const) {
      deepStrictEqual(
        kindOf(compareWithPos(order(state), { hold, sale: null }, now)),
        ['hold_left_over', 'let_go'],
        state,
      );
      deepStrictEqual(kindOf(compareWithPos(order(state), { hold, sale }, now)), ['sale_left_over', null], state);
    }
  });

  it('agree about a hold that cannot be looked up, and about one whose time is over', () => {
    strictEqual(compareWithPos(order('held'), { hold: 'unknown', sale: null }, now), null);
    strictEqual(compareWithPos(order('released'), { hold: 'unknown', sale: null }, now), null);
    strictEqual(compareWithPos(order('held', { expiresAt: now }), { hold: null, sale: null }, now), null);
  });
});

describe('an order and its marketplace', () => {
  const compared = (of: Order, standing: SaleStanding | 'gone', nature = speaks) =>
    kindOf(compareWithMarketplace(of, standing, nature, now));

  it('disagree about a confirmation that is missing there, after a while, where anybody waits for it', () => {
    deepStrictEqual(compared(order('confirmed'), 'unconfirmed'), ['confirmation_missing', 'confirm_again']);
    deepStrictEqual(compared(order('confirmed'), 'unconfirmed', { ...speaks, confirms: false }), [
      'confirmation_missing',
      null,
    ]);
    strictEqual(compared(order('confirmed'), 'unconfirmed', { ...speaks, awaitsConfirmation: false }), null);
    strictEqual(compared(order('confirmed', { confirmedAt: now - 60_000 }), 'unconfirmed'), null);
    strictEqual(compared(order('confirmed', { flow: 'order_integration' }), 'unconfirmed'), null);
  });

  it('disagree about a sale that is over for one of them', () => {
    for (const standing of ['cancelled', 'rejected', 'gone'] as const) {
      deepStrictEqual(compared(order('confirmed'), standing), ['sale_over_there', 'look_again'], standing);
      deepStrictEqual(compared(order('unfilled'), standing), ['sale_over_there', 'look_again'], standing);
      strictEqual(compared(order('rejected'), standing), null);
    }
    deepStrictEqual(compared(order('cancelled'), 'confirmed'), ['sale_stands_there', null]);
    deepStrictEqual(compared(order('rejected'), 'unconfirmed'), ['sale_stands_there', null]);
    deepStrictEqual(compared(order('confirmed', { flow: 'order_integration' }), 'cancelled'), [
      'sale_over_there',
      'look_again',
    ]);
  });

  it('agree where they agree', () => {
    strictEqual(compared(order('confirmed'), 'confirmed'), null);
    strictEqual(compared(order('unfilled'), 'unconfirmed'), null);
    strictEqual(compared(order('cancelled'), 'cancelled'), null);
    strictEqual(compared(order('confirmed'), 'unclear'), null);
  });
});

describe('an order that nobody will ask for', () => {
  it('stands still where somebody could be asked, and is never due', () => {
    deepStrictEqual(kindOf(findStandstill(order('invoicing', { dueAt: null }), speaks)), ['stands_still', 'ask_again']);
    deepStrictEqual(kindOf(findStandstill(order('confirming', { dueAt: null }), speaks)), [
      'stands_still',
      'ask_again',
    ]);
    strictEqual(findStandstill(order('confirming', { dueAt: null }), { ...speaks, confirms: false }), null);
    strictEqual(findStandstill(order('invoicing', { dueAt: now }), speaks), null);
    for (const state of ['held', 'unfilled', 'confirmed', 'stuck'] as const) {
      strictEqual(findStandstill(order(state, { dueAt: null }), speaks), null, state);
    }
  });
});
