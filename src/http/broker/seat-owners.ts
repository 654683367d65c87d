// Whose every seat of a listing is, as people are shown it.
import { isOrders, type Slots } from '../../core/claim.ts';
import type { AccountId } from '../../core/order.ts';
import { stateGroups } from '../../core/state-groups.ts';
import { readStates } from '../../db/orders.ts';
import type { Pool } from '../../db/pool.ts';

/** `held`: set aside and not sold. `elsewhere`: the POS has sold it, or holds it, for somebody else. */
type SeatOwner = 'held' | 'sold' | 'elsewhere' | 'none';

/** `orderId`: which order it is; null where it is none of ours. */
export type OwnedSeat = { seat: string | null; owner: SeatOwner; orderId: string | null };

/** The first `most` seats, in their order. */
export async function readSeatOwners(
  pool: Pool,
  accountId: AccountId,
  { seats, owners }: Slots,
  most: number,
): Promise<OwnedSeat[]> {
  const states = await readStates(pool, accountId, [...new Set(owners.slice(0, most).filter(isOrders))]);
  return seats.slice(0, most).map((seat, slot) => {
    const owner = owners[slot] ?? null;
    if (owner === null) return { seat, owner: 'none', orderId: null };
    if (!isOrders(owner)) return { seat, owner: 'elsewhere', orderId: null };
    const isHeld = stateGroups.on_hold.some((state) => state === states.get(owner));
    return { seat, owner: isHeld ? 'held' : 'sold', orderId: owner };
  });
}
