// SQL of the POS systems that an account has connected.
import { elsewhere } from '../core/claim.ts';
import type { AccountId, Instant } from '../core/order.ts';
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

/** Its sealed settings, which nobody else changes before this transaction ends. Null: it is not connected. */
export async function lockPos(db: Database, accountId: AccountId, pos: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ settings: Buffer }>(
    'select settings from points_of_sale where account_id = $1 and pos = $2 for update',
    [accountId, pos],
  );
  return rows[0]?.settings ?? null;
}

/** Keeps the POS from being taken away until the transaction ends. False: there is none. */
export async function keepPos(db: Database, accountId: AccountId, pos: string): Promise<boolean> {
  const { rowCount } = await db.query('select from points_of_sale where account_id = $1 and pos = $2 for key share', [
    accountId,
    pos,
  ]);
  return rowCount === 1;
}

/**
 * Takes it away with its listings, unless orders own tickets in some: returns how many those are, and 0 when it is done.
 * How far it was read is locked first, then groups, then listings, as by whoever writes down what a POS shows; and listings in
 * the order of their remote ids, as everywhere, so that no hold comes between. The caller has locked the POS itself.
 */
export async function disconnectPos(db: Database, accountId: AccountId, pos: string): Promise<number> {
  const whose = [accountId, pos];
  await db.query('select from stock_polls where account_id = $1 and pos = $2 for update', whose);
  await db.query('select from stock_groups where account_id = $1 and pos = $2 order by group_id for update', whose);
  const { rows } = await db.query<{ isOwned: boolean }>(
    `select cardinality(array_remove(array_remove(owners, null), $3::uuid)) > 0 as "isOwned" from listings
     where account_id = $1 and pos = $2
     order by remote_id
     for update`,
    [...whose, elsewhere],
  );
  const inUse = rows.filter(({ isOwned }) => isOwned).length;
  if (inUse > 0) return inUse;
  await db.query(
    'delete from listing_ids i using listings l where l.account_id = $1 and l.pos = $2 and i.account_id = $1 and i.listing = l.remote_id',
    whose,
  );
  for (const table of ['listings', 'stock_groups', 'stock_hints', 'points_of_sale']) {
    await db.query(`delete from ${table} where account_id = $1 and pos = $2`, whose);
  }
  await db.query(
    'update findings set ended_at = now() where account_id = $1 and pos = $2 and healed_at is null and ended_at is null',
    whose,
  );
  await db.query('update alerts set over_at = now() where account_id = $1 and pos = $2 and over_at is null', whose);
  return 0;
}

/** A POS of the account as it is shown, and how its stock is being read. */
export type PosShown = {
  pos: string;
  posId: string;
  settings: Buffer;
  whenAway: WhenAway;
  createdAt: Instant;
  /** It shows its stock, and is to be followed. */
  isFollowed: boolean;
  readAt: Instant | null;
  passedAt: Instant | null;
  passBeganAt: Instant | null;
  groupsRead: number;
  groupsTotal: number | null;
  trouble: string | null;
  failingSince: Instant | null;
  /** Standing findings of the sweep about it. */
  findings: number;
};

export async function listPosShown(db: Database, accountId: AccountId): Promise<PosShown[]> {
  const { rows } = await db.query<PosShown>(
    `select p.pos, p.pos_id as "posId", p.settings, p.when_away as "whenAway", p.created_at as "createdAt",
       s.due_at is not null as "isFollowed", s.read_at as "readAt", s.passed_at as "passedAt", s.pass_began_at as "passBeganAt",
       coalesce(s.groups_read, 0) as "groupsRead", s.groups_total as "groupsTotal", s.trouble,
       s.failing_since as "failingSince",
       (select count(*) from findings f where f.account_id = p.account_id and f.pos = p.pos and f.healed_at is null
          and f.ended_at is null) as findings
     from points_of_sale p left join stock_polls s using (account_id, pos)
     where p.account_id = $1
     order by p.pos`,
    [accountId],
  );
  return rows;
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
  // Since when it fails by these settings is counted anew.
  await db.query(
    `update alerts set over_at = now() where account_id = $1 and pos = $2 and kind = 'stock_unread' and over_at is null`,
    [accountId, pos],
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
