// SQL of the journal: what happened to every order, in its order, for ever.
// Kept: no conversation is stored with the code of a ticket in it.
import type { Alert, Step } from '../core/command.ts';
import type { AccountId, ConnectionId, Instant, OrderId } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { withoutTicketCodes } from '../core/ticket-codes.ts';
import type { Database, Statement } from './pool.ts';

export type JournalEntry = {
  orderId: OrderId;
  entry: number;
  at: Instant;
  steps: readonly Step[];
  exchanges: readonly Exchange[];
};

/** The entries go as one JSON text, in which the conversations stand as they are: as elements of an array they would be escaped. */
export function appendEntries(accountId: AccountId, entries: readonly JournalEntry[]): Statement {
  return {
    name: 'append_entries',
    text: `
      insert into journal (account_id, order_id, entry, at, steps, exchanges)
      select $1, e.* from json_to_recordset($2::json)
        as e (order_id uuid, entry integer, at timestamptz, steps jsonb, exchanges json)`,
    values: [accountId, `[${entries.map(entryText).join()}]`],
  };
}

function entryText({ orderId, entry, at, steps, exchanges }: JournalEntry): string {
  const head = JSON.stringify({ order_id: orderId, entry, at: new Date(at).toISOString(), steps });
  return `${head.slice(0, -1)},"exchanges":${withoutTicketCodes(JSON.stringify(exchanges))}}`;
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

/** The entries in which the order moved, oldest first; whatever a person did about it is among them. */
export async function readTurns(db: Database, accountId: AccountId, orderId: OrderId): Promise<JournalEntry[]> {
  const { rows } = await db.query<Omit<JournalEntry, 'orderId'>>(
    `select entry, at, steps, exchanges from journal
     where account_id = $1 and order_id = $2 and steps <> '[]'
     order by entry`,
    [accountId, orderId],
  );
  return rows.map((row) => ({ orderId, ...row }));
}

/** What moved each of the orders, oldest first, without the conversations. */
export async function readMoves(
  db: Database,
  accountId: AccountId,
  orderIds: readonly string[],
): Promise<Map<string, Pick<JournalEntry, 'at' | 'steps'>[]>> {
  const { rows } = await db.query<Pick<JournalEntry, 'orderId' | 'at' | 'steps'>>(
    `select order_id as "orderId", at, steps from journal
     where account_id = $1 and order_id = any($2::uuid[]) and steps <> '[]'
     order by order_id, entry`,
    [accountId, orderIds],
  );
  return Map.groupBy(rows, (row) => row.orderId);
}

/** The story without the conversations of its middle: a question that was put a thousand times said the same each time. */
export async function readTimelineEnds(
  db: Database,
  accountId: AccountId,
  orderId: OrderId,
  { first, last }: { first: number; last: number },
): Promise<JournalEntry[]> {
  const { rows } = await db.query<Omit<JournalEntry, 'orderId'>>(
    `select entry, at, steps, case
       when entry <= $3 or entry > max(entry) over () - $4 then exchanges else '[]'::json
     end as exchanges
     from journal
     where account_id = $1 and order_id = $2
     order by entry`,
    [accountId, orderId, first, last],
  );
  return rows.map((row) => ({ orderId, ...row }));
}

export type OrderAlert = Alert & { orderId: OrderId; at: Instant };

/** Writes alerts down; one that is on record already is left as it was. A sentence may quote words that were cut within a character. */
export function raiseAlerts(accountId: AccountId, alerts: readonly OrderAlert[]): Statement {
  const rows = alerts.map((alert) => ({
    order_id: alert.orderId,
    kind: alert.kind,
    sentence: alert.sentence.toWellFormed(),
    at: new Date(alert.at).toISOString(),
  }));
  return {
    name: 'raise_alerts',
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
    [
      stray.accountId,
      stray.exchangeId,
      stray.connectionId,
      new Date(stray.at),
      withoutTicketCodes(JSON.stringify(stray.exchange)),
    ],
  );
}
