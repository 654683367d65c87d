// An account with alerts, on a database of its own, and an alert desk whose clock the test turns. Orders and alerts are
// written as the engine writes them; the desk is the real one, and so is everything that it sends.
import { randomUUID } from 'node:crypto';
import { AlertDesk } from '../../src/alerts/alert-desk.ts';
import { sealTarget, shownOf, type Target } from '../../src/alerts/channel.ts';
import { openDoors } from '../../src/alerts/delivery.ts';
import type { Alert } from '../../src/core/command.ts';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Order, OrderId } from '../../src/core/order.ts';
import { insertChannel } from '../../src/db/alert-channels.ts';
import { raiseAlerts } from '../../src/db/journal.ts';
import { insertOrders } from '../../src/db/orders.ts';
import { openPool, type Pool } from '../../src/db/pool.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeConnection, openTestVault } from '../support/hub.ts';

export const publicUrl = 'https://holdfast.example';
const testVault = openTestVault();

export type Scene = {
  pool: Pool;
  databaseUrl: string;
  accountId: AccountId;
  connectionId: ConnectionId;
  desk: AlertDesk;
  /** Whatever the desk had to cry out about. */
  troubles: string[];
  /** Turns the clock. */
  later: (ms: number) => void;
  now: () => number;
  /** A round, and everything that it began. */
  round: () => Promise<void>;
  anotherDesk: () => AlertDesk;
  addChannel: (target: Target) => Promise<string>;
  /** Orders in this state, and an alert about each. */
  raise: (alerts: readonly Raised[]) => Promise<Order[]>;
  moveOn: (order: Order | undefined, state: Order['state']) => Promise<void>;
} & AsyncDisposable;

type Raised = Pick<Alert, 'kind'> & { amount?: number | null; state?: Order['state']; confirmBy?: number };

export async function setScene({ smtpUrl }: { smtpUrl?: string } = {}): Promise<Scene> {
  const database = await openTestDatabase();
  const pool = openPool(database.url, 4);
  const outbound = openOutbound('allow');
  const { accountId, connectionId } = await makeConnection(pool, { marketplace: 'ticket-evolution' });
  const troubles: string[] = [];
  const started = Date.now();
  let aheadMs = 0;
  const clock = (): number => started + aheadMs;
  const mail = smtpUrl === undefined ? null : { smtpUrl, from: 'Holdfast <holdfast@broker.example>' };
  const openDesk = (): AlertDesk =>
    new AlertDesk({
      ...openDoors({ mail, publicUrl: () => publicUrl, sendTo: outbound.sendTo }),
      pool,
      vault: testVault,
      pace: { collectMs: 60_000, repeatMs: 3_600_000 },
      clock,
      onTrouble: (trouble, during) => troubles.push(`${during}: ${trouble}`),
    });
  const desk = openDesk();
  const raise: Scene['raise'] = async (alerts) => {
    const orders = alerts.map((alert) => orderFor(alert, { accountId, connectionId, now: clock() }));
    await pool.query(insertOrders(orders));
    const rows = orders.map((order, index) => {
      const { kind } = alerts[index] as Raised;
      return { orderId: order.orderId, at: clock(), kind, sentence: `Sale ${order.globalId} is ${kind}.` };
    });
    await pool.query(raiseAlerts(accountId, rows));
    return orders;
  };
  return {
    pool,
    databaseUrl: database.url,
    accountId,
    connectionId,
    desk,
    troubles,
    raise,
    later: (ms) => {
      aheadMs += ms;
    },
    now: clock,
    round: async () => {
      await desk.round();
      await desk.settled();
    },
    anotherDesk: openDesk,
    addChannel: (target) => addChannel(pool, accountId, target),
    moveOn: async (order, state) => {
      await pool.query('update orders set state = $2 where order_id = $1', [order?.orderId, state]);
    },
    [Symbol.asyncDispose]: async () => {
      await desk.stop();
      await outbound.close();
      await pool.end();
      await database.close();
    },
  };
}

export async function addChannel(pool: Pool, accountId: AccountId, target: Target): Promise<string> {
  const channelId = randomUUID();
  const sealed = sealTarget(testVault, target);
  const { kind } = target;
  await insertChannel(pool, { accountId, channelId, kind, shown: shownOf(target), sealed, createdAt: Date.now() });
  return channelId;
}

type Place = { accountId: AccountId; connectionId: ConnectionId; now: number };

function orderFor(alert: Raised, { accountId, connectionId, now }: Place): Order {
  const { kind, amount = 30_000, confirmBy = null, state = kind === 'stuck' ? 'stuck' : 'unfilled' } = alert;
  const globalId = `sale-${randomUUID().slice(0, 8)}`;
  const terms = {
    connectionId,
    marketplace: 'ticket-evolution',
    flow: 'instant_notification',
    binding: false,
    holdLifetimeMs: 0,
  } as const;
  const order = newOrder({ accountId, orderId: randomUUID() as OrderId, terms, globalId, now });
  return { ...order, state, confirmBy, total: amount === null ? null : { amount, currency: 'USD' }, entries: 0 };
}
