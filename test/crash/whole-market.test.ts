// One broker on every marketplace there is, those that ask first and those that tell afterwards, all selling the same
// listings at once, which stand in every kind of POS there is; one exchange in five fails in some way, marketplaces ask to be
// left alone, access to them runs out, some sales are provisional first, and the hub is killed again and again meanwhile. Afterwards every marketplace's book, every POS's book and the ledger agree, nothing was said twice, ended twice or left without an end, and every sale that could
// not be filled was told to a person. SALES and KILLS make the run as long as one likes: `npm run market` makes 5,000
// sales and kills the hub ten times.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccountId, Order, OrderId } from '../../src/core/order.ts';
import { restStates } from '../../src/core/transitions.ts';
import { changeAutoReject } from '../../src/db/accounts.ts';
import { readOrder } from '../../src/db/orders.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import { compareSales } from '../../src/sandbox/compare-sales.ts';
import { type SellingMarketplace, startSaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { roughManners } from '../../src/sandbox/instant-notification/notifier.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import type { SaleCall, SaleFault } from '../../src/sandbox/instant-notification/sale-faults.ts';
import { trade } from '../../src/sandbox/instant-notification/trade.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import { type RunningMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import type { RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { orderIntegrationSandboxes, posSandboxes, saleSandboxes } from '../../src/sandbox/registry.ts';
import { connectSandbox, disagreements } from '../conformance/pos-books.ts';
import { openTestDatabase } from '../support/database.ts';
import { eventually, makeAccount, makeConnection, makeListings, type TestConnection } from '../support/hub.ts';
import { type HubProcess, startHubProcess } from '../support/hub-process.ts';
import { actOn, enterCredentials } from '../support/selling.ts';

const sales = Number(process.env.SALES ?? 200);
const kills = Number(process.env.KILLS ?? 2);
const listingCount = Math.max(60, Math.round(sales / 5));
const ticketsEach = 8;
const tooManyCalls: SaleFault = { kind: 'too_many_calls', waitSeconds: 1 };
const accessExpired: SaleFault = { kind: 'access_expired' };
/** How many of a marketplace's sales are provisional at first, where it has such. */
const reserves = 0.3;
/** Longer than a killed hub is away, and what waits for it after that: a sale of a hold that has lapsed is a person's business. */
const holdsStandMs = 20_000;
/** So long that hubs come and go while there is trade, and things go wrong with what they do: afterwards all goes well. */
const tradeLastsMs = 4_000 + kills * 5_000;
const endsWithinMs = 120_000 + sales * 20;
/** Trading, killing and ending, on a machine that has other things to do as well. */
const timeout = 2 * endsWithinMs + sales * 200;

const shopperCount = 3;

type Seller = SellingMarketplace & {
  connection: TestConnection;
  /** How often each thing went wrong with a call. */
  wrong: Map<SaleFault['kind'], number>;
  accessEnds: boolean;
};

describe('the whole market', () => {
  it(`makes ${sales} sales while the hub is killed ${kills} times, and every book agrees`, {
    timeout,
  }, async (context) => {
    const seed = process.env.SEED ?? String(Date.now());
    context.diagnostic(`SEED=${seed}`);
    const begun = performance.now();
    const tellTime = (what: string): void =>
      context.diagnostic(`${what} after ${Math.round((performance.now() - begun) / 1_000)} s`);
    await using market = await openMarket(seed);
    tellTime('open');
    const { sellers, shoppers, pool } = market;
    const share = Math.ceil(sales / (sellers.length + shoppers.length));
    const pauseMs = [0, Math.round((2 * tradeLastsMs) / share)] as const;
    const provisional: Sale[] = [];
    const onSold = (sale: Sale): void => {
      if (sale.isProvisional) provisional.push(sale);
    };
    const offered = market.listings.map((remoteId) => ({ remoteId, quantities: [1, 2, 3], price: 12_500 }));
    const trading = Promise.all([
      ...sellers.map((seller) =>
        trade(seller, {
          ...{ listings: offered, sales: share, reserves, onSold, pauseMs },
          seed: `${seed} ${seller.slug}`,
        }),
      ),
      ...shoppers.map(({ done }) => done),
    ]);
    const broker = watchAccess(market);
    await killNowAndThen(market, seed, trading);
    await trading;
    await everyoneWasInTrouble(market);
    await broker.stop();
    for (const { faults } of [...sellers, ...market.pointsOfSale]) faults.clear();
    await Promise.all(shoppers.map((shopper) => shopper.stop()));
    tellTime('traded');
    await Promise.all(market.pointsOfSale.map((pos) => pos.settled()));
    await endEverySale(market);
    tellTime('ended');

    const asked = await compareBooks({
      hubUrl: market.hub().url,
      books: shoppers,
      tickets: new Map(market.listings.map((remoteId) => [remoteId, ticketsEach])),
    });
    assert.deepEqual([asked.differences, asked.unfinished], [[], []]);
    let made = asked.compared;
    for (const seller of sellers) {
      const told = await compareSales(seller, (saleId) => orderOf(pool, seller, saleId));
      assert.deepEqual([seller.slug, told.differences, told.unfinished], [seller.slug, [], []]);
      made += told.compared;
    }
    for (const { slug, book } of market.pointsOfSale) {
      const lines = book();
      assert.deepEqual([slug, await disagreements(pool, market.accountId, lines, slug)], [slug, []]);
      const sold = lines.filter(({ state }) => state === 'sold').length;
      assert.ok(sold > 0, `${slug} sold nothing`);
      context.diagnostic(`${slug}: ${lines.length} deals in its book, ${sold} of them sold`);
    }
    assert.deepEqual((await verifyLedger(pool, () => {})).violations, []);
    await everyUnfilledSaleWasTold(pool);
    assert.ok(made >= sales, `${made} deals of ${sales}`);
    for (const { slug, book, wrong } of sellers) {
      context.diagnostic(`${slug} ${JSON.stringify({ ...book.summary(), wrong: Object.fromEntries(wrong) })}`);
    }
    const became = (state: Sale['state']): number => provisional.filter((sale) => sale.state === state).length;
    context.diagnostic(
      `${provisional.length} sales were provisional: ${became('confirmed')} were confirmed, ${became('cancelled')} lapsed or were cancelled`,
    );
    assert.ok(became('confirmed') > 0);
    for (const { slug, summary } of shoppers) context.diagnostic(`${slug} ${JSON.stringify(summary())}`);
    context.diagnostic(`${made} deals compared`);
  });
});

type Market = {
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

async function openMarket(seed: string): Promise<Market> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 6);
  let hub = await startHubProcess({ DATABASE_URL: database.url });
  const { port } = new URL(hub.url);
  const accountId = await makeAccount(pool);
  await changeAutoReject(pool, accountId, { when: 'at_once', marginMs: 0, mostAmount: null, reason: 'Other' });
  const pointsOfSale = await openPointsOfSale(pool, accountId, seed);
  const listings = await stockShelves(pool, accountId, pointsOfSale);
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
        seller.faults.sometimes(call, 0.04, { kind });
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
        pauseMs: [0, Math.round((2 * shopperCount * tradeLastsMs) / share)],
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
async function stockShelves(pool: Pool, accountId: AccountId, pointsOfSale: Market['pointsOfSale']): Promise<string[]> {
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

/** Spread over the trade; the last ones come when it has ended, if it was quicker. */
async function killNowAndThen(market: Market, seed: string, trading: Promise<unknown>): Promise<void> {
  const random = seededRandom(`${seed} kills`);
  let isOver = false;
  const over = trading.then(() => {
    isOver = true;
  });
  for (let kill = 0; kill < kills; kill++) {
    const longest = isOver ? 200 : tradeLastsMs / kills / 2;
    await Promise.race([pause(random.between(100, Math.round(longest))), over]);
    await market.replaceHub();
    await endLeases(market);
  }
}

/** However short the trade was: each marketplace was called too often once, and let nobody in where such a thing happens. */
async function everyoneWasInTrouble({ sellers }: Market): Promise<void> {
  await eventually(
    async () =>
      sellers.flatMap(({ slug, wrong, accessEnds }) => [
        ...(wrong.has('too_many_calls') ? [] : [`${slug} was never called too often`]),
        ...(wrong.has('access_expired') === accessEnds ? [] : [`access to ${slug} never ran out`]),
      ]),
    (missing) => missing.length === 0,
    60_000,
  );
}

/** Whoever had a list to read when it was killed had it for a minute; here that is over with the next hub. */
async function endLeases({ pool }: Market): Promise<void> {
  await pool.query('update polls set due_at = now()');
}

/** A lost notice of a marketplace without a list is told again, and what no call can say is said by hand. */
async function endEverySale({ sellers, pool, databaseUrl }: Market): Promise<void> {
  const restless = 'select global_id, state, attempts from orders where state <> all($1)';
  await eventually(
    async () => {
      for (const seller of sellers) {
        await mendAccess(seller, pool);
        await nudge(seller, pool, databaseUrl);
      }
      await pause(200);
      const { rows } = await pool.query(restless, [[...restStates, 'held', 'unfilled']]);
      const open = sellers.flatMap(({ slug, book }) =>
        [...book.sales.values()].flatMap(({ state, saleId }) => (state === 'unconfirmed' ? [`${slug} ${saleId}`] : [])),
      );
      // What a marketplace took back without a notice is found in its list.
      const apart = await Promise.all(
        sellers.map(async (seller) => (await compareSales(seller, (id) => orderOf(pool, seller, id))).differences),
      );
      return { rows: rows.slice(0, 5), open: open.slice(0, 5), apart: apart.flat().slice(0, 5) };
    },
    ({ rows, open, apart }) => rows.length + open.length + apart.length === 0,
    endsWithinMs,
  );
}

/** Longer than a hub goes on with credentials that were replaced. */
const triesNewOnesForMs = 10_000;

/** The broker enters new credentials where a marketplace takes the old ones no more: they had run out, or were lost with an answer. */
async function mendAccess({ connection, logIn }: Seller, pool: Pool): Promise<void> {
  // A hub that has been given new ones is left to try them.
  const { rowCount: isShutOut } = await pool.query(
    `update alerts set done_at = now(), done_by = 'the broker'
     where connection_id = $1 and kind = 'connection_refused' and over_at is null
       and (done_at is null or done_at < now() - $2 * interval '1 millisecond')`,
    [connection.connectionId, triesNewOnesForMs],
  );
  const credentials = isShutOut ? logIn() : null;
  if (credentials !== null) await enterCredentials(pool, connection, credentials);
}

/** Somebody looks after the connections while there is trade. */
function watchAccess({ sellers, pool }: Market): { stop: () => Promise<void> } {
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      for (const seller of sellers) await mendAccess(seller, pool);
      await pause(300, undefined, { signal: ended.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await watching;
    },
  };
}

/** How far an order comes that the marketplace has asked about and not sold. */
const isSetAside: ReadonlySet<Order['state']> = new Set(['held', 'released', 'expired', 'declined']);

async function nudge(seller: Seller, pool: Pool, databaseUrl: string): Promise<void> {
  for (const sale of seller.book.sales.values()) {
    if (sale.state === 'confirmed') continue;
    const order = await orderOf(pool, seller, sale.saleId);
    const isWaiting = order !== null && order.dueAt === null && order.attempts === 0;
    const isUntold = order === null || isSetAside.has(order.state);
    if (sale.state === 'unconfirmed' && isUntold) seller.announce(sale, 'sold');
    if (sale.state === 'cancelled' && order !== null && !restStates.includes(order.state))
      seller.announce(sale, 'cancelled');
    if (sale.state === 'cancelled' && order?.state === 'confirmed') seller.announce(sale, 'cancelled');
    if (sale.state === 'unconfirmed' && order?.state === 'unfilled') {
      // Where no call can say no, the account's rule leaves it to a person.
      seller.book.reject(sale, null);
      await actOn({ databaseUrl }, order, { do: 'note_rejected', by: 'a person' });
      continue;
    }
    if (sale.state !== 'unconfirmed' || !isWaiting) continue;
    if (order.state === 'confirming') {
      seller.book.confirm(sale, []);
      await actOn({ databaseUrl }, order, { do: 'note_confirmed', by: 'a person' });
    } else if (order.state === 'rejecting') {
      seller.book.reject(sale, order.rejectReason);
      await actOn({ databaseUrl }, order, { do: 'note_rejected', by: 'a person' });
    }
  }
}

function orderOf(pool: Pool, { connection }: Seller, saleId: string): Promise<Order | null> {
  return readOrder(pool, connection.accountId, orderIdOf(connection.connectionId, saleId));
}

async function everyUnfilledSaleWasTold(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ order_id: OrderId; told: boolean }>(
    `select distinct j.order_id, exists (
       select from alerts a where a.account_id = j.account_id and a.order_id = j.order_id and a.kind = 'unfilled'
     ) as told
     from journal j, jsonb_array_elements(j.steps) as step
     where step ->> 1 = 'unfilled'`,
  );
  assert.deepEqual(
    rows.filter(({ told }) => !told),
    [],
  );
}
