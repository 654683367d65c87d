// SQL of what is on hold, added up.
import type { AccountId, Instant, Money } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { Database } from './pool.ts';

export type HoldTotals = { holds: number; tickets: number; binding: number; ending_soon: number; money: Money[] };

/** Of all orders in these states. Found marketplace by marketplace and state by state, as the index has them. */
export async function sumOfHolds(
  db: Database,
  accountId: AccountId,
  states: readonly OrderState[],
  soon: Instant,
): Promise<HoldTotals> {
  const { rows } = await db.query<
    { [Name in keyof HoldTotals]: HoldTotals[Name] } & { currency: string | null; amount: number }
  >(
    `select h.currency, count(*) as holds, coalesce(sum(h.quantity), 0) as tickets,
       count(*) filter (where h.binding) as binding, count(*) filter (where h.expires_at < $3) as ending_soon,
       coalesce(sum(h.amount), 0)::bigint as amount
     from (select marketplace from connections where account_id = $1) m
     cross join unnest($2::text[]) as s(state)
     cross join lateral (
       select o.quantity, o.binding, o.expires_at,
         coalesce(o.total, o.unit_price * o.quantity, l.price * o.quantity) as amount,
         coalesce(o.total_currency, o.unit_currency, l.currency) as currency
       from orders o
       left join lateral (
         select price, currency from listings
         where listings.account_id = o.account_id and listings.remote_id = o.remote_id
         limit 1
       ) l on true
       where o.account_id = $1 and o.marketplace = m.marketplace and o.state = s.state
       -- Kept apart, as the listing is: joined as a whole, they would read all that the account ever sold.
       offset 0
     ) h
     group by h.currency
     order by amount desc`,
    [accountId, states, new Date(soon)],
  );
  const sum = (name: 'holds' | 'tickets' | 'binding' | 'ending_soon'): number =>
    rows.reduce((total, row) => total + row[name], 0);
  return {
    holds: sum('holds'),
    tickets: sum('tickets'),
    binding: sum('binding'),
    ending_soon: sum('ending_soon'),
    money: rows.flatMap(({ amount, currency }) => (currency === null || amount === 0 ? [] : [{ amount, currency }])),
  };
}
