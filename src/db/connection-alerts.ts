// SQL of alerts about a connection, or about one headliner of its sales: raised and ended by whoever watches the connection.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import { forgottenAfterMs, wasSaid } from './alerts.ts';
import type { Database } from './pool.ts';

export type ConnectionAlertKind =
  | 'connection_refused'
  | 'list_unread'
  | 'notice_unreadable'
  | 'unconfirmed_limit_near'
  | 'two_confirmers'
  | 'invoice_unknown';

type Whose = { accountId: AccountId; connectionId: ConnectionId };

/** Writes down that something is wrong with a connection, and says whether that is new; what is on record and not over stays. */
export async function raiseConnectionAlert(
  db: Database,
  alert: Whose & { kind: ConnectionAlertKind; sentence: string; at: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into alerts (account_id, connection_id, kind, sentence, at)
     values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [alert.accountId, alert.connectionId, alert.kind, alert.sentence, new Date(alert.at)],
  );
  return rowCount === 1;
}

/**
 * A notice could not be read. Each may be another sale, so one that comes after a person has seen to the last, or after
 * others could be read again, is told anew.
 */
export async function raiseNoticeAlert(
  db: Database,
  alert: Whose & { sentence: string; at: Instant },
): Promise<boolean> {
  await endNoticeAlerts(db, alert.at);
  await db.query(
    `update alerts set over_at = $3
     where account_id = $1 and subject = $2 and kind = 'notice_unreadable' and over_at is null and done_at is not null`,
    [alert.accountId, alert.connectionId, new Date(alert.at)],
  );
  return raiseConnectionAlert(db, { ...alert, kind: 'notice_unreadable' });
}

/**
 * Ends the alerts of notices that could not be read, where one has come since that could. Not before somebody was told: on
 * a busy connection the next one comes within the second, and the sale behind the other would be lost in silence.
 */
export async function endNoticeAlerts(db: Database, at: Instant): Promise<void> {
  await db.query(
    `update alerts a set over_at = $1
     from connections c
     where a.kind = 'notice_unreadable' and a.over_at is null
       and c.account_id = a.account_id and c.connection_id = a.connection_id and c.noticed_at > a.at
       and (a.done_at is not null or a.at <= $2 or ${wasSaid})`,
    [new Date(at), new Date(at - forgottenAfterMs)],
  );
}

/**
 * An invoice came for a hold that nobody has. One alert stands for all of its connection, with how many there were: `sentence` is that of the
 * first, says "1 since", and is kept but for this number. The same `request` that came before, and is kept, is not counted again.
 * One that comes after a person has seen to the last is told anew. Resolves with whether the alert is new.
 */
export async function raiseUnknownInvoiceAlert(
  db: Database,
  alert: Whose & { sentence: string; request: unknown; at: Instant },
): Promise<boolean> {
  const { accountId, connectionId, sentence, request, at } = alert;
  await db.query(
    `update alerts set over_at = $3
     where account_id = $1 and subject = $2 and kind = 'invoice_unknown' and over_at is null and done_at is not null`,
    [accountId, connectionId, new Date(at)],
  );
  const { rows } = await db.query<{ isNew: boolean }>(
    `insert into alerts as a (account_id, connection_id, kind, sentence, at)
     values ($1, $2, 'invoice_unknown', $3, $4)
     on conflict (account_id, subject, kind) where over_at is null do update
       set sentence = regexp_replace(
         a.sentence, '[0-9]+ since', (substring(a.sentence from '([0-9]+) since')::bigint + 1)::text || ' since')
       where not exists (
         select from stray_exchanges s
         where s.account_id = $1 and s.connection_id = $2 and s.at >= a.at and s.exchange -> 'request' = $5::jsonb)
     returning xmax = 0 as "isNew"`,
    [accountId, connectionId, sentence, new Date(at), JSON.stringify(request)],
  );
  return rows[0]?.isNew ?? false;
}

export async function endConnectionAlert(
  db: Database,
  alert: Whose & { kind: ConnectionAlertKind; at: Instant },
): Promise<void> {
  await db.query(
    `update alerts set over_at = $4
     where account_id = $1 and subject = $2 and kind = $3 and over_at is null`,
    [alert.accountId, alert.connectionId, alert.kind, new Date(alert.at)],
  );
}

export type HeadlinerAlert = Whose & { headliner: string; sentence: string };

/** Of this kind stand these alerts and no others: new ones are raised, the words of known ones renewed, the rest are over. */
export async function keepHeadlinerAlerts(
  db: Database,
  kind: ConnectionAlertKind,
  alerts: readonly HeadlinerAlert[],
  at: Instant,
): Promise<void> {
  const standing = JSON.stringify(
    alerts.map(({ accountId, connectionId, headliner, sentence }) => ({
      account_id: accountId,
      connection_id: connectionId,
      headliner,
      sentence,
    })),
  );
  const recordset =
    'json_to_recordset($2::json) as s (account_id uuid, connection_id uuid, headliner text, sentence text)';
  await db.query(
    `update alerts a set over_at = $3
     where a.kind = $1 and a.headliner is not null and a.over_at is null and not exists (
       select from ${recordset}
       where s.account_id = a.account_id and s.connection_id = a.connection_id and s.headliner = a.headliner)`,
    [kind, standing, new Date(at)],
  );
  if (alerts.length === 0) return;
  await db.query(
    `insert into alerts (account_id, connection_id, headliner, kind, sentence, at)
     select s.account_id, s.connection_id, s.headliner, $1, s.sentence, $3 from ${recordset}
     on conflict (account_id, subject, kind) where over_at is null
       do update set sentence = excluded.sentence where alerts.sentence <> excluded.sentence`,
    [kind, standing, new Date(at)],
  );
}
