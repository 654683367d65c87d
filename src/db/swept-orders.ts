// SQL of the orders that a sweep looks at.
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import type { ComparisonsDue } from './comparisons.ts';
import { type OrderRow, orderOf } from './order-row.ts';
import type { Database } from './pool.ts';

/** An order with the POS in which its listing stands, and when its event begins; null where it has none. */
export type SweptOrder = { order: Order; pos: string | null; eventAt: Instant | null };
/** `changedAt`: when it had last changed when it was put down for comparing. */
export type DueOrder = SweptOrder & { changedAt: Instant };

type SweptRow = OrderRow & { pos: string | null; listed_event_at: Instant | null };

const columns = 'o.*, l.pos, l.event_at as listed_event_at';
const withListing = 'left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id';

const sweptOf = ({ pos, listed_event_at: eventAt, ...row }: SweptRow): SweptOrder => ({
  order: orderOf(row),
  pos,
  eventAt,
});

/** Orders that are to be compared; whose comparison is longest ago first. */
export async function readOrdersDue(
  db: Database,
  accountId: AccountId,
  { daily, before, limit }: ComparisonsDue,
): Promise<DueOrder[]> {
  const { rows } = await db.query<SweptRow & { changed_at: Instant }>(
    `select ${columns}, c.changed_at
     from comparisons c join orders o on o.account_id = c.account_id and o.order_id = c.order_id ${withListing}
     where c.account_id = $1 and c.daily = $2 and c.compared_at < $3
     order by c.compared_at, c.order_id
     limit $4`,
    [accountId, daily, new Date(before), limit],
  );
  return rows.map(({ changed_at: changedAt, ...row }) => ({ ...sweptOf(row), changedAt }));
}

/** Orders, however old, of which a finding stands. */
export async function readOrdersWithFindings(
  db: Database,
  accountId: AccountId,
  after: string | null,
  limit: number,
): Promise<SweptOrder[]> {
  const { rows } = await db.query<SweptRow>(
    `select ${columns} from orders o ${withListing}
     where o.account_id = $1 and o.order_id > $2::uuid and o.order_id in (
       select f.order_id from findings f
       where f.account_id = $1 and f.healed_at is null and f.ended_at is null and f.order_id is not null)
     order by o.order_id
     limit $3`,
    [accountId, after ?? noOrder, limit],
  );
  return rows.map(sweptOf);
}

export async function readSweptOrders(
  db: Database,
  accountId: AccountId,
  orderIds: readonly string[],
): Promise<SweptOrder[]> {
  const { rows } = await db.query<SweptRow>(
    `select ${columns} from orders o ${withListing}
     where o.account_id = $1 and o.order_id = any($2::uuid[]) order by o.order_id`,
    [accountId, orderIds],
  );
  return rows.map(sweptOf);
}

const noOrder = '00000000-0000-0000-0000-000000000000';

/** Whether the order is as it was compared. */
export async function orderIsStill(db: Database, { accountId, orderId, entries, state }: Order): Promise<boolean> {
  const { rows } = await db.query(
    'select from orders where account_id = $1 and order_id = $2 and entries = $3 and state = $4',
    [accountId, orderId satisfies OrderId, entries, state],
  );
  return rows.length === 1;
}
