// A whole trade: the marketplace's sandbox shops a broker whose listings stand in one POS, with rough habits, lost
// answers and a POS on a bad day. Afterwards all books agree.
import assert from 'node:assert/strict';
import { restStates } from '../../src/core/transitions.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import type { OfferedListing } from '../../src/sandbox/order-integration/inventory.ts';
import type { RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { eventually, makeConnection, makeListings, type TestConnection, type TestListing } from '../support/hub.ts';
import type { HubUnderTest } from './marketplace-examples.ts';
import { connectSandbox, disagreements } from './pos-books.ts';
import type { MarketplaceSandbox, Traded } from './sandboxes.ts';

const labels = Array.from({ length: 8 }, (_, index) => String(index + 1));

/** Listings of each kind, on the shelf and on offer. */
async function offer(
  hub: HubUnderTest,
  { accountId }: TestConnection,
  count: number,
  pos: string,
): Promise<{ listings: OfferedListing[]; shelf: Required<TestListing>[] }> {
  const kinds = [
    { seats: labels, split: 'any', quantities: [1, 2, 3, 4] },
    { seats: labels, split: 'pairs', quantities: [2, 4] },
    { seats: 10, split: '2;4', quantities: [2, 4] },
  ] as const;
  const made = Array.from({ length: count }, (_, index) => ({
    ...(kinds[index % kinds.length] ?? kinds[0]),
    remoteId: `TG-${index}`,
    pos,
  }));
  await makeListings(hub.pool, accountId, made);
  const tickets = (seats: readonly string[] | number): number => (typeof seats === 'number' ? seats : seats.length);
  const price = 185;
  const listings = made.map(({ remoteId, quantities, seats }) => ({
    remoteId,
    quantities,
    tickets: tickets(seats),
    price,
  }));
  return { listings, shelf: made };
}

async function booksAgree({ compare }: Traded): Promise<void> {
  const { compared, differences } = await eventually(compare, ({ unfinished }) => unfinished.length === 0, 20_000);
  assert.ok(compared > 0, 'lines were compared');
  assert.deepEqual(differences, []);
}

/** Not every marketplace can see what the hub still has to undo. */
export async function comesToRest({ pool }: HubUnderTest, accountId: string): Promise<void> {
  const restless = 'select order_id, state, attempts from orders where account_id = $1 and not (state = any($2))';
  const look = () => pool.query(restless, [accountId, ['held', ...restStates]]);
  await eventually(look, ({ rows }) => rows.length === 0, 20_000);
}

function everythingHappened({ tally }: Traded): void {
  for (const [happening, count] of Object.entries(tally))
    assert.ok(count > 0, `${happening}: ${JSON.stringify(tally)}`);
}

export type TradeParts = { hub: HubUnderTest; slug: string; sandbox: MarketplaceSandbox };

export async function tradeInTheLedger({ hub, slug, sandbox }: TradeParts, pos: string, deals: number): Promise<void> {
  const connection = await makeConnection(hub.pool, { marketplace: slug, settings: sandbox.settings });
  const { listings } = await offer(hub, connection, 20, pos);
  const { apiKey } = connection;
  const traded = await sandbox.trade({ hubUrl: hub.url, apiKey, listings, deals, seed: `${slug} ${pos}` });
  everythingHappened(traded);
  await booksAgree(traded);
}

export async function tradeOverTheNetwork(
  { hub, slug, sandbox }: TradeParts,
  posSlug: string,
  pos: RunningPos,
  deals: number,
): Promise<void> {
  const connection = await makeConnection(hub.pool, { marketplace: slug, settings: sandbox.settings });
  await connectSandbox(hub.pool, connection.accountId, posSlug, pos);
  const { listings, shelf } = await offer(hub, connection, 20, posSlug);
  for (const { remoteId, seats } of shelf) {
    pos.addListing({ remoteId, seats: typeof seats === 'number' ? Array.from({ length: seats }, () => null) : seats });
  }
  const { faults } = pos;
  for (const kind of ['fail_before', 'fail_after', 'cut_before', 'cut_after'] as const) {
    faults.sometimes('any', 0.05, { kind });
  }
  faults.sometimes('any', 0.03, { kind: 'cut_then_late', ms: 150 });
  faults.sometimes('any', 0.03, { kind: 'slow', ms: 200 });
  faults.sometimes('hold', 0.05, { kind: 'refuse', code: 'not_available' });
  const { apiKey } = connection;
  const traded = await sandbox.trade({ hubUrl: hub.url, apiKey, listings, deals, seed: `${slug} ${posSlug}` });
  faults.clear();
  await pos.settled();
  everythingHappened(traded);
  await booksAgree(traded);
  await comesToRest(hub, connection.accountId);
  assert.deepEqual(await disagreements(hub.pool, connection.accountId, pos.book()), []);
  assert.ok(pos.book().some(({ state }) => state === 'sold'));
}

/** Every invariant, recomputed from all rows that the suite has left. */
export async function verifiesClean(hub: HubUnderTest): Promise<void> {
  const { orders, violations } = await verifyLedger(hub.pool, () => {});
  assert.ok(orders > 0, 'there are orders to verify');
  assert.deepEqual(violations, []);
}
