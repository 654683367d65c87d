// The demo: a hub on real PostgreSQL, a broker with some 500 listings, and sandbox marketplaces that shop them all at
// once, over real HTTP. Afterwards the books are compared and every invariant is recomputed.
import { splitAllows } from '../core/claim.ts';
import type { Listing } from '../core/listing.ts';
import { minorDigits } from '../core/money.ts';
import { openPool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import { verifyLedger } from '../db/verify.ts';
import { openEngineRoom } from '../engine-room.ts';
import type { Hub } from '../main.ts';
import { type Comparison, compareBooks } from '../sandbox/compare-books.ts';
import type { SellingMarketplace } from '../sandbox/instant-notification/marketplace.ts';
import type { OfferedListing } from '../sandbox/order-integration/inventory.ts';
import {
  type RunningMarketplace,
  type SandboxMarketplace,
  startMarketplace,
} from '../sandbox/order-integration/marketplace.ts';
import { orderIntegrationSandboxes } from '../sandbox/registry.ts';
import { type DemoBroker, stockBroker } from './broker.ts';
import { addUp, closeBooks } from './closing.ts';
import { seatPerson } from './person.ts';
import type { DemoReport, MarketplaceReport } from './report.ts';
import { helpOut, lookAtSales, openSellers, sell } from './sales.ts';
import type { Screen } from './screen.ts';

/** Of each marketplace. Slow enough to read along. */
const pace = { shoppers: 1, pauseMs: [200, 1_200], thinkMs: [300, 1_500] } as const;

/** Trades until `ended` resolves, then closes the books. */
export async function runDemo(
  hub: Hub,
  vault: Vault,
  screen: Screen,
  seed: number,
  ended: Promise<void>,
): Promise<DemoReport> {
  const startedAt = Date.now();
  const pool = openPool(hub.databaseUrl, 2);
  const room = openEngineRoom({ databaseUrl: hub.databaseUrl, vault, privateNetworks: 'allow', onTrouble: () => {} });
  const sellers = await openSellers(screen, seed);
  try {
    const broker = await stockBroker(pool, vault, sellers, seed);
    screen.line(
      `A broker has ${broker.listings} listings with ${broker.tickets.toLocaleString('en')} tickets on ${broker.connections.size} marketplaces.`,
    );
    screen.welcome(hub.url, await seatPerson(pool, broker.accountId));
    const shoppers = shop(hub, broker, screen, seed);
    const closing = new AbortController();
    const selling = sell(sellers, broker, hub.url, screen, seed, closing.signal);
    const helping = helpOut(sellers, broker, pool, room, closing.signal);
    await ended;
    screen.settle();
    screen.line('\nThe marketplaces close; deals that are under way are finished.');
    closing.abort();
    await Promise.all([selling, helping, ...shoppers.map((marketplace) => marketplace.stop())]);
    const tickets = new Map(broker.shelf.map(({ remoteId, seats }) => [remoteId, seats.length]));
    const look = async (): Promise<Comparison> => {
      const sales = await lookAtSales(sellers, broker, pool, room);
      return addUp(await compareBooks({ hubUrl: hub.url, books: shoppers, tickets }), sales);
    };
    const books = await closeBooks(look, (line) => screen.line(line));
    const { orders, violations } = await verifyLedger(pool, () => {});
    const { listings, tickets: count } = broker;
    const marketplaces = reportsOf(shoppers, sellers);
    return {
      seed,
      ran_for_ms: Date.now() - startedAt,
      listings,
      tickets: count,
      marketplaces,
      books,
      orders,
      violations,
    };
  } finally {
    await Promise.all(sellers.map((seller) => seller.stop()));
    await room.close();
    await pool.end();
  }
}

const nothingYet: MarketplaceReport = {
  ...{ asked: 0, held: 0, declined: 0, released: 0, invoiced: 0, confirmed: 0, rejected: 0, reasons: {} },
  ...{ announced: 0, cancelled: 0 },
};

function reportsOf(
  shoppers: readonly RunningMarketplace[],
  sellers: readonly SellingMarketplace[],
): Record<string, MarketplaceReport> {
  const reports: Record<string, MarketplaceReport> = {};
  for (const { slug, summary } of shoppers) {
    const { asked, held, declined, released, invoiced, confirmed, rejected, reasons } = summary();
    reports[slug] = { ...nothingYet, asked, held, declined, released, invoiced, confirmed, rejected, reasons };
  }
  for (const { slug, book } of sellers) {
    const before = reports[slug] ?? nothingYet;
    const { sold, confirmed, rejected, cancelled } = book.summary();
    const all = { confirmed: before.confirmed + confirmed, rejected: before.rejected + rejected };
    reports[slug] = { ...before, ...all, announced: sold, cancelled };
  }
  return reports;
}

function shop(hub: Hub, broker: DemoBroker, screen: Screen, seed: number): RunningMarketplace[] {
  const running = orderIntegrationSandboxes.map((sandbox) =>
    startMarketplace(sandbox, {
      hubUrl: hub.url,
      apiKey: broker.connections.get(sandbox.slug)?.apiKey ?? '',
      listings: broker.shelf.filter(isSoldBy(sandbox)).map(offerOf),
      seed: `${seed} ${sandbox.slug}`,
      shoppers: pace.shoppers,
      pauseMs: pace.pauseMs,
      timing: { thinkMs: pace.thinkMs },
      onExchange: (line) => {
        screen.exchange(line);
        screen.count(running.map(({ summary }) => summary()));
      },
    }),
  );
  return running;
}

/** A marketplace that names prices lists what is sold in its own currency. */
function isSoldBy({ currency }: SandboxMarketplace): (listing: Listing) => boolean {
  return ({ price }) => currency === null || price.currency === currency;
}

/** The most that one buyer takes in the demo. */
const mostPerBuyer = 8;

function offerOf({ remoteId, seats, split, price }: Listing): OfferedListing {
  const upTo = split.rule === 'whole' ? seats.length : Math.min(mostPerBuyer, seats.length);
  const quantities = Array.from({ length: upTo }, (_, index) => index + 1).filter((quantity) =>
    splitAllows(split, quantity, seats.length),
  );
  return { remoteId, quantities, tickets: seats.length, price: price.amount / 10 ** minorDigits(price.currency) };
}
