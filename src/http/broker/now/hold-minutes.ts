// The last hour of holds, minute by minute, all connections together.
import { addUp, percentileOf } from '../../../core/hold-times.ts';
import type { Instant } from '../../../core/order.ts';
import type { HoldMinute } from '../../../db/pulse.ts';
import type { Now } from '../schemas/now.ts';

export function holdMinutes(rows: readonly HoldMinute[]): Now['holds'] {
  const minutes = new Map<Instant, Pick<HoldMinute, 'asked' | 'declined' | 'took'>>();
  for (const { minute, asked, declined, took } of rows) {
    const sum = minutes.get(minute) ?? { asked: 0, declined: 0, took: [] };
    minutes.set(minute, {
      asked: sum.asked + asked,
      declined: sum.declined + declined,
      took: addUp(sum.took, took),
    });
  }
  return [...minutes].map(([at, { asked, declined, took }]) => ({
    at: new Date(at).toISOString(),
    asked,
    declined,
    p50_ms: percentileOf(took, 0.5),
    p99_ms: percentileOf(took, 0.99),
  }));
}
