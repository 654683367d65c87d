// Who calls the broker API: a person in a session, or a script with a token.
import type { AccountId } from '../core/order.ts';
import type { Permission, Role } from '../core/permissions.ts';
import type { Doer } from '../db/deeds.ts';

export type BrokerCaller = {
  kind: 'person' | 'token';
  accountId: AccountId;
  accountName: string;
  /** The person's id. Null for a token. */
  personId: string | null;
  /** As the journal and the record of deeds name it: `Ada Lovelace`, `token nightly`. */
  name: string;
  /** Null for a token. */
  role: Role | null;
  permissions: ReadonlySet<Permission>;
  /** Null for a token. */
  sessionId: string | null;
  /** Null for a person. */
  tokenId: string | null;
};

/** The caller as whoever did something, for the record of deeds. */
export function doerOf({ kind, personId, tokenId, name }: BrokerCaller): Doer {
  return { kind, id: personId ?? tokenId, name };
}
