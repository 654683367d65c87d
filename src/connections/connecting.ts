// An account is connected to a marketplace, and what of the connection is changed afterwards: the same from the command line
// and from the broker API. Kept: a change and its deed are written together or not at all.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import { findConnection, insertConnection, insertKey, revokeKey, updateConnectionSettings } from '../db/accounts.ts';
import {
  beginPollAnew,
  forgetCredentials,
  lockConnection,
  lockConnectionSettings,
  makePollDue,
  pauseConnection,
  storeCredentials,
} from '../db/connections.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import { CannotOpen, type Vault } from '../db/sealed.ts';
import { createApiKey } from '../http/api-key.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import { goElsewhere } from './addresses.ts';

/** Who changes what of whose, and when. */
export type Change = { accountId: AccountId; by: Doer; at: Instant };

export type IssuedKey = { connectionId: ConnectionId; keyId: string; apiKey: string };

type Named = Pick<Marketplace, 'slug' | 'name'>;

/** Connects and issues the first key. Null: it is connected already, and nothing was done; of two at once, one connects. */
export function connectMarketplace(pool: Pool, marketplace: Named, change: Change): Promise<IssuedKey | null> {
  return inTransaction(pool, async (db) => {
    const connectionId = await make(db, marketplace, change);
    return connectionId && issue(db, connectionId, marketplace, change);
  });
}

/** Connects, if it is not connected, and issues a key: the first, or one more. */
export function connectOrIssueKey(pool: Pool, marketplace: Named, change: Change): Promise<IssuedKey> {
  return inTransaction(pool, async (db) => {
    const made = await make(db, marketplace, change);
    const connectionId = made ?? (await findConnection(db, change.accountId, marketplace.slug));
    return issue(db, connectionId as ConnectionId, marketplace, change);
  });
}

async function make(db: Database, { slug, name }: Named, change: Change): Promise<ConnectionId | null> {
  const connectionId = randomUUID() as ConnectionId;
  const { accountId } = change;
  if (!(await insertConnection(db, { accountId, connectionId, marketplace: slug, settings: {} }))) return null;
  await record(db, change, connectionId, 'connection.made', `connected ${name}`);
  return connectionId;
}

/** One more key to a connection; the others go on working. */
export function issueKey(
  pool: Pool,
  connectionId: ConnectionId,
  marketplace: Pick<Named, 'name'>,
  change: Change,
): Promise<IssuedKey> {
  return inTransaction(pool, (db) => issue(db, connectionId, marketplace, change));
}

/** Revokes a key for good; false when the account, or the connection where one is named, has no such key. */
export function withdrawKey(
  pool: Pool,
  key: { keyId: string; connectionId?: ConnectionId },
  change: Change,
): Promise<boolean> {
  const { accountId, at, by } = change;
  return inTransaction(pool, async (db) => {
    if (!(await revokeKey(db, accountId, key.keyId, key.connectionId ?? null))) return false;
    const subject = { kind: 'key', id: key.keyId };
    await recordDeed(db, { accountId, at, by, what: 'key.revoked', did: `revoked the key ${key.keyId}`, subject });
    return true;
  });
}

/**
 * Settings made of those that are there, which nobody else changes meanwhile: of two changes at once, none is lost. What
 * `settle` returns must fit the marketplace's schema; where it throws, nothing is changed. Credentials are never sent to another
 * address than those for which they were entered: where one changes they are forgotten, and true is returned.
 */
export async function changeConnectionSettings(
  pool: Pool,
  connectionId: ConnectionId,
  marketplace: Named & Pick<Marketplace, 'settings'>,
  settle: (before: object) => object,
  change: Change,
): Promise<boolean> {
  const { slug, name } = marketplace;
  return inTransaction(pool, async (db) => {
    const before = (await lockConnectionSettings(db, change.accountId, connectionId)) ?? {};
    const after = settle(before);
    await updateConnectionSettings(db, change.accountId, slug, after);
    const details = { before, after };
    await record(db, change, connectionId, 'connection.settings_changed', `changed the settings of ${name}`, details);
    const isForgotten =
      goElsewhere(marketplace, before, after) && (await forgetCredentials(db, change.accountId, connectionId));
    if (isForgotten) {
      const did = `had the credentials for ${name} forgotten, by another address`;
      await record(db, change, connectionId, 'connection.credentials_forgotten', did);
    }
    return isForgotten;
  });
}

/**
 * A connection that is paused agrees to no new hold and has its list of sales left alone. Its notices are still stored and
 * worked, and whatever was begun is finished: what a marketplace has sold is sold. Safe to repeat.
 */
export async function setPaused(
  pool: Pool,
  connectionId: ConnectionId,
  { name }: Named,
  isPaused: boolean,
  change: Change,
): Promise<void> {
  const { accountId, at } = change;
  await inTransaction(pool, async (db) => {
    if (!(await pauseConnection(db, accountId, connectionId, isPaused ? at : null))) return;
    const [what, did] = isPaused ? ['connection.paused', 'paused'] : ['connection.resumed', 'resumed'];
    await record(db, change, connectionId, what, `${did} ${name}`);
  });
}

/**
 * That they were entered is on record, and nothing of what they are. The list of sales is read with them at once. Where they are
 * another account's of the marketplace it is another list: it is read from its beginning, and what it does not show is not taken
 * for gone.
 */
export async function changeCredentials(
  pool: Pool,
  connectionId: ConnectionId,
  { name, instantNotification }: Pick<Marketplace, 'name' | 'instantNotification'>,
  { credentials, vault }: { credentials: unknown; vault: Vault },
  change: Change,
): Promise<void> {
  const { accountId } = change;
  const whose = instantNotification?.accountIn ?? ((entered: unknown) => entered);
  await inTransaction(pool, async (db) => {
    const before = await lockConnection(db, accountId, connectionId);
    const known = before?.credentials ? whatOpens(vault, before.credentials) : null;
    const isSame = known !== null && isDeepStrictEqual(whose(known), whose(credentials));
    await storeCredentials(db, accountId, connectionId, vault.seal(credentials));
    const isAnother = !isSame && (await beginPollAnew(db, accountId, connectionId));
    await makePollDue(db, { accountId, connectionId, at: change.at });
    const details = isAnother ? { is_another: true } : {};
    await record(
      db,
      change,
      connectionId,
      'connection.credentials_entered',
      `entered credentials for ${name}`,
      details,
    );
  });
}

/** Null: no key that we have opens it, so it is not known what it was. */
function whatOpens(vault: Vault, sealed: Buffer): unknown {
  try {
    return vault.open(sealed);
  } catch (failure) {
    if (failure instanceof CannotOpen) return null;
    throw failure;
  }
}

async function issue(
  db: Database,
  connectionId: ConnectionId,
  { name }: Pick<Named, 'name'>,
  { accountId, at, by }: Change,
): Promise<IssuedKey> {
  const { apiKey, keyId, secretHash } = createApiKey();
  await insertKey(db, { accountId, connectionId, keyId, secretHash, expiresAt: null });
  const subject = { kind: 'key', id: keyId };
  await recordDeed(db, { accountId, at, by, what: 'key.issued', did: `issued the key ${keyId} to ${name}`, subject });
  return { connectionId, keyId, apiKey };
}

function record(
  db: Database,
  { accountId, at, by }: Change,
  connectionId: ConnectionId,
  what: string,
  did: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  return recordDeed(db, { accountId, at, by, what, did, subject: { kind: 'connection', id: connectionId }, details });
}
