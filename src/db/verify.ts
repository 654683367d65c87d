// SQL that recomputes every invariant from the rows, for `holdfast verify`. Reads only; safe beside a running hub,
// because everything is read in one snapshot.
import type { Instant } from '../core/order.ts';
import { orderStates, ownership } from '../core/transitions.ts';
import { takenTwinsSentence } from '../core/twin-seats.ts';
import { inTransaction, type Pool } from './pool.ts';
import { readTakenTwins } from './twin-seats.ts';

type Violation = { invariant: string; sentence: string };
/** `notes`: what breaks no invariant, and a person should know: seats that are sold here and for sale there. */
export type Verification = { tickets: number; orders: number; violations: Violation[]; notes: string[] };

type Law = { invariant: string; sql: string; values: unknown[] };

/** More than this many violations of one law say nothing new. */
const mostPerLaw = 100;

const statesThat = (owns: string): string[] => orderStates.filter((state) => ownership[state] === owns);

/** Every query names what breaks its law, one sentence per row. */
const laws: readonly Law[] = [
  {
    invariant: 'one-owner-per-ticket',
    values: [],
    sql: `
      select format('Ticket %s of listing %s is owned by %s, which is no order of this account.', t.slot, t.remote_id, t.order_id) as sentence
      from tickets t
      where t.order_id is not null
        and not exists (select from orders o where o.account_id = t.account_id and o.order_id = t.order_id)`,
  },
  {
    invariant: 'one-owner-per-ticket',
    values: [],
    sql: `
      select format('Order %s of listing %s owns a ticket of listing %s.', o.global_id, o.remote_id, t.remote_id) as sentence
      from tickets t join orders o on o.account_id = t.account_id and o.order_id = t.order_id
      where o.remote_id is distinct from t.remote_id`,
  },
  {
    invariant: 'one-owner-per-ticket',
    values: [statesThat('owns'), statesThat('free')],
    sql: `
      with owned as (
        select account_id, order_id, count(*)::integer as tickets,
          array_agg(seat order by seat) as seats
        from tickets where order_id is not null
        group by account_id, order_id
      )
      select format('Order %s is %s for %s tickets and owns %s.', o.global_id, o.state, coalesce(o.quantity, 0), coalesce(owned.tickets, 0)) as sentence
      from orders o left join owned using (account_id, order_id)
      where (o.state = any($1) and coalesce(owned.tickets, 0) <> coalesce(o.quantity, 0))
         or (o.state = any($2) and owned.tickets is not null)
         or (owned.tickets is not null and owned.tickets <> o.quantity)
         or (owned.tickets is not null
             and owned.seats is distinct from (select array_agg(seat order by seat) from unnest(o.seats) as seat))`,
  },
  {
    invariant: 'elsewhere-has-a-pos',
    values: [],
    sql: `
      select distinct format('Tickets of listing %s are kept for the POS %s, which is not connected.', t.remote_id, l.pos) as sentence
      from tickets t join listings l using (account_id, remote_id)
      where t.elsewhere
        and not exists (select from points_of_sale p where p.account_id = l.account_id and p.pos = l.pos)`,
  },
  {
    invariant: 'known-states',
    values: [orderStates],
    sql: `
      select format('Order %s is in the state "%s", which does not exist.', global_id, state) as sentence
      from orders where state <> all($1)`,
  },
  {
    invariant: 'journal-is-whole',
    values: [],
    sql: `
      with story as (
        select account_id, order_id, count(*)::integer as entries, max(entry) as last
        from journal group by account_id, order_id
      )
      select format('Order %s has %s journal entries where it counts %s.', o.global_id, coalesce(s.entries, 0), o.entries) as sentence
      from orders o left join story s using (account_id, order_id)
      where coalesce(s.entries, 0) <> o.entries or coalesce(s.last, 0) <> o.entries`,
  },
  {
    invariant: 'journal-tells-the-state',
    values: [],
    sql: `
      with last_step as (
        select distinct on (account_id, order_id) account_id, order_id, steps -> -1 ->> 1 as state
        from journal where jsonb_array_length(steps) > 0
        order by account_id, order_id, entry desc
      )
      select format('Order %s is %s, and its journal ends with %s.', o.global_id, o.state, coalesce(l.state, 'nothing')) as sentence
      from orders o left join last_step l using (account_id, order_id)
      where o.state is distinct from l.state`,
  },
  {
    invariant: 'sold-means-invoiced',
    values: [],
    sql: `
      select format('Order %s is confirmed without %s.', global_id,
        case when invoice_id is null then 'an invoice' else 'a time' end) as sentence
      from orders where state = 'confirmed' and (invoice_id is null or confirmed_at is null)`,
  },
];

export async function verifyLedger(
  pool: Pool,
  onLaw: (invariant: string, index: number, of: number) => void,
): Promise<Verification> {
  return inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await client.query('set local statement_timeout = 0');
    const { rows } = await client.query<{ tickets: number; orders: number; now: Instant }>(
      'select (select coalesce(sum(cardinality(owners)), 0)::bigint from listings) as tickets, (select count(*) from orders) as orders, now() as now',
    );
    const violations: Violation[] = [];
    for (const [index, { invariant, sql, values }] of laws.entries()) {
      onLaw(invariant, index + 1, laws.length);
      const found = await client.query<{ sentence: string }>(`${sql} limit ${mostPerLaw}`, values);
      violations.push(...found.rows.map(({ sentence }) => ({ invariant, sentence })));
    }
    const { tickets = 0, orders = 0, now = 0 } = rows[0] ?? {};
    const twins = await readTakenTwins(client, null, { after: now, upTo: null, limit: mostPerLaw });
    return { tickets, orders, violations, notes: twins.map(takenTwinsSentence) };
  });
}
