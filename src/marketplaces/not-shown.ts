// A sale that its marketplace told us of, and does not show when it is looked for. It may not have arrived there yet, for
// what is asked may lag behind what announced it: so it is never given up by that. Whoever looks in vain for long is told,
// looking goes on, and in the end the order is a person's to settle, as after any question that nobody answers.
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal } from '../core/sale.ts';
import type { SaleAsked } from './instant-notification.ts';

/** It is looked for this often, half a minute or so, before a person is told. */
const looksBeforeAlarm = 8;

/** `detail`: what the marketplace answered, for people. */
export function notShown({ order }: SaleAsked, detail: string): Outcome<never, MarketplaceRefusal> {
  if (order.attempts < looksBeforeAlarm) return { kind: 'unsure', detail };
  return { kind: 'refused', why: 'bad_request', detail: `it does not show it (${detail})` };
}
