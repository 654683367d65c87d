// Sums over the day's counts.

import type { OrderState } from '../../../../src/core/transitions.ts';
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { addUpMoney } from '../../parts/add-up-money.ts';
import type { MoneyValue } from '../../parts/money.tsx';

export type Counts = Now['today']['counts'];

/** What a day's orders came to, in the broker's words. An order is in one of them. */
export type End = 'sold' | 'held' | 'under_way' | 'needs_you' | 'declined' | 'released' | 'rejected' | 'cancelled';

const endOf: Record<OrderState, End> = {
  holding: 'under_way',
  held: 'held',
  pledged: 'held',
  declined: 'declined',
  undoing: 'under_way',
  releasing: 'under_way',
  released: 'released',
  expiring: 'under_way',
  expired: 'released',
  reported: 'under_way',
  invoicing: 'under_way',
  retaking: 'under_way',
  confirming: 'under_way',
  confirmed: 'sold',
  unfilled: 'needs_you',
  rejecting: 'rejected',
  rejected: 'rejected',
  voiding: 'cancelled',
  cancelled: 'cancelled',
  duplicate: 'cancelled',
  stuck: 'needs_you',
};

export type Sum = { orders: number; tickets: number; money: MoneyValue[] };

export function sumOf(counts: Counts, ends: readonly End[], marketplace?: string): Sum {
  const chosen = counts.filter(
    (count) => ends.includes(endOf[count.state]) && (marketplace === undefined || count.marketplace === marketplace),
  );
  return {
    orders: chosen.reduce((sum, { orders }) => sum + orders, 0),
    tickets: chosen.reduce((sum, { tickets }) => sum + tickets, 0),
    money: addUpMoney(chosen.map(({ money }) => money)),
  };
}
