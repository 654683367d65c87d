// Into which POS an account's listings may go.
import type { AccountId } from '../core/order.ts';
import { readPos } from '../db/points-of-sale.ts';
import type { Database } from '../db/pool.ts';
import { posBySlug } from '../pos/registry.ts';

/** The house POS needs no connection; every other must have one before a listing stands in it. */
export async function mayStandIn(db: Database, accountId: AccountId, pos: string): Promise<boolean> {
  return posBySlug.get(pos)?.kind === 'ledger' || (await readPos(db, accountId, pos)) !== null;
}
