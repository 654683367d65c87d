// Pages of very many listings cost what they show, and not what there is. Read from PostgreSQL's own account of how it ran the
// statement, because a clock would judge the machine.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { elsewhere } from '../../src/core/claim.ts';
import type { AccountId } from '../../src/core/order.ts';
import { insertAccount } from '../../src/db/accounts.ts';
import { findEvents } from '../../src/db/events.ts';
import { type ListingFilter, type ListingPlace, readListingPage } from '../../src/db/listing-pages.ts';
import { wordQuery } from '../../src/db/order-search.ts';
import { isCheap, watched } from '../support/plans.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const count = 40_000;
const anything: ListingFilter = { words: null, pos: null, from: null, to: null, hasFree: null };

let pool: TestPool;
let accountId: AccountId;
before(async () => {
  pool = await openTestPool();
  accountId = await makeShelf(count);
  await makeShelf(count / 2);
  await pool.query('analyze listings');
});
after(() => pool.close());

/** Forty listings to an event, of which each in a hundred has a free ticket; one event in five hundred is a final. */
async function makeShelf(listings: number): Promise<AccountId> {
  const id = randomUUID() as AccountId;
  await insertAccount(pool, id, 'Front Row Tickets');
  await pool.query(
    `insert into listings (account_id, remote_id, pos, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, 'TG-' || n, 'house', 'Night ' || n / 40 || case when n / 40 % 500 = 7 then ' Final' else '' end, 'Old Hall',
       timestamptz '2027-01-01' + n / 80 * interval '1 hour', (100 + n % 40)::text, 'C', 18500, 'USD', 'any', '{1,2}',
       case when n % 100 = 0 then array[null, $3::uuid] else array[$3::uuid, $3] end, now()
     from generate_series(1, $2::integer) as n`,
    [id, listings, elsewhere],
  );
  return id;
}

async function page(
  filter: Partial<ListingFilter>,
  after: ListingPlace | null = null,
  sort: 'soonest' | 'latest' = 'soonest',
) {
  const { db, scans } = watched(pool);
  const turned = await readListingPage(db, accountId, { ...anything, ...filter }, { sort, after, limit: 50 });
  return { ...turned, scans: scans() };
}

/** What is shown of fifty: the walk, the listings, and the orders of their tickets. */
const ofAPage = 51 * 6;

describe('the search for events', () => {
  const find = async (words: string, from: number | null = null, limit = 8) => {
    const { db, scans } = watched(pool);
    const found = await findEvents(db, accountId, { words: wordQuery(words) ?? '', from, limit });
    return { ...found, scans: scans() };
  };

  it('gathers what the next events have not, event by event with how many there are', async () => {
    const { items, isCut, scans } = await find('final');
    deepStrictEqual(
      items.map(({ event, listings, hasMoreListings }) => [event, listings, hasMoreListings]),
      [
        ['Night 7 Final', 40, false],
        ['Night 507 Final', 40, false],
      ],
    );
    strictEqual(isCut, false);
    isCheap(scans, 500 * 3 + 500);
    const later = await find('final', Date.UTC(2027, 0, 5));
    deepStrictEqual(
      later.items.map(({ event }) => event),
      ['Night 507 Final'],
    );
  });

  it('walks from event to event where all have the words, however many listings each has', async () => {
    const { items, isCut, scans } = await find('old hall', Date.UTC(2027, 0, 3));
    strictEqual(items.length, 8);
    strictEqual(isCut, true, 'there are more');
    isCheap(scans, 500 * 3 + 9 * 41);
  });

  it('finds nothing by words that only a listing has, and nothing of another account', async () => {
    deepStrictEqual((await find('tg')).items, []);
    const nobody = randomUUID() as AccountId;
    deepStrictEqual(
      (await findEvents(pool, nobody, { words: wordQuery('night') ?? '', from: null, limit: 8 })).items,
      [],
    );
  });
});

describe('a page of very many listings', () => {
  it('costs what it shows, at the beginning and far behind it, both ways', async () => {
    const first = await page({});
    strictEqual(first.items.length, 50);
    isCheap(first.scans, ofAPage);
    const far = { eventAt: Date.UTC(2027, 0, 15), event: 'Night 500', remoteId: 'TG-20000' };
    for (const sort of ['soonest', 'latest'] as const) {
      const turned = await page({}, far, sort);
      strictEqual(turned.items.length, 50);
      isCheap(turned.scans, ofAPage);
    }
  });

  it('gathers what few have by an index of this account alone', async () => {
    const { items, next, scans } = await page({ words: wordQuery('fin night') });
    strictEqual(items.length, 50);
    ok(next !== null);
    ok(items.every(({ event }) => event.endsWith(' Final')));
    // Eighty of this account; as many again of the other's are not touched.
    isCheap(scans, 80 + ofAPage);
  });

  it('compares what is common as it goes', async () => {
    const { items, scans } = await page({ words: wordQuery('night 112') });
    strictEqual(items.length, 50);
    ok(items.every(({ section, event, remoteId }) => section === '112' || /\b112/.test(`${event} ${remoteId}`)));
    isCheap(scans, 1_200 + ofAPage);
    const common = await page({ words: wordQuery('hall') });
    strictEqual(common.items.length, 50);
    isCheap(common.scans, 2_001 + 51 + ofAPage);
  });

  it('says where to go on when two thousand had no free ticket, and ends when there are no more', async () => {
    const seen: string[] = [];
    let turns = 0;
    for (let after: ListingPlace | null = null; ; turns++) {
      const turned: Awaited<ReturnType<typeof page>> = await page({ hasFree: true }, after);
      // Once to compare them, and once to find where that ended.
      isCheap(turned.scans, 2 * 2_000 + ofAPage);
      seen.push(...turned.items.map(({ remoteId }) => remoteId));
      after = turned.next;
      if (after === null) break;
    }
    strictEqual(turns, count / 2_000);
    strictEqual(seen.length, count / 100);
    strictEqual(new Set(seen).size, seen.length);
  });

  it('has nothing of what nobody has, and no account finds by another’s name', async () => {
    deepStrictEqual((await page({ words: wordQuery('elsewhere') })).items, []);
    deepStrictEqual((await page({ words: wordQuery(accountId.slice(0, 8)) })).items, []);
  });
});
