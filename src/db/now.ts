// SQL of what happens now: what the day has brought, who has the tickets that a sale lacks, how connections and POS systems
// are. Each reads what an index leads to, and never the whole of an account.
import type { AccountId, ConnectionId, Instant, Money } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { Database } from './pool.ts';

export type DayCount = { marketplace: string; state: OrderState; orders: number; tickets: number; money: Money | null };

/** The orders that were begun since, by marketplace and state; and by currency, where there are several. */
export async function countOrdersSince(db: Database, accountId: AccountId, since: Instant): Promise<DayCount[]> {
  const { rows } = await db.query<Omit<DayCount, 'money'> & { amount: number | null; currency: string | null }>(
    `select marketplace, state, count(*) as orders, coalesce(sum(quantity), 0)::bigint as tickets,
       case when total is null then unit_currency else total_currency end as currency,
       sum(coalesce(total, unit_price * quantity))::bigint as amount
     from orders
     where account_id = $1 and created_at >= $2
     group by marketplace, state, currency`,
    [accountId, new Date(since)],
  );
  return rows.map(({ amount, currency, ...row }) => ({
    ...row,
    money: amount === null || currency === null ? null : { amount, currency },
  }));
}

/** Who has tickets of these listings now: remote id → marketplaces. */
export async function findHoldersOf(
  db: Database,
  accountId: AccountId,
  remoteIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (remoteIds.length === 0) return new Map();
  const { rows } = await db.query<{ remote_id: string; marketplaces: string[] }>(
    `select l.remote_id, array_agg(distinct o.marketplace order by o.marketplace) as marketplaces
     from listings l
       cross join lateral unnest(l.owners) as owned(order_id)
       join orders o on o.account_id = l.account_id and o.order_id = owned.order_id
     where l.account_id = $1 and l.remote_id = any($2)
     group by l.remote_id`,
    [accountId, remoteIds],
  );
  return new Map(rows.map((row) => [row.remote_id, row.marketplaces]));
}

export type ConnectionNow = {
  connectionId: ConnectionId;
  marketplace: string;
  hasCredentials: boolean;
  /** The last order that was begun on it. */
  lastOrderAt: Instant | null;
  /** When its marketplace last sent a notice of its own; told some seconds late. */
  noticedAt: Instant | null;
  /** Since when its broker has paused it. */
  pausedAt: Instant | null;
  /** When its list of sales was last read, and why that did not work. Null: it has no list, or it worked. */
  readAt: Instant | null;
  trouble: string | null;
  /** What a person was told of it last. */
  alert: { kind: string; sentence: string } | null;
};

export async function readConnectionsNow(
  db: Database,
  accountId: AccountId,
  states: readonly OrderState[],
): Promise<ConnectionNow[]> {
  const { rows } = await db.query<Omit<ConnectionNow, 'alert'> & { kind: string; sentence: string | null }>(
    `select c.connection_id as "connectionId", c.marketplace, c.credentials is not null as "hasCredentials",
       last.at as "lastOrderAt", c.noticed_at as "noticedAt", c.paused_at as "pausedAt", p.read_at as "readAt", p.trouble, told.kind, told.sentence
     from connections c
       left join polls p on p.account_id = c.account_id and p.connection_id = c.connection_id
       left join lateral (
         select a.kind, a.sentence from alerts a
         where a.account_id = c.account_id and a.subject = c.connection_id and a.over_at is null
         order by a.kind = 'connection_refused' desc, a.at desc
         limit 1
       ) as told on true
       left join lateral (
         select max(newest.created_at) as at from unnest($2::text[]) as s(state)
         cross join lateral (
           select o.created_at from orders o
           where o.account_id = c.account_id and o.marketplace = c.marketplace and o.state = s.state
           order by o.created_at desc limit 1
         ) as newest
       ) as last on true
     where c.account_id = $1
     order by c.marketplace`,
    [accountId, states],
  );
  return rows.map(({ kind, sentence, ...row }) => ({
    ...row,
    alert: sentence === null ? null : { kind, sentence },
  }));
}

export type PosNow = {
  pos: string;
  waiting: number;
  oldestAt: Instant | null;
  /** Why its stock could not be read the last time. Null: it could, or is not read. */
  stockTrouble: string | null;
};

/** At most this many waiting orders are counted. */
const mostWaiting = 1_000;

/** Every POS of the account, with the orders whose question it has not answered: `asking` are the states that ask one. */
export async function readPosNow(db: Database, accountId: AccountId, asking: readonly OrderState[]): Promise<PosNow[]> {
  const { rows } = await db.query<PosNow>(
    `with waiting as (
       -- Not a join: few orders wait, and whoever guesses that many do reads all listings.
       select (
           select l.pos from listings l where l.account_id = w.account_id and l.remote_id = w.remote_id
         ) as pos, w.sent_at
       from connections c
         cross join unnest($2::text[]) as s(state)
         cross join lateral (
           select o.account_id, o.remote_id, o.sent_at from orders o
           where o.account_id = c.account_id and o.marketplace = c.marketplace and o.state = s.state
           limit ${mostWaiting}
         ) as w
       where c.account_id = $1
     )
     select pos.pos, count(w.pos) as waiting, min(w.sent_at) as "oldestAt",
       (select s.trouble from stock_polls s where s.account_id = $1 and s.pos = pos.pos) as "stockTrouble"
     from (
       select 'house' as pos
       union select pos from points_of_sale where account_id = $1
       union select pos from waiting where pos is not null
     ) as pos left join waiting w on w.pos = pos.pos
     group by pos.pos
     order by pos.pos`,
    [accountId, asking],
  );
  return rows;
}

/** How long the order that is due longest has waited for a worker, in milliseconds; 0: none waits. */
export async function readWorkerLag(db: Database, now: Instant): Promise<number> {
  const { rows } = await db.query<{ due_at: Instant | null }>(
    'select min(due_at) as due_at from orders where due_at <= $1',
    [new Date(now)],
  );
  const dueAt = rows[0]?.due_at ?? null;
  return dueAt === null ? 0 : Math.max(0, now - dueAt);
}
