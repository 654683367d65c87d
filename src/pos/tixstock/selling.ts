// Selling at Tixstock takes a hold, ours or a fresh one; undoing takes the order back, or the hold where there is no order.
// Kept: what was sent and may have been done is never called unsent, and no hold of ours is left beside its sale.
import type { Outcome, PosInvoiced, PosVoided } from '../../core/outcome.ts';
import type { Ask } from '../recorded-send.ts';
import { inPlainWords } from './answers.ts';
import type { Holds } from './holds.ts';
import type { Orders } from './orders.ts';

type Desk = { holds: Holds; orders: Orders };
type Sale = Parameters<Orders['add']>[2] & { remoteId: string; posHoldId: string | null };

/** Sells the hold; where that is gone, takes the tickets anew, as long as no sale of ours stands. */
export async function sell(ask: Ask, desk: Desk, sale: Sale): Promise<Outcome<PosInvoiced>> {
  if (sale.posHoldId === null) return sellAnew(ask, desk, sale);
  const said = await desk.orders.add(ask, sale.posHoldId, sale);
  if (said.kind !== 'no') return said;
  const before = await desk.orders.read(ask, sale.reference);
  if (before.kind !== 'done') return { kind: 'unsure', detail: `${said.detail}; whether it was sold is not known` };
  if (before.answer.sale) return { kind: 'done', answer: before.answer.sale };
  return said.isGone ? sellAnew(ask, desk, sale) : inPlainWords(said);
}

async function sellAnew(ask: Ask, { holds, orders }: Desk, sale: Sale): Promise<Outcome<PosInvoiced>> {
  const held = await holds.hold(ask, sale);
  if (held.kind !== 'done') return held;
  const { posHoldId } = held.answer;
  const said = await orders.add(ask, posHoldId, sale);
  if (said.kind === 'no') await holds.release(ask, posHoldId, sale.quantity);
  // It was not sold, but it is held: nothing that was sent must count as not sent.
  return said.kind === 'not_sent' ? { kind: 'unsure', detail: said.detail } : inPlainWords(said);
}

type Undone = { reference: string; quantity: number; posHoldId: string | null };

export async function undo(
  ask: Ask,
  { holds, orders }: Desk,
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
