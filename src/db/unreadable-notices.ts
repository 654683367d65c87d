// SQL of notices that were their marketplace's own and could not be read: kept among the conversations that belong to no order.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export type UnreadableNotice = {
  noticeId: string;
  at: Instant;
  /** Why it could not be read, as its sender was told. */
  why: string | null;
  /** The beginning of what came: JSON as text, everything else as it came. */
  text: string;
  /** How many characters came, as far as they were kept. */
  length: number;
  requestId: string | null;
};

export type NoticesWanted = {
  accountId: AccountId;
  connectionId: ConnectionId;
  /** Older ones are not looked for, so that a page costs what the last days have brought. */
  since: Instant;
  /** The last one that was seen: only older ones are wanted. */
  before: { at: Instant; noticeId: string } | null;
  limit: number;
  /** So much of each text, in characters. */
  longestText: number;
};

/** Newest first. */
export async function listUnreadableNotices(db: Database, wanted: NoticesWanted): Promise<UnreadableNotice[]> {
  const { rows } = await db.query<UnreadableNotice>(
    `select exchange_id as "noticeId", at,
       exchange -> 'response' -> 'body' ->> 'detail' as why,
       left(coalesce(exchange -> 'request' ->> 'body', ''), $7) as text,
       length(coalesce(exchange -> 'request' ->> 'body', '')) as length,
       exchange ->> 'requestId' as "requestId"
     from stray_exchanges
     where account_id = $1 and connection_id = $2 and at >= $3
       and exchange -> 'response' ->> 'status' = '400'
       and starts_with(exchange -> 'request' ->> 'line', 'POST /ion/')
       and ($4::timestamptz is null or (at, exchange_id) < ($4, $5))
     order by at desc, exchange_id desc
     limit $6`,
    [
      wanted.accountId,
      wanted.connectionId,
      new Date(wanted.since),
      wanted.before && new Date(wanted.before.at),
      wanted.before?.noticeId ?? null,
      wanted.limit,
      wanted.longestText,
    ],
  );
  return rows;
}
