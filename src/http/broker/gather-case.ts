// Gathers a case from the record: the order with its whole story, and everybody who claimed its tickets.
import type { AccountId, Instant, Money, OrderId } from '../../core/order.ts';
import type { WaiverGround } from '../../core/waiver-grounds.ts';
import { readAccountName, readCaseListing, readOrderWithJournal, readRivals } from '../../db/case-material.ts';
import { readListedOrder } from '../../db/order-pages.ts';
import { tellStory } from '../../story/timeline.ts';
import { gatherCase, type WaiverCase } from '../../waivers/case.ts';
import { findGround } from '../../waivers/grounds.ts';
import type { BrokerParts } from './broker.ts';
import { namesOf } from './naming.ts';
import { castOf } from './order-body.ts';

export type Chosen = { ground: WaiverGround | null; atStake: Money | null; note: string };

/** Null: the account has no such order. */
export async function gatherCaseOf(
  parts: Pick<BrokerParts, 'pool' | 'marketplaces' | 'pointsOfSale'>,
  accountId: AccountId,
  orderId: OrderId,
  { ground, atStake, note }: Chosen,
): Promise<WaiverCase | null> {
  const { pool } = parts;
  const [history, listed] = await Promise.all([
    readOrderWithJournal(pool, accountId, orderId),
    readListedOrder(pool, accountId, orderId),
  ]);
  if (history === null || listed === null) return null;
  const { order, entries } = history;
  const [accountName, listing, rivals] = await Promise.all([
    readAccountName(pool, accountId),
    readCaseListing(pool, accountId, order.remoteId),
    readRivals(pool, accountId, order, findGround(history).claimedAt),
  ]);
  const names = namesOf(parts);
  const story = tellStory(order, castOf(order, listed.listing, names), entries);
  return gatherCase({
    ...{ accountName, listing, rivals, ground, atStake, note, history },
    marketplaceName: names.marketplace(order.marketplace),
    story: story.flatMap(({ entry, at, sentence, exchanges }, place) => [
      ...leftOut(at, entry - (story[place - 1]?.entry ?? entry - 1) - 1),
      { at, sentence, exchanges: exchanges.map(({ exchange }) => exchange) },
    ]),
    nameOf: names.marketplace,
  });
}

/** Entries of the journal are numbered without a gap. */
function leftOut(at: Instant, entries: number) {
  if (entries === 0) return [];
  const sentence = `${entries.toLocaleString('en')} entries before this one, in which nothing changed, are left out here. They stay on record.`;
  return [{ at, sentence, exchanges: [] }];
}
