// Decisions that a person makes about an order: what each act does, and that it is on record with whoever gave it. Pure.
import { actLine } from './act-line.ts';
import { isAnothers } from './anothers-sale.ts';
import { reclaimSlots } from './claim.ts';
import type { Act } from './command.ts';
import { fill, stand, take, tellUnfilled } from './fill-sale.ts';
import { isTold, type Order } from './order.ts';
import { filledFrom, isOwed } from './owed.ts';
import { anyTicketsFor } from './sale-tickets.ts';
import { canBeRetried, settlementEvents, settlementsOf, ticketsToSettle } from './settle.ts';
import { stateGroups } from './state-groups.ts';
import type { Turn } from './turn.ts';

/** An act that does not fit the order as it is moves nothing, and is not on record. */
export function takeAct(turn: Turn, act: Act): void {
  if (turn.order === null) return;
  const before = turn.steps.length;
  if (isAboutTheSale(act) && isAnothers(turn)) turn.apply('sale_known');
  else doAct(turn, turn.order, act);
  if (turn.steps.length > before) turn.exchanges.push({ direction: 'in', request: { line: actLine(act) } });
  turn.proceed();
}

/** Whether it fills the sale, or refuses it. */
function isAboutTheSale(act: Act): boolean {
  return (
    act.do === 'reject' || act.do === 'retry' || act.do === 'fill' || (act.do === 'settle' && act.as === 'invoiced')
  );
}

function doAct(turn: Turn, order: Order, act: Act): void {
  switch (act.do) {
    case 'reject':
      if (isTold(order) && turn.apply('reject_asked')) turn.change({ rejectReason: act.reason });
      break;
    case 'retry':
      retry(turn);
      break;
    case 'fill':
      fillFrom(turn, act.remoteId);
      break;
    case 'release':
      if (isOnHold(order) && (!order.binding || act.evenIfBinding)) turn.apply('release_asked');
      break;
    case 'settle':
      settle(turn, act);
      break;
    case 'note_confirmed':
      if (order.state === 'confirming') turn.apply('marketplace_confirmed');
      break;
    case 'note_cancelled':
      if (isTold(order) || isOwed(order)) turn.apply('sale_gone');
      break;
    case 'note_rejected':
      if (isTold(order) && waitsForANo.has(order.state)) turn.apply('marketplace_rejected');
      break;
  }
}

const waitsForANo: ReadonlySet<Order['state']> = new Set(['unfilled', 'rejecting']);

/** Looks for the tickets of a sale that has none, or has the POS asked once more about one that is stuck with them. */
function retry(turn: Turn): void {
  const order = turn.existing();
  if (isOwed(order)) takeAgain(turn);
  else if (order.state === 'unfilled') fill(turn);
  // How it ended before, nobody knows for sure: the POS is looked into first.
  else if (canBeRetried(order, turn.owns) && turn.apply('retry_asked')) turn.change({ attempts: 1, unread: false });
}

/** Whoever asked first was told which seats it gets: these, or a person chooses others. */
function takeAgain(turn: Turn): void {
  const { seats } = turn.existing();
  const { listing } = turn;
  const slots = listing && seats && reclaimSlots(listing, seats);
  if (listing === null || !slots) return;
  take(turn, { listing, slots });
  stand(turn);
}

function isOnHold({ state }: Order): boolean {
  return stateGroups.on_hold.some((one) => one === state);
}

/**
 * The listing that was sold stays in the story; the order goes on with the one that its tickets come from. It may be the
 * same one, with other seats than were named. One that is stuck without tickets is filled in the same breath as it is settled,
 * because a sale that its marketplace counts as confirmed cannot wait as unfilled.
 */
function fillFrom(turn: Turn, remoteId: string): void {
  const order = turn.existing();
  const { listing } = turn;
  const isOpen = order.state === 'unfilled' || (settlementsOf(order).includes('unfilled') && !turn.owns);
  if (!isOpen || listing?.remoteId !== remoteId || order.quantity === null) return;
  const found = anyTicketsFor(order, listing);
  if (typeof found === 'string') return;
  if (order.state === 'stuck') settleAsUnfilled(turn);
  turn.change(filledFrom(remoteId, order));
  take(turn, found);
  stand(turn);
}

type Settling = Extract<Act, { do: 'settle' }>;

/** Ends a contradiction by a person's word. What cannot be true of this order changes nothing. */
function settle(turn: Turn, act: Settling): void {
  if (!settlementsOf(turn.existing()).includes(act.as)) return;
  if (act.as === 'invoiced' && !takeSettledInvoice(turn, act)) return;
  if (act.as === 'unfilled') {
    settleAsUnfilled(turn);
    tellUnfilled(turn);
    return;
  }
  if (act.as !== 'invoiced') turn.change(nothingInThePos);
  turn.change({ unread: false });
  turn.apply(settlementEvents[act.as]);
}

/** What the person has said: so nothing that was asked before can still change the POS. */
const nothingInThePos = { posHoldId: null, sentAt: null } as const;

function settleAsUnfilled(turn: Turn): void {
  turn.change({ ...nothingInThePos, invoiceId: null, refusal: null, unread: false });
  turn.apply('settled_unfilled');
}

/** False: no invoice is named, or its tickets are somebody else's here, and both cannot be true. */
function takeSettledInvoice(turn: Turn, { invoiceId }: Settling): boolean {
  const order = turn.existing();
  const named = invoiceId ?? order.invoiceId;
  if (named === null) return false;
  if (!turn.owns) {
    const found = ticketsToSettle(order, turn.listing);
    if (found === null) return false;
    take(turn, found);
  }
  const { marketplaceOrderId, globalId, refusal } = order;
  turn.change({
    invoiceId: named,
    marketplaceOrderId: marketplaceOrderId ?? globalId,
    refusal: isTold(order) ? null : refusal,
  });
  return true;
}
