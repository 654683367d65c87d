// SQL of the POS systems that an account has connected.
import type { AccountId } from '../core/order.ts';
import type { Database } from './pool.ts';

/** What becomes of holds while the POS is out of reach: they are refused, or the ledger alone pledges the tickets. */
export type WhenAway = 'refuse' | 'pledge';

/** An account's POS, with its sealed settings; null when it is not connected. */
export async function readPos(
  db: Database,
  accountId: AccountId,
  pos: string,
): Promise<{ settings: Buffer; whenAway: WhenAway } | null> {
  const { rows } = await db.query<{ settings: Buffer; whenAway: WhenAway }>(
    'select settings, when_away as "whenAway" from points_of_sale where account_id = $1 and pos = $2',
    [accountId, pos],
  );
  return rows[0] ?? null;
}

/** False when the account is not connected to that POS. */
export async function changeWhenAway(
  db: Database,
  accountId: AccountId,
  pos: string,
  whenAway: WhenAway,
): Promise<boolean> {
  const query = 'update points_of_sale set when_away = $3 where account_id = $1 and pos = $2';
  return (await db.query(query, [accountId, pos, whenAway])).rowCount === 1;
}

/** Every POS of the account, with its sealed settings. */
export async function readPointsOfSale(
  db: Database,
  accountId: AccountId,
): Promise<{ pos: string; settings: Buffer }[]> {
  const query = 'select pos, settings from points_of_sale where account_id = $1 order by pos';
  const { rows } = await db.query<{ pos: string; settings: Buffer }>(query, [accountId]);
  return rows;
}

/**
 * Connects an account to a POS, or anew. Its stock is read from the beginning then, and whoever is reading it by the old
 * settings has it no more. Returns the id in the address for its hints.
 */
export async function connectPos(
  db: Database,
  accountId: AccountId,
  pos: string,
  sealedSettings: Buffer,
): Promise<string> {
  const { rows } = await db.query<{ pos_id: string }>(
    `with connected as (
       insert into points_of_sale (account_id, pos, settings, created_at) values ($1, $2, $3, now())
       on conflict (account_id, pos) do update set settings = excluded.settings
       returning account_id, pos, pos_id
     ), due as (
       insert into stock_polls (account_id, pos, due_at) select account_id, pos, now() from connected
       on conflict (account_id, pos)
         do update set due_at = excluded.due_at, cursor = null, pass_began_at = null, trouble = null,
           failing_since = null, lease_ends = null
     )
     select pos_id from connected`,
    [accountId, pos, sealedSettings],
  );
  return rows[0]?.pos_id ?? '';
}

/** The POS whose address for hints this is. */
export async function findPosById(
  db: Database,
  posId: string,
): Promise<{ accountId: AccountId; pos: string; settings: Buffer } | null> {
  const { rows } = await db.query<{ accountId: AccountId; pos: string; settings: Buffer }>(
    'select account_id as "accountId", pos, settings from points_of_sale where pos_id = $1',
    [posId],
  );
  return rows[0] ?? null;
}
