// Who owned a ticket at a moment in the past, from the transitions alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Step } from '../../src/core/command.ts';
import { ownedAt, ticketsThen } from '../../src/core/owned-at.ts';
import { orderWith } from '../support/orders.ts';

const at = (minute: number): number => Date.UTC(2026, 10, 20, 12, minute);
const entry = (minute: number, ...steps: Step[]) => ({ at: at(minute), steps });

const held = {
  order: orderWith({ seats: ['5', '6'] }),
  entries: [entry(1, ['hold_claimed', 'holding'], ['pos_held', 'held'])],
};
const letGo = {
  ...held,
  entries: [...held.entries, entry(5, ['release_asked', 'releasing'], ['pos_released', 'released'])],
};

describe('who owned a ticket', () => {
  it('nobody did before it was claimed, and its order from then on', () => {
    assert.equal(ownedAt(held, at(0)), null);
    assert.deepEqual(ownedAt(held, at(1)), { order: held.order, state: 'held', since: at(1) });
    assert.equal(ownedAt(held, at(60))?.since, at(1));
  });

  it('nobody does from the moment at which the POS had let go', () => {
    assert.equal(ownedAt(letGo, at(4))?.state, 'held');
    assert.equal(ownedAt(letGo, at(5)), null);
  });

  it('an order that only waits for a person keeps what it had', () => {
    const stuck = { ...held, entries: [...held.entries, entry(3, ['pos_invoiced', 'stuck'])] };
    assert.deepEqual(ownedAt(stuck, at(9)), { order: held.order, state: 'stuck', since: at(1) });
    const never = { ...held, entries: [entry(1, ['sale_reported', 'reported'], ['sale_unasked', 'stuck'])] };
    assert.equal(ownedAt(never, at(9)), null);
  });

  it('owns anew from the time at which it took its tickets again', () => {
    const again = { ...letGo, entries: [...letGo.entries, entry(8, ['invoice_asked', 'invoicing'])] };
    assert.equal(ownedAt(again, at(7)), null);
    assert.equal(ownedAt(again, at(8))?.since, at(8));
  });

  it('shows every ticket of a listing, seat by seat', () => {
    const owners = ticketsThen(['4', '5', '6'], [held], at(2)).map(({ seat, owner }) => [seat, owner?.state ?? 'free']);
    assert.deepEqual(owners, [
      ['4', 'free'],
      ['5', 'held'],
      ['6', 'held'],
    ]);
  });

  it('gives each owner as many places of general admission as it had', () => {
    const two = { ...held, order: orderWith({ seats: [null, null] }) };
    const owners = ticketsThen([null, null, null], [two], at(2)).map(({ owner }) => owner?.state ?? 'free');
    assert.deepEqual(owners, ['held', 'held', 'free']);
  });
});
