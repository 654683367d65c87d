// Why a sale should not have happened, as the record shows it. Pure. A person may choose another ground; the record stays.

import type { Instant } from '../core/order.ts';
import type { History } from '../core/owned-at.ts';
import type { OrderState } from '../core/transitions.ts';
import type { WaiverGround } from '../core/waiver-grounds.ts';

/** Each ground as the rest of a sentence that begins with the marketplace's name. */
export const groundWords: Readonly<Record<WaiverGround, string>> = {
  sold_after_decline: 'sold these tickets after it had asked for them and been told no',
  sold_after_release: 'sold these tickets after it had released its hold on them',
  sold_after_expiry: 'sold these tickets after its hold on them had run out, when they were no longer free',
  never_asked: 'asks before it sells, and never asked about these tickets',
  tickets_gone: 'sold these tickets when they were no longer free',
  marketplace_outage: 'had an outage, and sold these tickets without a valid answer',
  other: 'sold these tickets, and the broker holds that it should not have',
};

const afterTheEnd: Partial<Record<OrderState, WaiverGround>> = {
  declined: 'sold_after_decline',
  undoing: 'sold_after_decline',
  released: 'sold_after_release',
  releasing: 'sold_after_release',
  expired: 'sold_after_expiry',
  expiring: 'sold_after_expiry',
};

/** What the record shows, and when the sale was claimed: the moment at which the tickets should have been free. */
export type GroundFound = { ground: WaiverGround; claimedAt: Instant };

export function findGround({ order, entries }: Pick<FullHistory, 'order' | 'entries'>): GroundFound {
  let finding: GroundFound = { ground: 'other', claimedAt: order.createdAt };
  let state: OrderState | null = null;
  const firstCalled = new Map<string, Instant>();
  for (const { at, steps, exchanges } of entries) {
    const late = state === null ? undefined : afterTheEnd[state];
    const refused = steps.length === 0 ? exchanges.find(isRefusedCall) : undefined;
    // Whoever was told no may say it again for hours: it sold when it first said so.
    if (refused && !firstCalled.has(refused.request.line)) firstCalled.set(refused.request.line, at);
    if (late && refused) finding = { ground: late, claimedAt: firstCalled.get(refused.request.line) ?? at };
    for (const [event, next] of steps) {
      if (event === 'sale_unasked') finding = { ground: 'never_asked', claimedAt: order.createdAt };
      else if (next === 'unfilled' && order.flow === 'instant_notification')
        finding = { ground: 'tickets_gone', claimedAt: at };
      state = next;
    }
  }
  return finding;
}

export type FullHistory = History & { entries: readonly { exchanges: readonly Conversation[] }[] };
type Conversation = { direction: 'in' | 'out'; request: { line: string }; response?: { status: number } };

/** The marketplace came once more, and was told no. */
function isRefusedCall({ direction, response }: Conversation): boolean {
  return direction === 'in' && response !== undefined && response.status >= 400;
}
