// What each call is told in each state, code by code as the published contract names them.
// Invariant same-question-same-answer: an answer is a function of the order and the call alone.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { answerHold, answerInvoice, answerRelease } from '../../src/core/answer.ts';
import type { CallOf, Reply } from '../../src/core/command.ts';
import type { Order, Refusal } from '../../src/core/order.ts';
import { type OrderState, orderStates } from '../../src/core/transitions.ts';
import { begun, Deal, holdCall, invoiceCall } from './situations.ts';

/** `repeated`, `accepted` and `shown` are agreements; a refusal is named by its code; `wait` is no answer yet. */
type Word = 'repeated' | 'accepted' | 'shown' | 'wait' | Refusal;

const held = new Deal().held().order as Order;
const asked = { moved: false, now: begun, answerBy: begun + 1_000 };
const tooLate = { ...asked, now: asked.answerBy };
const hold = holdCall() as CallOf<'hold'>;
const invoice = invoiceCall() as CallOf<'invoice'>;

function orderIn(state: OrderState, fields: Partial<Order> = {}): Order {
  return { ...held, state, ...fields };
}

function word(reply: Reply | null): string {
  if (reply === null) return 'wait';
  return reply.said === 'refused' ? reply.why : reply.said;
}

const answers: Record<OrderState, { hold: Word; invoice: Word; release: Word }> = {
  holding: { hold: 'wait', invoice: 'wait', release: 'shown' },
  held: { hold: 'repeated', invoice: 'wait', release: 'shown' },
  pledged: { hold: 'repeated', invoice: 'wait', release: 'shown' },
  declined: { hold: 'not_available', invoice: 'not_available', release: 'shown' },
  undoing: { hold: 'pos_unreachable', invoice: 'not_available', release: 'shown' },
  releasing: { hold: 'hold_released', invoice: 'hold_released', release: 'wait' },
  released: { hold: 'hold_released', invoice: 'hold_released', release: 'shown' },
  expiring: { hold: 'hold_expired', invoice: 'hold_expired', release: 'shown' },
  expired: { hold: 'hold_expired', invoice: 'hold_expired', release: 'shown' },
  reported: { hold: 'repeated', invoice: 'wait', release: 'shown' },
  invoicing: { hold: 'repeated', invoice: 'wait', release: 'already_invoiced' },
  retaking: { hold: 'repeated', invoice: 'wait', release: 'already_invoiced' },
  confirming: { hold: 'repeated', invoice: 'wait', release: 'already_invoiced' },
  confirmed: { hold: 'repeated', invoice: 'repeated', release: 'already_invoiced' },
  unfilled: { hold: 'repeated', invoice: 'accepted', release: 'already_invoiced' },
  rejecting: { hold: 'not_available', invoice: 'not_available', release: 'shown' },
  rejected: { hold: 'not_available', invoice: 'not_available', release: 'shown' },
  voiding: { hold: 'hold_released', invoice: 'hold_released', release: 'shown' },
  cancelled: { hold: 'hold_released', invoice: 'hold_released', release: 'shown' },
  duplicate: { hold: 'not_available', invoice: 'not_available', release: 'shown' },
  stuck: { hold: 'repeated', invoice: 'accepted', release: 'shown' },
};

for (const state of orderStates) {
  test(`an order that is ${state} answers a hold, an invoice and a release`, () => {
    const order = orderIn(state);
    const words = {
      hold: word(answerHold(order, hold, asked)),
      invoice: word(answerInvoice(order, invoice, asked)),
      release: word(answerRelease(order, asked)),
    };
    deepStrictEqual(words, answers[state]);
  });

  test(`an order that is ${state} keeps to the refusal that its hold was given`, () => {
    const order = orderIn(state, { refusal: 'split_not_allowed' });
    strictEqual(word(answerHold(order, hold, asked)), 'split_not_allowed');
  });

  test(`an order that is ${state} tells other tickets under its global id from its own`, () => {
    const order = orderIn(state, { refusal: 'not_available' });
    strictEqual(word(answerHold(order, { ...hold, quantity: 3 }, asked)), 'global_id_reused');
    strictEqual(word(answerHold(order, { ...hold, remoteId: 'listing-2' }, asked)), 'global_id_reused');
    strictEqual(
      word(answerHold(order, { ...hold, unitPrice: { amount: 1, currency: 'USD' } }, asked)),
      'not_available',
    );
  });

  test(`an order that is ${state} knows one order number only`, () => {
    const order = orderIn(state, { marketplaceOrderId: 'sale-1' });
    strictEqual(word(answerInvoice(order, { ...invoice, marketplaceOrderId: 'sale-2' }, asked)), 'order_id_reused');
  });
}

test('a tombstone refuses every hold as released, whatever it names', () => {
  const tombstone = orderIn('released', { remoteId: null, quantity: null, seats: null });
  strictEqual(word(answerHold(tombstone, hold, asked)), 'hold_released');
  strictEqual(word(answerHold(tombstone, { ...hold, quantity: 7 }, asked)), 'hold_released');
});

test('`created` is said to the call that moved the order, and to no other', () => {
  strictEqual(word(answerHold(orderIn('held'), hold, { ...asked, moved: true })), 'created');
  strictEqual(word(answerInvoice(orderIn('confirmed'), invoice, { ...asked, moved: true })), 'created');
});

test('an invoice that the POS has not answered in time is accepted: the sale stands', () => {
  for (const state of ['invoicing', 'confirming'] as const) {
    strictEqual(word(answerInvoice(orderIn(state), invoice, tooLate)), 'accepted', state);
  }
});

test('a release that the POS has not answered in time is agreed to as it stands', () => {
  strictEqual(word(answerRelease(orderIn('releasing'), tooLate)), 'shown');
});

test('a hold that waits is never answered by the clock alone: the order moves first', () => {
  strictEqual(answerHold(orderIn('holding'), hold, tooLate), null);
});

test('a sale that is owed keeps to the yes that its marketplace was told, whichever tickets it is filled with', () => {
  const owed = orderIn('unfilled', { marketplaceOrderId: 'sale-1' });
  strictEqual(word(answerHold(owed, hold, asked)), 'repeated');
  strictEqual(word(answerInvoice(owed, invoice, asked)), 'accepted');
  strictEqual(word(answerRelease(owed, asked)), 'already_invoiced');
  const filled = { ...owed, state: 'confirmed' as const, remoteId: 'listing-2', soldSeats: ['1', '2'] };
  strictEqual(word(answerHold(filled, hold, asked)), 'repeated');
  strictEqual(word(answerHold(filled, { ...hold, quantity: 3 }, asked)), 'global_id_reused');
});

test('a sale that was told of, and has no tickets, has none for a hold either', () => {
  const told = orderIn('unfilled', { flow: 'instant_notification' });
  strictEqual(word(answerHold(told, hold, asked)), 'not_available');
  strictEqual(word(answerInvoice(told, invoice, asked)), 'not_available');
});

test('a sale that was told of has no tickets for a hold of its name, and never gets to have some', () => {
  for (const state of orderStates) {
    const told = orderIn(state, { flow: 'instant_notification' });
    strictEqual(word(answerHold(told, hold, asked)), 'not_available', state);
  }
});

test('a stuck order gives the answers that it gave before it was stuck', () => {
  const released = orderIn('stuck', { refusal: 'hold_released' });
  strictEqual(word(answerHold(released, hold, asked)), 'hold_released');
  strictEqual(word(answerInvoice(released, invoice, asked)), 'hold_released');
  strictEqual(word(answerRelease(released, asked)), 'shown');
  const invoiced = orderIn('stuck', { marketplaceOrderId: 'sale-1' });
  strictEqual(word(answerInvoice(invoiced, invoice, asked)), 'accepted');
  strictEqual(word(answerRelease(invoiced, asked)), 'already_invoiced');
});
