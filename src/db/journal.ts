// SQL of the journal: what happened to every order, in its order, for ever.
import type { Alert, Step } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant, OrderId } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import type { Database, Statement } from './pool.ts';

export type JournalEntry = {
  orderId: OrderId;
  entry: number;
  at: Instant;
  steps: readonly Step[];
  exchanges: readonly Exchange[];
};

export function appendEntries(accountId: AccountId, entries: readonly JournalEntry[]): Statement {
  const rows = entries.map((entry) => ({
    order_id: entry.orderId,
    entry: entry.entry,
    at: new Date(entry.at).toISOString(),
    steps: entry.steps,
    exchanges: entry.exchanges,
  }));
  return {
    text: `
      insert into journal (account_id, order_id, entry, at, steps, exchanges)
      select $1, order_id, entry, at, steps, exchanges
      from json_to_recordset($2::json) as e (order_id uuid, entry integer, at timestamptz, steps jsonb, exchanges jsonb)`,
    values: [accountId, JSON.stringify(rows)],
  };
}

/** The whole story of an order, oldest entry first. */
export async function readTimeline(db: Database, accountId: AccountId, orderId: OrderId): Promise<JournalEntry[]> {
  const { rows } = await db.query<Omit<JournalEntry, 'orderId'>>(
    `select entry, at, steps, exchanges from journal
     where account_id = $1 and order_id = $2
     order by entry`,
    [accountId, orderId],
  );
  return rows.map((row) => ({ orderId, ...row }));
}

export type OrderAlert = Alert & { orderId: OrderId; at: Instant };

/** Writes alerts down; one that is on record already is left as it was. */
export function raiseAlerts(accountId: AccountId, alerts: readonly OrderAlert[]): Statement {
  const rows = alerts.map((alert) => ({
    order_id: alert.orderId,
    kind: alert.kind,
    sentence: alert.sentence,
    at: new Date(alert.at).toISOString(),
  }));
  return {
    text: `
      insert into alerts (account_id, order_id, kind, sentence, at)
      select $1, order_id, kind, sentence, at
      from json_to_recordset($2::json) as a (order_id uuid, kind text, sentence text, at timestamptz)
      on conflict do nothing`,
    values: [accountId, JSON.stringify(rows)],
  };
}

/** Keeps a conversation that belongs to no order, as evidence. */
export async function keepStrayExchange(
  db: Database,
  stray: { accountId: AccountId; exchangeId: string; connectionId: ConnectionId; at: Instant; exchange: Exchange },
): Promise<void> {
  await db.query(
    `insert into stray_exchanges (account_id, exchange_id, connection_id, at, exchange)
     values ($1, $2, $3, $4, $5)`,
    [stray.accountId, stray.exchangeId, stray.connectionId, new Date(stray.at), JSON.stringify(stray.exchange)],
  );
}
