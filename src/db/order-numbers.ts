// SQL of the numbers under which marketplaces have invoiced: on one connection no two orders have the same.
import type { AccountId, ConnectionId, Order, OrderId } from '../core/order.ts';
import type { Database } from './pool.ts';

/**
 * The orders of these connections that have one of these order numbers, by `orderNumberKey`. Asked for as well: the connections
 * of `ofOrders`, and what those of them that have no number yet would be numbered by.
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
          select global_id from orders
          where account_id = $1 and order_id = any($4::uuid[]) and marketplace_order_id is null
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

/** By which `takenOrderNumbers` tells of the order that has this number on this connection. */
export function orderNumberKey(connectionId: string, marketplaceOrderId: string): string {
  return `${connectionId} ${marketplaceOrderId}`;
}
