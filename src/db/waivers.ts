// SQL of waivers, and of the orders whose journals are their evidence.
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import type { Database } from './pool.ts';

export type WaiverState = 'opened' | 'submitted' | 'waived' | 'refused';

/** Money in minor units of `currency`. */
export type Waiver = {
  waiverId: string;
  orderId: OrderId;
  ground: string;
  state: WaiverState;
  atStake: number | null;
  saved: number | null;
  currency: string | null;
  note: string;
  openedAt: Instant;
  openedBy: string;
  changedAt: Instant;
  submittedAt: Instant | null;
  endedAt: Instant | null;
};

const columns = `
  w.waiver_id as "waiverId", w.order_id as "orderId", w.ground, w.state, w.at_stake as "atStake", w.saved, w.currency, w.note,
  w.opened_at as "openedAt", w.opened_by as "openedBy", w.changed_at as "changedAt", w.submitted_at as "submittedAt",
  w.ended_at as "endedAt"`;

/** False when the order has a waiver already. */
export async function insertWaiver(
  db: Database,
  accountId: AccountId,
  waiver: Pick<Waiver, 'waiverId' | 'orderId' | 'ground' | 'atStake' | 'currency' | 'note' | 'openedAt' | 'openedBy'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into waivers (account_id, waiver_id, order_id, ground, state, at_stake, currency, note, opened_at, opened_by,
       changed_at)
     values ($1, $2, $3, $4, 'opened', $5, $6, $7, $8, $9, $8)
     on conflict do nothing`,
    [
      accountId,
      waiver.waiverId,
      waiver.orderId,
      waiver.ground,
      waiver.atStake,
      waiver.currency,
      waiver.note,
      new Date(waiver.openedAt),
      waiver.openedBy.slice(0, 200),
    ],
  );
  return rowCount === 1;
}

export async function readWaiver(db: Database, accountId: AccountId, waiverId: string): Promise<Waiver | null> {
  const { rows } = await db.query<Waiver>(
    `select ${columns} from waivers w where w.account_id = $1 and w.waiver_id = $2`,
    [accountId, waiverId],
  );
  return rows[0] ?? null;
}

/** The same, locked until the transaction ends. */
export async function lockWaiver(db: Database, accountId: AccountId, waiverId: string): Promise<Waiver | null> {
  const { rows } = await db.query<Waiver>(
    `select ${columns} from waivers w where w.account_id = $1 and w.waiver_id = $2 for update`,
    [accountId, waiverId],
  );
  return rows[0] ?? null;
}

export async function updateWaiver(db: Database, accountId: AccountId, waiver: Waiver): Promise<void> {
  const instant = (at: Instant | null): Date | null => (at === null ? null : new Date(at));
  await db.query(
    `update waivers set ground = $3, state = $4, at_stake = $5, saved = $6, currency = $7, note = $8, changed_at = $9,
       submitted_at = $10, ended_at = $11
     where account_id = $1 and waiver_id = $2`,
    [
      accountId,
      waiver.waiverId,
      waiver.ground,
      waiver.state,
      waiver.atStake,
      waiver.saved,
      waiver.currency,
      waiver.note,
      new Date(waiver.changedAt),
      instant(waiver.submittedAt),
      instant(waiver.endedAt),
    ],
  );
}

/** A waiver with what a list shows of its order. */
export type ListedWaiver = Waiver & { marketplace: string; globalId: string; event: string | null };

/** Newest first. `after`: the last one of the page before. */
export async function listWaivers(
  db: Database,
  accountId: AccountId,
  { state, after, limit }: { state: WaiverState | null; after: readonly [Instant, string] | null; limit: number },
): Promise<ListedWaiver[]> {
  const { rows } = await db.query<ListedWaiver>(
    `select ${columns}, o.marketplace, o.global_id as "globalId", l.event
     from waivers w
       join orders o using (account_id, order_id)
       left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
     where w.account_id = $1 and ($2::text is null or w.state = $2)
       and ($3::timestamptz is null or (w.opened_at, w.waiver_id) < ($3, $4::uuid))
     order by w.opened_at desc, w.waiver_id desc
     limit $5`,
    [accountId, state, after === null ? null : new Date(after[0]), after?.[1] ?? null, limit],
  );
  return rows;
}

/** Sales that look as if they should not have happened, and have no waiver yet; newest first. */
export type WaiverCandidate = {
  orderId: OrderId;
  marketplace: string;
  globalId: string;
  event: string | null;
  at: Instant;
  /** What was told of it when it happened. */
  sentence: string;
};

export async function findWaiverCandidates(
  db: Database,
  accountId: AccountId,
  { kinds, since, limit }: { kinds: readonly string[]; since: Instant; limit: number },
): Promise<WaiverCandidate[]> {
  const { rows } = await db.query<WaiverCandidate>(
    `select * from (
       select distinct on (a.order_id) a.order_id as "orderId", o.marketplace, o.global_id as "globalId", l.event, a.at,
         a.sentence
       from alerts a
         join orders o using (account_id, order_id)
         left join listings l on l.account_id = o.account_id and l.remote_id = o.remote_id
       where a.account_id = $1 and a.kind = any($2) and a.at >= $3
         and not exists (select from waivers w where w.account_id = a.account_id and w.order_id = a.order_id)
       order by a.order_id, a.at desc) as candidate
     order by at desc
     limit $4`,
    [accountId, kinds, new Date(since), limit],
  );
  return rows;
}

/** The other orders that ever claimed tickets of this listing until `until`, the latest first. */
export async function findRivals(
  db: Database,
  accountId: AccountId,
  { remoteId, orderId, until, limit }: { remoteId: string; orderId: OrderId; until: Instant; limit: number },
): Promise<OrderId[]> {
  const { rows } = await db.query<{ order_id: OrderId }>(
    `select order_id from orders
     where account_id = $1 and remote_id = $2 and order_id <> $3 and created_at <= $4 and seats is not null
     order by created_at desc
     limit $5`,
    [accountId, remoteId, orderId, new Date(until), limit],
  );
  return rows.map((row) => row.order_id);
}
