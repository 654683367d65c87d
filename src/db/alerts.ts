// SQL of alerts after they were raised: which still stand, what was said of them on which channel, and what became of it.
// Invariant: whatever is said is stored before it is sent, under the id that every try carries.
import type { AccountId, ConnectionId, Instant, Money, OrderId } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { Database } from './pool.ts';

/**
 * An alert of this kind stands while its order is in this state: in any case, or `only` until somebody was told of it, or
 * while the marketplace's last word is unread, or while nothing is known of the sale but its number.
 */
export type AlertRule = { kind: string; state: OrderState; only: 'untold' | 'unread' | 'unseen' | null };

/** What was seen to so long ago, or never told to anybody in this time, is over: if its cause still stands it comes again. */
export const forgottenAfterMs = 86_400_000;

/** Of alert `a`: what was said of it has reached somebody, or was given up. */
export const wasSaid = `exists (
  select from alert_tellings t join alert_messages m using (account_id, message_id)
  where t.account_id = a.account_id and t.subject = a.subject and t.kind = a.kind and t.told_at >= a.at
    and m.due_at is null)`;

/** Ends the alerts whose orders have moved on, and takes back messages of which nothing is true any more. */
export async function endAlerts(db: Database, rules: readonly AlertRule[], now: Instant): Promise<void> {
  const at = new Date(now);
  const forgotten = new Date(now - forgottenAfterMs);
  await db.query(
    `update alerts a set over_at = $1
     from orders o
     where a.over_at is null and o.account_id = a.account_id and o.order_id = a.order_id
       and not exists (
         select from json_to_recordset($2::json) as rule (kind text, state text, "only" text)
         where rule.kind = a.kind and rule.state = o.state
           and (rule."only" is null
             or (rule."only" = 'unread' and o.unread)
             or (rule."only" = 'unseen' and o.remote_id is null and o.quantity is null and o.total is null)
             or (rule."only" = 'untold' and a.at > $3 and not ${wasSaid})))`,
    [at, JSON.stringify(rules), forgotten],
  );
  await db.query('update alerts set over_at = $1 where over_at is null and done_at < $2', [at, forgotten]);
  await db.query(
    `update alert_messages m set due_at = null, withdrawn_at = $1
     where m.due_at is not null and m.attempts > 0
       and not exists (
         select from alert_tellings t
           join alerts a on a.account_id = t.account_id and a.subject = t.subject and a.kind = t.kind
         where t.account_id = m.account_id and t.message_id = m.message_id
           and a.over_at is null and a.done_at is null)`,
    [at],
  );
}

/** Whether an alert stands, or a message is to be sent. Else there is nothing to end, to gather or to try again. */
export async function isAnythingToTell(db: Database): Promise<boolean> {
  const { rows } = await db.query<{ is: boolean }>(
    `select exists (select from alerts where over_at is null)
       or exists (select from alert_messages where due_at is not null) as is`,
  );
  return rows[0]?.is ?? false;
}

/** An alert with what a person wants to know of its order, connection or POS. */
export type StandingAlert = {
  alertId: string;
  kind: string;
  sentence: string;
  at: Instant;
  subject: string;
  orderId: OrderId | null;
  connectionId: ConnectionId | null;
  /** Which it is about; or which names an order that the ledger does not have: what was found stands there, and nowhere else. */
  pos: string | null;
  marketplace: string | null;
  saleId: string | null;
  state: OrderState | null;
  money: Money | null;
  /** When the marketplace gives up waiting. */
  endsAt: Instant | null;
};

/** When the channel was last told of this cause, or of one just like it before. Null: never. */
export type AlertToTell = StandingAlert & { toldAt: Instant | null };

const standing = `
  a.alert_id as "alertId", a.kind, a.sentence, a.at, a.subject, a.order_id as "orderId",
  a.connection_id as "connectionId",
  coalesce(a.pos, case when a.order_id is not null and o.order_id is null then (
    select f.pos from findings f
    where f.account_id = a.account_id and f.order_id = a.order_id and f.pos is not null
    order by f.found_at desc limit 1) end) as pos,
  coalesce(o.marketplace, c.marketplace) as marketplace, o.global_id as "saleId",
  o.state, coalesce(o.total, o.unit_price * o.quantity) as amount,
  case when o.total is null then o.unit_currency else o.total_currency end as currency, o.confirm_by as "endsAt"`;

const standingFrom = `
  from alerts a
    left join orders o on o.account_id = a.account_id and o.order_id = a.order_id
    left join connections c on c.account_id = a.account_id and c.connection_id = a.connection_id`;

/** What an order is about, as people know it: what it took; before that, what its listing and its marketplace say. */
export type AlertTickets = {
  event: string | null;
  eventAt: Instant | null;
  section: string | null;
  row: string | null;
  /** Null: a general-admission place. Empty: it has none. */
  seats: (string | null)[];
  quantity: number | null;
  remoteId: string | null;
  /** The account's, an IANA name. Absent in messages that were written before it was asked for. */
  timeZone?: string;
};

/** Of those of the orders that exist. Apart from the alerts, so that only those that are shown are looked up. */
export async function readAlertTickets(
  db: Database,
  accountId: AccountId,
  alerts: readonly Pick<StandingAlert, 'orderId'>[],
): Promise<ReadonlyMap<string | null, AlertTickets>> {
  const orderIds = [...new Set(alerts.flatMap(({ orderId }) => orderId ?? []))];
  if (orderIds.length === 0) return new Map();
  const { rows } = await db.query<AlertTickets & { orderId: string }>(
    `select o.order_id as "orderId", coalesce(l.event, o.event) as event, l.event_at as "eventAt",
       coalesce(o.section, l.section) as section, case when o.section is null then l."row" else o."row" end as "row",
       coalesce(o.seats, o.sold_seats, '{}') as seats, o.quantity, o.remote_id as "remoteId",
       a.time_zone as "timeZone"
     from orders o
       join accounts a on a.account_id = o.account_id
       left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
     where o.account_id = $1 and o.order_id = any($2::uuid[])`,
    [accountId, orderIds],
  );
  return new Map(rows.map(({ orderId, ...tickets }) => [orderId, tickets]));
}

type StandingRow<Alert> = Omit<Alert, 'money'> & { amount: number | null; currency: string | null };

function alertOf<Alert extends StandingAlert>({ amount, currency, ...alert }: StandingRow<Alert>): Alert {
  return { ...alert, money: amount === null || currency === null ? null : { amount, currency } } as unknown as Alert;
}

/** What stands, that nobody has seen to. */
export async function findAlertsToTell(db: Database, accountId: AccountId, channelId: string): Promise<AlertToTell[]> {
  const { rows } = await db.query<StandingRow<AlertToTell>>(
    `select ${standing}, t.told_at as "toldAt" ${standingFrom}
       left join alert_tellings t
         on t.account_id = a.account_id and t.subject = a.subject and t.kind = a.kind and t.channel_id = $2
     where a.account_id = $1 and a.over_at is null and a.done_at is null`,
    [accountId, channelId],
  );
  return rows.map(alertOf);
}

/** The newest of what stands, and how many there are in all. */
export async function listStandingAlerts(
  db: Database,
  accountId: AccountId,
  limit: number,
): Promise<{ alerts: StandingAlert[]; count: number }> {
  const { rows } = await db.query<StandingRow<StandingAlert>>(
    `select ${standing} ${standingFrom}
     where a.account_id = $1 and a.over_at is null and a.done_at is null
     order by a.at desc
     limit $2`,
    [accountId, limit],
  );
  const { rows: counted } = await db.query<{ count: number }>(
    'select count(*) from alerts where account_id = $1 and over_at is null and done_at is null',
    [accountId],
  );
  return { alerts: rows.map((row) => alertOf<StandingAlert>(row)), count: counted[0]?.count ?? 0 };
}

/** What an alert came to: null twice: it stands, and nobody has seen to it. */
export type RecordedAlert = StandingAlert & { overAt: Instant | null; doneAt: Instant | null; doneBy: string | null };

/** The account's alerts, newest first; `standing` leaves out what is over, or seen to. `before`: the last one that was seen. */
export async function listAlerts(
  db: Database,
  accountId: AccountId,
  {
    standing: only,
    before,
    limit,
  }: { standing: boolean; before: { at: Instant; alertId: string } | null; limit: number },
): Promise<RecordedAlert[]> {
  const { rows } = await db.query<StandingRow<RecordedAlert>>(
    `select ${standing}, a.over_at as "overAt", a.done_at as "doneAt", a.done_by as "doneBy" ${standingFrom}
     where a.account_id = $1
       and (not $2 or (a.over_at is null and a.done_at is null))
       and ($3::timestamptz is null or (a.at, a.alert_id) < ($3, $4::uuid))
     order by a.at desc, a.alert_id desc
     limit $5`,
    [accountId, only, before && new Date(before.at), before?.alertId ?? null, limit],
  );
  return rows.map((row) => alertOf<RecordedAlert>(row));
}

/** Sales of which somebody was told that they had no tickets, since then; newest first. */
export async function findOnceUnfilled(
  db: Database,
  accountId: AccountId,
  since: number,
  limit: number,
): Promise<OrderId[]> {
  const { rows } = await db.query<{ order_id: OrderId }>(
    `select order_id, max(at) as at from alerts
     where account_id = $1 and at >= $2 and kind = 'unfilled' and order_id is not null
     group by order_id
     order by at desc
     limit $3`,
    [accountId, new Date(since), limit],
  );
  return rows.map((row) => row.order_id);
}

/** A person has seen to it; false when the account has no such alert that stands. */
export async function noteAlertDone(
  db: Database,
  accountId: string,
  { alertId, by, at }: { alertId: string; by: string; at: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update alerts set done_at = coalesce(done_at, $3), done_by = coalesce(done_by, $4)
     where account_id = $1 and alert_id = $2 and over_at is null`,
    [accountId, alertId, new Date(at), by.slice(0, 200)],
  );
  return rowCount === 1;
}
