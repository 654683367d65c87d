// SQL of the orders that the sweep compares next: those that have changed, those that are carried on from the sweep before,
// and those that are looked at again once a day. Kept: one row for each, and none for what is over and was compared.
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import type { Database } from './pool.ts';

/** Whatever the journal has of since then is to be compared, whenever it was before. */
export async function enlistChanged(db: Database, accountId: AccountId, since: Instant): Promise<void> {
  await db.query(
    `insert into comparisons (account_id, order_id, changed_at, compared_at, daily)
     select account_id, order_id, max(at), '-infinity', false from journal
     where account_id = $1 and at >= $2
     group by account_id, order_id
     on conflict (account_id, order_id)
       do update set changed_at = excluded.changed_at, compared_at = excluded.compared_at, daily = excluded.daily`,
    [accountId, new Date(since)],
  );
}

/** `daily`: those of once a day. `before`: those that no sweep has compared that began since then. */
export type ComparisonsDue = { daily: boolean; before: Instant; limit: number };

export async function countComparisonsDue(
  db: Database,
  accountId: AccountId,
  { daily, before, limit }: ComparisonsDue,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from (
       select from comparisons where account_id = $1 and daily = $2 and compared_at < $3 limit $4) due`,
    [accountId, daily, new Date(before), limit],
  );
  return rows[0]?.count ?? 0;
}

/** When each is compared again; null: when something happens to it. */
export type Compared = { orderId: OrderId; again: 'next_sweep' | 'in_a_day' | null };

/** `at`: when the sweep began that has compared them. */
export async function storeCompared(
  db: Database,
  accountId: AccountId,
  compared: readonly Compared[],
  at: Instant,
): Promise<void> {
  const those = (next: Compared['again']): OrderId[] =>
    compared.flatMap(({ orderId, again }) => (again === next ? [orderId] : []));
  await db.query(
    `with over as (delete from comparisons where account_id = $1 and order_id = any($2::uuid[]))
     update comparisons set compared_at = $5, daily = order_id = any($4::uuid[])
     where account_id = $1 and order_id = any($3::uuid[] || $4::uuid[])`,
    [accountId, those(null), those('next_sweep'), those('in_a_day'), new Date(at)],
  );
}
