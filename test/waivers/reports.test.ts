// Reports count what the rows say: each order once, where it began, money of each currency apart, accounts kept apart.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId, Order } from '../../src/core/order.ts';
import { appendEntries } from '../../src/db/journal.ts';
import { insertOrders } from '../../src/db/orders.ts';
import { type ReportGrouping, readDeclines, readPerformance } from '../../src/db/reports.ts';
import { makeAccount, makeListing } from '../support/hub.ts';
import { orderWith } from '../support/orders.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

let pool: TestPool;
let accountId: AccountId;

const noon = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;
const money = (amount: number, currency = 'USD') => ({ amount, currency });

before(async () => {
  pool = await openTestPool();
  accountId = await makeAccount(pool);
  const remoteId = await makeListing(pool, accountId);
  const asks = { marketplace: 'gametime', flow: 'order_integration', remoteId, quantity: 2 } as const;
  const tells = {
    marketplace: 'stubhub',
    flow: 'instant_notification',
    remoteId,
    quantity: 3,
    binding: false,
  } as const;
  const byRule = order({ ...tells, state: 'rejected', total: money(7_000) });
  const byPerson = order({ ...tells, state: 'rejected', total: money(5_000) });
  await keep([
    order({ ...asks, state: 'confirmed', total: money(30_000), confirmedAt: noon + hour }),
    order({ ...asks, state: 'confirmed', unitPrice: money(1_000, 'EUR'), confirmedAt: noon + hour }),
    order({ ...asks, state: 'declined', refusal: 'not_available' }),
    order({ ...asks, state: 'released' }),
    order({ ...asks, state: 'released', remoteId: null, quantity: null }),
    order({ ...tells, state: 'confirmed', total: money(9_000), confirmedAt: noon + 20_000 }),
    order({ ...tells, state: 'unfilled', total: money(4_000) }),
    order({ ...tells, state: 'stuck' }),
    order({ ...tells, state: 'released' }),
    order({ ...tells, state: 'duplicate' }),
    order({ ...tells, state: 'confirmed', createdAt: noon - 24 * hour, confirmedAt: noon - 24 * hour + 40_000 }),
    byRule,
    byPerson,
    order({ ...asks, accountId: await makeAccount(pool), state: 'confirmed', total: money(1) }),
  ]);
  const rejected = { entry: 1, at: noon, steps: [['reject_asked', 'rejecting'] as const] };
  const act = { direction: 'in' as const, request: { line: 'Ada: reject, because gone' } };
  await run(
    appendEntries(accountId, [
      { ...rejected, orderId: byRule.orderId, exchanges: [] },
      { ...rejected, orderId: byPerson.orderId, exchanges: [act] },
    ]),
  );
});

after(() => pool.close());

function order(fields: Partial<Order>): Order {
  return orderWith({ accountId, connectionId: randomUUID() as ConnectionId, createdAt: noon, ...fields });
}
const run = (statement: { text: string; values: unknown[] }) => pool.query(statement.text, statement.values);
const keep = (orders: Order[]) => run(insertOrders(orders));

const report = async (grouping: ReportGrouping, timeZone = 'UTC') =>
  readPerformance(pool, { accountId, from: noon - 48 * hour, to: noon + hour, timeZone }, grouping, 100);

describe('the performance report', () => {
  it('counts each marketplace by what it does', async () => {
    const [asking, telling, ...others] = await report('marketplace');
    assert.deepEqual(others, []);
    assert.equal(asking?.key, 'gametime');
    const { asked, declined, released, sales, tickets, told } = asking as NonNullable<typeof asking>;
    assert.deepEqual(
      { asked, declined, released, sales, tickets, told },
      {
        asked: 4,
        declined: 1,
        released: 1,
        sales: 2,
        tickets: 4,
        told: 0,
      },
    );
    assert.equal(telling?.told, 6);
    assert.equal(telling?.rejected, 2);
    assert.equal(telling?.rejectedByRule, 1);
    assert.equal(telling?.unfilled, 1);
  });

  it('keeps the money of each currency apart, sold, at risk and lost', async () => {
    const [asking, telling] = await report('marketplace');
    assert.deepEqual(asking?.sold, [money(2_000, 'EUR'), money(30_000)]);
    assert.deepEqual(telling?.sold, [money(9_000)]);
    assert.deepEqual(telling?.atRisk, [money(4_000)]);
    assert.deepEqual(telling?.lost, [money(12_000)]);
  });

  it('says of how many orders it knows no price, which are in none of those sums', async () => {
    const unpriced = (await report('marketplace')).map((row) => [
      row.soldUnpriced,
      row.atRiskUnpriced,
      row.lostUnpriced,
    ]);
    assert.deepEqual(unpriced, [
      [0, 0, 0],
      [1, 1, 0],
    ]);
  });

  it('measures from the first word of a sale to its confirmation, and not for deals that were asked about first', async () => {
    const [asking, telling] = await report('marketplace');
    assert.equal(asking?.confirmP50Ms, null);
    assert.equal(telling?.confirmP50Ms, 30_000);
  });

  it('groups by event, and by the broker’s own days', async () => {
    assert.match((await report('event'))[0]?.key ?? '', /^The Longest Night · \d{4}-\d\d-\d\d \d\d:\d\d$/);
    assert.deepEqual(
      (await report('day')).map(({ key }) => key),
      ['2026-11-19', '2026-11-20'],
    );
    assert.deepEqual(
      (await report('day', 'Pacific/Kiritimati')).map(({ key }) => key),
      ['2026-11-20', '2026-11-21'],
    );
  });

  it('shows the busiest groups when there are too many', async () => {
    const span = { accountId, from: noon - 48 * hour, to: noon + hour, timeZone: 'UTC' };
    const [only, ...others] = await readPerformance(pool, span, 'marketplace', 1);
    assert.deepEqual([only?.key, others.length], ['stubhub', 0]);
  });
});

describe('the report of declines', () => {
  it('counts why marketplaces were told no', async () => {
    const declines = await readDeclines(pool, { accountId, from: noon - hour, to: noon + hour });
    assert.deepEqual(declines, [{ marketplace: 'gametime', refusal: 'not_available', count: 1 }]);
  });
});
