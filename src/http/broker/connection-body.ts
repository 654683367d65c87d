// An account's connections, with how each is and which keys open it. Never a secret.
import { assumedSettings } from '../../connections/assumed-settings.ts';
import { callsPath, noticesPath } from '../../connections/paths.ts';
import type { AccountId } from '../../core/order.ts';
import { orderStates } from '../../core/transitions.ts';
import { type ListedKey, listKeys } from '../../db/accounts.ts';
import { listConnectionsShown } from '../../db/connections.ts';
import { readConnectionsNow } from '../../db/now.ts';
import { calledFacts } from '../../marketplaces/capability-words.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { callsBody, countOtherHubs } from './calls-body.ts';
import { connectionHealth } from './now/connection-health.ts';
import { plainTrouble } from './plain-trouble.ts';
import type { Connection, Key } from './schemas/connections.ts';
import { timeOf } from './times.ts';

type Parts = Pick<BrokerParts, 'pool' | 'marketplaces' | 'engine' | 'clock'>;

export async function readConnections(parts: Parts, accountId: AccountId): Promise<Connection[]> {
  const { pool, marketplaces, engine, clock } = parts;
  const [states, shown, keys, otherHubs] = await Promise.all([
    readConnectionsNow(pool, accountId, orderStates),
    listConnectionsShown(pool, accountId),
    listKeys(pool, accountId),
    countOtherHubs(pool, clock()),
  ]);
  return states.flatMap((state) => {
    const found = shown.find(({ connectionId }) => connectionId === state.connectionId);
    const marketplace = marketplaces.get(state.marketplace);
    if (!found) return [];
    const calls = state.hasCredentials ? engine.callsOf(state.connectionId) : null;
    return {
      ...connectionHealth(state, marketplaces),
      created_at: new Date(found.createdAt).toISOString(),
      lists_sales: marketplace ? hasList(marketplace) : false,
      trouble: plainTrouble(state.trouble),
      ...callsBody(calls, otherHubs, clock()),
      has_credentials: state.hasCredentials,
      settings: found.settings as Record<string, unknown>,
      assumed: marketplace ? assumedSettings(calledFacts(marketplace), found.settings as object) : [],
      calls_path: marketplace ? callsPath(marketplace, found.settings as object) : null,
      notices_path: marketplace ? noticesPath(marketplace, state.connectionId) : null,
      keys: keys.filter(({ connectionId }) => connectionId === state.connectionId).map(keyBody),
    };
  });
}

function hasList({ instantNotification }: Pick<Marketplace, 'instantNotification'>): boolean {
  return instantNotification != null && instantNotification.pollEveryMs !== null;
}

/** Refuses where the account has no such connection. */
export async function knownConnection(parts: Parts, accountId: AccountId, connectionId: string): Promise<Connection> {
  const found = (await readConnections(parts, accountId)).find(({ connection_id: id }) => id === connectionId);
  if (!found) throw new RequestProblem('not_found', 'There is no such connection in this account.');
  return found;
}

function keyBody({ keyId, createdAt, expiresAt, revokedAt }: ListedKey): Key {
  return {
    key_id: keyId,
    created_at: new Date(createdAt).toISOString(),
    expires_at: timeOf(expiresAt),
    revoked_at: timeOf(revokedAt),
  };
}
