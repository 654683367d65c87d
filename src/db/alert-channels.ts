// SQL of the channels on which an account is told of its alerts.
import type { AccountId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export type ChannelKind = 'webhook' | 'email';

export type ChannelRow = {
  accountId: AccountId;
  channelId: string;
  kind: ChannelKind;
  /** What people are shown of its address. */
  shown: string;
  sealed: Buffer;
  createdAt: Instant;
  pausedAt: Instant | null;
};

const columns = `c.account_id as "accountId", c.channel_id as "channelId", c.kind, c.shown, c.sealed,
  c.created_at as "createdAt", c.paused_at as "pausedAt"`;

export async function insertChannel(db: Database, channel: Omit<ChannelRow, 'pausedAt'>): Promise<void> {
  await db.query(
    `insert into alert_channels (account_id, channel_id, kind, shown, sealed, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [channel.accountId, channel.channelId, channel.kind, channel.shown, channel.sealed, new Date(channel.createdAt)],
  );
}

export async function listChannels(db: Database, accountId: AccountId): Promise<ChannelRow[]> {
  const { rows } = await db.query<ChannelRow>(
    `select ${columns} from alert_channels c where c.account_id = $1 order by c.created_at, c.channel_id`,
    [accountId],
  );
  return rows;
}

/** Removes a channel with all that was said there; false when the account has no such channel. */
export async function removeChannel(db: Database, accountId: AccountId, channelId: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from alert_channels where account_id = $1 and channel_id = $2', [
    accountId,
    channelId,
  ]);
  return rowCount === 1;
}

/** Stops telling a channel anything, or begins again (null); false when the account has no such channel. */
export async function pauseChannel(
  db: Database,
  accountId: AccountId,
  channelId: string,
  pausedAt: Instant | null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update alert_channels set paused_at = $3 where account_id = $1 and channel_id = $2',
    [accountId, channelId, pausedAt === null ? null : new Date(pausedAt)],
  );
  return rowCount === 1;
}

export type ChannelKey = { accountId: AccountId; channelId: string };

/**
 * Locks channels of accounts for which something stands, from `after` on, in the order of their keys; those that another
 * hub has just now are its business. Must run in a transaction.
 */
export async function lockChannelsToTell(db: Database, after: ChannelKey | null, limit: number): Promise<ChannelKey[]> {
  const { rows } = await db.query<ChannelKey>(
    `select c.account_id as "accountId", c.channel_id as "channelId"
     from alert_channels c
     where c.paused_at is null
       and ($1::uuid is null or (c.account_id, c.channel_id) > ($1, $2::uuid))
       and exists (
         select from alerts a where a.account_id = c.account_id and a.over_at is null and a.done_at is null)
     order by c.account_id, c.channel_id
     limit $3
     for update of c skip locked`,
    [after?.accountId ?? null, after?.channelId ?? null, limit],
  );
  return rows;
}
