// An account with many orders behind it, and one beside it with a few: rows as the hub would have written them.
import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../src/core/order.ts';
import { insertAccount } from '../../src/db/accounts.ts';
import type { Pool } from '../../src/db/pool.ts';

/** One order every twenty seconds, of five marketplaces; ten orders to a listing. */
export async function makeManyOrders(pool: Pool, orders: number): Promise<{ accountId: AccountId; other: AccountId }> {
  const accountId = await makeTrade(pool, orders);
  const other = await makeTrade(pool, 50);
  await pool.query('analyze orders, listings, connections, alerts');
  return { accountId, other };
}

async function makeTrade(pool: Pool, orders: number): Promise<AccountId> {
  const accountId = randomUUID() as AccountId;
  await insertAccount(pool, accountId, 'Front Row Tickets');
  await pool.query(
    `insert into connections (account_id, connection_id, marketplace, settings, created_at)
     select $1, gen_random_uuid(), marketplace, '{}', now()
     from unnest('{ticket-evolution,stubhub,gametime,tickpick,axs}'::text[]) as m(marketplace)`,
    [accountId],
  );
  await pool.query(
    `insert into listings (account_id, remote_id, event, venue, event_at, section, "row", price, currency, split,
       seats, owners, updated_at)
     select $1, 'TG-' || n, 'Night ' || n % 300 || ' with AC/DC', 'Hall ' || n % 30, now() + interval '30 days', '112',
       'C', 18500, 'USD', 'any', '{1,2,3,4}', '{null,null,null,null}', now()
     from generate_series(1, $2::integer) as n`,
    [accountId, Math.ceil(orders / 10)],
  );
  await pool.query(
    `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, remote_id,
       quantity, seats, total, total_currency, buyer, confirm_by, attempts, entries, created_at)
     select $1, gen_random_uuid(), c.connection_id, c.marketplace,
       case when c.marketplace in ('stubhub', 'axs') then 'instant_notification' else 'order_integration' end,
       'g-' || n,
       case when n % 5000 = 7 then 'unfilled' when n % 100 < 50 then 'confirmed' when n % 100 < 80 then 'declined'
         when n % 100 < 90 then 'released' else 'expired' end,
       true, 'TG-' || 1 + n % $3::integer, 2, '{1,2}', 100 * n, 'USD',
       case when n % 3 = 0 then jsonb_build_object('name', case when n % 300 = 0 then 'Zoë Ångström' else 'Front Office' end) end,
       date_trunc('second', now()) + n * interval '1 minute', 0, 2, date_trunc('second', now()) - n * interval '20 seconds'
     from generate_series(1, $2::integer) as n
     join connections c on c.account_id = $1 and c.marketplace =
       case when n % 1000 = 0 then 'axs' else ('{ticket-evolution,stubhub,gametime,tickpick}'::text[])[1 + n % 4] end`,
    [accountId, orders, Math.ceil(orders / 10)],
  );
  return accountId;
}
