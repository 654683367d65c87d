// SQL of what is said on the channels: messages, their tries, and what each channel was told of when.
// Invariant: whatever is said is stored before it is sent, under the id that every try carries.
import type { AccountId, Instant } from '../core/order.ts';
import type { ChannelKind } from './alert-channels.ts';
import type { Database } from './pool.ts';

type Whose = { accountId: AccountId; channelId: string };

export type SaidOfKind = { kind: string; lastAt: Instant; isUnderWay: boolean };

/** What the channel was told since then, and what is under way there, by kind. */
export async function readWhatWasSaid(
  db: Database,
  { accountId, channelId }: Whose,
  since: Instant,
): Promise<SaidOfKind[]> {
  const { rows } = await db.query<SaidOfKind>(
    `select kind, max(at) as "lastAt", bool_or(due_at is not null) as "isUnderWay"
     from alert_messages
     where account_id = $1 and channel_id = $2 and (at > $3 or due_at is not null)
     group by kind`,
    [accountId, channelId, new Date(since)],
  );
  return rows;
}

/** Stores what is about to be said, and of which causes. */
export async function storeMessage(
  db: Database,
  message: Whose & { messageId: string; kind: string; at: Instant; content: unknown; subjects: readonly string[] },
): Promise<void> {
  const { accountId, channelId, messageId, kind, at, content, subjects } = message;
  await db.query(
    `insert into alert_messages (account_id, message_id, channel_id, kind, at, content, due_at)
     values ($1, $2, $3, $4, $5, $6, $5)`,
    [accountId, messageId, channelId, kind, new Date(at), JSON.stringify(content)],
  );
  await db.query(
    `insert into alert_tellings (account_id, channel_id, subject, kind, message_id, told_at)
     select $1, $2, subject, $4, $5, $6 from unnest($3::uuid[]) as subject
     on conflict (account_id, subject, kind, channel_id)
       do update set message_id = excluded.message_id, told_at = excluded.told_at`,
    [accountId, channelId, subjects, kind, messageId, new Date(at)],
  );
}

export type DueMessage = Whose & {
  messageId: string;
  kind: string;
  at: Instant;
  content: unknown;
  attempts: number;
  channelKind: ChannelKind;
  sealed: Buffer;
  /** Messages of one lane wait for each other: an account's webhooks; or all e-mail, which one server takes. */
  lane: string;
};

/**
 * Takes messages whose time has come, for `leaseMs`; whoever takes one has it to itself meanwhile. Never more than `mostPerLane` of one
 * lane, with those that are `busy` in it.
 */
export async function takeDueMessages(
  db: Database,
  {
    now,
    leaseMs,
    limit,
    mostPerLane,
    busy,
  }: { now: Instant; leaseMs: number; limit: number; mostPerLane: number; busy: readonly string[] },
): Promise<DueMessage[]> {
  const { rows } = await db.query<DueMessage>(
    `with waiting as (
       select *, row_number() over (partition by lane order by due_at) as place
       from (
         select m.account_id, m.message_id, m.due_at, c.kind as "channelKind", c.sealed,
           case c.kind when 'email' then c.kind else m.account_id::text end as lane
         from alert_messages m join alert_channels c using (account_id, channel_id)
         where m.due_at <= $1 and c.paused_at is null) as one
     ), due as (
       select w.account_id, w.message_id, w."channelKind", w.sealed, w.lane
       from waiting w join alert_messages m using (account_id, message_id)
       where m.due_at <= $1
         and w.place <= $4 - (select count(*) from unnest($5::text[]) as busy where busy = w.lane)
       order by w.due_at
       limit $3
       for update of m skip locked
     )
     update alert_messages m set due_at = $2, attempts = m.attempts + 1
     from due
     where m.account_id = due.account_id and m.message_id = due.message_id
     returning m.account_id as "accountId", m.message_id as "messageId", m.channel_id as "channelId", m.kind, m.at,
       m.content, m.attempts, due."channelKind", due.sealed, due.lane`,
    [new Date(now), new Date(now + leaseMs), limit, mostPerLane, busy],
  );
  return rows;
}

/** How a try ended. A try that somebody else has repeated meanwhile changes nothing any more. */
export async function storeTry(
  db: Database,
  tried: Pick<DueMessage, 'accountId' | 'messageId' | 'attempts'> & {
    deliveryId: string;
    answer: string;
    end: { as: 'delivered' | 'failed'; at: Instant } | { as: 'again'; at: Instant };
  },
): Promise<void> {
  const { accountId, messageId, attempts, deliveryId, answer, end } = tried;
  const when = (as: typeof end.as): Date | null => (end.as === as ? new Date(end.at) : null);
  await db.query(
    `update alert_messages set due_at = $4, delivered_at = $5, failed_at = $6, delivery_id = $7, answer = $8
     where account_id = $1 and message_id = $2 and attempts = $3 and due_at is not null`,
    [
      accountId,
      messageId,
      attempts,
      when('again'),
      when('delivered'),
      when('failed'),
      deliveryId,
      answer.slice(0, 500),
    ],
  );
}

/** What became of a message. Exactly one of the four instants is known. */
export type Fate = {
  messageId: string;
  channelId: string;
  kind: string;
  at: Instant;
  attempts: number;
  dueAt: Instant | null;
  deliveredAt: Instant | null;
  failedAt: Instant | null;
  withdrawnAt: Instant | null;
  deliveryId: string | null;
  answer: string | null;
};

const fate = `m.message_id as "messageId", m.channel_id as "channelId", m.kind, m.at, m.attempts, m.due_at as "dueAt",
  m.delivered_at as "deliveredAt", m.failed_at as "failedAt", m.withdrawn_at as "withdrawnAt",
  m.delivery_id as "deliveryId", m.answer`;

/** What became of the last message about each of these subjects, on each channel. */
export async function readFates(
  db: Database,
  accountId: AccountId,
  subjects: readonly string[],
): Promise<(Fate & { subject: string })[]> {
  const { rows } = await db.query<Fate & { subject: string }>(
    `select t.subject, ${fate}
     from alert_tellings t join alert_messages m using (account_id, message_id)
     where t.account_id = $1 and t.subject = any($2::uuid[])
     order by m.at`,
    [accountId, subjects],
  );
  return rows;
}

/** Messages that were given up since then, newest first. */
export async function readGivenUp(db: Database, accountId: AccountId, since: Instant): Promise<Fate[]> {
  const { rows } = await db.query<Fate>(
    `select ${fate}
     from alert_messages m
     where m.account_id = $1 and m.failed_at > $2
     order by m.failed_at desc
     limit 100`,
    [accountId, new Date(since)],
  );
  return rows;
}
