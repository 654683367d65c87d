// The demo: a hub on real PostgreSQL, a broker with some 500 listings, and a sandbox marketplace that shops them over
// real HTTP. Afterwards the books are compared and every invariant is recomputed.
import { randomUUID } from 'node:crypto';
import { splitAllows } from '../core/claim.ts';
import type { Listing } from '../core/command.ts';
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
import type { OfferedListing } from '../sandbox/ticket-evolution/inventory.ts';
import { startTicketEvolution, type TicketEvolutionSandbox } from '../sandbox/ticket-evolution/ticket-evolution.ts';
import { demoListings } from './inventory.ts';
import type { Screen } from './screen.ts';

const marketplace = 'ticket-evolution';
const listingCount = 500;
/** Slow enough to read along. */
const pace = { shoppers: 3, pauseMs: [150, 900], thinkMs: [300, 1_500] } as const;

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
    screen.line(
      `A broker has ${broker.listings} listings with ${broker.tickets.toLocaleString('en')} tickets. Ticket Evolution shops them.\n`,
    );
    const sandbox = shop(hub, broker, screen, seed);
    await ended;
    screen.settle();
    screen.line('\nThe marketplace closes; deals that are under way are finished.');
    await sandbox.stop();
    const { lines } = sandbox.book;
    const books = await compareBooks({ hubUrl: hub.url, apiKey: broker.apiKey, lines, tickets: sandbox.tickets() });
    const { orders, violations } = await verifyLedger(pool, () => {});
    return {
      seed,
      ran_for_ms: Date.now() - startedAt,
      listings: broker.listings,
      tickets: broker.tickets,
      marketplaces: { [marketplace]: sandbox.summary() },
      books,
      orders,
      violations,
    };
  } finally {
    await pool.end();
  }
}

type StockedBroker = { apiKey: string; listings: number; tickets: number; shelf: Listing[] };

/** A new broker each time: the demo's database remembers the orders of the one before. */
async function stockBroker(pool: Pool, seed: number): Promise<StockedBroker> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(pool, accountId, 'Front Row Tickets');
  const csv = demoListings({ count: listingCount, seed, from: new Date() });
  const imported = await importListings({ pool, accountId, pos: 'house', source: [Buffer.from(csv)], now: Date.now() });
  if ('errors' in imported) throw new Error(`the demo's own listings do not fit: ${imported.errors[0]?.message}`);
  const connection = { accountId, connectionId: randomUUID(), marketplace, settings: {} };
  const connectionId = await ensureConnection(pool, connection);
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(pool, { accountId, connectionId, keyId, secretHash, expiresAt: null });
  return { apiKey, listings: imported.listings, tickets: imported.tickets, shelf: await readShelf(pool, accountId) };
}

function shop(hub: Hub, broker: StockedBroker, screen: Screen, seed: number): TicketEvolutionSandbox {
  const sandbox = startTicketEvolution({
    hubUrl: hub.url,
    apiKey: broker.apiKey,
    listings: broker.shelf.map(offerOf),
    seed,
    shoppers: pace.shoppers,
    pauseMs: pace.pauseMs,
    timing: { thinkMs: pace.thinkMs },
    onExchange: (line) => {
      screen.exchange(line);
      screen.count(sandbox.summary());
    },
  });
  return sandbox;
}

/** The most that one buyer takes in the demo. */
const mostPerBuyer = 8;

function offerOf({ remoteId, seats, split }: Listing): OfferedListing {
  const upTo = split.rule === 'whole' ? seats.length : Math.min(mostPerBuyer, seats.length);
  const quantities = Array.from({ length: upTo }, (_, index) => index + 1).filter((quantity) =>
    splitAllows(split, quantity, seats.length),
  );
  return { remoteId, quantities, tickets: seats.length };
}
