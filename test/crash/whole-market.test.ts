// One broker on every marketplace there is, those that ask first and those that tell afterwards, all selling the same
// listings at once, which stand in every kind of POS there is; one exchange in five fails in some way, marketplaces ask to be
// left alone, access to them runs out, some sales are provisional first, and the hub is killed again and again meanwhile.
// Afterwards every marketplace's book, every POS's book and the ledger agree, nothing was said twice, ended twice or left without
// an end, and every sale that could not be filled was told to a person. SALES and KILLS make the run as long as one likes:
// `npm run market` makes 5,000 sales and kills the hub ten times.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { OrderId } from '../../src/core/order.ts';
import type { Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import { compareSales } from '../../src/sandbox/compare-sales.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { trade } from '../../src/sandbox/instant-notification/trade.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { disagreements } from '../conformance/pos-books.ts';
import { eventually } from '../support/hub.ts';
import { holdsStandMs, type Market, openMarket, ticketsEach } from './market.ts';
import { endEverySale, endLeases, everyoneWasInTrouble, orderOf, watchAccess } from './market-end.ts';

const sales = Number(process.env.SALES ?? 200);
const kills = Number(process.env.KILLS ?? 2);
/** How many of a marketplace's sales are provisional at first, where it has such. */
const reserves = 0.3;
/** So long that hubs come and go while there is trade, and things go wrong with what they do: afterwards all goes well. */
const tradeLastsMs = 4_000 + kills * 5_000;
const endsWithinMs = 120_000 + sales * 20;
/** Trading, killing and ending, on a machine that has other things to do as well. */
const timeout = 2 * endsWithinMs + sales * 200;

describe('the whole market', () => {
  it(`makes ${sales} sales while the hub is killed ${kills} times, and every book agrees`, {
    timeout,
  }, async (context) => {
    const seed = process.env.SEED ?? String(Date.now());
    context.diagnostic(`SEED=${seed}`);
    const begun = performance.now();
    const tellTime = (what: string): void =>
      context.diagnostic(`${what} after ${Math.round((performance.now() - begun) / 1_000)} s`);
    await using market = await openMarket(seed, { sales, lastsMs: tradeLastsMs });
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
    await using broker = watchAccess(market);
    await killNowAndThen(market, seed, trading);
    await trading;
    await everyoneWasInTrouble(market, endsWithinMs);
    await broker.stop();
    for (const { faults } of [...sellers, ...market.pointsOfSale]) faults.clear();
    await Promise.all(shoppers.map((shopper) => shopper.stop()));
    tellTime('traded');
    await Promise.all(market.pointsOfSale.map((pos) => pos.settled()));
    await endEverySale(market, endsWithinMs);
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
      // A hold whose answer was lost, and that nobody can look for, stands there until it lapses.
      const mayLapse = posBySlug.get(slug)?.capabilities.findsByReference.value !== true;
      await eventually(
        () => disagreements(pool, market.accountId, book(), slug),
        (apart) => apart.length === 0,
        mayLapse ? holdsStandMs + 5_000 : 0,
      );
      const lines = book();
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
