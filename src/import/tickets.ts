// What becomes of a listing's tickets when it is imported again. Pure.
// Invariant one-owner-per-ticket: a ticket that an order owns stays, with its owner, whatever the file says.
import type { Slots } from '../core/claim.ts';

/**
 * The seats in the file's order, and behind them owned seats that the file no longer has. Of general-admission places
 * there are as many as the file says, and never fewer than are owned; owned ones stay where they are.
 *
 * Null: numbered seats cannot take the place of owned general-admission places, nor the other way round, because
 * nobody can say which is which, and the owned ones would be sold again.
 */
export function mergeTickets(stored: Slots, fileSeats: Slots['seats']): Slots | null {
  const owned = stored.seats.filter((_, slot) => isOwned(stored, slot));
  if (owned.length === 0) return { seats: fileSeats, owners: fileSeats.map(() => null) };
  const isGeneralAdmission = fileSeats[0] === null;
  if (owned.some((seat) => (seat === null) !== isGeneralAdmission)) return null;
  return isGeneralAdmission
    ? mergePlaces(stored, Math.max(fileSeats.length, owned.length))
    : mergeSeats(stored, fileSeats);
}

function isOwned({ owners }: Slots, slot: number): boolean {
  return (owners[slot] ?? null) !== null;
}

function mergePlaces(stored: Slots, count: number): Slots {
  const owners = [...stored.owners];
  for (let slot = owners.length - 1; owners.length > count; slot--) {
    if (owners[slot] === null) owners.splice(slot, 1);
  }
  while (owners.length < count) owners.push(null);
  return { seats: owners.map(() => null), owners };
}

function mergeSeats(stored: Slots, fileSeats: Slots['seats']): Slots {
  const ownerOf = new Map<string | null, string | null>();
  for (const [slot, seat] of stored.seats.entries()) {
    if (isOwned(stored, slot)) ownerOf.set(seat, stored.owners[slot] ?? null);
  }
  const inFile = new Set(fileSeats);
  const seats = [...fileSeats, ...[...ownerOf.keys()].filter((seat) => !inFile.has(seat))];
  return { seats, owners: seats.map((seat) => ownerOf.get(seat) ?? null) };
}
