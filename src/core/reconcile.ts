// Where an order and its POS, or its marketplace, do not say the same; and what may be done about it without a person. Pure.
// Kept: what is still under way is no disagreement, and what was said a moment ago may not have got around yet.
import type { Instant, Order } from './order.ts';
import type { PosHeld, PosInvoiced } from './outcome.ts';
import { isOwed } from './owed.ts';
import type { MarketplaceNature, SaleStanding } from './sale.ts';
import { type OrderState, ownership, posAsk, restStates } from './transitions.ts';

export const disagreementKinds = [
  /** Held here, and not in the POS. */
  'hold_missing',
  /** A hold of ours stands in the POS, and its order let go of it. */
  'hold_left_over',
  /** Sold here, and not in the POS. */
  'sale_missing',
  /** A sale of ours stands in the POS, and there is none here. */
  'sale_left_over',
  /** Confirmed here, and not at the marketplace. */
  'confirmation_missing',
  /** Over at the marketplace, and not here; or the other way round. */
  'sale_over_there',
  'sale_stands_there',
  /** Somebody must be asked for it to go on, and nobody is going to. */
  'stands_still',
] as const;
type DisagreementKind = (typeof disagreementKinds)[number];

/** What heals it. `let_go`: of the hold in the POS. The others send the order on by its usual way. Null: a person sees to it. */
type Healing = 'let_go' | 'confirm_again' | 'look_again' | 'ask_again' | null;

export type Disagreement = {
  kind: DisagreementKind;
  sentence: string;
  healing: Healing;
  /** The hold in the POS that is to be let go of. */
  posHoldId?: string;
};

/** So long ago that whoever keeps a book has had time to write it. */
const settledAfterMs = 120_000;
const confirmedAfterMs = 600_000;

/** `unknown`: the POS cannot look a hold up, and nothing follows from that. */
type StandsInPos = { hold: PosHeld | 'unknown' | null; sale: PosInvoiced | null };

export function compareWithPos(order: Order, found: StandsInPos, now: Instant): Disagreement | null {
  const { state } = order;
  if (posAsk(state) !== null || state === 'reported' || state === 'stuck') return null;
  if (now < (order.sentAt ?? 0) + settledAfterMs) return null;
  if (state === 'held') return compareHold(order, found, now);
  if (ownership[state] === 'owns') {
    if (found.sale !== null) return null;
    return disagree('sale_missing', null, `${named(order)} is sold here, and the POS has no sale under it`);
  }
  if (found.sale !== null) {
    return disagree(
      'sale_left_over',
      null,
      `${named(order)} is ${state} here, and its sale stands in the POS as ${found.sale.invoiceId}`,
    );
  }
  if (found.hold === null || found.hold === 'unknown') return null;
  const left = `${named(order)} is ${state} here, and its hold ${found.hold.posHoldId} stands in the POS`;
  return { ...disagree('hold_left_over', 'let_go', left), posHoldId: found.hold.posHoldId };
}

function compareHold(order: Order, found: StandsInPos, now: Instant): Disagreement | null {
  if (found.sale !== null) {
    return disagree(
      'sale_left_over',
      null,
      `${named(order)} is held here, and the POS has sold its tickets as ${found.sale.invoiceId}`,
    );
  }
  const isRunning = order.expiresAt === null || now < order.expiresAt;
  const isMissing = found.hold === null && isRunning;
  return isMissing
    ? disagree('hold_missing', null, `${named(order)} is held here, and the POS has no hold under it`)
    : null;
}

/** `standing` as the marketplace shows the sale now; `gone`: it says in words that there is none. */
export function compareWithMarketplace(
  order: Order,
  standing: SaleStanding | 'gone',
  nature: MarketplaceNature,
  now: Instant,
): Disagreement | null {
  const { state, flow, marketplace } = order;
  const isOver = standing === 'cancelled' || standing === 'rejected' || standing === 'gone';
  const stands = standing === 'confirmed' || standing === 'unconfirmed';
  if ((state === 'confirmed' || isOwed(order)) && isOver) {
    return disagree(
      'sale_over_there',
      'look_again',
      `${named(order)} is ${state} here, and ${wordOf(standing)} at ${marketplace}`,
    );
  }
  if (flow !== 'instant_notification') return null;
  const isLate = now >= (order.confirmedAt ?? now) + confirmedAfterMs;
  if (state === 'confirmed' && standing === 'unconfirmed' && isLate && nature.awaitsConfirmation !== false) {
    const healing = nature.confirms ? 'confirm_again' : null;
    return disagree(
      'confirmation_missing',
      healing,
      `${named(order)} is confirmed here, and ${marketplace} still waits for that`,
    );
  }
  if (state === 'unfilled' && (isOver || standing === 'confirmed')) {
    return disagree(
      'sale_over_there',
      'look_again',
      `${named(order)} is unfilled here, and ${wordOf(standing)} at ${marketplace}`,
    );
  }
  const isOurEnd = state === 'rejected' || state === 'cancelled';
  if (isOurEnd && stands && now >= order.createdAt + confirmedAfterMs) {
    return disagree(
      'sale_stands_there',
      null,
      `${named(order)} is ${state} here, and ${wordOf(standing)} at ${marketplace}`,
    );
  }
  return null;
}

/** An order that asks somebody and is never due. `asks`: whether anybody can be asked; else a person's word is waited for. */
export function findStandstill(order: Order, nature: MarketplaceNature): Disagreement | null {
  const { state, dueAt } = order;
  const asksMarketplace = { reported: nature.reads, confirming: nature.confirms, rejecting: nature.rejects } as const;
  const asks = posAsk(state) !== null || (asksMarketplace as Partial<Record<OrderState, boolean>>)[state] === true;
  if (!asks || dueAt !== null || restStates.includes(state)) return null;
  return disagree('stands_still', 'ask_again', `${named(order)} is ${state}, and nobody is going to ask for it again`);
}

function disagree(kind: DisagreementKind, healing: Healing, words: string): Disagreement {
  return { kind, healing, sentence: `${words}.` };
}

function named({ marketplace, globalId }: Order): string {
  return `Order ${globalId} of ${marketplace}`;
}

function wordOf(standing: SaleStanding | 'gone'): string {
  return standing === 'gone' ? 'not known' : standing;
}
