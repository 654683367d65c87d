// SQL of alerts about one POS of an account: raised and ended by whoever watches it.
import type { Instant } from '../core/order.ts';
import type { Database } from './pool.ts';
import type { Stand } from './stock.ts';

export type PosAlertKind = 'stock_unread';

/** Writes down that something is wrong with a POS; what is on record and not over stays. */
export async function raisePosAlert(
  db: Database,
  { accountId, pos, kind, sentence, at }: Stand & { kind: PosAlertKind; sentence: string; at: Instant },
): Promise<void> {
  await db.query(
    `insert into alerts (account_id, pos, kind, sentence, at)
     values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [accountId, pos, kind, sentence, new Date(at)],
  );
}

export async function endPosAlert(
  db: Database,
  { accountId, pos, kind, at }: Stand & { kind: PosAlertKind; at: Instant },
): Promise<void> {
  await db.query(
    `update alerts set over_at = $4
     where account_id = $1 and pos = $2 and kind = $3 and over_at is null`,
    [accountId, pos, kind, new Date(at)],
  );
}
