// What a caller may look up of its own account beside its deals. Nothing is locked and nothing is moved.
import type { Listing } from '../core/listing.ts';
import { readListing } from '../db/listings.ts';
import { findOrderByNumber } from '../db/order-numbers.ts';
import type { Pool } from '../db/pool.ts';
import type { Caller } from './authentication.ts';

export class LookUps {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The id of the deal that was sold under this number. */
  async dealOfSale({ accountId, terms }: Caller, marketplaceOrderId: string): Promise<string | null> {
    const sold = await findOrderByNumber(this.#pool, accountId, terms.connectionId, marketplaceOrderId);
    return sold?.globalId ?? null;
  }

  listing({ accountId }: Caller, remoteId: string): Promise<Listing | null> {
    return readListing(this.#pool, accountId, remoteId);
  }
}
