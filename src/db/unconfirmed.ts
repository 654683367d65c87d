// SQL that counts the sales of each headliner that stand unconfirmed, from the rows: no counter is kept anywhere.
import type { AccountId, ConnectionId } from '../core/order.ts';
import type { OrderState } from '../core/transitions.ts';
import type { Database } from './pool.ts';

export type UnconfirmedOfHeadliner = {
  accountId: AccountId;
  connectionId: ConnectionId;
  marketplace: string;
  settings: unknown;
  headliner: string;
  unconfirmed: number;
};

/** Of all accounts at these marketplaces. */
export async function countUnconfirmed(
  db: Database,
  { marketplaces, states }: { marketplaces: readonly string[]; states: readonly OrderState[] },
): Promise<UnconfirmedOfHeadliner[]> {
  const { rows } = await db.query<UnconfirmedOfHeadliner>(
    `with counted as (
       select account_id, connection_id, headliner, count(*) as unconfirmed from orders
       where marketplace = any($1) and headliner is not null and confirmed_at is null and state = any($2)
       group by account_id, connection_id, headliner
     )
     select c.account_id as "accountId", c.connection_id as "connectionId", c.marketplace, c.settings, n.headliner, n.unconfirmed
     from counted n join connections c using (account_id, connection_id)`,
    [marketplaces, states],
  );
  return rows;
}
