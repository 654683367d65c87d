// The broker API for tests: a client for whoever may do what, by a token that is made at once.
import type { AccountId } from '../../src/core/order.ts';
import { type Permission, permissions } from '../../src/core/permissions.ts';
import { issueToken } from '../../src/people/access-tokens.ts';
import { type Call, callerOf, makeAccount, type TestHub } from './hub.ts';

export type BrokerClient = {
  accountId: AccountId;
  /** Calls under /api/v1: `call('GET', '/deeds')`. */
  call: Call;
};

/** A script with a token; of a new account, and with every scope, unless said otherwise. */
export async function scriptWith(
  hub: Pick<TestHub, 'url' | 'pool'>,
  choice: { accountId?: AccountId; scopes?: readonly Permission[]; name?: string; expiresAt?: number } = {},
): Promise<BrokerClient & { token: string; tokenId: string }> {
  const accountId = choice.accountId ?? (await makeAccount(hub.pool));
  const { scopes = permissions, name = 'nightly', expiresAt = null } = choice;
  const by = { kind: 'command_line', id: null, name: 'a test' } as const;
  const { text, token } = await issueToken(hub.pool, { accountId, name, scopes, expiresAt }, by, Date.now());
  const call = callerOf(`${hub.url}/api/v1`, { authorization: `Bearer ${text}` });
  return { accountId, call, token: text, tokenId: token.tokenId };
}
