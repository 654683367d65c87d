// What stands in Ticket Evolution Core under our reference: a hold, a sale, both or nothing. Only looks; nothing is changed by it.
import type { Outcome } from '../../core/outcome.ts';
import type { PosFound, PosTickets } from '../pos.ts';
import { findHold, heldOf, isOfOthers, whichOthers } from './holds.ts';
import { findOrder, isOfThem, type Order, standsAs, whyInDoubt } from './orders.ts';
import { notSeen, refusedAs, type Talk } from './talk.ts';

export async function find(talk: Talk, tickets: PosTickets): Promise<Outcome<PosFound>> {
  const order = await findOrder(talk, tickets.reference);
  if (order.kind === 'no') return refusedAs(order);
  if (order.kind !== 'said') return order;
  const sale = saleIn(order.shown, tickets);
  if (sale.kind !== 'done') return sale;
  if (!talk.ways.notes_are_listed) return { kind: 'done', answer: { hold: 'unknown', sale: sale.answer } };
  const ours = await findHold(talk, tickets);
  if (ours.kind === 'no') return refusedAs(ours);
  if (ours.kind !== 'said') return ours;
  if (ours.shown === null) return { kind: 'done', answer: { hold: null, sale: sale.answer } };
  // What is sold is sold. Else a hold of others is neither ours nor nothing.
  const isNone = isOfOthers(ours.shown, tickets);
  if (isNone && sale.answer === null) return notSeen({ detail: whichOthers(ours.shown, tickets) });
  const held = isNone ? null : heldOf(talk, { remoteId: tickets.remoteId, expiresAt: null }, ours.shown).answer;
  return { kind: 'done', answer: { hold: held, sale: sale.answer } };
}

/** An order of other tickets than were asked for is not our sale, whatever its reference. */
function saleIn(order: Order | null, tickets: PosTickets): Outcome<PosFound['sale']> {
  const stands = order === null ? false : standsAs(order);
  if (order === null || stands === false) return { kind: 'done', answer: null };
  if (stands === null) return notSeen({ detail: whyInDoubt(order) });
  if (isOfThem(order, tickets)) return { kind: 'done', answer: { invoiceId: String(order.id) } };
  return notSeen({ detail: `order ${order.id} is of other tickets. Look at it there` });
}
