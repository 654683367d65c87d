// Percentiles that are read from counts are as exact as their steps, and add up over minutes and hubs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addUp, percentileOf, stepCount, stepOf } from '../../src/core/hold-times.ts';
import { byUrgency } from '../../src/core/risk.ts';

function countsOf(times: readonly number[]): number[] {
  const counts = Array.from({ length: stepCount }, () => 0);
  for (const ms of times) counts[stepOf(ms)] = (counts[stepOf(ms)] ?? 0) + 1;
  return counts;
}

describe('hold times', () => {
  it('are found again within a step', () => {
    const times = Array.from({ length: 1_000 }, (_, index) => (index + 1) / 2);
    const counts = countsOf(times);
    for (const share of [0.5, 0.9, 0.99]) {
      const exact = times[Math.ceil(share * times.length) - 1] ?? 0;
      const read = percentileOf(counts, share) ?? 0;
      assert.ok(Math.abs(read - exact) < exact * 0.5, `${share}: ${read} for ${exact}`);
    }
  });

  it('add up to what all of them together are', () => {
    const [one, other] = [countsOf([1, 5, 900]), countsOf([3, 99_999])];
    assert.deepEqual(addUp(one, other), countsOf([1, 5, 900, 3, 99_999]));
    assert.equal(percentileOf(addUp(one, other), 1), 20_000);
  });

  it('are unknown where nothing was asked', () => {
    assert.equal(percentileOf([], 0.5), null);
  });
});

describe('what needs a person', () => {
  it('is sorted by money at risk and the time that is left', () => {
    const now = Date.UTC(2026, 10, 22);
    const hours = (count: number): number => now + count * 3_600_000;
    const usd = (dollars: number) => ({ amount: dollars * 100, currency: 'USD' });
    const items = [
      { name: 'much, tomorrow', money: usd(900), deadline: hours(24) },
      { name: 'little, at once', money: usd(80), deadline: hours(0.1) },
      { name: 'over', money: usd(200), deadline: hours(-1) },
      { name: 'unknown', money: null, deadline: null },
      { name: 'much, soon', money: usd(900), deadline: hours(1) },
    ];
    assert.deepEqual(
      byUrgency(items, now).map(({ name }) => name),
      ['over', 'much, soon', 'little, at once', 'much, tomorrow', 'unknown'],
    );
  });
});
