// Selling at Tixstock takes a hold, ours or a fresh one; undoing takes the order back, or the hold where there is no order.
// Kept: what was sent and may have been done is never called unsent, and no hold of ours is left beside its sale.
import { splitAllows } from '../../core/claim.ts';
import type { Outcome, PosInvoiced, PosVoided } from '../../core/outcome.ts';
import type { Ask } from '../recorded-send.ts';
import { inPlainWords, type Said } from './answers.ts';
import type { Holds } from './holds.ts';
import type { Shelf } from './listings.ts';
import { type Orders, saleOfAll } from './orders.ts';

type Desk = { holds: Holds; orders: Orders; shelf: Shelf };
type Sale = Parameters<Orders['add']>[2] & { remoteId: string; posHoldId: string | null };

/**
 * Sells the hold; where it will not, takes the tickets anew, as long as no sale of ours stands. By which status it says that
 * a hold has lapsed is not public: after any no it is enough that the listing has the tickets.
 */
export async function sell(ask: Ask, desk: Desk, sale: Sale): Promise<Outcome<PosInvoiced>> {
  const { posHoldId } = sale;
  if (posHoldId === null) return sellWithoutHold(ask, desk, sale);
  const said = await desk.orders.add(ask, posHoldId, sale);
  if (said.kind !== 'no') return said;
  const ours = await soldBefore(ask, desk, sale, said);
  if (ours !== null) return ours;
  if (said.isGone) return sellAnew(ask, desk, sale);
  if (!(await areFree(ask, desk, sale, said))) return inPlainWords(said);
  const sold = await sellAnew(ask, desk, sale);
  // It may have said no for another reason, and hold the first ones still. Where they have lapsed, it says no again.
  if (sold.kind === 'done') await desk.holds.release(ask, posHoldId, sale.quantity);
  // That there are no others says nothing of those: they stay ours, by the first no.
  return sold.kind === 'refused' ? inPlainWords(said) : sold;
}

/** Where it has no tickets for us, we may have them: a sale that was given up may have taken effect since. */
async function sellWithoutHold(ask: Ask, desk: Desk, sale: Sale): Promise<Outcome<PosInvoiced>> {
  const sold = await sellAnew(ask, desk, sale);
  return sold.kind === 'refused' ? ((await soldBefore(ask, desk, sale, sold)) ?? sold) : sold;
}

/** After a no. Null: no sale of ours stands. */
async function soldBefore(
  ask: Ask,
  { orders }: Desk,
  sale: Sale,
  { detail }: { detail: string },
): Promise<Outcome<PosInvoiced> | null> {
  const before = await orders.read(ask, sale.reference);
  if (before.kind !== 'done') return { kind: 'unsure', detail: `${detail}; whether it was sold is not known` };
  const ours = saleOfAll(before.answer, sale);
  if (ours.kind !== 'done') return ours;
  return ours.answer === null ? null : { kind: 'done', answer: ours.answer };
}

type No = Extract<Said<never>, { kind: 'no' }>;

/** Whether the listing has the tickets, so that a hold which will not be sold is not needed. */
async function areFree(ask: Ask, { shelf }: Desk, { remoteId, quantity }: Sale, { why }: No): Promise<boolean> {
  if (why === 'not_allowed') return false;
  const found = await shelf.read(ask, remoteId);
  const group = found.kind === 'done' ? found.answer.group : null;
  if (group === null || group.tickets.length < quantity) return false;
  return splitAllows(group.split, quantity, group.tickets.length);
}

async function sellAnew(ask: Ask, { holds, orders }: Desk, sale: Sale): Promise<Outcome<PosInvoiced>> {
  const held = await holds.hold(ask, sale);
  if (held.kind !== 'done') return held;
  const { posHoldId } = held.answer;
  const said = await orders.add(ask, posHoldId, sale);
  // It was not sold, but it is held: nothing that was sent must count as not sent, or as refused while it may be held.
  if (said.kind === 'not_sent') return { kind: 'unsure', detail: said.detail };
  if (said.kind !== 'no') return said;
  const released = await holds.release(ask, posHoldId, sale.quantity);
  const detail = `${said.detail}; hold ${posHoldId} may stand until it lapses`;
  return released.kind === 'done' ? inPlainWords(said) : { kind: 'unsure', detail };
}

type Undone = { reference: string; quantity: number; posHoldId: string | null };

export async function undo(
  ask: Ask,
  { holds, orders }: Pick<Desk, 'holds' | 'orders'>,
  { reference, quantity, posHoldId }: Undone,
): Promise<Outcome<PosVoided>> {
  const before = inPlainWords(await orders.read(ask, reference));
  if (before.kind !== 'done') return before;
  if (before.answer.sale === null) {
    const released = posHoldId === null ? null : await holds.release(ask, posHoldId, quantity);
    return released === null || released.kind === 'done' ? { kind: 'done', answer: { found: false } } : released;
  }
  const undone = inPlainWords(await orders.undo(ask, reference));
  if (undone.kind !== 'done') return undone;
  if (!undone.answer.isEnded) return { kind: 'unsure', detail: 'Tixstock took it, and the order still stands' };
  return { kind: 'done', answer: { found: true } };
}
