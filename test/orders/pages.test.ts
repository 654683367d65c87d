// Pages of orders: each question finds its orders, every one once, and costs what it shows and not what there is. The
// cost is read from PostgreSQL's own account of how it ran the statement, because a clock would judge the machine.
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { stateGroups } from '../../src/core/state-groups.ts';
import { sumOfHolds } from '../../src/db/holds.ts';
import { type OrderFilter, type OrderMatch, type OrderSort, readOrderPage } from '../../src/db/order-pages.ts';
import { findListingsByWords, findOrdersByBuyer, wordQuery } from '../../src/db/order-search.ts';
import type { Database } from '../../src/db/pool.ts';
import { isCheap, watched } from '../support/plans.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';
import { makeManyOrders } from './many-orders.ts';

const count = 60_000;
const anything: OrderFilter = {
  marketplaces: null,
  states: null,
  from: null,
  to: null,
  binding: null,
  pos: null,
  all: [],
};
const nothing: OrderMatch = { orderIds: [], remoteIds: [], listingWords: null, buyerWords: null };

let pool: TestPool;
let accountId: AccountId;
let other: AccountId;
before(async () => {
  pool = await openTestPool();
  ({ accountId, other } = await makeManyOrders(pool, count));
});
after(() => pool.close());

const page = (filter: Partial<OrderFilter>, sort: OrderSort = 'newest', db: Database = pool, limit = 50) =>
  readOrderPage(db, accountId, { ...anything, ...filter }, { sort, after: null, limit });

describe('a page of orders', () => {
  const questions: readonly [string, Partial<OrderFilter>, OrderSort][] = [
    ['the newest of all', {}, 'newest'],
    ['the oldest of all', {}, 'oldest'],
    ['everything but fulfilled', { states: stateGroups.not_fulfilled }, 'newest'],
    ['a marketplace that sells little', { marketplaces: ['axs'] }, 'newest'],
    ['what needs a person, by its deadline', { states: stateGroups.needs_you }, 'ends'],
    ['what needs a person, by its money', { states: stateGroups.needs_you }, 'money'],
    ['two marketplaces, sold', { marketplaces: ['axs', 'stubhub'], states: ['confirmed'] }, 'oldest'],
    ['one listing', { all: [{ ...nothing, remoteIds: ['TG-77'] }] }, 'newest'],
  ];
  for (const [name, filter, sort] of questions) {
    it(`costs what it shows: ${name}`, async () => {
      const { db, scans } = watched(pool);
      const { items } = await page(filter, sort, db);
      ok(items.length > 0);
      // At most 51 of each of five marketplaces in each of nineteen states, and what is shown of fifty.
      isCheap(scans(), 5 * 19 * 51 + 51 * 4);
    });
  }

  it('costs the same far behind the first', async () => {
    const half = new Date(Date.now() - (count / 2) * 20_000).getTime();
    const [last] = (await page({ to: half })).items.slice(-1);
    const place = { value: new Date(last?.order.createdAt ?? 0).toISOString(), orderId: last?.order.orderId ?? '' };
    const { db, scans } = watched(pool);
    const turned = await readOrderPage(db, accountId, anything, { sort: 'newest', after: place, limit: 50 });
    strictEqual(turned.items.length, 50);
    isCheap(scans(), 51 * 5);
  });

  for (const sort of ['newest', 'oldest', 'ends', 'money'] as const) {
    it(`shows every order once, in its order: ${sort}`, async () => {
      const states = sort === 'newest' || sort === 'oldest' ? (['expired'] as const) : (['unfilled'] as const);
      const all = [{ ...nothing, remoteIds: Array.from({ length: 40 }, (_, index) => `TG-${index * 10}`) }];
      const filter = { ...anything, states, all: sort === 'newest' ? all : [] };
      const seen: string[] = [];
      const values: number[] = [];
      for (let after: Parameters<typeof readOrderPage>[3]['after'] = null; ; ) {
        const turned = await readOrderPage(pool, accountId, filter, { sort, after, limit: 5 });
        seen.push(...turned.items.map(({ order }) => order.orderId));
        values.push(...turned.items.map(({ order }) => sortedBy[sort](order)));
        after = turned.next;
        if (after === null || seen.length > 100) break;
      }
      strictEqual(new Set(seen).size, seen.length);
      ok(seen.length >= 10);
      deepStrictEqual(
        values,
        [...values].sort((one, two) => (sort === 'newest' || sort === 'money' ? two - one : one - two)),
      );
    });
  }

  it('costs what is on hold, where that is added up', async () => {
    const { db, scans } = watched(pool);
    const { holds } = await sumOfHolds(db, accountId, stateGroups.on_hold, Date.now());
    strictEqual(holds, 0);
    isCheap(scans(), 5 * 6);
  });

  it('is of one account alone', async () => {
    const mine = await readOrderPage(pool, other, anything, { sort: 'newest', after: null, limit: 200 });
    strictEqual(mine.items.length, 50);
    ok(mine.items.every(({ order }) => order.accountId === other));
    strictEqual(mine.next, null);
  });

  it('shows the listing and what a person was told', async () => {
    const [first] = (await page({ states: ['unfilled'] })).items;
    const { orderId, remoteId } = first?.order ?? {};
    match(first?.listing?.event ?? '', /^Night \d+ with AC\/DC$/);
    ok(remoteId);
    strictEqual(first?.alert, null);
    await pool.query(
      `insert into alerts (account_id, order_id, kind, sentence, at) values ($1, $2, 'unfilled', 'It has no tickets.', now())`,
      [accountId, orderId],
    );
    deepStrictEqual((await page({ states: ['unfilled'] })).items[0]?.alert, {
      kind: 'unfilled',
      sentence: 'It has no tickets.',
    });
  });
});

const sortedBy: Record<OrderSort, (order: Awaited<ReturnType<typeof page>>['items'][number]['order']) => number> = {
  newest: ({ createdAt }) => createdAt,
  oldest: ({ createdAt }) => createdAt,
  ends: ({ confirmBy }) => confirmBy ?? 0,
  money: ({ total }) => total?.amount ?? 0,
};

describe('a search among orders', () => {
  it('finds an event by words, however its name is written', async () => {
    const found = await findListingsByWords(pool, accountId, 'dc NIGHT 123', 'event');
    ok(Array.isArray(found) && found.length > 0);
    const { db, scans } = watched(pool);
    const { items } = await page({ all: [{ ...nothing, remoteIds: found }] }, 'newest', db);
    ok(items.length > 0 && items.every(({ listing }) => /^Night 123 /.test(listing?.event ?? '')));
    isCheap(scans(), found.length * 51 + 51 * 4);
  });

  it('gathers what few have, by an index', async () => {
    const { db, scans } = watched(pool);
    const found = await findOrdersByBuyer(db, accountId, 'ång zoë');
    ok(Array.isArray(found) && found.length === count / 300);
    isCheap(scans(), 2 * found.length + 2);
  });

  it('compares what is common as it goes, and says where to go on', async () => {
    strictEqual(await findListingsByWords(pool, accountId, 'night'), 'common');
    const listingWords = wordQuery('night');
    const { db, scans } = watched(pool);
    const turned = await page({ all: [{ ...nothing, listingWords }] }, 'newest', db);
    strictEqual(turned.items.length, 50);
    strictEqual(turned.next?.orderId, turned.items.at(-1)?.order.orderId);
    isCheap(scans(), 4_000);
  });

  it('goes on when a thousand orders had none of it, and ends when there are no more', async () => {
    const filter = { ...anything, all: [{ ...nothing, listingWords: wordQuery('elsewhere') }] };
    const turned = await readOrderPage(pool, accountId, filter, { sort: 'newest', after: null, limit: 50 });
    strictEqual(turned.items.length, 0);
    notStrictEqual(turned.next, null);
    const thousandth = (await page({}, 'newest', pool, 1_000)).items.at(-1);
    strictEqual(turned.next?.orderId, thousandth?.order.orderId);
    const end = await readOrderPage(pool, other, filter, { sort: 'newest', after: null, limit: 50 });
    deepStrictEqual(end, { items: [], next: null });
  });

  it('takes signs for what separates words, and no word for no search', async () => {
    strictEqual(wordQuery(`O'Brien & (Sons); --`), `'O':* & 'Brien':* & 'Sons':*`);
    strictEqual(wordQuery(' -- '), null);
    deepStrictEqual(await findListingsByWords(pool, accountId, '!*'), []);
  });
});

describe('the indexes of these pages', () => {
  it('are no heavier on a change that leaves the state: it is a HOT update', async () => {
    const { rows } = await pool.query<{ order_id: string }>(
      `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, remote_id,
         attempts, entries, created_at)
       select $1, gen_random_uuid(), gen_random_uuid(), 'axs', 'order_integration', 'hot', 'held', true, 'TG-1', 0, 1, now()
       returning order_id`,
      [other],
    );
    const before = await hotUpdates();
    await pool.query(
      `update orders set attempts = 1, entries = 2, unread = true, sent_at = now(), confirm_by = now(), held_at = now(),
         expires_at = now(), invoice_id = 'i', total = 1, reject_reason = 'none', answer_by = now(), seats = '{1}'
       where account_id = $1 and order_id = $2`,
      [other, rows[0]?.order_id],
    );
    strictEqual((await hotUpdates()) - before, 1);
  });

  async function hotUpdates(): Promise<number> {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ n: number }>(
      `select n_tup_hot_upd as n from pg_stat_user_tables where relname = 'orders'`,
    );
    return rows[0]?.n ?? 0;
  }
});
