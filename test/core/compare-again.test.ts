// When an order is compared again though nothing has happened to it here.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareAgain, type LastComparison } from '../../src/core/compare-again.ts';
import { orderStates, restStates } from '../../src/core/transitions.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-03-01T20:00:00Z');
const last = (some: Partial<LastComparison> = {}): LastComparison => ({
  isReadable: true,
  changedAt: now - 60_000,
  eventAt: null,
  ...some,
});
const daysAgo = (days: number) => now - days * dayMs;

describe('an order that was compared', () => {
  it('is compared at the next sweep while it is in between', () => {
    for (const state of orderStates.filter((one) => !restStates.includes(one))) {
      assert.equal(compareAgain({ state }, last({ changedAt: daysAgo(400) }), now), 'next_sweep', state);
    }
  });

  it('is done with when it is over and everybody could be asked', () => {
    for (const state of restStates.filter((one) => one !== 'confirmed')) {
      assert.equal(compareAgain({ state }, last({ eventAt: now + dayMs }), now), null, state);
    }
  });

  it('is compared once a day while it is sold and its event is not over', () => {
    const sold = (some: Partial<LastComparison>) => compareAgain({ state: 'confirmed' }, last(some), now);
    assert.equal(sold({ changedAt: daysAgo(200), eventAt: now + 100 * dayMs }), 'in_a_day');
    assert.equal(sold({ changedAt: daysAgo(200), eventAt: now - 3 * 3_600_000 }), 'in_a_day', 'it is on');
    assert.equal(sold({ eventAt: now - 2 * dayMs }), null);
  });

  it('is compared once a day for a month where nobody knows the date of its event', () => {
    const sold = (days: number) => compareAgain({ state: 'confirmed' }, last({ changedAt: daysAgo(days) }), now);
    assert.deepEqual([sold(1), sold(29), sold(31)], ['in_a_day', 'in_a_day', null]);
  });

  it('is asked about at the next sweep when somebody could not be asked, once a day after a week, and given up after a month', () => {
    const unread = (days: number) =>
      compareAgain({ state: 'released' }, last({ isReadable: false, changedAt: daysAgo(days) }), now);
    assert.deepEqual([unread(1), unread(6), unread(8), unread(31)], ['next_sweep', 'next_sweep', 'in_a_day', null]);
  });
});
