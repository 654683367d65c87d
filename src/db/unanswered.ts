// SQL of orders that have waited for long to be answered, and of the alerts about them: raised and ended by whoever watches.
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { Unanswered } from '../core/unanswered.ts';
import type { Database } from './pool.ts';

export type UnansweredOrder = Unanswered & { accountId: AccountId; orderId: OrderId; pos: string | null };

type Waiting = {
  ofPos: readonly OrderState[];
  ofMarketplace: readonly OrderState[];
  /** It has been as it is for longer than this. */
  before: Instant;
  /** It is asked about until then: one that rests for long is not being asked at all. */
  dueBy: Instant;
  limit: number;
};

/** When order `o` last moved. Most entries behind that say only that it was asked once more. */
const lastMove = `
  select j.at from journal j
  where j.account_id = o.account_id and j.order_id = o.order_id and j.steps <> '[]'
  order by j.entry desc limit 1`;

/** Of all accounts; of the orders of which no alert stands, because somebody knows of the others. */
export async function readUnanswered(
  db: Database,
  { ofPos, ofMarketplace, before, dueBy, limit }: Waiting,
): Promise<UnansweredOrder[]> {
  const { rows } = await db.query<UnansweredOrder>(
    `select o.account_id as "accountId", o.order_id as "orderId", o.marketplace, o.global_id as "globalId", o.state,
       l.pos, moved.at as since
     from orders o
       cross join lateral (${lastMove}) moved
       left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
     where o.due_at < $1 and (o.state = any($2) or (o.state = any($3) and o.attempts > 0)) and moved.at < $4
       and not exists (
         select from alerts a where a.account_id = o.account_id and a.subject = o.order_id and a.over_at is null)
     limit $5`,
    [new Date(dueBy), ofPos, ofMarketplace, new Date(before), limit],
  );
  return rows;
}

/** Those that were answered since are over. */
export async function endAnswered(db: Database, kind: string, now: Instant): Promise<void> {
  await db.query(
    `update alerts a set over_at = $2
     from orders o cross join lateral (${lastMove}) moved
     where a.kind = $1 and a.over_at is null and o.account_id = a.account_id and o.order_id = a.order_id
       and moved.at > a.at`,
    [kind, new Date(now)],
  );
}
