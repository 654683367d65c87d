// A sandbox marketplace that sells first, connected to a hub, and what the hub has made of its sales.
import type { Act, Decision } from '../../src/core/command.ts';
import type { AccountId, Order } from '../../src/core/order.ts';
import { storeCredentials } from '../../src/db/connections.ts';
import { type JournalEntry, readTimeline } from '../../src/db/journal.ts';
import { readOrder } from '../../src/db/orders.ts';
import type { Pool } from '../../src/db/pool.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import { openEngineRoom } from '../../src/engine-room.ts';
import {
  type SaleMarketplace,
  type SellingMarketplace,
  type SellingOptions,
  startSaleMarketplace,
} from '../../src/sandbox/instant-notification/marketplace.ts';
import { eventually, makeConnection, openTestVault, type TestConnection, type TestHub } from './hub.ts';

export type Selling = SellingMarketplace & {
  connection: TestConnection;
  /** What the hub has of the sale; null: it has never heard of it. */
  order: (saleId: string) => Promise<Order | null>;
};

export async function startSelling(
  hub: Pick<TestHub, 'url' | 'pool'>,
  marketplace: SaleMarketplace,
  { accountId, settings = {}, ...options }: SellingOptions & { accountId?: AccountId; settings?: object } = {},
): Promise<Selling> {
  const selling = await startSaleMarketplace(marketplace, options);
  const connection = await makeConnection(hub.pool, {
    marketplace: marketplace.slug,
    settings: { ...selling.settings, ...settings },
    ...(accountId ? { accountId } : {}),
  });
  await enterCredentials(hub.pool, connection, selling.credentials);
  selling.announceTo({ url: hub.url, connectionId: connection.connectionId, apiKey: connection.apiKey });
  const order = (saleId: string): Promise<Order | null> =>
    readOrder(hub.pool, connection.accountId, orderIdOf(connection.connectionId, saleId));
  return { ...selling, connection, order };
}

/**
 * One whose list the hub has looked at once. Where it looks seldom, whatever is sold from then on is heard of by notices alone; the first
 * look comes late on a busy machine.
 */
export async function listedBefore(hub: Pick<TestHub, 'pool'>, starting: Promise<Selling>): Promise<Selling> {
  const selling = await starting;
  const query = 'select 1 from polls where connection_id = $1 and (read_at is not null or trouble is not null)';
  await eventually(
    () => hub.pool.query(query, [selling.connection.connectionId]),
    ({ rows }) => rows.length > 0,
  );
  return selling;
}

export async function enterCredentials(
  pool: Pool,
  { accountId, connectionId }: Pick<TestConnection, 'accountId' | 'connectionId'>,
  credentials: object,
): Promise<void> {
  const vault = openTestVault();
  await storeCredentials(pool, accountId, connectionId, vault.seal(credentials));
}

/** What happened to an order, entry by entry. */
export function storyOf(pool: Pool, order: Order | null): Promise<JournalEntry[]> {
  if (order === null) throw new Error('there is no such order');
  return readTimeline(pool, order.accountId, order.orderId);
}

/** A person's act, as the command line does it: with an engine of its own beside the hub's. */
export async function actOn(hub: Pick<TestHub, 'databaseUrl'>, order: Order | null, act: Act): Promise<Decision> {
  if (order === null) throw new Error('there is no such order');
  const onTrouble = (trouble: unknown): void => {
    throw trouble;
  };
  const vault = openTestVault();
  const room = openEngineRoom({ privateNetworks: 'allow', databaseUrl: hub.databaseUrl, vault, onTrouble });
  try {
    return await room.engine.act(order.accountId, order.orderId, act);
  } finally {
    await room.close();
  }
}
