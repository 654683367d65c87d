// SQL of the sweep that compares ledger, POS and marketplaces: whose turn it is, who is at it, and how far it has come.
import type { AccountId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

/** How many orders were compared, with how many that could not be done, and what came of it. */
type SweepTally = { compared: number; unreadable: number; healed: number };

const phases = ['confirmers', 'twins', 'holds', 'standing', 'orders'] as const;

/** Where a sweep stands; kept between its steps and over restarts. */
export type SweepPlace = SweepTally & {
  phase: (typeof phases)[number];
  /** In `holds`: the POS that is being walked through, and where; in `twins`: the time of the last events that were read. */
  pos: string | null;
  cursor: unknown;
  /** In `standing`: the last one that was compared. */
  after: { orderId: string } | null;
  /** In `orders`: how many of those of once a day were compared. */
  daily: number;
};

export type SweepTurn = {
  accountId: AccountId;
  leaseEnds: Instant;
  /** Null: a new one begins. */
  place: SweepPlace | null;
  beganAt: Instant | null;
  /** When the last sweep that was ended had begun. Null: there was none. */
  lastBeganAt: Instant | null;
};

/** Every account that has somebody to compare with, or listings, gets its row; its first sweep is a while off. */
export async function scheduleSweeps(db: Database, firstAt: Instant): Promise<void> {
  await db.query(
    `insert into reconciliations (account_id, due_at)
     select account_id, $1 from accounts a
     where (exists (select from points_of_sale p where p.account_id = a.account_id)
         or exists (select from connections c where c.account_id = a.account_id and c.credentials is not null)
         -- In the order of the one index that is right. Asked whether there is any, whoever believes that every account has many
         -- reads all listings of all accounts to find that this one has none.
         or (select true from listings l where l.account_id = a.account_id order by l.account_id, l.remote_id limit 1))
       and not exists (select from reconciliations r where r.account_id = a.account_id)
     on conflict do nothing`,
    [new Date(firstAt)],
  );
}

/** When the account's last sweep came to its end. Null: none has. */
export async function readSweptAt(db: Database, accountId: AccountId): Promise<Instant | null> {
  const { rows } = await db.query<{ ended_at: Instant | null }>(
    'select ended_at from reconciliations where account_id = $1',
    [accountId],
  );
  return rows[0]?.ended_at ?? null;
}

/** A sweep in a phase that only a newer hub knows is left to it for so long, and begun anew when none has come. */
const leftToNewerForMs = 3_600_000;

/** Takes what is due and nobody is at, but none of these. `only`: this account, due or not. */
export async function takeSweeps(
  db: Database,
  {
    now,
    leaseMs,
    limit,
    only = null,
    but = [],
  }: { now: Instant; leaseMs: number; limit: number; only?: AccountId | null; but?: readonly AccountId[] },
): Promise<SweepTurn[]> {
  if (only !== null) {
    await db.query('insert into reconciliations (account_id, due_at) values ($1, $2) on conflict do nothing', [
      only,
      new Date(now),
    ]);
  }
  const { rows } = await db.query<SweepTurn>(
    `with due as (
       select account_id, cursor is null or cursor ->> 'phase' = any($5) as "isKnown" from reconciliations
       where (due_at <= $1 or account_id = $4) and ($4::uuid is null or account_id = $4)
         and (lease_ends is null or lease_ends <= $1) and account_id <> all($7::uuid[])
         and (cursor is null or cursor ->> 'phase' = any($5) or due_at <= $6 or account_id = $4)
       order by due_at
       limit $3
       for update skip locked
     )
     update reconciliations r set lease_ends = $2 from due
     where r.account_id = due.account_id
     returning r.account_id as "accountId", r.lease_ends as "leaseEnds",
       case when due."isKnown" then r.cursor end as place, case when due."isKnown" then r.began_at end as "beganAt",
       (r.ended_with ->> 'beganAt')::bigint as "lastBeganAt"`,
    [new Date(now), new Date(now + leaseMs), limit, only, phases, new Date(now - leftToNewerForMs), but],
  );
  return rows;
}

/** The sweep goes on at `dueAt`. False: somebody else is at it by now. */
export async function storeSweep(
  db: Database,
  turn: SweepTurn,
  { place, beganAt, dueAt }: { place: SweepPlace; beganAt: Instant; dueAt: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update reconciliations set cursor = $3, began_at = $4, checked = $5, due_at = $6, lease_ends = null
     where account_id = $1 and lease_ends = $2`,
    [
      turn.accountId,
      new Date(turn.leaseEnds),
      JSON.stringify(place),
      new Date(beganAt),
      place.compared,
      new Date(dueAt),
    ],
  );
  return rowCount === 1;
}

export async function endSweep(
  db: Database,
  turn: SweepTurn,
  { place, beganAt, endedAt, dueAt }: { place: SweepPlace; beganAt: Instant; endedAt: Instant; dueAt: Instant },
): Promise<boolean> {
  const { compared, unreadable, healed } = place;
  const { rowCount } = await db.query(
    `update reconciliations set cursor = null, began_at = null, checked = 0, due_at = $3, lease_ends = null,
       ended_at = $4, ended_with = $5
     where account_id = $1 and lease_ends = $2`,
    [
      turn.accountId,
      new Date(turn.leaseEnds),
      new Date(dueAt),
      new Date(endedAt),
      JSON.stringify({ beganAt, compared, unreadable, healed }),
    ],
  );
  return rowCount === 1;
}
