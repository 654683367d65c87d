// SQL of what an account has chosen for itself.
import type { AccountId } from '../core/order.ts';
import type { AutoReject } from '../core/sale.ts';
import type { Database } from './pool.ts';

export type AccountSettings = {
  name: string;
  /** IANA name; days and times are shown in it. */
  timeZone: string;
  /** The currency that sums are shown in first. Null: whichever occurs most. */
  currency: string | null;
  /** As it is stored; null: a person decides. */
  autoReject: AutoReject | null;
  takesFromNonBinding: boolean;
};

/** Throws when there is no such account: whoever asks is signed in to it. */
export async function readAccountSettings(db: Database, accountId: AccountId): Promise<AccountSettings> {
  const { rows } = await db.query<AccountSettings>(
    `select name, time_zone as "timeZone", currency, auto_reject as "autoReject",
       takes_from_non_binding as "takesFromNonBinding"
     from accounts where account_id = $1`,
    [accountId],
  );
  if (rows[0] === undefined) throw new Error('there is no such account');
  return rows[0];
}

export async function changeShown(
  db: Database,
  accountId: AccountId,
  { name, timeZone, currency }: Pick<AccountSettings, 'name' | 'timeZone' | 'currency'>,
): Promise<void> {
  await db.query('update accounts set name = $2, time_zone = $3, currency = $4 where account_id = $1', [
    accountId,
    name,
    timeZone,
    currency,
  ]);
}
