// One broker's market: a hub of its own, every marketplace there is, and every kind of POS, in which much goes wrong.
import type { AccountId } from '../../src/core/order.ts';
import { changeAutoReject } from '../../src/db/accounts.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { type SellingMarketplace, startSaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { roughManners } from '../../src/sandbox/instant-notification/notifier.ts';
import type { SaleCall, SaleFault } from '../../src/sandbox/instant-notification/sale-faults.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import { type RunningMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import type { RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { orderIntegrationSandboxes, posSandboxes, saleSandboxes } from '../../src/sandbox/registry.ts';
import { connectSandbox } from '../conformance/pos-books.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeAccount, makeConnection, makeListings, type TestConnection } from '../support/hub.ts';
import { type HubProcess, startHubProcess } from '../support/hub-process.ts';
import { enterCredentials } from '../support/selling.ts';

export const ticketsEach = 8;
const tooManyCalls: SaleFault = { kind: 'too_many_calls', waitSeconds: 1 };
const accessExpired: SaleFault = { kind: 'access_expired' };
/** Longer than a killed hub is away, and what waits for it after that: a sale of a hold that has lapsed is a person's business. */
export const holdsStandMs = 20_000;
const shopperCount = 3;

/** How much is traded, and for how long. */
export type Extent = { sales: number; lastsMs: number };

export type Seller = SellingMarketplace & {
  connection: TestConnection;
  /** How often each thing went wrong with a call. */
  wrong: Map<SaleFault['kind'], number>;
  accessEnds: boolean;
};

export type Market = {
  pool: Pool;
  accountId: AccountId;
  pointsOfSale: (RunningPos & { slug: string })[];
  databaseUrl: string;
  listings: string[];
  sellers: Seller[];
  shoppers: RunningMarketplace[];
  hub: () => HubProcess;
  replaceHub: () => Promise<void>;
} & AsyncDisposable;

export async function openMarket(seed: string, { sales, lastsMs }: Extent): Promise<Market> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 6);
  let hub = await startHubProcess({ DATABASE_URL: database.url });
  const { port } = new URL(hub.url);
  const accountId = await makeAccount(pool);
  await changeAutoReject(pool, accountId, { when: 'at_once', marginMs: 0, mostAmount: null, reason: 'Other' });
  const pointsOfSale = await openPointsOfSale(pool, accountId, seed);
  const listings = await stockShelves(pool, accountId, pointsOfSale, Math.max(60, Math.round(sales / 5)));
  const sellers: Seller[] = [];
  const shoppers: RunningMarketplace[] = [];
  // A marketplace that confirms by itself sells only what it has asked for: it is among the shoppers.
  const telling = saleSandboxes.filter(({ confirmsByItself }) => !confirmsByItself);
  const connections = new Map<string, TestConnection>();
  for (const sandbox of telling) {
    const wrong: Seller['wrong'] = new Map();
    const onCall = (_call: SaleCall, fault: SaleFault | null): void => {
      if (fault !== null) wrong.set(fault.kind, (wrong.get(fault.kind) ?? 0) + 1);
    };
    const seller = await startSaleMarketplace(sandbox, {
      ...{ manners: roughManners, onCall },
      seed: `${seed} ${sandbox.slug}`,
    });
    const asking = orderIntegrationSandboxes.find(({ slug }) => slug === sandbox.slug)?.settings ?? {};
    const settings = { ...asking, ...seller.settings };
    const connection = await makeConnection(pool, { accountId, marketplace: sandbox.slug, settings });
    connections.set(sandbox.slug, connection);
    const accessEnds = sandbox.expireAccess !== undefined;
    await enterCredentials(pool, connection, seller.credentials);
    seller.announceTo({ url: hub.url, connectionId: connection.connectionId, apiKey: connection.apiKey });
    for (const call of ['read', 'list', 'confirm', 'reject', 'token'] as const) {
      for (const kind of ['fail_before', 'fail_after', 'cut_before', 'cut_after'] as const) {
        seller.faults.sometimes(call, 0.05, { kind });
      }
      seller.faults.sometimes(call, 0.01, tooManyCalls);
      if (accessEnds) seller.faults.sometimes(call, 0.005, accessExpired);
    }
    // Once at least, however short the trade.
    seller.faults.next('any', tooManyCalls);
    if (accessEnds) seller.faults.next('any', accessExpired);
    sellers.push({ ...seller, connection, wrong, accessEnds });
  }
  const share = Math.ceil(sales / (telling.length + orderIntegrationSandboxes.length));
  for (const sandbox of orderIntegrationSandboxes) {
    const known = connections.get(sandbox.slug);
    const connection =
      known ?? (await makeConnection(pool, { accountId, marketplace: sandbox.slug, settings: sandbox.settings }));
    shoppers.push(
      startMarketplace(sandbox, {
        hubUrl: hub.url,
        apiKey: connection.apiKey,
        seed: `${seed} ${sandbox.slug}`,
        listings: listings.map((remoteId) => ({ remoteId, quantities: [1, 2, 3], tickets: ticketsEach, price: 185 })),
        shoppers: shopperCount,
        deals: share,
        pauseMs: [0, Math.round((2 * shopperCount * lastsMs) / share)],
        habits: { ...roughHabits, forgets: 0.02 },
        timing: { thinkMs: [0, 20], lateByMs: 50, askAgainForMs: 60_000, askAgainEveryMs: 50 },
        timeOutMs: 8_000,
      }),
    );
  }
  return {
    ...{ pool, accountId, pointsOfSale },
    databaseUrl: database.url,
    listings,
    sellers,
    shoppers,
    hub: () => hub,
    replaceHub: async () => {
      await hub.kill('SIGKILL');
      hub = await startHubProcess({ DATABASE_URL: database.url, PORT: port });
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(shoppers.map((shopper) => shopper.stop()));
      await Promise.all(sellers.map((seller) => seller.stop()));
      await hub.kill('SIGTERM');
      await Promise.all(pointsOfSale.map((pos) => pos.stop()));
      await pool.end();
      await database.close();
    },
  };
}

/** Every kind of POS over the network; each answers badly now and then. */
async function openPointsOfSale(pool: Pool, accountId: AccountId, seed: string): Promise<Market['pointsOfSale']> {
  return Promise.all(
    posSandboxes.map(async (sandbox) => {
      const pos = await sandbox.start({ seed: `${seed} ${sandbox.slug}`, lapseAfterMs: holdsStandMs });
      for (const kind of ['fail_before', 'fail_after', 'cut_before', 'cut_after'] as const) {
        pos.faults.sometimes('any', 0.05, { kind });
      }
      await connectSandbox(pool, accountId, sandbox.slug, pos);
      return { ...pos, slug: sandbox.slug };
    }),
  );
}

/**
 * The broker's listings, in turn in the house POS and in each of the others. Their ids are of digits, as some have no others;
 * where the POS picks the seats, the places have no numbers.
 */
async function stockShelves(
  pool: Pool,
  accountId: AccountId,
  pointsOfSale: Market['pointsOfSale'],
  listingCount: number,
): Promise<string[]> {
  const seats = Array.from({ length: ticketsEach }, (_, index) => String(index + 1));
  const shelves = [null, ...pointsOfSale];
  const listings = Array.from({ length: listingCount }, (_, index) => {
    const shelf = shelves[index % shelves.length] ?? null;
    const picks = shelf !== null && posBySlug.get(shelf.slug)?.capabilities.choosesSeats.value === false;
    return { remoteId: String(20_400 + index), seats: seats.map((seat) => (picks ? null : seat)), shelf };
  });
  for (const { remoteId, seats: labels, shelf } of listings) shelf?.addListing({ remoteId, seats: labels });
  return makeListings(
    pool,
    accountId,
    listings.map(({ shelf, seats: labels, remoteId }) => ({
      ...{ remoteId, pos: shelf?.slug ?? 'house' },
      seats: labels.includes(null) ? labels.length : seats,
    })),
  );
}
