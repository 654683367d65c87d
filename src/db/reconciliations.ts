// SQL of the sweep that compares ledger, POS and marketplaces: whose turn it is, who is at it, and which orders it looks at.
import type { AccountId, Instant, Order, OrderId } from '../core/order.ts';
import { type OrderRow, orderOf } from './orders.ts';
import type { Database } from './pool.ts';

/** How many orders were compared, with how many that could not be done, and what came of it. */
type SweepTally = { compared: number; unreadable: number; healed: number };

/** Where a sweep stands; kept between its steps and over restarts. */
export type SweepPlace = SweepTally & {
  phase: 'confirmers' | 'holds' | 'standing' | 'orders';
  /** In `holds`: the POS that is being walked through, and where. */
  pos: string | null;
  cursor: unknown;
  /** In `standing` and `orders`: the last one that was compared. */
  after: { createdAt: Instant; orderId: string } | null;
  /** Orders that began since then are compared. */
  since: Instant;
};

export type SweepTurn = {
  accountId: AccountId;
  leaseEnds: Instant;
  /** Null: a new one begins. */
  place: SweepPlace | null;
  beganAt: Instant | null;
  /** When the last sweep that was ended had begun. Null: there was none. */
  lastBeganAt: Instant | null;
};

/** Every account that has somebody to compare with gets its row; its first sweep is a while off. */
export async function scheduleSweeps(db: Database, firstAt: Instant): Promise<void> {
  await db.query(
    `insert into reconciliations (account_id, due_at)
     select account_id, $1 from accounts a
     where (exists (select from points_of_sale p where p.account_id = a.account_id)
         or exists (select from connections c where c.account_id = a.account_id and c.credentials is not null))
       and not exists (select from reconciliations r where r.account_id = a.account_id)
     on conflict do nothing`,
    [new Date(firstAt)],
  );
}

/** When the account's last sweep came to its end. Null: none has. */
export async function readSweptAt(db: Database, accountId: AccountId): Promise<Instant | null> {
  const { rows } = await db.query<{ ended_at: Instant | null }>(
    'select ended_at from reconciliations where account_id = $1',
    [accountId],
  );
  return rows[0]?.ended_at ?? null;
}

/** Takes what is due and nobody is at. `only`: this account, due or not. */
export async function takeSweeps(
  db: Database,
  { now, leaseMs, limit, only = null }: { now: Instant; leaseMs: number; limit: number; only?: AccountId | null },
): Promise<SweepTurn[]> {
  if (only !== null) {
    await db.query('insert into reconciliations (account_id, due_at) values ($1, $2) on conflict do nothing', [
      only,
      new Date(now),
    ]);
  }
  const { rows } = await db.query<SweepTurn>(
    `with due as (
       select account_id from reconciliations
       where (due_at <= $1 or account_id = $4) and ($4::uuid is null or account_id = $4)
         and (lease_ends is null or lease_ends <= $1)
       order by due_at
       limit $3
       for update skip locked
     )
     update reconciliations r set lease_ends = $2 from due
     where r.account_id = due.account_id
     returning r.account_id as "accountId", r.lease_ends as "leaseEnds", r.cursor as place, r.began_at as "beganAt",
       (r.ended_with ->> 'beganAt')::bigint as "lastBeganAt"`,
    [new Date(now), new Date(now + leaseMs), limit, only],
  );
  return rows;
}

/** The sweep goes on at `dueAt`. False: somebody else is at it by now. */
export async function storeSweep(
  db: Database,
  turn: SweepTurn,
  { place, beganAt, dueAt }: { place: SweepPlace; beganAt: Instant; dueAt: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update reconciliations set cursor = $3, began_at = $4, checked = $5, due_at = $6, lease_ends = null
     where account_id = $1 and lease_ends = $2`,
    [
      turn.accountId,
      new Date(turn.leaseEnds),
      JSON.stringify(place),
      new Date(beganAt),
      place.compared,
      new Date(dueAt),
    ],
  );
  return rowCount === 1;
}

export async function endSweep(
  db: Database,
  turn: SweepTurn,
  { place, beganAt, endedAt, dueAt }: { place: SweepPlace; beganAt: Instant; endedAt: Instant; dueAt: Instant },
): Promise<boolean> {
  const { compared, unreadable, healed } = place;
  const { rowCount } = await db.query(
    `update reconciliations set cursor = null, began_at = null, checked = 0, due_at = $3, lease_ends = null,
       ended_at = $4, ended_with = $5
     where account_id = $1 and lease_ends = $2`,
    [
      turn.accountId,
      new Date(turn.leaseEnds),
      new Date(dueAt),
      new Date(endedAt),
      JSON.stringify({ beganAt, compared, unreadable, healed }),
    ],
  );
  return rowCount === 1;
}

/** An order with the POS in which its listing stands; null where it has none. */
export type SweptOrder = { order: Order; pos: string | null };

const select = `
  select o.*, l.pos from orders o left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id`;

const sweptOf = ({ pos, ...row }: OrderRow & { pos: string | null }): SweptOrder => ({ order: orderOf(row), pos });

/** Orders that began since then, oldest first, and after the last one that was seen. */
export async function readOrdersSince(
  db: Database,
  accountId: AccountId,
  { since, after, limit }: { since: Instant; after: SweepPlace['after']; limit: number },
): Promise<SweptOrder[]> {
  const { rows } = await db.query<OrderRow & { pos: string | null }>(
    `${select}
     where o.account_id = $1 and o.created_at >= $2 and (o.created_at, o.order_id) > ($3, $4::uuid)
     order by o.created_at, o.order_id
     limit $5`,
    [accountId, new Date(since), new Date(after?.createdAt ?? 0), after?.orderId ?? noOrder, limit],
  );
  return rows.map(sweptOf);
}

/** Orders, however old, of which a finding stands. */
export async function readOrdersWithFindings(
  db: Database,
  accountId: AccountId,
  after: string | null,
  limit: number,
): Promise<SweptOrder[]> {
  const { rows } = await db.query<OrderRow & { pos: string | null }>(
    `${select}
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
  const { rows } = await db.query<OrderRow & { pos: string | null }>(
    `${select} where o.account_id = $1 and o.order_id = any($2::uuid[]) order by o.order_id`,
    [accountId, orderIds],
  );
  return rows.map(sweptOf);
}

const noOrder = '00000000-0000-0000-0000-000000000000';

export async function countOrdersSince(db: Database, accountId: AccountId, since: Instant): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*) as count from orders where account_id = $1 and created_at >= $2',
    [accountId, new Date(since)],
  );
  return rows[0]?.count ?? 0;
}

/** Whether the order is as it was compared. */
export async function orderIsStill(db: Database, { accountId, orderId, entries, state }: Order): Promise<boolean> {
  const { rows } = await db.query(
    'select from orders where account_id = $1 and order_id = $2 and entries = $3 and state = $4',
    [accountId, orderId satisfies OrderId, entries, state],
  );
  return rows.length === 1;
}
