// Into which POS an account's listings may go.
import type { AccountId } from '../core/order.ts';
import { readPos } from '../db/points-of-sale.ts';
import type { Database } from '../db/pool.ts';
import { readStockStanding } from '../db/stock-polls.ts';
import { posBySlug } from '../pos/registry.ts';

/**
 * The house POS needs no connection; every other must have one before a listing stands in it. What is followed is as the POS shows it: a
 * file would say otherwise until the POS has changed it again, and that may be never.
 */
export async function whyNotInto(
  db: Database,
  accountId: AccountId,
  pos: string,
): Promise<'not_connected' | 'followed' | null> {
  if (posBySlug.get(pos)?.kind === 'ledger') return null;
  if ((await readPos(db, accountId, pos)) === null) return 'not_connected';
  const standing = await readStockStanding(db, { accountId, pos });
  // Until its first page is read nobody knows whether it has any to show.
  const isRead = (standing?.passBeganAt ?? standing?.passedAt ?? null) !== null;
  return isRead && standing?.dueAt != null ? 'followed' : null;
}
