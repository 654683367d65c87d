// When a message is tried again, and when it is given up. What still stands then is told of in a new one.
import type { Instant } from '../core/order.ts';

const secondMs = 1_000;
/** At first soon, for most failures are short; then often enough for an alert that has a deadline. */
const delaysMs = [5, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * secondMs);
const lastDelayMs = 900 * secondMs;
const givenUpAfterMs = 24 * 3_600 * secondMs;

/** When the next try is, after so many. Null: never. `since`: when the message was made. */
export function nextTryAt(attempts: number, since: Instant, now: Instant): Instant | null {
  const at = now + (delaysMs[attempts - 1] ?? lastDelayMs);
  return at <= since + givenUpAfterMs ? at : null;
}
