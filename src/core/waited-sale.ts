// How a sale that once had no tickets came out, read from its transitions. Pure.

import type { History } from './owned-at.ts';
import type { WaitedSale } from './rule-trial.ts';
import type { OrderState } from './transitions.ts';

const endOf: Partial<Record<OrderState, 'filled' | 'rejected' | 'cancelled'>> = {
  invoicing: 'filled',
  confirming: 'filled',
  confirmed: 'filled',
  rejecting: 'rejected',
  rejected: 'rejected',
  voiding: 'cancelled',
  cancelled: 'cancelled',
};

/** Null when the order never waited without tickets. */
export function waitedSale({ order, entries }: History): Omit<WaitedSale, 'nature'> | null {
  let unfilledAt: number | null = null;
  let left: WaitedSale['left'] = null;
  for (const { at, steps } of entries) {
    for (const [, state] of steps) {
      if (state === 'unfilled') {
        unfilledAt ??= at;
        left = null;
      } else if (unfilledAt !== null) {
        const to = endOf[state];
        left ??= to === undefined ? null : { at, to };
      }
    }
  }
  return unfilledAt === null ? null : { order, unfilledAt, left };
}
