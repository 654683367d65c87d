// Trading at a marketplace that sells first: buyers pick from what is on offer (which others may have sold meanwhile), some
// back out, and deadlines pass. Ends when every sale has been made; what becomes of them is the hub's to finish.
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
  onSold?: (sale: Sale) => void;
  /** Ends the trade before its last sale. */
  ended?: AbortSignal;
};

export async function trade(marketplace: SellingMarketplace, options: TradeOptions): Promise<void> {
  const { listings, sales, seed, pauseMs = [0, 10], backsOut = 0.05 } = options;
  const random = seededRandom(`${seed} trade`);
  const backingOut: Promise<void>[] = [];
  for (let made = 0; made < sales && !options.ended?.aborted; made++) {
    const sale = makeSale(marketplace, listings, random);
    options.onSold?.(sale);
    marketplace.announce(sale, 'sold');
    if (random.chance(backsOut)) backingOut.push(backOut(marketplace, sale, random.between(0, 400)));
    await wait(random.between(...pauseMs), undefined, options.ended ? { signal: options.ended } : {}).catch(() => {});
    marketplace.passDeadlines();
  }
  await Promise.all(backingOut);
  await marketplace.settled();
}

function makeSale(marketplace: SellingMarketplace, listings: readonly OfferedForSale[], random: Random) {
  const { remoteId, quantities, price } = random.pick(listings);
  return marketplace.sell({
    remoteId,
    quantity: random.pick(quantities),
    unitPrice: price,
    isClient: random.chance(0.2),
  });
}

async function backOut(marketplace: SellingMarketplace, sale: Sale, afterMs: number): Promise<void> {
  await wait(afterMs);
  marketplace.book.cancel(sale);
  marketplace.announce(sale, 'cancelled');
}
