// What waits for a person, in the order in which it should be seen to: money at risk, by the time that is left to save it.
// Pure. Amounts of different currencies are compared by their figures: an order of things to do is no balance sheet.
import { minorDigits } from './money.ts';
import type { Instant, Money } from './order.ts';

type AtRisk = { money: Money | null; deadline: Instant | null };

/** What nobody set a time for can wait a day. */
const withoutDeadlineMs = 24 * 60 * 60_000;
/** Under a minute nobody is quicker: everything is as urgent. */
const leastMs = 60_000;
/** What is sold for an amount that we were not told is taken to be a usual pair of tickets. */
const usualAmount = 300;

/** Money per minute left; the higher, the sooner. What is over its deadline counts as if a minute were left. */
function urgencyOf({ money, deadline }: AtRisk, now: Instant): number {
  const amount = money === null ? usualAmount : money.amount / 10 ** minorDigits(money.currency);
  const leftMs = deadline === null ? withoutDeadlineMs : Math.max(deadline - now, leastMs);
  return amount / (leftMs / 60_000);
}

/** Most urgent first. */
export function byUrgency<Item extends AtRisk>(items: readonly Item[], now: Instant): Item[] {
  const urgency = new Map(items.map((item) => [item, urgencyOf(item, now)]));
  return items.toSorted((one, other) => (urgency.get(other) ?? 0) - (urgency.get(one) ?? 0));
}
