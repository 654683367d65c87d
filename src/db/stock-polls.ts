// SQL of how far each POS's stock has been read, who is reading it, and which of its groups are to be read again.
import type { AccountId, Instant } from '../core/order.ts';
import type { Database, Statement } from './pool.ts';
import type { Stand } from './stock.ts';

export type StockPoll = Stand & {
  cursor: unknown;
  /** Since when a pass over everything is under way. */
  passBeganAt: Instant | null;
  groupsRead: number;
  groupsTotal: number | null;
  /** Since when every look has failed. Null: the last one did not. */
  failingSince: Instant | null;
  /** Why the last one failed. */
  trouble: string | null;
  /** Until when whoever took it has it alone. It tells one lease from another. */
  leaseEnds: Instant;
  takenAt: Instant;
};

const columns = `p.account_id as "accountId", p.pos, p.cursor, p.pass_began_at as "passBeganAt",
  p.groups_read as "groupsRead", p.groups_total as "groupsTotal", p.failing_since as "failingSince", p.trouble,
  p.lease_ends as "leaseEnds"`;

/** Takes what is due and nobody has, for `leaseMs`, but none of these. `only`: this one, where it is due. */
export async function takeStockPolls(
  db: Database,
  {
    now,
    leaseMs,
    limit,
    only = null,
    but = [],
  }: { now: Instant; leaseMs: number; limit: number; only?: Stand | null; but?: readonly Stand[] },
): Promise<StockPoll[]> {
  const { rows } = await db.query<Omit<StockPoll, 'takenAt'>>(
    `with due as (
       select account_id, pos from stock_polls
       where due_at <= $1 and (lease_ends is null or lease_ends <= $1)
         and ($4::uuid is null or (account_id = $4 and pos = $5))
         and ${isNoneOf('stock_polls', 6)}
       order by due_at
       limit $3
       for update skip locked
     )
     update stock_polls p set lease_ends = $2 from due
     where p.account_id = due.account_id and p.pos = due.pos
     returning ${columns}`,
    [new Date(now), new Date(now + leaseMs), limit, only?.accountId ?? null, only?.pos ?? null, ...columnsOf(but)],
  );
  return rows.map((poll) => ({ ...poll, takenAt: now }));
}

/** `columnsOf` the stands are the parameters from this place on. */
const isNoneOf = (table: string, place: number): string =>
  `not exists (
     select from unnest($${place}::uuid[], $${place + 1}::text[]) as b (account_id, pos)
     where b.account_id = ${table}.account_id and b.pos = ${table}.pos)`;

const columnsOf = (stands: readonly Stand[]): [string[], string[]] => [
  stands.map(({ accountId }) => accountId),
  stands.map(({ pos }) => pos),
];

/** What a look has come to. `dueAt` absent: it goes on, and keeps its lease. */
export type StockLook = Pick<StockPoll, 'cursor' | 'passBeganAt' | 'groupsRead' | 'groupsTotal'> & {
  leaseEnds: Instant | null;
  dueAt: Instant | null | undefined;
  /** Null: it went well. */
  trouble: string | null;
  /** Whether a pass over everything, or what there was, has come to its end. */
  isPassed: boolean;
  isRead: boolean;
};

/**
 * False when somebody else has it by now: then nothing was stored, and whatever was done beside it must be undone. Whoever made
 * the stock due while it was read saw something that this look may not have seen: that stays due.
 */
export async function storeStockLook(db: Database, poll: StockPoll, look: StockLook, now: Instant): Promise<boolean> {
  const { rowCount } = await db.query(
    `update stock_polls set cursor = $4, pass_began_at = $5, groups_read = $6, groups_total = $7, lease_ends = $8,
       due_at = case when $9 and due_at > $15 then least(due_at, $10) when $9 then $10 else due_at end,
       trouble = $11,
       failing_since = case when $11::text is null then null else coalesce(failing_since, $12) end,
       passed_at = case when $13 then $12 else passed_at end,
       read_at = case when $14 then $12 else read_at end
     where account_id = $1 and pos = $2 and lease_ends = $3`,
    [
      poll.accountId,
      poll.pos,
      new Date(poll.leaseEnds),
      JSON.stringify(look.cursor ?? null),
      dateOf(look.passBeganAt),
      look.groupsRead,
      look.groupsTotal,
      dateOf(look.leaseEnds),
      look.dueAt !== undefined,
      dateOf(look.dueAt ?? null),
      look.trouble,
      new Date(now),
      look.isPassed,
      look.isRead,
      new Date(poll.takenAt),
    ],
  );
  return rowCount === 1;
}

function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}

/** Makes the stock due: at once, and from its beginning where everything is to be read anew. */
export async function makeStockDue(
  db: Database,
  { accountId, pos }: Stand,
  now: Instant,
  everything: 'everything' | 'news',
): Promise<void> {
  await db.query(
    `update stock_polls set due_at = $3,
       cursor = case when $4 then null else cursor end,
       pass_began_at = case when $4 then null else pass_began_at end
     where account_id = $1 and pos = $2`,
    [accountId, pos, new Date(now), everything === 'everything'],
  );
}

export type StockStanding = {
  dueAt: Instant | null;
  leaseEnds: Instant | null;
  passBeganAt: Instant | null;
  groupsRead: number;
  groupsTotal: number | null;
  passedAt: Instant | null;
  readAt: Instant | null;
  trouble: string | null;
  failingSince: Instant | null;
};

/** Null: the account has no such POS. */
export async function readStockStanding(db: Database, { accountId, pos }: Stand): Promise<StockStanding | null> {
  const { rows } = await db.query<StockStanding>(
    `select due_at as "dueAt", lease_ends as "leaseEnds", pass_began_at as "passBeganAt", groups_read as "groupsRead",
       groups_total as "groupsTotal", passed_at as "passedAt", read_at as "readAt", trouble,
       failing_since as "failingSince"
     from stock_polls where account_id = $1 and pos = $2`,
    [accountId, pos],
  );
  return rows[0] ?? null;
}

export type StockHint = Stand & { remoteId: string; hintedAt: Instant };

/** Of a group that is hinted at already, the sooner time counts. No two hints of a group are of the same moment. */
const orSooner = `
  on conflict (account_id, pos, remote_id)
    do update set hinted_at = greatest(excluded.hinted_at, stock_hints.hinted_at + interval '1 millisecond'),
      due_at = least(stock_hints.due_at, excluded.due_at)`;

/** Notes that these groups are to be read again, each by its remote id, at that time or sooner. */
export async function addStockHints(
  db: Database,
  { accountId, pos }: Stand,
  hints: readonly { remoteId: string; dueAt: Instant }[],
  now: Instant,
): Promise<void> {
  if (hints.length === 0) return;
  await db.query(
    `insert into stock_hints (account_id, pos, remote_id, hinted_at, due_at)
     select $1::uuid, $2, remote_id, $5::timestamptz, min(due_at)
     from unnest($3::text[], $4::timestamptz[]) as h (remote_id, due_at)
     group by remote_id
     order by remote_id
     ${orSooner}`,
    [accountId, pos, hints.map(({ remoteId }) => remoteId), hints.map(({ dueAt }) => new Date(dueAt)), new Date(now)],
  );
}

/**
 * Orders have let go of tickets of these listings. Where the POS has shown those otherwise, or shows the group no more, it is
 * read again. The caller holds the listings' locks.
 */
export function hintAtLetGo(accountId: AccountId, listings: readonly string[], now: Instant): Statement {
  return {
    name: 'hint_at_let_go',
    text: `
      insert into stock_hints (account_id, pos, remote_id, hinted_at, due_at)
      select account_id, pos, remote_id, $3::timestamptz, $3::timestamptz from stock_groups
      where account_id = $1 and remote_id = any($2::text[]) and (hides or gone_at is not null)
      order by remote_id
      ${orSooner}`,
    values: [accountId, listings, new Date(now).toISOString()],
  };
}

export async function countStockHints(db: Database, { accountId, pos }: Stand): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*) from stock_hints where account_id = $1 and pos = $2',
    [accountId, pos],
  );
  return rows[0]?.count ?? 0;
}

/** Takes hints that are due, for `leaseMs`, but none at these. */
export async function takeStockHints(
  db: Database,
  { now, leaseMs, limit, but }: { now: Instant; leaseMs: number; limit: number; but: readonly Stand[] },
): Promise<StockHint[]> {
  const { rows } = await db.query<StockHint>(
    `with due as (
       select account_id, pos, remote_id from stock_hints
       where due_at <= $1
         and ${isNoneOf('stock_hints', 4)}
       order by due_at
       limit $3
       for update skip locked
     )
     update stock_hints h set due_at = $2 from due
     where h.account_id = due.account_id and h.pos = due.pos and h.remote_id = due.remote_id
     returning h.account_id as "accountId", h.pos, h.remote_id as "remoteId", h.hinted_at as "hintedAt"`,
    [new Date(now), new Date(now + leaseMs), limit, ...columnsOf(but)],
  );
  return rows;
}

/** A group has been read: its hint is over, unless another came meanwhile. That one is due by itself. */
export async function endStockHint(db: Database, hint: StockHint): Promise<void> {
  await db.query('delete from stock_hints where account_id = $1 and pos = $2 and remote_id = $3 and hinted_at = $4', [
    hint.accountId,
    hint.pos,
    hint.remoteId,
    new Date(hint.hintedAt),
  ]);
}

/** It is followed again then, unless another came meanwhile. */
export async function setStockHintDue(db: Database, hint: StockHint, dueAt: Instant): Promise<void> {
  await db.query(
    `update stock_hints set due_at = $5
     where account_id = $1 and pos = $2 and remote_id = $3 and hinted_at = $4`,
    [hint.accountId, hint.pos, hint.remoteId, new Date(hint.hintedAt), new Date(dueAt)],
  );
}
