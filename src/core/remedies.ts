// What a person can do about an order that waits for one, the most sensible first. Pure; whether it still works is decided
// anew when it is done.
import type { Act } from './command.ts';
import type { Order } from './order.ts';
import type { MarketplaceNature } from './sale.ts';

/** What is stuck is settled by more than a button: `settlementsOf` says what can be true of it. */
export type Remedy = Exclude<Act['do'], 'release' | 'settle'>;

/** `rejects`: whether the marketplace takes a no by a call; else a person says it there, and notes it. */
export function remediesFor(
  { state }: Pick<Order, 'state'>,
  { rejects }: Pick<MarketplaceNature, 'rejects'>,
): Remedy[] {
  switch (state) {
    case 'unfilled':
      return ['fill', rejects ? 'reject' : 'note_rejected', 'retry'];
    case 'confirming':
      return ['note_confirmed', 'note_cancelled'];
    case 'rejecting':
      return ['note_rejected', 'note_cancelled'];
    default:
      return [];
  }
}
