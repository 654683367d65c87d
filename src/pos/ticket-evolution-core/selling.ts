// An invoice is an order made from our hold; a void takes it back. Both are believed when they are seen.
// Kept: an order of other tickets than were asked for is no sale of ours, and is taken back.
import type { Outcome, PosInvoiced, PosVoided } from '../../core/outcome.ts';
import { decimalOf } from '../decimal-money.ts';
import type { RemotePos } from '../pos.ts';
import { hasFree, readGroup, whyNot } from './groups.ts';
import {
  findHold,
  findHoldById,
  findLeft,
  type HoldId,
  holdIdOf,
  isOfOthers,
  letGo,
  priceFor,
  readHoldId,
} from './holds.ts';
import { findOrder, isOfThem, makeOrder, type Order, readOrder, standsAs, undoOrder, whyInDoubt } from './orders.ts';
import { lowSeatFor } from './seats.ts';
import { notAsked, notSeen, refusedAs, type Said, type Talk } from './talk.ts';

type InvoiceRequest = Parameters<RemotePos['invoice']>[0];
type VoidRequest = Parameters<RemotePos['void']>[0];

export async function invoice(talk: Talk, request: InvoiceRequest): Promise<Outcome<PosInvoiced>> {
  if (request.posHoldId !== null) return sell(talk, request, readHoldId(request.posHoldId, request.remoteId));
  // One of which nobody told may stand in the way.
  const ours = await findHold(talk, request);
  if (ours.kind === 'no') return refusedAs(ours);
  if (ours.kind !== 'said') return notAsked(ours);
  if (ours.shown === null) return sell(talk, request, null);
  const held = holdIdOf(ours.shown, request.remoteId);
  return isOfOthers(ours.shown, request) ? sellWithout(talk, request, held) : sell(talk, request, held);
}

/** A hold of others would sell what nobody asked for: it is let go of, and the tickets are sold by their group. */
async function sellWithout(talk: Talk, request: InvoiceRequest, held: HoldId): Promise<Outcome<PosInvoiced>> {
  const released = await letGo(talk, held, request.reference);
  return released.kind === 'done' ? sellByGroup(talk, request) : notSeen(released);
}

/** After something else was asked, nothing counts as not sent any more. */
async function sellByGroup(talk: Talk, request: InvoiceRequest): Promise<Outcome<PosInvoiced>> {
  const sold = await sell(talk, request, null);
  return sold.kind === 'not_sent' ? notSeen(sold) : sold;
}

async function sell(talk: Talk, request: InvoiceRequest, held: HoldId | null): Promise<Outcome<PosInvoiced>> {
  const lowSeat = await lowSeatFor(talk, request, { isHeld: held !== null });
  if (typeof lowSeat !== 'number') return lowSeat;
  const unitPrice = await unitPriceOf(talk, request, held);
  if (typeof unitPrice !== 'number' && unitPrice !== null) return unitPrice;
  const said = await makeOrder(talk, request, { unitPrice, lowSeat }, held);
  if (said.kind === 'no') return afterNo(talk, request, held, said);
  if (said.kind !== 'said') return said;
  const order = said.shown ?? (await awaited(talk, request.reference));
  if ('kind' in order) return order;
  if (standsAs(order) === null) return notSeen({ detail: whyInDoubt(order) });
  if (standsAs(order) === false) return notSeen({ detail: `the order is ${order.state}, which is no sale` });
  if (held !== null) await leaveNoHold(talk, held, request.reference);
  if (!isOfThem(order, request)) return undoWrong(talk, order);
  return { kind: 'done', answer: { invoiceId: String(order.id) } };
}

/** Null: the hold was made at a price, which is the sale's. Without a hold it has none of its own. */
async function unitPriceOf(
  talk: Talk,
  request: InvoiceRequest,
  held: HoldId | null,
): Promise<number | null | Outcome<never>> {
  if (request.total !== null) return decimalOf(request.total) / request.quantity;
  return held === null ? priceFor(talk, request) : null;
}

/** An order that is made in its own time. */
async function awaited(talk: Talk, reference: string): Promise<Order | Extract<Outcome<never>, { kind: 'unsure' }>> {
  for (const ms of [0, 150, 400]) {
    if (ms > 0) await talk.pause(ms);
    const found = await findOrder(talk, reference);
    if (found.kind === 'said' && found.shown !== null) return found.shown;
  }
  return { kind: 'unsure', detail: 'the order is queued, and not to be seen yet' };
}

/** It will not: because it has, because the hold is gone, or because it will not. */
async function afterNo(
  talk: Talk,
  request: InvoiceRequest,
  held: HoldId | null,
  no: { status: number; detail: string },
): Promise<Outcome<PosInvoiced>> {
  const order = await findOrder(talk, request.reference);
  if (order.kind !== 'said') return notSeen(order);
  if (order.shown !== null && standsAs(order.shown) !== false) return saleOf(talk, request, order.shown);
  if (held === null) return whyNot(talk, request, no);
  const left = await findHoldById(talk, held);
  if (left.kind !== 'said') return notSeen(left);
  if (left.shown === null) return sellByGroup(talk, request);
  // What it holds for us and will not sell is for a person to look at.
  return isOfOthers(left.shown, request) ? sellWithout(talk, request, held) : refusedAs(no);
}

async function saleOf(talk: Talk, request: InvoiceRequest, order: Order): Promise<Outcome<PosInvoiced>> {
  if (standsAs(order) !== true) return notSeen({ detail: whyInDoubt(order) });
  if (!isOfThem(order, request)) return undoWrong(talk, order);
  return { kind: 'done', answer: { invoiceId: String(order.id) } };
}

async function undoWrong(talk: Talk, order: Order): Promise<Outcome<PosInvoiced>> {
  const detail = `Ticket Evolution Core made order ${order.id} of other tickets than were asked for`;
  const undone = await takeBack(talk, order);
  if (undone.kind !== 'done') return notSeen({ detail: `${detail}. Look at it there` });
  return { kind: 'refused', why: 'bad_request', detail: `${detail}, and has taken it back` };
}

/** The sale takes its hold over. One that stands beside it keeps tickets from others, and is let go of. */
async function leaveNoHold(talk: Talk, held: HoldId, reference: string): Promise<void> {
  const left = await findLeft(talk, held, reference);
  if (left.kind === 'said' && left.shown !== null) await letGo(talk, holdIdOf(left.shown, held.groupId), reference);
}

export async function voidSale(talk: Talk, request: VoidRequest): Promise<Outcome<PosVoided>> {
  const order =
    request.invoiceId === null ? await findOrder(talk, request.reference) : await readOrder(talk, request.invoiceId);
  if (order.kind === 'no') return refusedAs(order);
  if (order.kind !== 'said') return notAsked(order);
  if (order.shown === null) return releaseInstead(talk, request);
  const isUndone = standsAs(order.shown) === false;
  const undone = isUndone ? null : await takeBack(talk, order.shown);
  if (undone !== null && undone.kind !== 'done') return undone;
  const released = await releaseInstead(talk, request);
  if (released.kind !== 'done') return isUndone ? released : notSeen(released);
  return inThePool(talk, request, !isUndone);
}

/** Says that the order is off, and looks whether it is so. */
async function takeBack(talk: Talk, order: Order): Promise<Outcome<null>> {
  const said = await undoOrder(talk, order);
  if (said.kind === 'not_sent' || said.kind === 'unsure') return said;
  const after = await readOrder(talk, String(order.id));
  if (after.kind !== 'said') return notSeen(after);
  if (standsAs(after.shown) === false) return { kind: 'done', answer: null };
  return said.kind === 'no' ? refusedAs(said) : notSeen({ detail: `the order is still ${after.shown.state}` });
}

/** The hold that no order has taken over, or that was left beside one which is over. */
async function releaseInstead(talk: Talk, request: VoidRequest): Promise<Outcome<PosVoided>> {
  const { posHoldId, remoteId, reference } = request;
  const known = posHoldId === null ? null : readHoldId(posHoldId, remoteId);
  const left = await (known === null ? findHold(talk, request) : findLeft(talk, known, reference));
  if (left.kind !== 'said') return notAsked(left);
  if (left.shown === null) return { kind: 'done', answer: { found: false } };
  const released = await letGo(talk, holdIdOf(left.shown, request.remoteId), request.reference);
  return released.kind === 'done' ? { kind: 'done', answer: { found: false } } : released;
}

/** Whether tickets of an order that is over come back is not public: they are looked for, and else a person decides. */
async function inThePool(talk: Talk, request: VoidRequest, found: boolean): Promise<Outcome<PosVoided>> {
  const group: Said<unknown> = await readGroup(talk, request.remoteId);
  if (group.kind !== 'said') return notSeen(group);
  const isBack = group.shown !== null && hasFree(group.shown as Parameters<typeof hasFree>[0], request);
  if (isBack) return { kind: 'done', answer: { found } };
  return {
    kind: 'refused',
    why: 'not_allowed',
    detail: 'the order is over, and its tickets are not back in the group: put them back by hand',
  };
}
