// Where an account lets it: makes room for a binding hold in a POS outside, by letting go there what is only set aside for
// provisional sales. Kept: a hold that is answered already, or that cannot be had even so, makes nobody let go; and what was
// let go of is free only once the POS has said so.
import { pickFor } from '../core/decide-call.ts';
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import { readListing } from '../db/listings.ts';
import { readOrder, readOrders } from '../db/orders.ts';
import type { Pool } from '../db/pool.ts';
import type { Changes } from './changes.ts';
import type { PosDirectory } from './pos-directory.ts';
import { type HoldCommand, letGo, ownersOf, thoseWhoYield } from './yielding.ts';

/** The rest of the caller's time is for the hold itself. */
const shareForRoom = 0.5;

type Parts = {
  lookUps: Pool;
  directory: Pick<PosDirectory, 'natures'>;
  changes: Changes;
  clock: () => Instant;
  /** Lets go of one order, and says where it stands then. */
  release: (orderId: OrderId, act: typeof letGo) => Promise<Order | null>;
};

/** Resolves when there is room, or when no more time can be spent on it: the hold is then judged as things stand. */
export async function makeRoom(parts: Parts, accountId: AccountId, command: HoldCommand): Promise<void> {
  const { clock, changes, lookUps } = parts;
  const until = clock() + (command.answerBy - clock()) * shareForRoom;
  const yielding = await whoIsInTheWay(parts, accountId, command);
  await Promise.all(
    yielding.map(async (orderId) => {
      let order = await parts.release(orderId, letGo);
      while (order?.state === 'releasing' && clock() < until) {
        await changes.wait(orderId, until - clock());
        order = await readOrder(lookUps, accountId, orderId);
      }
    }),
  );
}

async function whoIsInTheWay(
  { lookUps, directory }: Parts,
  accountId: AccountId,
  { orderId, call, terms }: HoldCommand,
): Promise<OrderId[]> {
  const listing = await readListing(lookUps, accountId, call.remoteId);
  if (listing === null) return [];
  const picked = pickFor(listing, call, terms);
  if (!('refusal' in picked) || picked.refusal !== 'not_available') return [];
  const nature = (await directory.natures(accountId, new Set([listing.pos]))).get(listing.pos);
  // In the ledger's own POS they give way in the same commit.
  if (nature === undefined || nature.settle) return [];
  if ((await readOrder(lookUps, accountId, orderId)) !== null) return [];
  const owners = await readOrders(lookUps, accountId, ownersOf([listing]));
  return thoseWhoYield(listing, owners, call.quantity);
}
