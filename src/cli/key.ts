import { withdrawKey } from '../connections/connecting.ts';
import type { AccountId } from '../core/order.ts';
import { listKeys } from '../db/accounts.ts';
import { type Command, Failed, onlyArgument } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

export const keyList: Command = {
  summary: "lists an account's API keys",
  usage: '--account ID',
  help: `
Lists the API keys of an account: their public ids, never their secrets. A key's
id is the twelve characters after "hfk_".

  holdfast key list --account ID`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const keys = await withDatabase(invocation, async (pool) => listKeys(pool, await namedAccount(pool, invocation)));
    const lines = keys.map((key) => {
      const state = key.revokedAt ? `revoked ${new Date(key.revokedAt).toISOString()}` : 'in use';
      return `hfk_${key.keyId}…  ${key.marketplace}  made ${new Date(key.createdAt).toISOString()}  ${state}`;
    });
    const document = keys.map((key) => ({
      key_id: key.keyId,
      marketplace: key.marketplace,
      created_at: new Date(key.createdAt).toISOString(),
      revoked_at: key.revokedAt && new Date(key.revokedAt).toISOString(),
    }));
    return {
      document: { keys: document },
      text: lines.join('\n') || 'There are no keys. "holdfast connect" issues one.',
    };
  },
};

export const keyRevoke: Command = {
  summary: 'revokes an API key for good',
  usage: '--account ID KEY_ID',
  help: `
Revokes an API key. Calls that carry it are refused within a second, and it
cannot be brought back. KEY_ID is the twelve characters after "hfk_".

  holdfast key revoke --account ID 7Hq2ZkYw01Ab`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const keyId = onlyArgument(invocation, 'KEY_ID').replace(/^hfk_/, '').slice(0, 12);
    const isRevoked = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      return withdrawKey(pool, { keyId }, { accountId, by: doerAtTheCommandLine(), at: Date.now() });
    });
    if (!isRevoked) throw new Failed(`This account has no key ${keyId}. "holdfast key list" shows those that it has.`);
    return { document: { key_id: keyId, revoked: true }, text: `Key ${keyId} is revoked.` };
  },
};
