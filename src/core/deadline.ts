// When a sale that waits is seen to by itself, and when a person is told that its time is running out. Pure: whoever lets
// an order rest asks here when to come back to it.
import type { Alert } from './command.ts';
import type { Listing } from './listing.ts';
import { type Instant, isTold, type Order } from './order.ts';
import type { MarketplaceNature } from './sale.ts';
import { timeText, worthOf } from './sale-words.ts';
import type { OrderState } from './transitions.ts';

/** How long before the end a person is told: long enough to find other tickets. Half of the time, where that is less. */
const nearMs = 30 * 60_000;
/** A marketplace that names no deadline is taken to be waiting: a sale that stands this long without our word is told of. */
const longUnconfirmedMs = 15 * 60_000;

const waiting: ReadonlySet<OrderState> = new Set(['reported', 'invoicing', 'retaking', 'confirming', 'unfilled']);

/** When the account's rule rejects a sale without tickets. Null: never, as where no call can say no. */
export function rejectsAt(order: Order, { autoReject, rejects }: MarketplaceNature): Instant | null {
  const { state, flow, total, confirmBy, createdAt } = order;
  // Whoever asked first was told yes, and is never told no.
  if (state !== 'unfilled' || flow !== 'instant_notification' || autoReject === undefined || !rejects) return null;
  const { when, marginMs, mostAmount } = autoReject;
  if (mostAmount !== null && (total === null || total.amount > mostAmount)) return null;
  if (when === 'at_once') return createdAt;
  return confirmBy === null ? null : confirmBy - marginMs;
}

/** When a person is told that the time of this sale is running out: before the rule acts, if there is one. Null: never. */
export function warnsAt(order: Order, nature: MarketplaceNature): Instant | null {
  const { state, flow, confirmBy, createdAt } = order;
  if (flow !== 'instant_notification' || !waiting.has(state)) return null;
  const endsAt = rejectsAt(order, nature) ?? confirmBy;
  if (endsAt !== null) return Math.round(Math.max(endsAt - nearMs, (createdAt + endsAt) / 2));
  if (isUnseen(order)) return nature.reads ? createdAt + longUnconfirmedMs : null;
  // Of the others a person was told at once.
  const isOurs = state === 'invoicing' || state === 'retaking' || (state === 'confirming' && nature.confirms);
  return isOurs ? createdAt + longUnconfirmedMs : null;
}

/** A sale that was told of, and never read at its marketplace: nothing is known of it, nor whether it has a deadline. */
function isUnseen({ state, remoteId, quantity, total }: Order): boolean {
  return state === 'reported' && remoteId === null && quantity === null && total === null;
}

/** Until when an order is left alone that nobody asks about. Null: until something happens to it. */
export function restsUntil(order: Order, nature: MarketplaceNature, now: Instant): Instant | null {
  if (order.unread && nature.reads) return now;
  if (order.state === 'held') return order.expiresAt;
  return soonest([looksAgainAt(order, nature, now), comesBackAt(order, nature, now)]);
}

function looksAgainAt(order: Order, nature: MarketplaceNature, now: Instant): Instant | null {
  const { lookAgain } = nature;
  if (lookAgain === undefined || !mayEndUntold(order, nature)) return null;
  const at = now + lookAgain.everyMs;
  return at <= order.createdAt + lookAgain.forMs ? at : null;
}

/** Whether it rests at a marketplace that tells nobody when it comes to nothing there: then it is read again. */
export function mayEndUntold(order: Order, { lookAgain, reads }: MarketplaceNature): boolean {
  const isAtRest = order.state === 'confirmed' || order.state === 'unfilled';
  return lookAgain !== undefined && reads && isTold(order) && isAtRest;
}

/** When a sale that rests is come back to, for the rule or for the warning. Null: never. */
function comesBackAt(order: Order, nature: MarketplaceNature, now: Instant): Instant | null {
  const rejects = rejectsAt(order, nature);
  const warns = warnsAt(order, nature);
  // A warning whose time has passed was given; the rule is followed, however late.
  const times = [rejects === null ? null : Math.max(rejects, now), warns !== null && warns > now ? warns : null];
  return soonest(times);
}

export function soonest(times: readonly (Instant | null)[]): Instant | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** `listing`: from which its tickets come, where it is known. */
export function deadlineAlert(
  order: Order,
  marketplace: string,
  nature: MarketplaceNature,
  listing: Listing | null,
): Alert {
  const { globalId, state, confirmBy } = order;
  if (isUnseen(order)) {
    const sentence = `${marketplace} told of its sale ${globalId} at ${timeText(order.createdAt)}, and it cannot be read there since, so it is neither filled nor confirmed. It is tried again by itself; look at it there, for its time may be running out.`;
    return { kind: 'sale_unread', sentence };
  }
  const head = `Sale ${globalId} of ${marketplace}${worthOf(order, listing)}`;
  const rejects = rejectsAt(order, nature);
  const until = confirmBy === null ? '' : ` until ${timeText(confirmBy)}`;
  const sentence =
    state === 'unfilled'
      ? rejects === null
        ? `${head} still has no tickets, and waits${until} only. Reject it, or fill it.`
        : `${head} still has no tickets, and is rejected by itself at ${timeText(rejects)} unless you fill it.`
      : state === 'confirming' && !nature.confirms
        ? `${head} waits for your confirmation there${until} only. Confirm it, then note it here.`
        : confirmBy === null
          ? `${head} is still not confirmed. It is tried again by itself; look at the connection and at the POS.`
          : `${head} is still not confirmed, and waits${until} only. Look at it there, at the connection and at the POS.`;
  return { kind: 'deadline_near', sentence };
}
