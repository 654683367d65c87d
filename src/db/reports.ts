// SQL of the reports: what was asked, sold, declined and rejected in a span of time, grouped. Reads orders by the time at
// which they began; an order counts where it began, wherever it stands now.
import type { AccountId, Instant, Money } from '../core/order.ts';
import type { Database } from './pool.ts';

export type ReportGrouping = 'marketplace' | 'event' | 'day';

/** `timeZone`: IANA name; days are the broker's. */
export type ReportSpan = { accountId: AccountId; from: Instant; to: Instant; timeZone: string };

/** One group. Counts are of orders, but `tickets`; money is of each currency apart. */
export type PerformanceRow = {
  key: string;
  /** Marketplaces that ask first: how often they asked, and what became of it without a sale. */
  asked: number;
  declined: number;
  released: number;
  expired: number;
  /** Marketplaces that sell first: how many sales they told of, and those that went wrong. */
  told: number;
  unfilled: number;
  rejected: number;
  rejectedByRule: number;
  /** Both: taken back by the marketplace; waiting for a person; sold and confirmed. */
  cancelled: number;
  stuck: number;
  sales: number;
  tickets: number;
  /** Of sales that were told: from when we first heard of one to its confirmation, in milliseconds; null: none yet. */
  confirmP50Ms: number | null;
  confirmP95Ms: number | null;
  sold: Money[];
  atRisk: Money[];
  lost: Money[];
  /** Orders whose money is not in those, because nobody has named a price. */
  soldUnpriced: number;
  atRiskUnpriced: number;
  lostUnpriced: number;
};

type Row = Omit<PerformanceRow, 'sold' | 'atRisk' | 'lost'> & {
  currency: string | null;
  isTotal: boolean;
  sold: number;
  atRisk: number;
  lost: number;
};

const keyOf: Readonly<Record<ReportGrouping, string>> = {
  marketplace: 'o.marketplace',
  event: `coalesce(l.event || ' · ' || to_char(l.event_at at time zone broker.zone, 'YYYY-MM-DD HH24:MI'), '')`,
  day: `to_char(o.created_at at time zone broker.zone, 'YYYY-MM-DD')`,
};

/** The groups in which most happened, at most `limit` of them, in the order of their keys. */
export async function readPerformance(
  db: Database,
  { accountId, from, to, timeZone }: ReportSpan,
  grouping: ReportGrouping,
  limit: number,
): Promise<PerformanceRow[]> {
  const { rows } = await db.query<Row>(
    `with chosen as (
       select ${keyOf[grouping]} as key, o.flow, o.state, o.remote_id, o.quantity, o.created_at, o.confirmed_at,
         coalesce(o.total, o.unit_price * o.quantity) as amount,
         case when o.total is null then o.unit_currency else o.total_currency end as currency,
         o.state in ('rejecting', 'rejected') and exists (
           select from journal j
           where j.account_id = o.account_id and j.order_id = o.order_id
             and j.steps @> '[["reject_asked"]]' and j.exchanges::text not like '%: reject, because %') as by_rule
       from orders o
         cross join (select $4::text as zone) as broker
         left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
       where o.account_id = $1 and o.created_at >= $2 and o.created_at < $3 and o.state <> 'duplicate'
         -- Asked first, it may show up in a list too and never become an order of its own; a release without its hold is none.
         and (o.flow = 'instant_notification' or o.remote_id is not null)),
     grouped as (
       select key, currency, grouping(currency) = 1 as "isTotal",
         count(*) filter (where flow = 'order_integration') as asked,
         count(*) filter (where flow = 'order_integration' and state in ('declined', 'undoing')) as declined,
         count(*) filter (where state in ('released', 'releasing')) as released,
         count(*) filter (where state in ('expired', 'expiring')) as expired,
         count(*) filter (where flow = 'instant_notification' and ${isToldSale}) as told,
         count(*) filter (where state = 'unfilled') as unfilled,
         count(*) filter (where state in ('rejecting', 'rejected')) as rejected,
         count(*) filter (where by_rule) as "rejectedByRule",
         count(*) filter (where state in ('voiding', 'cancelled')) as cancelled,
         count(*) filter (where state = 'stuck') as stuck,
         count(*) filter (where state = 'confirmed') as sales,
         coalesce(sum(quantity) filter (where state = 'confirmed'), 0)::integer as tickets,
         percentile_cont(0.5) within group (order by ${msToConfirm}) as "confirmP50Ms",
         percentile_cont(0.95) within group (order by ${msToConfirm}) as "confirmP95Ms",
         ${(['sold', 'atRisk', 'lost'] as const).map(moneyIn).join(', ')}
       from chosen
       group by grouping sets ((key), (key, currency))),
     busiest as (
       select key from grouped where "isTotal" order by asked + told desc, key limit $5)
     select * from grouped join busiest using (key)
     order by key, "isTotal" desc, currency`,
    [accountId, new Date(from), new Date(to), timeZone, limit],
  );
  return gathered(rows);
}

/** A provisional sale that came to nothing was none. */
const isToldSale = `state not in ('holding', 'held', 'pledged', 'declined', 'undoing', 'releasing', 'released', 'expiring', 'expired')`;

const msToConfirm = `
  case when flow = 'instant_notification' then extract(epoch from confirmed_at - created_at)::float8 * 1000 end`;

const statesOf = {
  sold: `state = 'confirmed'`,
  atRisk: `state in ('unfilled', 'stuck')`,
  lost: `state in ('rejecting', 'rejected')`,
} as const;

function moneyIn(name: keyof typeof statesOf): string {
  return `
    coalesce(sum(amount) filter (where ${statesOf[name]}), 0)::bigint as "${name}",
    count(*) filter (where ${statesOf[name]} and amount is null) as "${name}Unpriced"`;
}

/** The row of the whole group comes first; those of its currencies follow. */
function gathered(rows: readonly Row[]): PerformanceRow[] {
  const groups: PerformanceRow[] = [];
  for (const { isTotal, currency, sold, atRisk, lost, ...counts } of rows) {
    if (isTotal) groups.push({ ...counts, sold: [], atRisk: [], lost: [] });
    else if (currency !== null) addMoney(groups.at(-1), currency, { sold, atRisk, lost });
  }
  return groups;
}

function addMoney(
  group: PerformanceRow | undefined,
  currency: string,
  amounts: Record<'sold' | 'atRisk' | 'lost', number>,
): void {
  for (const name of ['sold', 'atRisk', 'lost'] as const) {
    if (amounts[name] > 0) group?.[name].push({ amount: amounts[name], currency });
  }
}

export type DeclineRow = { marketplace: string; refusal: string; count: number };

/** Why marketplaces that ask first were told no, most frequent first. */
export async function readDeclines(
  db: Database,
  { accountId, from, to }: Omit<ReportSpan, 'timeZone'>,
): Promise<DeclineRow[]> {
  const { rows } = await db.query<DeclineRow>(
    `select marketplace, refusal, count(*) as count from orders
     where account_id = $1 and created_at >= $2 and created_at < $3
       and flow = 'order_integration' and refusal is not null
     group by marketplace, refusal
     order by count desc, marketplace, refusal`,
    [accountId, new Date(from), new Date(to)],
  );
  return rows;
}
