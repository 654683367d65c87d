// Seats as Ticket Evolution Core is asked for them: by the lowest number, and how many from there on.
// Kept: seats that cannot be asked for in this way are not asked for at all, for it would give us others.
// Source: low_seat and quantity in the vendor's clients (VENDOR). That they mean the next higher numbers in the group, and by
// which names the seats of a hold or an order are shown, is INFERRED.
import type { Outcome } from '../../core/outcome.ts';
import type { PosTickets } from '../pos.ts';
import { labelsIn, readGroup } from './groups.ts';
import { notAsked, refusedAs, type Talk } from './talk.ts';

type Wanted = Pick<PosTickets, 'seats' | 'quantity'>;

/** What a hold, or an item of an order, may show of its seats. */
export type SeatsShown = { seats?: unknown; low_seat?: unknown };

/** The lowest first. `any`: places without numbers. Null: a label that is no number, by which nothing can be asked for. */
function numbersOf(seats: readonly (string | null)[]): readonly number[] | 'any' | null {
  if (seats.every((seat) => seat === null)) return 'any';
  if (!seats.every((seat) => /^\d{1,9}$/.test(seat ?? ''))) return null;
  return seats.map(Number).sort((one, other) => one - other);
}

/** Of seats that are this far from each other, all of them. Null: they are not. */
function stepOf([low = 0, ...more]: readonly number[]): number | null {
  const step = (more[0] ?? low + 1) - low;
  return more.every((number, index) => number === low + (index + 1) * step) ? step : null;
}

/** `isHeld`: by ourselves, so that it is certain already which seats they are. */
export async function lowSeatFor(
  talk: Talk,
  wanted: Wanted & Pick<PosTickets, 'remoteId'>,
  { isHeld }: { isHeld: boolean },
): Promise<number | Outcome<never>> {
  const numbers = numbersOf(wanted.seats);
  if (numbers === 'any') return talk.ways.unnumbered_low_seat;
  if (numbers === null) return notBy('their numbers', wanted);
  const [low = talk.ways.unnumbered_low_seat] = numbers;
  const step = stepOf(numbers);
  if (step === 1 || (step === 2 && isHeld)) return low;
  if (step !== 2) return notBy('the lowest of seats that are side by side', wanted);
  const group = await readGroup(talk, wanted.remoteId);
  if (group.kind === 'no') return refusedAs(group);
  if (group.kind !== 'said') return notAsked(group);
  // Where the group has one that lies between ours, it would be given to us. A group that is no more gives none.
  const labels = group.shown === null ? [] : labelsIn(group.shown);
  return labels.every((label) => Number(label) % 2 === low % 2)
    ? low
    : notBy('the lowest of seats that are side by side', wanted);
}

function notBy(what: string, { seats }: Wanted): Outcome<never> {
  const named = seats.map((seat) => seat ?? 'one without a number').join(', ');
  const detail = `Ticket Evolution Core is asked for seats by ${what}, which would give others than ${named}`;
  return { kind: 'refused', why: 'bad_request', detail };
}

/** What is not shown is no other seat. */
export function isOfOtherSeats(shown: SeatsShown, wanted: Wanted): boolean {
  const numbers = numbersOf(wanted.seats);
  if (numbers === null || numbers === 'any') return false;
  const seats = Array.isArray(shown.seats) ? numbersOf(shown.seats.map(labelOf)) : null;
  if (Array.isArray(seats) && seats.length === numbers.length) return String(seats) !== String(numbers);
  const lowest = numbersOf([labelOf(shown.low_seat)]);
  return Array.isArray(lowest) && lowest[0] !== numbers[0];
}

function labelOf(shown: unknown): string | null {
  return typeof shown === 'string' || typeof shown === 'number' ? String(shown) : null;
}
