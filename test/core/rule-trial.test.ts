// What a rule would have done to sales that have come to their end since.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tryRule, type WaitedSale } from '../../src/core/rule-trial.ts';
import type { AutoReject } from '../../src/core/sale.ts';
import { waitedSale } from '../../src/core/waited-sale.ts';
import { orderWith } from '../support/orders.ts';

const at = (minute: number): number => Date.UTC(2026, 10, 20, 12, minute);
const minute = 60_000;
const rule: AutoReject = { when: 'before_deadline', marginMs: 10 * minute, mostAmount: 50_000, reason: 'gone' };
const usd = (amount: number) => ({ amount, currency: 'USD' });

/** Unfilled at 12:00, with a deadline at 13:00, so that the rule acts at 12:50. */
function sale(left: WaitedSale['left'], fields: Partial<WaitedSale['order']> = {}): WaitedSale {
  const order = orderWith({ flow: 'instant_notification', confirmBy: at(60), total: usd(20_000), ...fields });
  return { order, unfilledAt: at(0), left, nature: { rejects: true } };
}

describe('a rule that is tried', () => {
  it('would have lost a sale that was filled after the rule would have acted', () => {
    const trial = tryRule(rule, sale({ at: at(55), to: 'filled' }));
    assert.deepEqual([trial.verdict, trial.rejectsAt], ['lost_sale', at(50)]);
  });

  it('would have changed nothing where somebody was quicker', () => {
    assert.equal(tryRule(rule, sale({ at: at(30), to: 'filled' })).verdict, 'too_late');
    assert.equal(tryRule({ ...rule, when: 'at_once' }, sale({ at: at(30), to: 'filled' })).verdict, 'lost_sale');
  });

  it('would have rejected sooner what was rejected in the end, and in time what nobody rejected', () => {
    assert.equal(tryRule(rule, sale({ at: at(58), to: 'rejected' })).verdict, 'sooner');
    assert.equal(tryRule(rule, sale({ at: at(61), to: 'cancelled' })).verdict, 'saved_deadline');
    assert.equal(tryRule(rule, sale(null)).verdict, 'waits_still');
  });

  it('leaves to a person what is above its limit, has no deadline, or cannot be rejected by a call', () => {
    const left = { at: at(58), to: 'rejected' } as const;
    assert.equal(tryRule(rule, sale(left, { total: usd(50_001) })).verdict, 'left_to_a_person');
    assert.equal(tryRule(rule, sale(left, { confirmBy: null })).verdict, 'left_to_a_person');
    assert.equal(tryRule(rule, { ...sale(left), nature: { rejects: false } }).verdict, 'left_to_a_person');
  });
});

describe('how a sale without tickets came out', () => {
  const order = orderWith();

  it('is read from its transitions: when it began to wait, and when and how it stopped', () => {
    const entries = [
      { at: at(0), steps: [['sale_reported', 'reported']] as const },
      { at: at(1), steps: [['sale_unfillable', 'unfilled']] as const },
      {
        at: at(9),
        steps: [
          ['sale_stands', 'invoicing'],
          ['pos_invoiced', 'confirming'],
        ] as const,
      },
    ];
    assert.deepEqual(waitedSale({ order, entries }), { order, unfilledAt: at(1), left: { at: at(9), to: 'filled' } });
    assert.equal(waitedSale({ order, entries: entries.slice(0, 1) }), null);
    assert.equal(waitedSale({ order, entries: entries.slice(0, 2) })?.left, null);
  });

  it('counts its last end when it came to wait twice', () => {
    const entries = [
      { at: at(1), steps: [['sale_unfillable', 'unfilled']] as const },
      { at: at(2), steps: [['sale_stands', 'invoicing']] as const },
      { at: at(3), steps: [['sale_unfillable', 'unfilled']] as const },
      { at: at(8), steps: [['reject_asked', 'rejecting']] as const },
    ];
    assert.deepEqual(waitedSale({ order, entries })?.left, { at: at(8), to: 'rejected' });
  });
});
