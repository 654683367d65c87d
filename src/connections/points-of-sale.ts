// An account is connected to a POS, and what is changed about it: the same from the command line and from the broker API.
// Kept: a change and its deed are written together or not at all; what is on record says nothing of the settings.
import { recordDeed } from '../db/deeds.ts';
import { changeWhenAway, connectPos, disconnectPos, lockPos, type WhenAway } from '../db/points-of-sale.ts';
import { type Database, inTransaction, type Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import type { NetworkPos } from '../pos/pos.ts';
import type { Change } from './connecting.ts';

type Named = Pick<NetworkPos, 'slug' | 'name'>;

/**
 * Connects, or enters settings anew; its stock is read from the beginning then. `settle` makes the settings of those that
 * stand (null: none do), which nobody else changes meanwhile; where it throws, nothing is changed. Returns the id in the
 * address for its hints.
 */
export function connectPointOfSale(
  pool: Pool,
  vault: Vault,
  pos: Named,
  settle: (standing: object | null) => object,
  change: Change,
): Promise<string> {
  const { accountId } = change;
  return inTransaction(pool, async (db) => {
    const sealed = await lockPos(db, accountId, pos.slug);
    const settings = settle(sealed === null ? null : (vault.open(sealed) as object));
    const posId = await connectPos(db, accountId, pos.slug, vault.seal(settings));
    const [what, did] =
      sealed === null
        ? ['pos.connected', 'connected the POS']
        : ['pos.settings_entered', 'entered the settings of the POS'];
    await record(db, change, pos, what, did);
    return posId;
  });
}

/** False: the account is not connected to that POS. */
export function chooseWhenAway(pool: Pool, pos: Named, whenAway: WhenAway, change: Change): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    if (!(await changeWhenAway(db, change.accountId, pos.slug, whenAway))) return false;
    const did =
      whenAway === 'pledge' ? 'let the ledger alone pledge the tickets of' : 'had holds refused in the name of';
    await record(db, change, pos, 'pos.rule_changed', did, 'while it is away', { when_away: whenAway });
    return true;
  });
}

/**
 * Takes a POS away, with the listings that stand in it. Not while an order owns tickets in one: it could not be finished
 * there any more. Then the number of those listings is returned, and nothing is changed; null: it is not connected.
 */
export function disconnectPointOfSale(pool: Pool, pos: Named, change: Change): Promise<number | null> {
  return inTransaction(pool, async (db) => {
    if ((await lockPos(db, change.accountId, pos.slug)) === null) return null;
    const inUse = await disconnectPos(db, change.accountId, pos.slug);
    if (inUse === 0) await record(db, change, pos, 'pos.disconnected', 'disconnected the POS');
    return inUse;
  });
}

function record(
  db: Database,
  { accountId, at, by }: Change,
  { slug, name }: Named,
  what: string,
  did: string,
  rest = '',
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const subject = { kind: 'pos', id: slug };
  return recordDeed(db, { accountId, at, by, what, did: `${did} ${name} ${rest}`.trim(), subject, details });
}
