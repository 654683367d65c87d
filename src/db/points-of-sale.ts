// SQL of the POS systems that an account has connected.
import type { AccountId } from '../core/order.ts';
import type { Database } from './pool.ts';

/** The sealed settings of an account's POS; null when it is not connected. */
export async function readPosSettings(db: Database, accountId: AccountId, pos: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ settings: Buffer }>(
    'select settings from points_of_sale where account_id = $1 and pos = $2',
    [accountId, pos],
  );
  return rows[0]?.settings ?? null;
}

export async function connectPos(
  db: Database,
  accountId: AccountId,
  pos: string,
  sealedSettings: Buffer,
): Promise<void> {
  await db.query(
    `insert into points_of_sale (account_id, pos, settings, created_at) values ($1, $2, $3, now())
     on conflict (account_id, pos) do update set settings = excluded.settings`,
    [accountId, pos, sealedSettings],
  );
}
