// Orders as CSV, a batch at a time: however many there are, only one batch is ever in memory, and no transaction stays open
// while a slow reader reads.
import { minorDigits } from '../../core/money.ts';
import type { AccountId } from '../../core/order.ts';
import {
  type ListedOrder,
  type OrderFilter,
  type OrderPlace,
  type OrderSort,
  readOrderPage,
} from '../../db/order-pages.ts';
import type { Pool } from '../../db/pool.ts';
import { byteOrderMark, type Cell, csvLine } from './csv.ts';
import { type Names, summaryBody } from './order-body.ts';

const perBatch = 1_000;

export async function* csvOfOrders(
  pool: Pool,
  accountId: AccountId,
  filter: OrderFilter,
  sort: OrderSort,
  names: Names,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns.map(([name]) => name));
  let after: OrderPlace | null = null;
  do {
    const page = await readOrderPage(pool, accountId, filter, { sort, after, limit: perBatch });
    if (page.items.length > 0) yield page.items.map((item) => csvLine(cellsOf(item, names))).join('');
    after = page.next;
  } while (after !== null);
}

type Row = ReturnType<typeof summaryBody> & Pick<ListedOrder['order'], 'invoiceId' | 'refusal' | 'rejectReason'>;

const columns: readonly (readonly [string, (row: Row) => string | number | null])[] = [
  ['order_id', (row) => row.order_id],
  ['marketplace', (row) => row.marketplace],
  ['state', (row) => row.state],
  ['global_id', (row) => row.global_id],
  ['marketplace_order_id', (row) => row.marketplace_order_id],
  ['event', (row) => row.event],
  ['venue', (row) => row.venue],
  ['event_at', (row) => row.event_at],
  ['remote_id', (row) => row.remote_id],
  ['quantity', (row) => row.quantity],
  ['section', (row) => row.section],
  ['row', (row) => row.row],
  ['seats', (row) => row.seats.map((seat) => seat ?? 'GA').join(';')],
  [
    'amount',
    ({ money }) => money && (money.amount / 10 ** minorDigits(money.currency)).toFixed(minorDigits(money.currency)),
  ],
  ['currency', (row) => row.money?.currency ?? null],
  ['binding', (row) => String(row.binding)],
  ['pos', (row) => row.pos],
  ['invoice_id', (row) => row.invoiceId],
  ['refusal', (row) => row.refusal],
  ['reject_reason', (row) => row.rejectReason],
  ['created_at', (row) => row.created_at],
  ['held_at', (row) => row.held_at],
  ['expires_at', (row) => row.expires_at],
  ['confirm_by', (row) => row.confirm_by],
  ['confirmed_at', (row) => row.confirmed_at],
];

function cellsOf(item: ListedOrder, names: Names): Cell[] {
  const { invoiceId, refusal, rejectReason } = item.order;
  const row = { ...summaryBody(item, names), invoiceId, refusal, rejectReason };
  return columns.map(([, read]) => read(row));
}
