import type { AccountId } from '../core/order.ts';
import { type Permission, permissions } from '../core/permissions.ts';
import { type AccessTokenRow, listAccessTokens } from '../db/access-tokens.ts';
import { issueToken, withdrawToken } from '../people/access-tokens.ts';
import { type Command, Failed, type Invocation, onlyArgument, required, WrongUsage } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

const dayMs = 86_400_000;

export const tokenCreate: Command = {
  summary: 'makes a token by which a script may use the broker API',
  usage: '--account ID --scope read[,trade][,manage] [--name NAME] [--days N]',
  help: `
Makes a token for a script of yours, which sends it as "Authorization: Bearer
hft_...". It is shown once and stored only as a hash. Give it as few scopes as
it needs:

  read     see everything of the account
  trade    act on orders, holds, listings, alerts and waivers
  manage   change connections, POS systems, alert channels and settings; never
           people or tokens

  --name NAME   what it is for; it stands in the record of whatever the script
                does
  --days N      after so many days it is refused; without it, it stands until
                it is revoked

  holdfast token create --account ID --scope read,trade --name nightly`,
  options: {
    account: { type: 'string' },
    scope: { type: 'string' },
    name: { type: 'string' },
    days: { type: 'string' },
  },
  async run(invocation) {
    const scopes = namedScopes(invocation);
    const name = invocation.values.name === undefined ? 'command line' : required(invocation, 'name').trim();
    if (name === '' || name.length > 100) throw new WrongUsage('--name must have 1 to 100 characters');
    const now = Date.now();
    const expiresAt = endAfter(invocation, now);
    const { text, token } = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      return issueToken(pool, { accountId, name, scopes, expiresAt }, doerAtTheCommandLine(), now);
    });
    return {
      document: { token_id: token.tokenId, token: text, scopes, expires_at: timeOf(expiresAt) },
      text: `Token ${name} may ${scopes.join(', ')}. Shown this once:\n\n  ${text}\n`,
    };
  },
};

function namedScopes(invocation: Invocation): Permission[] {
  const named = required(invocation, 'scope').split(',');
  const scopes = permissions.filter((permission) => named.includes(permission));
  const unknown = named.filter((word) => !permissions.some((permission) => permission === word));
  if (unknown.length > 0) {
    throw new WrongUsage(`there is no scope "${unknown.join('", "')}"; there are: ${permissions.join(', ')}`);
  }
  return scopes;
}

function endAfter(invocation: Invocation, now: number): number | null {
  if (invocation.values.days === undefined) return null;
  const days = Number(required(invocation, 'days'));
  if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new WrongUsage('--days must be from 1 to 3650');
  return now + days * dayMs;
}

export const tokenList: Command = {
  summary: "lists an account's tokens",
  usage: '--account ID',
  help: `
Lists the tokens of an account: their public ids, never their secrets. A token's
id is the twelve characters after "hft_".

  holdfast token list --account ID`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const tokens = await withDatabase(invocation, async (pool) =>
      listAccessTokens(pool, (await namedAccount(pool, invocation)) as AccountId),
    );
    const document = tokens.map((token) => ({
      token_id: token.tokenId,
      name: token.name,
      scopes: token.scopes,
      created_at: timeOf(token.createdAt),
      expires_at: timeOf(token.expiresAt),
      revoked_at: timeOf(token.revokedAt),
      last_used_at: timeOf(token.lastUsedAt),
    }));
    return {
      document: { tokens: document },
      text: tokens.map(lineOf).join('\n') || 'There are no tokens. "holdfast token create" makes one.',
    };
  },
};

function lineOf({ tokenId, name, scopes, expiresAt, revokedAt, lastUsedAt }: AccessTokenRow): string {
  const used = lastUsedAt === null ? 'never used' : `last used ${timeOf(lastUsedAt)}`;
  const end = expiresAt === null ? '' : `, until ${timeOf(expiresAt)}`;
  const state = revokedAt === null ? `${used}${end}` : `revoked ${timeOf(revokedAt)}`;
  return `hft_${tokenId}…  ${name}  ${scopes.join(',')}  ${state}`;
}

export const tokenRevoke: Command = {
  summary: 'revokes a token for good',
  usage: '--account ID TOKEN_ID',
  help: `
Revokes a token. Calls that carry it are refused at once, and it cannot be
brought back. TOKEN_ID is the twelve characters after "hft_".

  holdfast token revoke --account ID 7Hq2ZkYw01Ab`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const tokenId = onlyArgument(invocation, 'TOKEN_ID').replace(/^hft_/, '').slice(0, 12);
    const token = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      return withdrawToken(pool, accountId, tokenId, doerAtTheCommandLine(), Date.now());
    });
    if (!token)
      throw new Failed(`This account has no token ${tokenId}. "holdfast token list" shows those that it has.`);
    return { document: { token_id: tokenId, revoked: true }, text: `Token ${tokenId} (${token.name}) is revoked.` };
  },
};

function timeOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
