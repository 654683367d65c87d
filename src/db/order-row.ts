// An order as a row of its table, and back. What is read has its timestamps as milliseconds already: see `pool.ts`.
import type { Order } from '../core/order.ts';
import { isoOrUndefined } from './pool.ts';

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

export const columns = Object.keys(columnTypeOf)
  .map((name) => `"${name}"`)
  .join(', ');
/** As `json_to_recordset` is told them. */
export const columnTypes = Object.entries(columnTypeOf)
  .map(([name, type]) => `"${name}" ${type}`)
  .join(', ');

/** What an order begins with and keeps. */
const kept: readonly string[] = [
  ...['account_id', 'order_id', 'connection_id', 'marketplace', 'flow', 'global_id', 'binding', 'created_at'],
];
/** Set from what is sent as `o`. */
export const changedColumns = Object.keys(columnTypeOf)
  .filter((name) => !kept.includes(name))
  .map((name) => `"${name}" = o."${name}"`)
  .join(', ');

/** A column that is null is undefined, and so left out of the JSON that is sent. */
export function rowOf(order: Order): Record<keyof OrderRow, unknown> {
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
