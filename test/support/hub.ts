// A hub for tests: the real server on a database of its own, and short ways to fill it and to call it.
// Nothing here knows what is right; the tests say that.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Config } from '../../src/config.ts';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { ensureConnection, insertAccount, insertKey, updateConnectionSettings } from '../../src/db/accounts.ts';
import { connectPos } from '../../src/db/points-of-sale.ts';
import { type Database, openBackgroundPool, type Pool } from '../../src/db/pool.ts';
import { Vault } from '../../src/db/sealed.ts';
import { createApiKey } from '../../src/http/api-key.ts';
import { startHub } from '../../src/main.ts';
import { openTestDatabase } from './database.ts';

/** Seals credentials. Hubs that share a database share this key. */
export const testSecretKey = randomBytes(32).toString('base64');

/** What the hubs of tests seal with. */
export function openTestVault(): Vault {
  return new Vault(() => ({ current: Buffer.from(testSecretKey, 'base64'), others: [] }));
}

/** How a hub tells of its alerts when nothing is set. */
export const usualAlerts: Config['alerts'] = { mail: null, publicUrl: null, collectMs: 60_000, repeatMs: 3_600_000 };

/** A hub that nobody has set up in any other way. */
export const usualConfig: Config = {
  host: '127.0.0.1',
  port: 0,
  dataDir: '/nonexistent',
  databaseUrl: null,
  callsPerSecond: 100_000,
  brokerCallsPerSecond: 100_000,
  stopMs: 25_000,
  // `error` where a test ends with there having been no trouble: else nobody learns which there was.
  logLevel: 'silent',
  metricsHosts: 'numbered',
  failpoint: null,
  alerts: usualAlerts,
  people: {
    signUp: 'by_invitation',
    session: { idleMs: 3_600_000, wholeMs: 24 * 3_600_000 },
    wrongTries: { perAddress: 1_000, perEmail: 1_000 },
  },
  trustedProxies: [],
  privateNetworks: 'allow',
};

export type TestHub = {
  url: string;
  databaseUrl: string;
  /** For looking at the rows, and for filling them. */
  pool: Pool;
  call: Call;
  firstOwnerLink: () => Promise<string | null>;
  /** Stops the hub, and removes the database when it was made for this hub. */
  close(): Promise<void>;
};

/** Starts a hub. With a `databaseUrl` it joins that database; else it gets a fresh one. */
export async function startTestHub(
  settings: Partial<Config> = {},
  environment: NodeJS.ProcessEnv = { HOLDFAST_SECRET_KEY: testSecretKey },
): Promise<TestHub> {
  const database = settings.databaseUrl
    ? { url: settings.databaseUrl, close: async () => {} }
    : await openTestDatabase();
  const config: Config = { ...usualConfig, ...settings, databaseUrl: database.url };
  const hub = await startHub(config, environment);
  // Patient: of many tests that look at once, each stands in line.
  const pool = openBackgroundPool(database.url, 4);
  const close = async (): Promise<void> => {
    await hub.stop();
    await pool.end();
    await database.close();
  };
  return {
    url: hub.url,
    databaseUrl: database.url,
    pool,
    call: callerOf(hub.url),
    firstOwnerLink: hub.firstOwnerLink,
    close,
  };
}

export type Answer<Body = Record<string, unknown>> = { status: number; headers: Headers; body: Body };

/** Any call. An object is sent as JSON; a string or bytes as they are. */
export type Call = <Body = Record<string, unknown>>(
  method: string,
  path: string,
  body?: object | string | Uint8Array<ArrayBuffer>,
  headers?: Record<string, string>,
) => Promise<Answer<Body>>;

/** Calls to one hub, with `always` in the headers of each. */
export function callerOf(url: string, always: Record<string, string> = {}): Call {
  return async <Body>(...[method, path, body, headers]: Parameters<Call>): Promise<Answer<Body>> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...always, ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = text !== '' && /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  };
}

/** One broker on one marketplace, and the key that opens it. */
export type TestConnection = { accountId: AccountId; connectionId: ConnectionId; keyId: string; apiKey: string };

/** Connects an account (a new one unless named) to a marketplace. Settings are in force from the first call on. */
export async function makeConnection(
  pool: Pool,
  choice: { accountId?: AccountId; marketplace?: string; settings?: object } = {},
): Promise<TestConnection> {
  const accountId = choice.accountId ?? (await makeAccount(pool));
  const marketplace = choice.marketplace ?? 'ticket-evolution';
  const settings = choice.settings ?? {};
  const connectionId = await ensureConnection(pool, { accountId, connectionId: randomUUID(), marketplace, settings });
  if (choice.settings) await updateConnectionSettings(pool, accountId, marketplace, settings);
  return { accountId, connectionId, ...(await makeKey(pool, accountId, connectionId)) };
}

export async function makeAccount(pool: Pool): Promise<AccountId> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(pool, accountId, 'Front Row Tickets');
  return accountId;
}

/** One more key to a connection. */
export async function makeKey(
  pool: Pool,
  accountId: AccountId,
  connectionId: ConnectionId,
  expiresAt: number | null = null,
): Promise<{ keyId: string; apiKey: string }> {
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(pool, { accountId, connectionId, keyId, secretHash, expiresAt });
  return { apiKey, keyId };
}

/** Calls to the hub with the connection's key. */
export function callerWith(hub: Pick<TestHub, 'url'>, { apiKey }: Pick<TestConnection, 'apiKey'>): Call {
  return callerOf(hub.url, { authorization: `Bearer ${apiKey}` });
}

export type TestListing = {
  remoteId?: string;
  /** Seat labels, or a number of general-admission places. */
  seats?: readonly (string | null)[] | number;
  split?: string;
  pos?: string;
};

/** Puts listings on the shelf in one statement, and returns their remote ids. */
export async function makeListings(pool: Pool, accountId: AccountId, listings: TestListing[]): Promise<string[]> {
  const rows = listings.map(({ remoteId, seats = ['1', '2', '3', '4'], split = 'any', pos = 'house' }) => {
    const labels = typeof seats === 'number' ? Array.from({ length: seats }, () => null) : seats;
    const owners = labels.map(() => null);
    return { remote_id: remoteId ?? `TG-${randomUUID()}`, seats: labels, owners, split, pos };
  });
  await pool.query(
    `insert into listings (account_id, remote_id, pos, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, remote_id, pos, 'The Longest Night', 'Old Hall', now() + interval '30 days', '112', 'C', 18500, 'USD',
       split, seats, owners, now()
     from json_to_recordset($2::json) as l (remote_id text, pos text, split text, seats text[], owners uuid[])`,
    [accountId, JSON.stringify(rows)],
  );
  return rows.map((row) => row.remote_id);
}

export async function makeListing(pool: Pool, accountId: AccountId, listing: TestListing = {}): Promise<string> {
  const [remoteId] = await makeListings(pool, accountId, [listing]);
  return remoteId as string;
}

/** Who owns every ticket of a listing, in the order of the seats. */
export async function ownersOf(pool: Pool, accountId: AccountId, remoteId: string): Promise<(string | null)[]> {
  const { rows } = await pool.query<{ owners: (string | null)[] }>(
    'select owners from listings where account_id = $1 and remote_id = $2',
    [accountId, remoteId],
  );
  return rows[0]?.owners ?? [];
}

type BridgeChoices = {
  key?: string;
  late_effect_ms?: number;
  follow_stock?: boolean;
  poll_every_ms?: number;
  hint_key?: string;
};

/** Connects the account to a POS that speaks the REST bridge at `url`, and returns the id in the address for its hints. */
export async function connectBridge(
  db: Database,
  accountId: AccountId,
  url: string,
  settings: BridgeChoices = {},
): Promise<string> {
  return connectPos(db, accountId, 'bridge', openTestVault().seal({ url, key: 'bridge-secret', ...settings }));
}

/**
 * Looks until `isSo` says yes of what it sees, and returns that; fails after `mostMs`. What is long in coming is looked for less
 * often, if nothing else is said: each look is work for the same machine.
 */
export async function eventually<Seen>(
  look: () => Promise<Seen>,
  isSo: (seen: Seen) => boolean,
  mostMs = 10_000,
  everyMs?: number,
): Promise<Seen> {
  const beganAt = Date.now();
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    const waitedMs = Date.now() - beganAt;
    if (waitedMs > mostMs) throw new Error(`not so after ${mostMs} ms; last seen: ${JSON.stringify(seen)}`);
    const pauseMs = everyMs ?? Math.min(Math.max(waitedMs / 10, 20), 500);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
