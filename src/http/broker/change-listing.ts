// A person's change of a listing's price or split: only where the house POS keeps it, and on record.
import { moneyText } from '../../core/money.ts';
import type { Money } from '../../core/order.ts';
import { recordDeed } from '../../db/deeds.ts';
import { readListings, type StoredListing } from '../../db/import.ts';
import { changeTerms } from '../../db/listings.ts';
import { inTransaction } from '../../db/pool.ts';
import { decodeSplit } from '../../import/fields.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { keptBy } from './listing-body.ts';
import { noSuchListing } from './read-listing.ts';
import type { ListingChange } from './schemas/listings.ts';

type Terms = { price: Money; split: string };

/** Throws `not_found`, `malformed`, or `conflict` where another POS keeps the listing. */
export async function changeListing(
  { pool, pointsOfSale, clock }: Pick<BrokerParts, 'pool' | 'pointsOfSale' | 'clock'>,
  broker: BrokerCaller,
  remoteId: string,
  change: ListingChange,
): Promise<void> {
  const { accountId } = broker;
  const at = clock();
  await inTransaction(pool, async (client) => {
    const stored = (await readListings(client, accountId, [remoteId], 'locked')).get(remoteId);
    if (stored === undefined) throw new RequestProblem('not_found', noSuchListing);
    const { may, words } = keptBy(pointsOfSale.get(stored.pos), stored.pos);
    if (!may) throw new RequestProblem('conflict', words);
    const before = { price: { amount: stored.price, currency: stored.currency }, split: stored.split };
    const after = { price: priceOf(change, stored), split: splitOf(change, stored) };
    const differences = differencesOf(before, after);
    if (differences.length === 0) return;
    await changeTerms(client, accountId, remoteId, { price: after.price.amount, split: after.split }, at);
    await recordDeed(client, {
      accountId,
      at,
      by: doerOf(broker),
      what: 'listing.changed',
      did: `changed the listing ${remoteId}: ${differences.join(', ')}`,
      subject: { kind: 'listing', id: remoteId },
      details: { before, after },
    });
  });
}

function priceOf({ price }: ListingChange, { price: amount, currency }: StoredListing): Money {
  if (price === undefined) return { amount, currency };
  if (price.currency === currency) return { amount: price.amount, currency };
  const message = `is ${price.currency}, and the listing is in ${currency}; import it again to change its currency`;
  throw new RequestProblem('malformed', [{ field: 'price.currency', message }]);
}

function splitOf({ split }: ListingChange, stored: StoredListing): string {
  if (split === undefined) return stored.split;
  const decoded = decodeSplit(split);
  if ('value' in decoded) return decoded.value;
  throw new RequestProblem('malformed', [{ field: 'split', message: decoded.wrong }]);
}

function differencesOf(before: Terms, after: Terms): string[] {
  return [
    ...(before.price.amount === after.price.amount
      ? []
      : [`price ${moneyText(before.price)} to ${moneyText(after.price)}`]),
    ...(before.split === after.split ? [] : [`split ${before.split} to ${after.split}`]),
  ];
}
