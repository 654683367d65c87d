// One broker on every marketplace that asks before it sells, and all of them shop the same listings at once: some in the
// ledger's own POS, some in a POS over the network that has a bad day. One call in five fails in some way: its answer is
// lost, it is sent twice, it comes late or out of order. Afterwards every book agrees, and no ticket is in two of them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyLedger } from '../../src/db/verify.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import type { Line } from '../../src/sandbox/order-integration/book.ts';
import { type Habits, roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import type { OfferedListing } from '../../src/sandbox/order-integration/inventory.ts';
import { type RunningMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import type { PosSandbox, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { orderIntegrationSandboxes } from '../../src/sandbox/registry.ts';
import { makeAccount, makeConnection, makeListings, startTestHub, type TestHub } from '../support/hub.ts';
import { comesToRest } from './marketplace-trade.ts';
import { connectSandbox, disagreements } from './pos-books.ts';
import { posSandboxes } from './sandboxes.ts';

const sales = 2_000;
const dealsOfEach = 1_000;
const listingCount = 900;
const seats = Array.from({ length: 8 }, (_, index) => String(index + 1));
const price = 185;

const habits: Habits = {
  ...roughHabits,
  fraud: 0.15,
  forgets: 0.01,
  tooMany: 0.02,
  unknownListing: 0.02,
  forbiddenSplit: 0.02,
};

let hub: TestHub;
let pos: RunningPos;

before(async () => {
  hub = await startTestHub();
  pos = await (posSandboxes.bridge as PosSandbox).start();
});
after(async () => {
  await hub.close();
  await pos.stop();
});

/** One listing in three stands in the POS over the network; one in four has places without numbers. */
async function stock(accountId: Parameters<typeof makeListings>[1]): Promise<OfferedListing[]> {
  const shelf = Array.from({ length: listingCount }, (_, index) => ({
    remoteId: `TG-${index}`,
    seats: index % 4 === 3 ? seats.length : seats,
    split: index % 2 === 0 ? 'any' : 'pairs',
    pos: index % 3 === 0 ? 'bridge' : 'house',
  }));
  await makeListings(hub.pool, accountId, shelf);
  for (const { remoteId, seats: labels, pos: slug } of shelf) {
    if (slug === 'bridge') pos.addListing({ remoteId, seats: Array.isArray(labels) ? labels : seats.map(() => null) });
  }
  return shelf.map(({ remoteId, split }) => ({
    ...{ remoteId, tickets: seats.length, price },
    quantities: split === 'any' ? [1, 2, 3] : [2, 4],
  }));
}

/** Calls that went wrong: no answer came, the same had been asked before, or they overtook what they belong to. */
function failedCalls({ asked }: Line): number {
  const before = new Set<string>();
  return asked.filter(({ ask, answer }) => {
    const isRepeated = ask !== 'look' && before.has(ask);
    const isTooEarly = ask === 'release' && !before.has('hold');
    before.add(ask);
    return answer.kind === 'lost' || isRepeated || isTooEarly;
  }).length;
}

describe('all marketplaces at once', () => {
  it(`make ${sales} sales of one broker's listings, and every book agrees`, async (context) => {
    const accountId = await makeAccount(hub.pool);
    await connectSandbox(hub.pool, accountId, 'bridge', pos);
    const listings = await stock(accountId);
    for (const kind of ['fail_before', 'fail_after', 'cut_before', 'cut_after'] as const) {
      pos.faults.sometimes('any', 0.04, { kind });
    }
    pos.faults.sometimes('any', 0.02, { kind: 'cut_then_late', ms: 100 });
    pos.faults.sometimes('hold', 0.03, { kind: 'refuse', code: 'not_available' });
    const running: RunningMarketplace[] = [];
    for (const sandbox of orderIntegrationSandboxes) {
      const settings = { ...sandbox.settings, answer_budget_ms: 1_500 };
      const { apiKey } = await makeConnection(hub.pool, { accountId, marketplace: sandbox.slug, settings });
      const timing = { thinkMs: [0, 5], lateByMs: 20, askAgainEveryMs: 20, askAgainForMs: 2_000 } as const;
      const patience = { timeOutMs: 3_000, timing, habits };
      const shopping = {
        hubUrl: hub.url,
        apiKey,
        listings,
        seed: `mixed ${sandbox.slug}`,
        shoppers: 6,
        deals: dealsOfEach,
      };
      running.push(startMarketplace(sandbox, { ...shopping, ...patience }));
    }
    await Promise.all(running.map(({ done }) => done));
    await Promise.all(running.map((marketplace) => marketplace.stop()));
    pos.faults.clear();
    await pos.settled();
    await comesToRest(hub, accountId);

    const tickets = new Map(listings.map(({ remoteId, tickets: count }) => [remoteId, count]));
    const { compared, differences, unfinished } = await compareBooks({ hubUrl: hub.url, books: running, tickets });
    assert.deepEqual(differences, []);
    assert.deepEqual(unfinished, []);
    assert.ok(compared >= dealsOfEach * running.length);
    assert.deepEqual(await disagreements(hub.pool, accountId, pos.book(), 'bridge'), []);
    assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);

    const lines = running.flatMap(({ book }) => book.lines);
    const calls = lines.reduce((sum, { asked }) => sum + asked.length, 0);
    const failed = lines.reduce((sum, line) => sum + failedCalls(line), 0);
    const summaries = running.map(({ slug, summary }) => ({ slug, ...summary() }));
    const sold = summaries.reduce((sum, { invoiced }) => sum + invoiced, 0);
    context.diagnostic(`${sold} sales in ${calls} calls, of which ${failed} failed`);
    for (const summary of summaries) {
      context.diagnostic(JSON.stringify(summary));
      for (const count of ['invoiced', 'released', 'declined', 'lost'] as const) {
        assert.ok(summary[count] > 0, `${summary.slug}: ${count}`);
      }
    }
    assert.ok(sold >= sales, `${sold} were sold`);
    assert.ok(failed / calls >= 0.2, `${failed} of ${calls} calls failed`);
  });
});
