// The sandbox Ticket Evolution shops a real hub over real HTTP: with rough habits, with a POS that times out, and with a
// hub that goes away and comes back. Whatever happens, the two books agree afterwards. The trade with a POS on its worst
// day is the conformance suite's.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import type { Line } from '../../src/sandbox/order-integration/book.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import type { OfferedListing } from '../../src/sandbox/order-integration/inventory.ts';
import {
  type ExchangeLine,
  type RunningMarketplace,
  type ShoppingOptions,
  startMarketplace,
} from '../../src/sandbox/order-integration/marketplace.ts';
import { beliefOf } from '../../src/sandbox/order-integration/possible.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { ticketEvolution } from '../../src/sandbox/ticket-evolution/ticket-evolution.ts';
import { openTestDatabase } from '../support/database.ts';
import {
  connectBridge,
  eventually,
  makeConnection,
  makeListings,
  startTestHub,
  type TestConnection,
  type TestHub,
  type TestListing,
} from '../support/hub.ts';

const atOnce = { thinkMs: [0, 3], lateByMs: 20, askAgainEveryMs: 20 } as const;

let hub: TestHub;

before(async () => {
  hub = await startTestHub();
});

after(() => hub.close());

/** A broker with so many listings of each kind. */
async function offer(
  connection: TestConnection,
  count: number,
  pos = 'house',
): Promise<{ listings: OfferedListing[]; shelf: TestListing[] }> {
  const labels = Array.from({ length: 8 }, (_, index) => String(index + 1));
  const shelf = Array.from({ length: count }, (_, index): TestListing => {
    const remoteId = `TG-${index}`;
    if (index % 3 === 0) return { remoteId, seats: labels, split: 'any', pos };
    return index % 3 === 1
      ? { remoteId, seats: labels, split: 'pairs', pos }
      : { remoteId, seats: 10, split: '2;4', pos };
  });
  await makeListings(hub.pool, connection.accountId, shelf);
  const quantities: Record<string, number[]> = { any: [1, 2, 3, 4], pairs: [2, 4], '2;4': [2, 4] };
  const listings = shelf.map(({ remoteId = '', seats = [], split = 'any' }) => ({
    remoteId,
    quantities: quantities[split] ?? [],
    tickets: typeof seats === 'number' ? seats : seats.length,
  }));
  return { listings, shelf };
}

async function booksAgree(sandbox: RunningMarketplace, hubUrl: string): Promise<void> {
  const compare = () => compareBooks({ hubUrl, books: [sandbox], tickets: sandbox.tickets() });
  const { compared, differences } = await eventually(compare, ({ unfinished }) => unfinished.length === 0, 20_000);
  assert.equal(compared, sandbox.book.lines.length);
  assert.deepEqual(differences, []);
}

function shop(
  connection: TestConnection,
  listings: OfferedListing[],
  options: Partial<ShoppingOptions>,
): RunningMarketplace {
  const { apiKey } = connection;
  return startMarketplace(ticketEvolution, { hubUrl: hub.url, apiKey, listings, seed: 1, timing: atOnce, ...options });
}

describe('Ticket Evolution in the sandbox', () => {
  it('sells, lets go and is told no, and its book agrees with ours', async () => {
    const connection = await makeConnection(hub.pool);
    const { listings } = await offer(connection, 60);
    const exchanges: ExchangeLine[] = [];
    const sandbox = shop(connection, listings, {
      shoppers: 8,
      deals: 300,
      habits: roughHabits,
      onExchange: (exchange) => exchanges.push(exchange),
    });
    await sandbox.done;
    await sandbox.stop();
    const summary = sandbox.summary();
    assert.equal(summary.asked, 300);
    assert.equal(summary.calls, exchanges.length);
    for (const count of ['held', 'declined', 'released', 'invoiced', 'confirmed', 'lost'] as const) {
      assert.ok(summary[count] > 0, `${count}: ${JSON.stringify(summary)}`);
    }
    for (const code of ['not_available', 'split_not_allowed', 'listing_unknown', 'hold_released', 'cut']) {
      assert.ok((summary.reasons[code] ?? 0) > 0, `${code}: ${JSON.stringify(summary)}`);
    }
    assert.equal(summary.reasons.internal, undefined);
    assert.match(exchanges.find(({ status }) => status === 201)?.words ?? '', /^hold \d of TG-\d+: held, 112 C/);
    await booksAgree(sandbox, hub.url);
  });

  it('does the same again with the same seed', async () => {
    const run = async (seed: string): Promise<string[]> => {
      const connection = await makeConnection(hub.pool);
      const { listings } = await offer(connection, 20);
      const sandbox = shop(connection, listings, { seed, shoppers: 1, deals: 30 });
      await sandbox.done;
      await sandbox.stop();
      return sandbox.book.lines.map((line) => {
        const told = line.asked.map(
          ({ ask, answer }) => `${ask} ${answer.kind === 'answered' ? answer.status : 'lost'}`,
        );
        return `${line.quantity} of ${line.remoteId}: ${told.join(', ')}`;
      });
    };
    const first = await run('a');
    assert.deepEqual(await run('a'), first);
    assert.notDeepEqual(await run('b'), first);
  });

  it('finishes its deals when it is told to stop', async () => {
    const connection = await makeConnection(hub.pool);
    const { listings } = await offer(connection, 60);
    let heard: (() => void) | null = null;
    const begun = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const habits = { fraud: 0, forgets: 0, forbiddenSplit: 0, tooMany: 0, unknownListing: 0, releasesFirst: 0 };
    const timing = { ...atOnce, thinkMs: [60_000, 60_000] } as const;
    const sandbox = shop(connection, listings, { shoppers: 3, habits, timing, onExchange: () => heard?.() });
    await begun;
    await sandbox.stop();
    const beliefs = new Set(sandbox.book.lines.map(beliefOf));
    assert.deepEqual([...beliefs], ['sold']);
    await booksAgree(sandbox, hub.url);
  });

  it('asks again after a hub that went away, until it knows', async () => {
    const database = await openTestDatabase();
    const first = await startTestHub({ databaseUrl: database.url });
    const port = Number(new URL(first.url).port);
    const connection = await makeConnection(first.pool);
    const shelf = Array.from({ length: 40 }, (_, index) => ({ remoteId: `TG-${index}` }));
    await makeListings(first.pool, connection.accountId, shelf);
    const listings = shelf.map(({ remoteId }) => ({ remoteId, quantities: [1, 2], tickets: 4 }));
    const sandbox = startMarketplace(ticketEvolution, {
      hubUrl: first.url,
      apiKey: connection.apiKey,
      listings,
      seed: 3,
      shoppers: 6,
      habits: { ...roughHabits, forgets: 0 },
      timing: { ...atOnce, askAgainForMs: 20_000 },
    });
    const hasLost = async (): Promise<number> => sandbox.summary().reasons.failed ?? 0;
    const hasCalled = async (): Promise<number> => sandbox.summary().calls;
    await eventually(hasCalled, (calls) => calls > 100);
    await first.close();
    await eventually(hasLost, (lost) => lost > 20);
    const second = await startTestHub({ databaseUrl: database.url, port });
    const calls = await hasCalled();
    await eventually(hasCalled, (now) => now > calls + 100);
    await sandbox.stop();
    assert.equal(sandbox.summary().unknown, 0);
    await booksAgree(sandbox, second.url);
    await second.close();
    await database.close();
  });
});

describe('Ticket Evolution in the sandbox, before a POS over the network', () => {
  let pos: SandboxPos;
  let connection: TestConnection;
  let listings: OfferedListing[];

  before(async () => {
    pos = await startSandboxPos({ key: 'bridge-secret', seed: 5 });
    connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: 900 } });
    await connectBridge(hub.pool, connection.accountId, pos.url, { late_effect_ms: 300 });
    const made = await offer(connection, 30, 'bridge');
    listings = made.listings;
    for (const { remoteId = '', seats = [] } of made.shelf) {
      pos.addListing({
        remoteId,
        seats: typeof seats === 'number' ? Array.from({ length: seats }, () => null) : seats,
      });
    }
  });

  after(() => pos.stop());

  it('submits anew under a new global id when its patience ends', async () => {
    pos.faults.always('hold', { kind: 'slow', ms: 150 });
    const habits = { forbiddenSplit: 0, tooMany: 0, unknownListing: 0, releasesFirst: 0, releasesAfterTimeOut: 0.5 };
    const sandbox = shop(connection, listings, { shoppers: 4, deals: 8, timeOutMs: 60, habits });
    await sandbox.done;
    await sandbox.stop();
    pos.faults.clear();
    const { lines } = sandbox.book;
    const anew = lines.filter(({ resubmissionOf }) => resubmissionOf !== null);
    assert.ok(anew.length >= 8, `${anew.length} of ${lines.length}`);
    for (const line of anew) {
      const before = lines.find(({ globalId }) => globalId === line.resubmissionOf);
      assert.equal(before?.remoteId, line.remoteId);
      assert.ok(before?.asked.some(({ answer }) => answer.kind === 'lost' && answer.why === 'timed_out'));
    }
    const timedOut = lines.filter(({ globalId }) => anew.some((line) => line.resubmissionOf === globalId));
    const wasReleased = ({ asked }: Line): boolean => asked.some(({ ask }) => ask === 'release');
    assert.ok(timedOut.some(wasReleased), 'some were released before');
    assert.ok(!timedOut.every(wasReleased), 'and of some nothing more was said');
    await booksAgree(sandbox, hub.url);
  });
});
