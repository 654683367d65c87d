// A marketplace shops while the hub, and then the database, is killed again and again. Afterwards the books are
// compared: every answer that was given still holds, every order came to rest, and the POS has what the ledger says.
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type OrderState, restStates } from '../../src/core/transitions.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { startHub } from '../../src/main.ts';
import { compareBooks } from '../../src/sandbox/compare-books.ts';
import { roughHabits } from '../../src/sandbox/order-integration/habits.ts';
import { type RunningMarketplace, startMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { ticketEvolution } from '../../src/sandbox/ticket-evolution/ticket-evolution.ts';
import { openTestDatabase } from '../support/database.ts';
import {
  connectBridge,
  eventually,
  makeConnection,
  makeListings,
  type TestConnection,
  testSecretKey,
  usualConfig,
} from '../support/hub.ts';
import { type HubProcess, startHubProcess } from '../support/hub-process.ts';
import { makeServerFolder } from '../support/server-folder.ts';

const hubKills = 100;
/** A start is a second or two of work, on a machine that may have more to do. */
const hubKillsEndWithin = hubKills * 10_000;
const databaseKills = 10;
const listings = 600;
const ticketsPerListing = 6;
const shoppers = 8;

describe('trading goes on', () => {
  it(`while the hub is killed ${hubKills} times`, { timeout: hubKillsEndWithin }, async (context) => {
    const seed = process.env.SEED ?? String(Date.now());
    context.diagnostic(`SEED=${seed}`);
    const random = seededRandom(seed);
    const database = await openTestDatabase();
    const pool = openPool(database.url, 4);
    const pos = await startSandboxPos({ seed });
    const broker = await stock(pool, pos);
    let hub = await startHubProcess({ DATABASE_URL: database.url });
    const { port } = new URL(hub.url);
    const marketplace = shop(hub.url, broker, seed);
    try {
      for (let kill = 0; kill < hubKills; kill++) {
        await pause(random.between(5, 200));
        await hub.kill('SIGKILL');
        hub = await startHubProcess({ DATABASE_URL: database.url, PORT: port });
      }
      await settle(hub, marketplace, pool, pos);
    } finally {
      await marketplace.stop();
      await hub.kill('SIGTERM');
      await pool.end();
      await pos.stop();
      await database.close();
    }
  });

  it(`while PostgreSQL is killed ${databaseKills} times`, async (context) => {
    const seed = process.env.SEED ?? String(Date.now());
    context.diagnostic(`SEED=${seed}`);
    const dataDir = await makeServerFolder();
    const config = { ...usualConfig, dataDir, databaseUrl: null };
    const hub = await startHub(config, { HOLDFAST_SECRET_KEY: testSecretKey });
    const pool = openPool(hub.databaseUrl, 4);
    const pos = await startSandboxPos({ seed });
    const broker = await stock(pool, pos);
    const marketplace = shop(hub.url, broker, seed);
    try {
      for (let kill = 0; kill < databaseKills; kill++) {
        await killPostgres(dataDir);
        const before = marketplace.summary().confirmed;
        // More than were under way: sales that the new server has written down.
        await eventually(
          async () => marketplace.summary().confirmed,
          (confirmed) => confirmed > before + shoppers,
          20_000,
        );
      }
      await settle({ url: hub.url }, marketplace, pool, pos);
    } finally {
      await marketplace.stop();
      await pool.end();
      await hub.stop();
      await pos.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

/** Two listings of three in the house POS, the third in a POS over the network. */
async function stock(pool: Pool, pos: SandboxPos): Promise<TestConnection> {
  const broker = await makeConnection(pool);
  const seats = Array.from({ length: ticketsPerListing }, (_, index) => String(index + 1));
  const shelf = Array.from({ length: listings }, (_, index) => ({
    remoteId: `TG-${index}`,
    seats,
    pos: index % 3 === 0 ? 'bridge' : 'house',
  }));
  for (const { remoteId, pos: slug } of shelf) if (slug === 'bridge') pos.addListing({ remoteId, seats });
  await makeListings(pool, broker.accountId, shelf);
  await connectBridge(pool, broker.accountId, pos.url, { key: pos.key, late_effect_ms: 500 });
  pos.faults.sometimes('any', 0.03, { kind: 'cut_after' });
  pos.faults.sometimes('any', 0.03, { kind: 'cut_before' });
  pos.faults.sometimes('any', 0.02, { kind: 'fail_after' });
  pos.faults.sometimes('hold', 0.02, { kind: 'cut_then_late', ms: 200 });
  return broker;
}

function shop(hubUrl: string, broker: TestConnection, seed: string): RunningMarketplace {
  return startMarketplace(ticketEvolution, {
    hubUrl,
    apiKey: broker.apiKey,
    seed,
    shoppers,
    listings: Array.from({ length: listings }, (_, index) => ({
      remoteId: `TG-${index}`,
      quantities: [1, 2, 3],
      tickets: ticketsPerListing,
    })),
    habits: { ...roughHabits, forgets: 0.02 },
    timing: { thinkMs: [0, 20], lateByMs: 50, askAgainForMs: 60_000, askAgainEveryMs: 50 },
    timeOutMs: 8_000,
  });
}

async function settle(
  hub: Pick<HubProcess, 'url'>,
  marketplace: RunningMarketplace,
  pool: Pool,
  pos: SandboxPos,
): Promise<void> {
  pos.faults.clear();
  await marketplace.stop();
  const restless = 'select global_id, state, attempts from orders where state <> all($1)';
  await eventually(
    async () => (await pool.query(restless, [[...restStates, 'held']])).rows,
    (rows) => rows.length === 0,
    30_000,
  );
  await pos.settled();
  const { compared, differences, unfinished } = await compareBooks({
    hubUrl: hub.url,
    books: [marketplace],
    tickets: marketplace.tickets(),
  });
  assert.deepEqual(differences, []);
  assert.deepEqual(unfinished, []);
  assert.ok(compared > 50, `too little was traded to prove anything: ${compared} deals`);
  const { violations } = await verifyLedger(pool, () => {});
  assert.deepEqual(violations, []);
  await agreeWithPos(pool, pos);
}

const standingInThePos: Partial<Record<OrderState, string>> = { held: 'held', confirmed: 'sold' };

async function agreeWithPos(pool: Pool, pos: SandboxPos): Promise<void> {
  const { rows } = await pool.query<{ order_id: string; state: OrderState }>(
    `select o.order_id, o.state from orders o join listings l using (account_id, remote_id) where l.pos = 'bridge'`,
  );
  const told = new Map(rows.map(({ order_id, state }) => [order_id, standingInThePos[state]]));
  const book = new Map(pos.book().map(({ reference, state }) => [reference, state]));
  for (const [reference, expected] of told) {
    const state = book.get(reference);
    const standing = state === 'held' || state === 'sold' ? state : undefined;
    assert.equal(standing, expected, `order ${reference} in the POS`);
  }
  for (const reference of book.keys()) assert.ok(told.has(reference), `the POS knows ${reference}, and we do not`);
}

/** Kills the server's main process, as its own file names it; while it is being restarted there is none. */
async function killPostgres(dataDir: string): Promise<void> {
  const path = join(dataDir, 'postgres', 'postmaster.pid');
  const killed = async (): Promise<boolean> => {
    const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
    try {
      return pid > 1 && process.kill(pid, 'SIGKILL');
    } catch {
      return false;
    }
  };
  await eventually(killed, (isKilled) => isKilled);
}
