// The demo: a hub on real PostgreSQL, a broker with some 500 listings, and sandbox marketplaces that shop them all at
// once, over real HTTP. Afterwards the books are compared and every invariant is recomputed.
import { randomUUID } from 'node:crypto';
import { splitAllows } from '../core/claim.ts';
import type { Listing } from '../core/command.ts';
import { minorDigits } from '../core/money.ts';
import type { AccountId } from '../core/order.ts';
import { ensureConnection, insertAccount, insertKey } from '../db/accounts.ts';
import { readShelf } from '../db/listings.ts';
import { openPool, type Pool } from '../db/pool.ts';
import { type Verification, verifyLedger } from '../db/verify.ts';
import { createApiKey } from '../http/api-key.ts';
import { importListings } from '../import/import-listings.ts';
import type { Hub } from '../main.ts';
import { type Comparison, compareBooks } from '../sandbox/compare-books.ts';
import type { Summary } from '../sandbox/order-integration/book.ts';
import type { OfferedListing } from '../sandbox/order-integration/inventory.ts';
import {
  type RunningMarketplace,
  type SandboxMarketplace,
  startMarketplace,
} from '../sandbox/order-integration/marketplace.ts';
import { orderIntegrationSandboxes } from '../sandbox/registry.ts';
import { demoListings } from './inventory.ts';
import type { Screen } from './screen.ts';

const listingCount = 500;
/** Of each marketplace. Slow enough to read along. */
const pace = { shoppers: 1, pauseMs: [200, 1_200], thinkMs: [300, 1_500] } as const;

export type DemoReport = {
  seed: number;
  ran_for_ms: number;
  listings: number;
  tickets: number;
  marketplaces: Record<string, Summary>;
  books: Comparison;
  orders: number;
  violations: Verification['violations'];
};

/** Trades until `ended` resolves, then closes the books. */
export async function runDemo(hub: Hub, screen: Screen, seed: number, ended: Promise<void>): Promise<DemoReport> {
  const startedAt = Date.now();
  const pool = openPool(hub.databaseUrl, 2);
  try {
    const broker = await stockBroker(pool, seed);
    const names = new Intl.ListFormat('en').format(orderIntegrationSandboxes.map(({ name }) => name));
    screen.line(
      `A broker has ${broker.listings} listings with ${broker.tickets.toLocaleString('en')} tickets. ${names} shop them.\n`,
    );
    const running = shop(hub, broker, screen, seed);
    await ended;
    screen.settle();
    screen.line('\nThe marketplaces close; deals that are under way are finished.');
    await Promise.all(running.map((marketplace) => marketplace.stop()));
    const tickets = new Map(broker.shelf.map(({ remoteId, seats }) => [remoteId, seats.length]));
    const books = await compareBooks({ hubUrl: hub.url, books: running, tickets });
    const { orders, violations } = await verifyLedger(pool, () => {});
    return {
      seed,
      ran_for_ms: Date.now() - startedAt,
      listings: broker.listings,
      tickets: broker.tickets,
      marketplaces: Object.fromEntries(running.map(({ slug, summary }) => [slug, summary()])),
      books,
      orders,
      violations,
    };
  } finally {
    await pool.end();
  }
}

type StockedBroker = {
  listings: number;
  tickets: number;
  shelf: Listing[];
  /** The key of each marketplace, by its slug. */
  keys: ReadonlyMap<string, string>;
};

/** A new broker each time: the demo's database remembers the orders of the one before. */
async function stockBroker(pool: Pool, seed: number): Promise<StockedBroker> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(pool, accountId, 'Front Row Tickets');
  const csv = demoListings({ count: listingCount, seed, from: new Date() });
  const imported = await importListings({ pool, accountId, pos: 'house', source: [Buffer.from(csv)], now: Date.now() });
  if ('errors' in imported) throw new Error(`the demo's own listings do not fit: ${imported.errors[0]?.message}`);
  const keys = new Map<string, string>();
  for (const sandbox of orderIntegrationSandboxes) keys.set(sandbox.slug, await connect(pool, accountId, sandbox));
  return { listings: imported.listings, tickets: imported.tickets, shelf: await readShelf(pool, accountId), keys };
}

/** Connects the broker to the marketplace, in the words that its sandbox speaks; returns the key. */
async function connect(pool: Pool, accountId: AccountId, { slug, settings }: SandboxMarketplace): Promise<string> {
  const connection = { accountId, connectionId: randomUUID(), marketplace: slug, settings };
  const connectionId = await ensureConnection(pool, connection);
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(pool, { accountId, connectionId, keyId, secretHash, expiresAt: null });
  return apiKey;
}

function shop(hub: Hub, broker: StockedBroker, screen: Screen, seed: number): RunningMarketplace[] {
  const running = orderIntegrationSandboxes.map((sandbox) =>
    startMarketplace(sandbox, {
      hubUrl: hub.url,
      apiKey: broker.keys.get(sandbox.slug) ?? '',
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
