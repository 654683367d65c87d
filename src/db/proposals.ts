// What could fill a sale whose tickets are gone: other listings of its event, the most comparable first.
import { type Proposal, proposalsFor } from '../core/comparable.ts';
import type { Order } from '../core/order.ts';
import { readListing, readSameEvent } from './listings.ts';
import type { Database } from './pool.ts';

/** Null: its own listing is not known here, so nothing can be compared with it. */
export async function readProposals(db: Database, order: Order): Promise<Proposal[] | null> {
  const { accountId, remoteId, quantity, unitPrice } = order;
  const sold = remoteId === null ? null : await readListing(db, accountId, remoteId);
  if (sold === null || quantity === null) return null;
  const { section, row, price } = sold;
  const others = await readSameEvent(db, accountId, sold.remoteId);
  const candidates = others.map(({ price: asked, ...listing }) => ({
    ...listing,
    price: asked.amount,
    currency: asked.currency,
  }));
  return proposalsFor({ section, row, quantity, price: unitPrice?.amount ?? price.amount }, candidates);
}
