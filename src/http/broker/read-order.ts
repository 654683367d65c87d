// One order with all that is known of it: facts, seats, what may be done, and its story.
import type { AccountId, Order, OrderId } from '../../core/order.ts';
import { asksOnly } from '../../core/sale.ts';
import { type JournalEntry, readTimelineEnds } from '../../db/journal.ts';
import { readListing } from '../../db/listings.ts';
import { type ListedOrder, readListedOrder } from '../../db/order-pages.ts';
import type { Pool } from '../../db/pool.ts';
import { readProposals } from '../../db/proposals.ts';
import { offeredActions } from '../../story/actions.ts';
import { tellStory } from '../../story/timeline.ts';
import { refusalWords } from '../../story/words.ts';
import type { BrokerParts } from './broker.ts';
import { namesOf } from './naming.ts';
import { actionBody, castOf, momentBody, summaryBody } from './order-body.ts';
import type { Action, OrderDetail } from './schemas/orders.ts';
import { readSeatOwners } from './seat-owners.ts';

/** Of a longer story the middle is left out: a question that was put all night says the same each time. */
const told = { first: 50, last: 250 } as const;
/** More squares than this are no picture. */
const mostSeats = 100;

export const noSuchOrder = 'There is no such order in this account.';

/** Null: the account has no such order. */
export async function readOrderDetail(
  parts: BrokerParts,
  accountId: AccountId,
  orderId: OrderId,
): Promise<OrderDetail | null> {
  const { pool } = parts;
  const [listed, timeline] = await Promise.all([
    readListedOrder(pool, accountId, orderId),
    readTimelineEnds(pool, accountId, orderId, told),
  ]);
  if (listed === null) return null;
  const { order } = listed;
  const [listing, actions] = await Promise.all([readListingBody(pool, order), readActions(parts, listed)]);
  const names = namesOf(parts);
  const cast = castOf(order, listed.listing, names);
  const story = tellStory(order, cast, timeline).filter(({ entry }) => isTold(entry, timeline));
  return {
    ...summaryBody(listed, names),
    refusal: order.refusal,
    refusal_words: order.refusal && refusalWords[order.refusal],
    reject_reason: order.rejectReason,
    unit_price: order.unitPrice,
    total: order.total,
    buyer: order.buyer && { ...order.buyer },
    invoice_id: order.invoiceId,
    pos_hold_id: order.posHoldId,
    sold_seats: order.soldSeats && [...order.soldSeats],
    listing,
    actions,
    story: story.map(momentBody),
    left_out: timeline.length - story.length,
  };
}

function isTold(entry: number, timeline: readonly JournalEntry[]): boolean {
  return entry <= told.first || entry > (timeline.at(-1)?.entry ?? 0) - told.last;
}

/** What may be done about the order, by its state and by how its marketplace deals on this connection. */
export async function readActions(
  parts: Pick<BrokerParts, 'pool' | 'directory' | 'marketplaces' | 'pointsOfSale'>,
  { order, listing }: ListedOrder,
): Promise<Action[]> {
  const { accountId, connectionId, state } = order;
  const marketplace = parts.marketplaces.get(order.marketplace);
  if (marketplace === undefined) return [];
  const isStuck = state === 'stuck';
  const [natures, proposals, owned] = await Promise.all([
    parts.directory.natures(accountId, new Set([connectionId])),
    state === 'unfilled' ? readProposals(parts.pool, order) : null,
    isStuck && order.remoteId !== null ? readListing(parts.pool, accountId, order.remoteId) : null,
  ]);
  const nature = natures.get(connectionId) ?? asksOnly;
  const hasProposal = proposals?.some(({ match }) => match !== 'other') ?? false;
  const cast = castOf(order, listing, namesOf(parts));
  const owns = isStuck ? (owned?.owners.includes(order.orderId) ?? false) : true;
  return offeredActions(order, { marketplace, nature, cast, hasProposal, owns }).map(actionBody);
}

/** The listing with whose every seat is. */
async function readListingBody(pool: Pool, { accountId, orderId, remoteId }: Order): Promise<OrderDetail['listing']> {
  const listing = remoteId === null ? null : await readListing(pool, accountId, remoteId);
  if (listing === null) return null;
  const { seats, owners, price } = listing;
  const owned = await readSeatOwners(pool, accountId, listing, mostSeats);
  return {
    tickets: seats.length,
    free: owners.filter((owner) => owner === null).length,
    seats: owned.map(({ seat, owner, orderId: by }) => ({ seat, owner: by === orderId ? 'this' : owner })),
    price,
  };
}
