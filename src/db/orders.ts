// SQL of the orders. Rows are locked in the order of their ids, so that two batches can never wait for each other.
import type { AccountId, ConnectionId, Order, OrderId } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import { type Database, isoOrUndefined, type Statement } from './pool.ts';

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

/** Where each of these orders stands. */
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

/**
 * The orders of these connections that have one of these order numbers, by `orderNumberKey`. Asked for as well: the connections
 * of `ofOrders`, and the numbers of those that wait to be read.
 */
export async function takenOrderNumbers(
  db: Database,
  accountId: AccountId,
  { connectionIds, numbers, ofOrders }: { connectionIds: string[]; numbers: string[]; ofOrders: OrderId[] },
): Promise<Map<string, OrderId>> {
  const { rows } = await db.query<NumberRow>({
    name: 'taken_order_numbers',
    // No join, so that one good plan is kept for good, and ordered, so that the plan is by the keys; it may find more than
    // was asked for, which harms nobody.
    text: `
      select order_id, connection_id, marketplace_order_id from orders
      where account_id = $1
        and connection_id = any($2::uuid[] || array(
          select connection_id from orders where account_id = $1 and order_id = any($4::uuid[]) order by order_id))
        and marketplace_order_id = any($3::text[] || array(
          select global_id from orders where account_id = $1 and order_id = any($4::uuid[]) and state = 'reported'
          order by order_id))
      order by connection_id, marketplace_order_id`,
    values: [accountId, connectionIds, numbers, ofOrders],
  });
  return byNumber(rows);
}

type NumberRow = { order_id: OrderId; connection_id: string; marketplace_order_id: string };

function byNumber(rows: readonly NumberRow[]): Map<string, OrderId> {
  return new Map(rows.map((row) => [orderNumberKey(row.connection_id, row.marketplace_order_id), row.order_id]));
}

/** The order that has this number on a connection, and the deal that it is of; null when none has. */
export async function findOrderByNumber(
  db: Database,
  accountId: AccountId,
  connectionId: ConnectionId,
  number: string,
): Promise<Pick<Order, 'orderId' | 'globalId'> | null> {
  const { rows } = await db.query<Pick<Order, 'orderId' | 'globalId'>>(
    `select order_id as "orderId", global_id as "globalId" from orders
     where account_id = $1 and connection_id = $2 and marketplace_order_id = $3`,
    [accountId, connectionId, number],
  );
  return rows[0] ?? null;
}

export function orderNumberKey(connectionId: string, marketplaceOrderId: string): string {
  return `${connectionId} ${marketplaceOrderId}`;
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

/** They are locked. Found by where they lie, and that by their key: see `storeOwners`. */
export function updateOrders(accountId: AccountId, orders: readonly Order[]): Statement {
  return {
    name: 'update_orders',
    text: `
      update orders set ${changes}
      from json_to_recordset($1::json) as o (${columnTypes})
      where orders.order_id = o.order_id and orders.ctid = any(array(
        select ctid from orders where account_id = $2 and order_id = any($3::uuid[]) order by order_id))`,
    values: [JSON.stringify(orders.map(rowOf)), accountId, orders.map(({ orderId }) => orderId)],
  };
}

/**
 * Orders whose time has come, oldest first. A hint only: whoever advances one judges it again under its lock. `but`: neither these
 * orders nor those of these accounts.
 */
export async function findDueOrders(
  db: Database,
  now: number,
  limit: number,
  but: { orderIds: readonly OrderId[]; accountIds: readonly AccountId[] },
): Promise<{ accountId: AccountId; orderId: OrderId }[]> {
  const { rows } = await db.query<{ account_id: AccountId; order_id: OrderId }>(
    `select account_id, order_id from orders
     where due_at <= $1 and order_id <> all($3::uuid[]) and account_id <> all($4::uuid[])
     order by due_at
     limit $2`,
    [new Date(now), limit, but.orderIds, but.accountIds],
  );
  return rows.map((row) => ({ accountId: row.account_id, orderId: row.order_id }));
}

const columnTypeOf = {
  account_id: 'uuid',
  order_id: 'uuid',
  connection_id: 'uuid',
  marketplace: 'text',
  flow: 'text',
  global_id: 'text',
  state: 'text',
  binding: 'boolean',
  remote_id: 'text',
  quantity: 'integer',
  unit_price: 'bigint',
  unit_currency: 'text',
  section: 'text',
  row: 'text',
  seats: 'text[]',
  sold_seats: 'text[]',
  event: 'text',
  headliner: 'text',
  refusal: 'text',
  held_at: 'timestamptz',
  expires_at: 'timestamptz',
  marketplace_order_id: 'text',
  total: 'bigint',
  total_currency: 'text',
  buyer: 'jsonb',
  pos_hold_id: 'text',
  invoice_id: 'text',
  confirmed_at: 'timestamptz',
  confirm_by: 'timestamptz',
  reject_reason: 'text',
  unread: 'boolean',
  answer_by: 'timestamptz',
  sent_at: 'timestamptz',
  due_at: 'timestamptz',
  attempts: 'integer',
  refusals: 'integer',
  entries: 'integer',
  created_at: 'timestamptz',
} as const satisfies Record<keyof OrderRow, string>;

const columns = Object.keys(columnTypeOf)
  .map((name) => `"${name}"`)
  .join(', ');
const columnTypes = Object.entries(columnTypeOf)
  .map(([name, type]) => `"${name}" ${type}`)
  .join(', ');

/** What an order begins with and keeps. */
const kept: readonly string[] = [
  ...['account_id', 'order_id', 'connection_id', 'marketplace', 'flow', 'global_id', 'binding', 'created_at'],
];
const changes = Object.keys(columnTypeOf)
  .filter((name) => !kept.includes(name))
  .map((name) => `"${name}" = o."${name}"`)
  .join(', ');

/** A column that is null is undefined, and so left out of the JSON that is sent. */
function rowOf(order: Order): Record<keyof OrderRow, unknown> {
  return {
    account_id: order.accountId,
    order_id: order.orderId,
    connection_id: order.connectionId,
    marketplace: order.marketplace,
    flow: order.flow,
    global_id: order.globalId,
    state: order.state,
    binding: order.binding,
    remote_id: order.remoteId ?? undefined,
    quantity: order.quantity ?? undefined,
    unit_price: order.unitPrice?.amount,
    unit_currency: order.unitPrice?.currency,
    section: order.section ?? undefined,
    row: order.row ?? undefined,
    seats: order.seats ?? undefined,
    sold_seats: order.soldSeats ?? undefined,
    event: order.event ?? undefined,
    headliner: order.headliner ?? undefined,
    refusal: order.refusal ?? undefined,
    held_at: isoOrUndefined(order.heldAt),
    expires_at: isoOrUndefined(order.expiresAt),
    marketplace_order_id: order.marketplaceOrderId ?? undefined,
    total: order.total?.amount,
    total_currency: order.total?.currency,
    buyer: order.buyer ?? undefined,
    pos_hold_id: order.posHoldId ?? undefined,
    invoice_id: order.invoiceId ?? undefined,
    confirmed_at: isoOrUndefined(order.confirmedAt),
    confirm_by: isoOrUndefined(order.confirmBy),
    reject_reason: order.rejectReason ?? undefined,
    unread: order.unread,
    answer_by: isoOrUndefined(order.answerBy),
    sent_at: isoOrUndefined(order.sentAt),
    due_at: isoOrUndefined(order.dueAt),
    attempts: order.attempts,
    refusals: order.refusals || undefined,
    entries: order.entries,
    created_at: isoOrUndefined(order.createdAt),
  };
}

export type OrderRow = {
  account_id: Order['accountId'];
  order_id: Order['orderId'];
  connection_id: Order['connectionId'];
  marketplace: string;
  flow: Order['flow'];
  global_id: string;
  state: Order['state'];
  binding: boolean;
  remote_id: string | null;
  quantity: number | null;
  unit_price: number | null;
  unit_currency: string | null;
  section: string | null;
  row: string | null;
  seats: (string | null)[] | null;
  sold_seats: string[] | null;
  event: string | null;
  headliner: string | null;
  refusal: Order['refusal'];
  held_at: number | null;
  expires_at: number | null;
  marketplace_order_id: string | null;
  total: number | null;
  total_currency: string | null;
  buyer: Order['buyer'];
  pos_hold_id: string | null;
  invoice_id: string | null;
  confirmed_at: number | null;
  confirm_by: number | null;
  reject_reason: string | null;
  unread: boolean;
  answer_by: number | null;
  sent_at: number | null;
  due_at: number | null;
  attempts: number;
  refusals: number | null;
  entries: number;
  created_at: number;
};

export function orderOf(row: OrderRow): Order {
  return {
    accountId: row.account_id,
    orderId: row.order_id,
    connectionId: row.connection_id,
    marketplace: row.marketplace,
    flow: row.flow,
    globalId: row.global_id,
    state: row.state,
    binding: row.binding,
    remoteId: row.remote_id,
    quantity: row.quantity,
    unitPrice: moneyOf(row.unit_price, row.unit_currency),
    section: row.section,
    row: row.row,
    seats: row.seats,
    soldSeats: row.sold_seats,
    event: row.event,
    headliner: row.headliner,
    refusal: row.refusal,
    heldAt: row.held_at,
    expiresAt: row.expires_at,
    marketplaceOrderId: row.marketplace_order_id,
    total: moneyOf(row.total, row.total_currency),
    buyer: row.buyer,
    posHoldId: row.pos_hold_id,
    invoiceId: row.invoice_id,
    confirmedAt: row.confirmed_at,
    confirmBy: row.confirm_by,
    rejectReason: row.reject_reason,
    unread: row.unread,
    answerBy: row.answer_by,
    sentAt: row.sent_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    refusals: row.refusals ?? 0,
    entries: row.entries,
    createdAt: row.created_at,
  };
}

function moneyOf(amount: number | null, currency: string | null): Order['total'] {
  return amount === null || currency === null ? null : { amount, currency };
}
