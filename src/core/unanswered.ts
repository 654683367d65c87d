// Orders that have waited for long to be answered, by their POS or their marketplace: which may, after how long a person is
// told, and in which words. Pure. They go on by themselves; what is wrong may be a person's to mend all the same.
import type { Instant } from './order.ts';
import { timeText } from './sale-words.ts';
import { type OrderState, orderStates, posAsk } from './transitions.ts';

/** Since the order came to be as it is, in milliseconds. */
export const longUnansweredMs = 15 * 60_000;

export const waitsForPos: readonly OrderState[] = orderStates.filter((state) => posAsk(state) !== null);
/** Not `reported`: that a sale is still under review is an answer, and one that could never be read has an alert of its own. */
export const waitsForMarketplace: readonly OrderState[] = ['confirming', 'rejecting'];

export type Unanswered = {
  /** What people call it. */
  marketplace: string;
  globalId: string;
  state: OrderState;
  since: Instant;
};

/** `pos`: what people call it; null: it is not known which. */
export function unansweredSentence({ marketplace, globalId, state, since }: Unanswered, pos: string | null): string {
  const who = waitsForMarketplace.includes(state) ? marketplace : (pos ?? 'its POS');
  return `Order ${globalId} of ${marketplace} has been ${state} since ${timeText(since)}, and ${who} gives no answer that settles it. It is asked again by itself; see whether ${who} can be reached and lets us in, and look at the order there.`;
}
