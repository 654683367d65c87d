// Which tickets of SkyBox an invoice is to name: those of our hold, or, where it has lapsed, the same seats while they are
// free. Here it is proven whether our hold stands on exactly them.
import type { Outcome, PosInvoiced } from '../../core/outcome.ts';
import type { PosTickets } from '../pos.ts';
import { findGroup, isFree, readGroup, ticketsWith } from './groups.ts';
import { type Hold, holdsOn, standingOf } from './holds.ts';
import { isSameSet, numbersOf } from './seats.ts';
import { notBegun, type Seen, type Talk } from './talk.ts';
import type { SkyBoxGroup, SkyBoxTicket } from './wire.ts';

/**
 * `isProvenOurs`: our hold stands, with time to spare, on exactly these tickets, by our clock and by SkyBox's. `listPrice`: of
 * one.
 */
export type Chosen = { ids: readonly number[]; isProvenOurs: boolean; listPrice: number; group: SkyBoxGroup };

type Choice = ({ kind: 'chosen' } & Chosen) | Exclude<Outcome<PosInvoiced>, { kind: 'done' }>;

/** A hold that lapses sooner may have lapsed, and its tickets be another's, before the invoice comes to SkyBox. */
const timeToSpareMs = 10_000;

export async function chooseTickets(talk: Talk, request: PosTickets, holds: readonly Hold[]): Promise<Choice> {
  const standing =
    standingOf(talk, holds).find((hold) => hold.quantity === request.quantity && hold.expiresAt > talk.latestTime) ??
    null;
  if (standing && standing.expiresAt < talk.latestTime + timeToSpareMs) {
    return { kind: 'not_sent', detail: 'our hold in SkyBox is about to lapse: it is invoiced when it has' };
  }
  const group = await groupWith(talk, request, standing ?? holds[0] ?? null);
  if (group.kind === 'missing') return gone(`SkyBox has no listing ${request.remoteId} any more`);
  if (group.kind !== 'seen') return notBegun(group);
  const tickets = await pick(talk, request, group.shown, standing);
  if (tickets.kind === 'missing') return gone('SkyBox has not these tickets in the group any more');
  if (tickets.kind !== 'seen') return notBegun(tickets);
  const sold = tickets.shown.find((ticket) => !isFree(ticket));
  if (sold) return gone(`seat ${sold.seatNumber} is ${sold.status} in SkyBox`);
  return {
    kind: 'chosen',
    ids: tickets.shown.map(({ id }) => id),
    isProvenOurs: standing !== null && isExactlyOn(standing, group.shown, tickets.shown),
    listPrice: group.shown.listPrice ?? 0,
    group: group.shown,
  };
}

function gone(detail: string): Choice {
  return { kind: 'refused', why: 'not_available', detail };
}

/** The group in which our hold is, or was; else the one that the marketplace knows. A group may be split or merged meanwhile. */
async function groupWith(talk: Talk, request: PosTickets, hold: Hold | null): Promise<Seen<SkyBoxGroup>> {
  const held = hold ? await readGroup(talk, hold.inventoryId) : null;
  if (held !== null && held.kind !== 'missing' && (held.kind !== 'seen' || hasSeats(held.shown, request))) return held;
  return findGroup(talk, request.remoteId);
}

function hasSeats(group: SkyBoxGroup, { seats, quantity }: PosTickets): boolean {
  const numbers = numbersOf(seats);
  return Array.isArray(numbers) ? ticketsWith(group, numbers) !== null : group.tickets.length >= quantity;
}

async function pick(
  talk: Talk,
  request: PosTickets,
  group: SkyBoxGroup,
  standing: Hold | null,
): Promise<Seen<readonly SkyBoxTicket[]>> {
  const numbers = numbersOf(request.seats);
  const named = numbers === 'any' ? (standing?.seats ?? null) : numbers;
  if (named === null) return pickPlaces(talk, group, request);
  const tickets = ticketsWith(group, named);
  return tickets ? { kind: 'seen', shown: tickets } : { kind: 'missing' };
}

/** General admission without a hold that says which places: any that nobody holds. */
async function pickPlaces(
  talk: Talk,
  group: SkyBoxGroup,
  { quantity, reference }: PosTickets,
): Promise<Seen<readonly SkyBoxTicket[]>> {
  const holds = await holdsOn(talk, group.id);
  if (holds.kind !== 'seen') return holds;
  const others = standingOf(talk, holds.shown).filter((hold) => hold.reference !== reference);
  const taken = new Set(others.flatMap(({ seats }) => seats ?? []));
  const free = group.tickets.filter((ticket) => isFree(ticket) && !taken.has(ticket.seatNumber)).slice(0, quantity);
  return free.length === quantity ? { kind: 'seen', shown: free } : { kind: 'missing' };
}

/** Proof for `force`: nothing less will do. */
function isExactlyOn(
  { inventoryId, seats, quantity }: Hold,
  group: SkyBoxGroup,
  tickets: readonly SkyBoxTicket[],
): boolean {
  const numbers = tickets.map(({ seatNumber }) => seatNumber);
  return inventoryId === group.id && quantity === tickets.length && seats !== null && isSameSet(seats, numbers);
}
