// What a rule for sales without tickets would have done, had it been on while these sales waited. Pure.
import { rejectsAt } from './deadline.ts';
import type { Instant, Order } from './order.ts';
import type { AutoReject, MarketplaceNature } from './sale.ts';

/** A sale that once had no tickets. `leftAt`: when it stopped waiting, and what it came to; null: it waits still. */
export type WaitedSale = {
  order: Order;
  unfilledAt: Instant;
  left: { at: Instant; to: 'filled' | 'rejected' | 'cancelled' } | null;
  nature: Pick<MarketplaceNature, 'rejects'>;
};

/**
 * `left_to_a_person`: the rule does not touch it. `too_late`: it had come to its end before the rule would have acted.
 * `sooner`: rejected in the end too, but earlier. `lost_sale`: it was filled later, and would have been rejected.
 * `saved_deadline`: nobody said anything until the marketplace took it back.
 */
type TrialVerdict = 'left_to_a_person' | 'too_late' | 'sooner' | 'lost_sale' | 'saved_deadline' | 'waits_still';
export type Trial = { sale: WaitedSale; rejectsAt: Instant | null; verdict: TrialVerdict };

export function tryRule(rule: AutoReject, sale: WaitedSale): Trial {
  const { order, unfilledAt, left, nature } = sale;
  const waiting: Order = { ...order, state: 'unfilled' };
  const due = rejectsAt(waiting, { ...inert, rejects: nature.rejects, autoReject: rule });
  if (due === null) return { sale, rejectsAt: null, verdict: 'left_to_a_person' };
  const at = Math.max(due, unfilledAt);
  if (left === null) return { sale, rejectsAt: at, verdict: 'waits_still' };
  if (left.at <= at) return { sale, rejectsAt: at, verdict: 'too_late' };
  const verdicts = { filled: 'lost_sale', rejected: 'sooner', cancelled: 'saved_deadline' } as const;
  return { sale, rejectsAt: at, verdict: verdicts[left.to] };
}

const inert: MarketplaceNature = { reads: false, confirms: false, rejects: false, asksFirst: false, graceMs: 0 };
