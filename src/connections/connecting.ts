// An account is connected to a marketplace, and what of the connection is changed afterwards: the same from the command line
// and from the broker API. Kept: a change and its deed are written together or not at all.
import { randomUUID } from 'node:crypto';
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import { ensureConnection, findConnection, insertKey, revokeKey, updateConnectionSettings } from '../db/accounts.ts';
import { readConnection, storeCredentials } from '../db/connections.ts';
import { type Doer, recordDeed } from '../db/deeds.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import { createApiKey } from '../http/api-key.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';

/** Who changes what of whose, and when. */
export type Change = { accountId: AccountId; by: Doer; at: Instant };

export type IssuedKey = { connectionId: ConnectionId; keyId: string; apiKey: string };

/** Connects, if it is not connected, and issues a key. `isNew`: it was not. */
export function connectMarketplace(
  pool: Pool,
  marketplace: Pick<Marketplace, 'slug' | 'name'>,
  change: Change,
): Promise<IssuedKey & { isNew: boolean }> {
  const { accountId } = change;
  return inTransaction(pool, async (db) => {
    const isNew = (await findConnection(db, accountId, marketplace.slug)) === null;
    const connection = { accountId, connectionId: randomUUID(), marketplace: marketplace.slug, settings: {} };
    const connectionId = await ensureConnection(db, connection);
    if (isNew) await record(db, change, connectionId, 'connection.made', `connected ${marketplace.name}`);
    return { ...(await issue(db, connectionId, marketplace, change)), isNew };
  });
}

/** One more key to a connection; the others go on working. */
export function issueKey(
  pool: Pool,
  connectionId: ConnectionId,
  marketplace: Pick<Marketplace, 'name'>,
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

/** Whole settings in place of those that are there. They must fit the marketplace's schema. */
export async function changeConnectionSettings(
  pool: Pool,
  connectionId: ConnectionId,
  { slug, name }: Pick<Marketplace, 'slug' | 'name'>,
  settings: object,
  change: Change,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    const before = ((await readConnection(db, change.accountId, connectionId))?.settings ?? {}) as object;
    await updateConnectionSettings(db, change.accountId, slug, settings);
    const details = { before, after: settings };
    await record(db, change, connectionId, 'connection.settings_changed', `changed the settings of ${name}`, details);
  });
}

/** Sealed ones. That they were entered is on record, and nothing of what they are. */
export async function changeCredentials(
  pool: Pool,
  connectionId: ConnectionId,
  { name }: Pick<Marketplace, 'name'>,
  sealed: Buffer,
  change: Change,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    await storeCredentials(db, change.accountId, connectionId, sealed);
    await record(db, change, connectionId, 'connection.credentials_entered', `entered credentials for ${name}`);
  });
}

async function issue(
  db: Database,
  connectionId: ConnectionId,
  { name }: Pick<Marketplace, 'name'>,
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
