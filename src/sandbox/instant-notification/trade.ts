// Trading at a marketplace that sells first: buyers pick from what is on offer (which others may have sold meanwhile), some
// are looked into before they have bought, some back out, and deadlines pass. Ends when every sale has been made; what becomes of them is the hub's to finish.
import { setTimeout as wait } from 'node:timers/promises';
import { type Random, seededRandom } from '../random.ts';
import type { SellingMarketplace } from './marketplace.ts';
import type { Sale } from './sale-book.ts';

export type OfferedForSale = { remoteId: string; quantities: readonly number[]; price: number };

export type TradeOptions = {
  listings: readonly OfferedForSale[];
  sales: number;
  seed: string | number;
  /** Between two sales, at least and at most. */
  pauseMs?: readonly [number, number];
  /** How often a buyer backs out, before or after the broker has confirmed. */
  backsOut?: number;
  /** How often a buyer is looked into first, where such a thing is done: the tickets are asked for, and no sale until that is over. */
  reserves?: number;
  onSold?: (sale: Sale) => void;
  /** Ends the trade before its last sale. */
  ended?: AbortSignal;
};

/** Of those who are looked into. */
const passes = 0.7;

export async function trade(marketplace: SellingMarketplace, options: TradeOptions): Promise<void> {
  const { listings, sales, seed, pauseMs = [0, 10], backsOut = 0.05, reserves = 0 } = options;
  const random = seededRandom(`${seed} trade`);
  const later: Promise<void>[] = [];
  for (let made = 0; made < sales && !options.ended?.aborted; made++) {
    const isLookedInto = marketplace.reserves && random.chance(reserves);
    const deal = pickDeal(listings, random);
    const sale = isLookedInto ? marketplace.reserve(deal) : marketplace.sell(deal);
    options.onSold?.(sale);
    marketplace.announce(sale, 'sold');
    if (isLookedInto) later.push(lookInto(marketplace, sale, random.chance(passes), random.between(0, 400)));
    else if (random.chance(backsOut)) later.push(backOut(marketplace, sale, random.between(0, 400)));
    await wait(random.between(...pauseMs), undefined, options.ended ? { signal: options.ended } : {}).catch(() => {});
    marketplace.passDeadlines();
  }
  await Promise.all(later);
  await marketplace.settled();
}

function pickDeal(listings: readonly OfferedForSale[], random: Random) {
  const { remoteId, quantities, price } = random.pick(listings);
  return { remoteId, quantity: random.pick(quantities), unitPrice: price, isClient: random.chance(0.2) };
}

/** The provisional sale becomes one, or comes to nothing. */
async function lookInto(marketplace: SellingMarketplace, sale: Sale, isGood: boolean, forMs: number): Promise<void> {
  await wait(forMs);
  if (isGood) marketplace.book.complete(sale);
  else marketplace.book.cancel(sale);
  marketplace.announce(sale, isGood ? 'sold' : 'cancelled');
}

async function backOut(marketplace: SellingMarketplace, sale: Sale, afterMs: number): Promise<void> {
  await wait(afterMs);
  marketplace.book.cancel(sale);
  marketplace.announce(sale, 'cancelled');
}
