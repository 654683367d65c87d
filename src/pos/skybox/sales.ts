// Our invoices in SkyBox. They carry our reference as their external reference, so that one is found by it after doubt.
import Type from 'typebox';
import type { PosTickets } from '../pos.ts';
import { isSameSet, numbersOf } from './seats.ts';
import type { Listed, Seen, Talk } from './talk.ts';
import { SkyBoxInvoice, SkyBoxInvoiceTicket } from './wire.ts';

/** `lines`: those that still stand. An invoice whose lines are all deleted is no sale. */
export type Sale = { id: number; lines: readonly number[] };

const TicketList = Type.Array(SkyBoxInvoiceTicket, { maxItems: 10_000 });

export async function salesUnder(talk: Talk, reference: string): Promise<Listed<Sale[]>> {
  const listed = await talk.list(`/invoices?externalRef=${encodeURIComponent(reference)}`, SkyBoxInvoice);
  if (listed.kind !== 'seen') return listed;
  if (listed.shown.some(({ externalRef }) => externalRef !== reference)) {
    return { kind: 'unsure', detail: 'SkyBox lists invoices that are not under our reference' };
  }
  const sales = listed.shown.map(({ id, lines }) => ({
    id,
    lines: lines.filter(({ cancelled }) => !cancelled).map((line) => line.id),
  }));
  return { kind: 'seen', shown: sales.filter(({ lines }) => lines.length > 0) };
}

export function ticketsSoldUnder(talk: Talk, reference: string): Promise<Seen<SkyBoxInvoiceTicket[]>> {
  return talk.look(`/invoices/external-ref?external-ref=${encodeURIComponent(reference)}`, TicketList);
}

/** Whether the invoice has the tickets that it should have, all of them and no other. */
export function isOfThese(
  tickets: readonly SkyBoxInvoiceTicket[],
  invoiceId: number,
  wanted: { ids: readonly number[] } | Pick<PosTickets, 'seats' | 'quantity'>,
): boolean {
  if (tickets.some((ticket) => ticket.invoiceId !== invoiceId)) return false;
  const ids = tickets.map(({ ticketId }) => ticketId);
  if ('ids' in wanted) return isSameSet(ids, wanted.ids);
  const numbers = numbersOf(wanted.seats);
  if (numbers === null) return false;
  if (numbers === 'any') return new Set(ids).size === wanted.quantity;
  return isSameSet(
    tickets.map(({ seatNumber }) => seatNumber ?? -1),
    numbers,
  );
}
