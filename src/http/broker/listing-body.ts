// A listing on the wire of the broker API: a line of a list, and whose every ticket is.
import type { ListingLine } from '../../db/listing-pages.ts';
import type { Pos } from '../../pos/pos.ts';
import type { ListingDetail, ListingSummary } from './schemas/listings.ts';
import type { OwnedSeat } from './seat-owners.ts';
import { timeOf } from './times.ts';

/** More squares than this are no picture. */
export const mostSeatsShown = 1_000;

export function listingBody(line: ListingLine, posName: (slug: string) => string): ListingSummary {
  const { event, venue, section, row, pos, price, split, tickets, free, held, sold, elsewhere } = line;
  return {
    remote_id: line.remoteId,
    event,
    venue,
    event_at: timeOf(line.eventAt),
    section,
    row,
    pos,
    pos_name: posName(pos),
    price,
    split,
    ...{ tickets, free, held, sold, elsewhere },
    updated_at: timeOf(line.updatedAt),
  };
}

export function seatBody({ seat, owner, orderId }: OwnedSeat): ListingDetail['seats'][number] {
  return { seat, owner, order_id: orderId };
}

/** Whether price and split are changed here, and whose word on them counts. */
export function keptBy(pos: Pick<Pos, 'kind' | 'name'> | undefined, slug: string): { may: boolean; words: string } {
  if (pos?.kind === 'ledger') {
    return {
      may: true,
      words: 'Price and split are kept here. Importing the listing again sets them as the file says.',
    };
  }
  const name = pos?.name ?? slug;
  return {
    may: false,
    words: `${name} keeps this listing: change its price and split there, and they are the same here.`,
  };
}
