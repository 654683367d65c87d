// Puts one inquiry to a marketplace and reports how it ended. After doubt the sale is read before anything is repeated:
// a confirmation is a state there and not a message, and only `unconfirmed` calls for saying it again, and a sale that is
// otherwise than when its tickets were taken is not confirmed.
import { hasOtherQuantity } from '../core/changed-sale.ts';
import type { Inquiry } from '../core/command.ts';
import type { Instant, Order } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import type { MarketplaceOutcome } from '../core/sale.ts';
import type { Conversation } from '../core/wire.ts';
import type { RemoteMarketplace, SaleAsked } from '../marketplaces/instant-notification.ts';
import { failpoint } from './failpoints.ts';
import { timeLimit } from './time-limit.ts';

/** The longest that an inquiry may take, the look before it included. Shorter than the lease of whoever asks. */
const longestInquiryMs = 6_000;

type AskedNow = SaleAsked & { now: Instant };

export type MarketplaceAnswered = { result: MarketplaceOutcome; exchanges: Exchange[] };

/** `remote` null: the connection has no credentials (any more), so nothing can be sent. */
export async function putInquiry(
  remote: RemoteMarketplace | null,
  order: Order,
  inquiry: Inquiry,
  now: Instant,
): Promise<MarketplaceAnswered> {
  // Nothing is asked past the lease: by then another hub may be asking.
  const timeMs = Math.min(longestInquiryMs, (order.dueAt ?? now) - now);
  if (timeMs <= 0) return told(inquiry.ask, tooLate);
  const signal = timeLimit(timeMs);
  failpoint('marketplace_call_starting');
  const answered = await put(remote ?? {}, { saleId: saleIdOf(order), order, now }, inquiry, signal);
  failpoint('marketplace_call_ended');
  return answered;
}

async function put(
  remote: RemoteMarketplace,
  sale: AskedNow,
  { ask, findFirst }: Inquiry,
  signal: AbortSignal,
): Promise<MarketplaceAnswered> {
  if (ask === 'read') return told('read', await (remote.read?.(sale, signal) ?? cannot()));
  const looked = findFirst && remote.read ? await remote.read(sale, signal) : null;
  if (looked !== null) {
    if (!isOpenStill(sale.order, ask, looked.outcome)) return told('read', looked);
  }
  const said = await say(remote, ask, sale, signal);
  return told(ask, { outcome: said.outcome, exchanges: [...(looked?.exchanges ?? []), ...said.exchanges] });
}

/** Whether it is as it was when we meant to say this. One that is of another number of tickets by now is not confirmed. */
function isOpenStill(
  order: Order,
  ask: 'confirm' | 'reject',
  outcome: Extract<MarketplaceOutcome, { ask: 'read' }>['outcome'],
): boolean {
  if (outcome.kind !== 'done' || outcome.answer.standing !== 'unconfirmed') return false;
  return ask === 'reject' || !hasOtherQuantity(order, outcome.answer.facts);
}

function say(remote: RemoteMarketplace, ask: 'confirm' | 'reject', sale: AskedNow, signal: AbortSignal) {
  if (ask === 'confirm') return remote.confirm?.(sale, signal) ?? cannot();
  return remote.reject?.({ ...sale, reason: sale.order.rejectReason ?? '' }, signal) ?? cannot();
}

/** The marketplace's own number for the sale: the one that its invoice brought, where it asked first. */
export function saleIdOf({ flow, globalId, marketplaceOrderId }: Order): string {
  return flow === 'order_integration' ? (marketplaceOrderId ?? globalId) : globalId;
}

const tooLate: Conversation<never, never> = {
  outcome: { kind: 'not_sent', detail: 'its turn came when its lease was over' },
  exchanges: [],
};

function cannot(): Conversation<never, never> {
  return {
    outcome: { kind: 'not_sent', detail: 'this connection cannot be called: its credentials are missing' },
    exchanges: [],
  };
}

function told<Ask extends MarketplaceOutcome['ask']>(
  ask: Ask,
  { outcome, exchanges }: { outcome: Extract<MarketplaceOutcome, { ask: Ask }>['outcome']; exchanges: Exchange[] },
): MarketplaceAnswered {
  return { result: { ask, outcome } as MarketplaceOutcome, exchanges };
}
