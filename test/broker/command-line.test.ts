// The commands about people and tokens beside a running hub, as real processes: the way in for the first owner, and the way
// back in for one who is lost.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { runHoldfast } from '../cli/run-holdfast.ts';
import { assertProblem } from '../http/problems.ts';
import { consoleWith, signIn, testPassword } from '../support/broker.ts';
import { callerOf, makeAccount, testSecretKey } from '../support/hub.ts';
import { type HubProcess, startHubProcess } from '../support/hub-process.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

describe('the commands about people', () => {
  let pool: TestPool;
  let hub: HubProcess;
  let accountId: AccountId;

  before(async () => {
    pool = await openTestPool();
    accountId = await makeAccount(pool);
    hub = await startHubProcess({ DATABASE_URL: pool.url });
  });
  after(async () => {
    await hub.kill('SIGTERM');
    await pool.close();
  });

  async function holdfast(...words: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await runHoldfast([...words, '--json'], {
      DATABASE_URL: pool.url,
      HOLDFAST_SECRET_KEY: testSecretKey,
      PUBLIC_URL: hub.url,
    });
    return { ...JSON.parse(stdout || 'null'), code, stderr };
  }

  const tokenIn = (link: unknown): string => String(link).split('/').at(-1) ?? '';

  it('print the first owner’s link at start, while nobody can sign in', async () => {
    assert.match(hub.ready.first_owner_link ?? '', new RegExp(`^${hub.url}/join/[A-Za-z0-9_-]{43}$`));
    const body = { name: 'Ada Lovelace', email: 'ada@broker.example', password: testPassword };
    const joined = await consoleWith(hub, null)('POST', `/join/${tokenIn(hub.ready.first_owner_link)}`, body);
    assert.equal(joined.status, 201);
  });

  it('invite, list and remove, and leave the last owner alone', async () => {
    const words = ['person', 'invite', '--account', accountId, '--role', 'operator', 'Grace@Broker.example'];
    const { link } = await holdfast(...words);
    const body = { name: 'Grace Hopper', password: testPassword };
    const joined = await consoleWith(hub, null)('POST', `/join/${tokenIn(link)}`, body);
    assert.equal(joined.status, 201);
    const again = await holdfast(...words);
    assert.deepEqual([again.code, again.error], [1, 'grace@broker.example belongs to this account already.']);
    const { people } = (await holdfast('person', 'list', '--account', accountId)) as { people: { email: string }[] };
    assert.deepEqual(
      people.map(({ email }) => email),
      ['ada@broker.example', 'grace@broker.example'],
    );
    const removed = await holdfast('person', 'remove', '--account', accountId, 'grace@broker.example');
    assert.equal(removed.removed, true);
    assertProblem(await consoleWith(hub, joined)('GET', '/session'), 'not_signed_in');
    const last = await holdfast('person', 'remove', '--account', accountId, 'ada@broker.example');
    assert.deepEqual([last.code, last.error], [1, 'ada@broker.example is the last owner. Invite another owner first.']);
  });

  it('let somebody set another password, once, which ends every session of theirs', async () => {
    const lost = await signIn({ url: hub.url, pool }, { accountId });
    const { link: older } = await holdfast('person', 'password-link', lost.email);
    const { link } = await holdfast('person', 'password-link', lost.email);
    const stranger = consoleWith(hub, null);
    assert.ok(String(link).startsWith(`${hub.url}/password/`));
    assertProblem(await stranger('GET', `/password/${tokenIn(older)}`), 'not_found');
    assert.equal((await stranger('GET', `/password/${tokenIn(link)}`)).body.email, lost.email);
    assertProblem(await stranger('GET', `/join/${tokenIn(link)}`), 'not_found');
    const set = (password: string) => stranger('POST', `/password/${tokenIn(link)}`, { password });
    assertProblem(await set('short'), 'malformed');
    assert.equal((await set('quite another set of words')).status, 204);
    assertProblem(await set('and another set of words'), 'not_found');
    assertProblem(await lost.call('GET', '/session'), 'not_signed_in');
    const answer = await stranger('POST', '/session', { email: lost.email, password: 'quite another set of words' });
    assert.equal(answer.status, 200);
    const nobody = await holdfast('person', 'password-link', 'nobody@broker.example');
    assert.deepEqual([nobody.code, nobody.error], [1, 'There is nobody with the address nobody@broker.example.']);
  });

  it('make, list and revoke tokens', async () => {
    const made = await holdfast(
      'token',
      'create',
      '--account',
      accountId,
      '--scope',
      'read,trade',
      '--name',
      'nightly',
    );
    assert.match(made.token as string, /^hft_[0-9A-Za-z]{50}$/);
    assert.deepEqual(made.scopes, ['read', 'trade']);
    const call = callerOf(`${hub.url}/api/v1`, { authorization: `Bearer ${made.token}` });
    assert.equal((await call('GET', '/session')).body.name, 'token nightly');
    const { tokens } = (await holdfast('token', 'list', '--account', accountId)) as { tokens: { token_id: string }[] };
    assert.deepEqual(
      tokens.map(({ token_id }) => token_id),
      [made.token_id],
    );
    assert.equal((await holdfast('token', 'revoke', '--account', accountId, String(made.token_id))).revoked, true);
    assertProblem(await call('GET', '/session'), 'not_signed_in');
    assert.equal((await holdfast('token', 'create', '--account', accountId, '--scope', 'read,sell')).code, 2);
  });
});
