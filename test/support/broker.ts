// The broker API for tests: a client for whoever may do what, a script by a token or a person who has really signed in.
import { argon2Sync, randomBytes, randomUUID } from 'node:crypto';
import type { AccountId } from '../../src/core/order.ts';
import { type Permission, permissions, type Role } from '../../src/core/permissions.ts';
import { insertMembership, insertPerson } from '../../src/db/people.ts';
import { issueToken } from '../../src/people/access-tokens.ts';
import { type Answer, type Call, callerOf, makeAccount, type TestHub } from './hub.ts';

type Hub = Pick<TestHub, 'url' | 'pool'>;

export type BrokerClient = {
  accountId: AccountId;
  /** Calls under /api/v1: `call('GET', '/deeds')`. */
  call: Call;
};

/** A script with a token; of a new account, and with every scope, unless said otherwise. */
export async function scriptWith(
  hub: Hub,
  choice: { accountId?: AccountId; scopes?: readonly Permission[]; name?: string; expiresAt?: number } = {},
): Promise<BrokerClient & { token: string; tokenId: string }> {
  const accountId = choice.accountId ?? (await makeAccount(hub.pool));
  const { scopes = permissions, name = 'nightly', expiresAt = null } = choice;
  const by = { kind: 'command_line', id: null, name: 'a test' } as const;
  const { text, token } = await issueToken(hub.pool, { accountId, name, scopes, expiresAt }, by, Date.now());
  const call = callerOf(`${hub.url}/api/v1`, { authorization: `Bearer ${text}` });
  return { accountId, call, token: text, tokenId: token.tokenId };
}

export type TestPerson = { personId: string; email: string; name: string };

/** Everybody's in tests. */
export const testPassword = 'correct horse battery staple';

/** What a hash costs stands with it: of these, hundreds are made to sign people in, and none guards anything. */
const cost = { memory: 8, passes: 1, parallelism: 1 };
const salt = randomBytes(16);
const hash = argon2Sync('argon2id', { ...cost, message: testPassword, nonce: salt, tagLength: 32 });
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const passwordHash = `$argon2id$v=19$m=8,t=1,p=1$${unpadded(salt)}$${unpadded(hash)}`;

/** A person with `testPassword`, which is quick to check, who is in the accounts that are named. */
export async function makePerson(
  hub: Pick<Hub, 'pool'>,
  memberships: readonly { accountId: AccountId; role: Role }[],
  name = 'Ada Lovelace',
): Promise<TestPerson> {
  const person = { personId: randomUUID(), email: `${randomUUID()}@broker.example`, name };
  await insertPerson(hub.pool, { ...person, passwordHash }, Date.now());
  for (const membership of memberships) {
    await insertMembership(hub.pool, { ...membership, personId: person.personId }, Date.now());
  }
  return person;
}

/** What a page of the console sends with every call. */
export function pageHeaders({ url }: Pick<Hub, 'url'>): Record<string, string> {
  return { 'x-holdfast-console': '1', origin: new URL(url).origin };
}

/** Calls as the console does, signed in by the cookie that an answer has set. */
export function consoleWith(hub: Pick<Hub, 'url'>, answer: Pick<Answer, 'headers'> | null): Call {
  const cookie = answer && cookieOf(answer);
  return callerOf(`${hub.url}/api/v1`, { ...pageHeaders(hub), ...(cookie ? { cookie } : {}) });
}

/** `name=value` of the cookie that the answer sets. */
export function cookieOf({ headers }: Pick<Answer, 'headers'>): string {
  return headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

/** A person who has signed in; the owner of a new account unless said otherwise. */
export async function signIn(
  hub: Hub,
  choice: { accountId?: AccountId; role?: Role; name?: string } = {},
): Promise<BrokerClient & TestPerson & { cookie: string }> {
  const accountId = choice.accountId ?? (await makeAccount(hub.pool));
  const person = await makePerson(hub, [{ accountId, role: choice.role ?? 'owner' }], choice.name);
  const answer = await consoleWith(hub, null)('POST', '/session', { email: person.email, password: testPassword });
  if (answer.status !== 200) throw new Error(`nobody could sign in: ${JSON.stringify(answer.body)}`);
  return { ...person, accountId, call: consoleWith(hub, answer), cookie: cookieOf(answer) };
}
