// Twin seats: seats that stand in two listings of one account, so that each can sell them. How they are told of. Pure.
import type { AccountId, Instant, OrderId } from './order.ts';

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

/** What one of the two listings, the first, has let go to somebody, and the other offers still, or has let go as well. */
export type TakenTwins = TwinSeats & {
  accountId: AccountId;
  /** In which the first one stands. */
  pos: string;
  /** Null: the POS has let go of it to somebody, and no order of ours. */
  orderId: OrderId | null;
  how: 'sold' | 'held' | 'taken';
  isTakenInBoth: boolean;
};

/** `Seat 5 of row C, section 112, The Longest Night, is sold in TG-1 and still for sale in TG-7.` */
export function takenTwinsSentence(twins: TakenTwins): string {
  const [one, other] = twins.listings;
  const is = twins.seatCount === 1 ? 'is' : 'are';
  const words = twins.isTakenInBoth
    ? `${is} ${twins.how} in ${one} and taken by another order in ${other}`
    : `${is} ${twins.how} in ${one} and still for sale in ${other}`;
  return `${seatsInWords(twins)}, ${words}.`;
}

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
