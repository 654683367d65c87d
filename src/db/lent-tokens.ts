// SQL of the tokens that a marketplace lends us, sealed.
import type { AccountId, ConnectionId } from '../core/order.ts';
import type { Database } from './pool.ts';

type Whose = { accountId: AccountId; connectionId: ConnectionId };

export async function readLentTokens(db: Database, { accountId, connectionId }: Whose): Promise<Buffer | null> {
  const { rows } = await db.query<{ tokens: Buffer | null }>(
    'select tokens from connections where account_id = $1 and connection_id = $2',
    [accountId, connectionId],
  );
  return rows[0]?.tokens ?? null;
}

/** Lets the caller alone renew them, for `leaseMs`; false while somebody else does. */
export async function leaseLentTokens(
  db: Database,
  { accountId, connectionId }: Whose,
  leaseMs: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update connections set tokens_lease_ends = now() + $3 * interval '1 millisecond'
     where account_id = $1 and connection_id = $2 and coalesce(tokens_lease_ends, now()) <= now()`,
    [accountId, connectionId, leaseMs],
  );
  return rowCount === 1;
}

/** Stores what the lease was taken for, or nothing, and ends the lease. */
export async function endTokensLease(db: Database, whose: Whose, sealed: Buffer | null): Promise<void> {
  await db.query(
    `update connections set tokens = coalesce($3, tokens), tokens_lease_ends = null
     where account_id = $1 and connection_id = $2`,
    [whose.accountId, whose.connectionId, sealed],
  );
}
