// Finds tickets that stand in two lines at once. Pure. The one thing that must never be found.
import type { HubSeat } from './published-contract.ts';

export type StandingLine = {
  globalId: string;
  remoteId: string;
  quantity: number;
  /** Null: nobody has said which. */
  seats: readonly HubSeat[] | null;
  /** Why it counts, in words. */
  says: string;
};

/** Sentences, one for each ticket that is in two lines, and one for each listing with more places given out than it has. */
export function doubleSales(lines: readonly StandingLine[], tickets: ReadonlyMap<string, number>): string[] {
  const found: string[] = [];
  const takenBy = new Map<string, StandingLine>();
  const given = new Map<string, number>();
  for (const line of lines) {
    given.set(line.remoteId, (given.get(line.remoteId) ?? 0) + (line.seats?.length ?? line.quantity));
    for (const place of line.seats ?? []) {
      if (place.seat === null) continue;
      const ticket = JSON.stringify([line.remoteId, place.seat]);
      const other = takenBy.get(ticket);
      if (other) found.push(doubleSale(place.seat, line, other));
      takenBy.set(ticket, line);
    }
  }
  for (const [remoteId, count] of given) {
    const most = tickets.get(remoteId);
    if (most !== undefined && count > most) found.push(`${remoteId} has ${most} tickets, and ${count} are given out.`);
  }
  return found;
}

function doubleSale(seat: string, line: StandingLine, other: StandingLine): string {
  return `Seat ${seat} of ${line.remoteId} is in two lines: ${other.globalId} (${other.says}) and ${line.globalId} (${line.says}).`;
}
