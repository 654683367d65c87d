// What stands in SkyBox under our reference: a hold, a sale, both or nothing. Only looks; nothing is changed by it.
import type { PosFound, PosTickets } from '../pos.ts';
import { heldOf, holdsUnder, isOfOthers, standingOf, whichOthers } from './holds.ts';
import { isOfThese, type Sale, salesUnder, ticketsSoldUnder } from './sales.ts';
import { numbersOf } from './seats.ts';
import { notShown, type Talk } from './talk.ts';

export async function find(talk: Talk, tickets: PosTickets) {
  const holds = await holdsUnder(talk, tickets.reference);
  if (holds.kind !== 'seen') return talk.end<PosFound>(notShown(holds));
  const sales = await salesUnder(talk, tickets.reference);
  if (sales.kind !== 'seen') return talk.end<PosFound>(notShown(sales));
  const standing = standingOf(talk, holds.shown);
  const wanted = { quantity: tickets.quantity, numbers: numbersOf(tickets.seats) ?? [] };
  const ours = standing.findLast((one) => !isOfOthers(one, wanted));
  const hold = ours ? heldOf(ours) : null;
  const [sale, another] = sales.shown;
  if (another !== undefined) return talk.end<PosFound>(contradiction(`two invoices, ${sale?.id} and ${another.id},`));
  // What is sold is sold. Else a hold of others is neither ours nor nothing.
  if (sale !== undefined) return checked(talk, tickets, sale, hold);
  const [other] = standing;
  if (ours === undefined && other !== undefined)
    return talk.end<PosFound>(contradiction(`a hold of ${whichOthers(other)}`));
  return talk.end<PosFound>({ kind: 'done', answer: { hold, sale: null } });
}

/** An invoice of other tickets than were asked for is not our sale, whatever its reference. */
async function checked(talk: Talk, tickets: PosTickets, sale: Sale, hold: PosFound['hold']) {
  const sold = await ticketsSoldUnder(talk, tickets.reference);
  if (sold.kind === 'missing') return talk.end<PosFound>(contradiction(`invoice ${sale.id} without tickets`));
  if (sold.kind !== 'seen') return talk.end<PosFound>(notShown(sold));
  if (!isOfThese(sold.shown, sale.id, tickets))
    return talk.end<PosFound>(contradiction(`invoice ${sale.id} of other tickets`));
  return talk.end<PosFound>({ kind: 'done', answer: { hold, sale: { invoiceId: String(sale.id) } } });
}

function contradiction(what: string): { kind: 'unsure'; detail: string } {
  return { kind: 'unsure', detail: `SkyBox has ${what} under our reference. Look at it there` };
}
