// SQL of the orders. Rows are locked in the order of their ids, so that two batches can never wait for each other.
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import { changedColumns, columns, columnTypes, type OrderRow, orderOf, rowOf } from './order-row.ts';
import type { Database, Statement } from './pool.ts';

/**
 * Locks and reads those of the orders that exist. Its columns are named one by one: a statement that is prepared with all of
 * them fails for good on every connection once a newer hub has added one.
 */
export async function lockOrders(db: Database, accountId: AccountId, orderIds: readonly OrderId[]): Promise<Order[]> {
  const { rows } = await db.query<OrderRow>({
    name: 'lock_orders',
    text: `
      select ${columns} from orders
      where account_id = $1 and order_id = any($2::uuid[])
      order by order_id
      for update`,
    values: [accountId, orderIds],
  });
  return rows.map(orderOf);
}

/** Null: there is none. Nothing is locked. */
export async function readOrder(db: Database, accountId: AccountId, orderId: OrderId): Promise<Order | null> {
  const { rows } = await db.query<OrderRow>('select * from orders where account_id = $1 and order_id = $2', [
    accountId,
    orderId,
  ]);
  return rows[0] ? orderOf(rows[0]) : null;
}

/** Those of the orders that exist. Nothing is locked. */
export async function readOrders(db: Database, accountId: AccountId, orderIds: readonly OrderId[]): Promise<Order[]> {
  const { rows } = await db.query<OrderRow>(
    'select * from orders where account_id = $1 and order_id = any($2::uuid[])',
    [accountId, orderIds],
  );
  return rows.map(orderOf);
}

/** Where each of those orders stands that exist. */
export async function readStates(
  db: Database,
  accountId: AccountId,
  orderIds: readonly string[],
): Promise<Map<string, OrderState>> {
  const { rows } = await db.query<{ order_id: string; state: OrderState }>(
    'select order_id, state from orders where account_id = $1 and order_id = any($2::uuid[])',
    [accountId, orderIds],
  );
  return new Map(rows.map((row) => [row.order_id, row.state]));
}

/** Fails with a unique violation when another hub has begun the same order meanwhile: load again and decide anew. */
export function insertOrders(orders: readonly Order[]): Statement {
  return {
    name: 'insert_orders',
    text: `
      insert into orders (${columns})
      select ${columns} from json_to_recordset($1::json) as o (${columnTypes})`,
    values: [JSON.stringify(orders.map(rowOf))],
  };
}

/** They are locked. Found by where they lie, and that by their key: see `storeOwners`. */
export function updateOrders(accountId: AccountId, orders: readonly Order[]): Statement {
  return {
    name: 'update_orders',
    text: `
      update orders set ${changedColumns}
      from json_to_recordset($1::json) as o (${columnTypes})
      where orders.order_id = o.order_id and orders.ctid = any(array(
        select ctid from orders where account_id = $2 and order_id = any($3::uuid[]) order by order_id))`,
    values: [JSON.stringify(orders.map(rowOf)), accountId, orders.map(({ orderId }) => orderId)],
  };
}

/** The transaction that this is, as the rows that it writes name it. */
export async function whoWrites(db: Database): Promise<string> {
  const { rows } = await db.query<{ written_by: string }>({
    name: 'who_writes',
    text: 'select pg_current_xact_id()::xid as written_by',
    values: [],
  });
  return rows[0]?.written_by ?? '';
}

/**
 * Locks these orders, and fails, as `haveMovedOn` tells, unless each row is still the one that its transaction wrote. Nobody is waited
 * for: whoever has one locked is about to move it.
 */
export function expectOrdersAsKnown(
  accountId: AccountId,
  known: ReadonlyMap<OrderId, { writtenBy: string }>,
): Statement {
  return {
    name: 'expect_orders_as_known',
    text: `
      select expect_all_as_known((
        select count(*) from (
          select from orders
          where account_id = $1 and order_id = any($2::uuid[])
            and xmin = ($3::xid[])[array_position($2::uuid[], order_id)]
          order by order_id
          for update skip locked) as still_so), cardinality($2::uuid[]))`,
    values: [accountId, [...known.keys()], Array.from(known.values(), ({ writtenBy }) => writtenBy)],
  };
}

/** As `expect_all_as_known` says it. */
export function haveMovedOn(error: unknown): boolean {
  return (error as { code?: string }).code === 'HF001';
}

/**
 * Orders whose time will have come by then, oldest first. A hint only: whoever advances one judges it again under its lock. `but`:
 * neither these orders nor those of these accounts.
 */
export async function findDueOrders(
  db: Database,
  until: Instant,
  limit: number,
  but: { orderIds: readonly OrderId[]; accountIds: readonly AccountId[] },
): Promise<{ accountId: AccountId; orderId: OrderId; dueAt: Instant }[]> {
  const { rows } = await db.query<{ accountId: AccountId; orderId: OrderId; dueAt: Instant }>({
    name: 'find_due_orders',
    text: `select account_id as "accountId", order_id as "orderId", due_at as "dueAt" from orders
     where due_at <= $1 and order_id <> all($3::uuid[]) and account_id <> all($4::uuid[])
     order by due_at
     limit $2`,
    values: [new Date(until), limit, but.orderIds, but.accountIds],
  });
  return rows;
}

/** Whoever asks writes a line of the log when a hub stops: that waits for no database that says nothing. */
const longestCountMs = 1_000;

/** Of all accounts, those in one of these states that the clock moves on. Fails where that is not answered within a second. */
export async function countDueOrders(db: Database, states: readonly OrderState[]): Promise<number> {
  const counting = {
    text: 'select count(*) from orders where due_at is not null and state = any($1)',
    values: [states],
    query_timeout: longestCountMs,
  };
  const { rows } = await db.query<{ count: number }>(counting);
  return rows[0]?.count ?? 0;
}
