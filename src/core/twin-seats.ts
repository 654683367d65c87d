// Twin seats: seats that stand in two listings of one account, so that each can sell them. How they are told of. Pure.
import type { Instant } from './order.ts';

/** Seats of one row that stand in both of two listings; where they stand in more, these are the first and the last. */
export type TwinSeats = {
  event: string;
  venue: string;
  eventAt: Instant;
  section: string | null;
  row: string | null;
  /** In their order in the row; the first twenty. */
  seats: string[];
  seatCount: number;
  /** The two remote ids. */
  listings: string[];
};

/** How many seats there are, in how many pairs of listings, and the first few pairs. */
export type TwinTally = { seats: number; pairs: number; first: TwinSeats[] };

/** Of the seats of a file; null: there are none. */
export function twinTallySentence({ seats }: TwinTally): string | null {
  if (seats === 0) return null;
  return seats === 1
    ? '1 seat stands in more than one listing, and each of them can sell it.'
    : `${seats.toLocaleString('en')} seats stand in more than one listing, and each listing can sell them.`;
}

/** `Seats 5 and 6 of row F, section 104, Harbor Lights Tour, stand in TG-1 and in TG-9.` */
export function twinSentence(twins: TwinSeats): string {
  const [one, other] = twins.listings;
  return `${seatsInWords(twins)}, ${twins.seatCount === 1 ? 'stands' : 'stand'} in ${one} and in ${other}.`;
}

function seatsInWords({ event, section, row, seats, seatCount }: Omit<TwinSeats, 'listings'>): string {
  const names =
    seatCount > seats.length ? [...seats, `${(seatCount - seats.length).toLocaleString('en')} more`] : seats;
  const last = names.at(-1);
  const listed = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const place = [row && `row ${row}`, section && `section ${section}`].filter(Boolean);
  const of = place.length > 0 ? ` of ${place.join(', ')}` : '';
  return `${seatCount === 1 ? 'Seat' : 'Seats'} ${listed}${of}, ${event}`;
}
