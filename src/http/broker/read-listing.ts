// One listing with all that is known of it: whose every ticket is, and what became of each.

import { pickSlots } from '../../core/claim.ts';
import type { Listing } from '../../core/listing.ts';
import type { AccountId } from '../../core/order.ts';
import { spansOwned } from '../../core/owned-at.ts';
import { readMoves } from '../../db/journal.ts';
import { readListingLine } from '../../db/listing-pages.ts';
import { readListing } from '../../db/listings.ts';
import { type OrderFilter, readOrderPage } from '../../db/order-pages.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { keptBy, listingBody, mostSeatsShown, seatBody } from './listing-body.ts';
import { namesOf } from './naming.ts';
import { summaryBody } from './order-body.ts';
import type { ListingDetail } from './schemas/listings.ts';
import { readSeatOwners } from './seat-owners.ts';
import { timeOf } from './times.ts';

const mostOrders = 100;
/** No marketplace asks for more at once. */
const mostSold = 100;

export const noSuchListing = 'There is no such listing in this account.';

type Parts = Pick<BrokerParts, 'pool' | 'marketplaces' | 'pointsOfSale'>;

/** Throws `not_found`. */
export async function readListingDetail(parts: Parts, accountId: AccountId, remoteId: string): Promise<ListingDetail> {
  const { pool, pointsOfSale } = parts;
  const [line, listing, asked] = await Promise.all([
    readListingLine(pool, accountId, remoteId),
    readListing(pool, accountId, remoteId),
    readOrdersOf(parts, accountId, remoteId),
  ]);
  if (line === null || listing === null) throw new RequestProblem('not_found', noSuchListing);
  const { may, words } = keptBy(pointsOfSale.get(line.pos), line.pos);
  return {
    ...listingBody(line, namesOf(parts).pos),
    may_change: may,
    kept_by: words,
    sells: quantitiesOf(listing),
    seats: (await readSeatOwners(pool, accountId, listing, mostSeatsShown)).map(seatBody),
    ...asked,
  };
}

function quantitiesOf(listing: Listing): number[] {
  const all = Array.from({ length: mostSold }, (_, index) => index + 1);
  return all.filter((quantity) => 'slots' in pickSlots(listing, listing.split, quantity));
}

async function readOrdersOf(
  parts: Parts,
  accountId: AccountId,
  remoteId: string,
): Promise<Pick<ListingDetail, 'orders' | 'more_orders'>> {
  const turn = { sort: 'newest', after: null, limit: mostOrders } as const;
  const { items, next } = await readOrderPage(parts.pool, accountId, ofListing(remoteId), turn);
  const moves = await readMoves(
    parts.pool,
    accountId,
    items.map(({ order }) => order.orderId),
  );
  const names = namesOf(parts);
  const orders = items.map((item) => ({
    ...summaryBody(item, names),
    owned: spansOwned(moves.get(item.order.orderId) ?? []).map(({ since, until }) => ({
      since: timeOf(since),
      until: timeOf(until),
    })),
  }));
  return { orders, more_orders: next !== null };
}

function ofListing(remoteId: string): OrderFilter {
  const all = [{ orderIds: [], remoteIds: [remoteId], listingWords: null, buyerWords: null }];
  return { marketplaces: null, states: null, from: null, to: null, binding: null, pos: null, all };
}
