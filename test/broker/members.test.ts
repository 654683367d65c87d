// Who belongs to an account: roles take effect at once, whoever is removed is out at once, and an account keeps an owner.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../http/problems.ts';
import { consoleWith, signIn, testPassword } from '../support/broker.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

describe('the people of an account', () => {
  it('have another role from the next call on, and it is on record', async () => {
    const owner = await signIn(hub);
    const other = await signIn(hub, { accountId: owner.accountId, role: 'viewer', name: 'Grace Hopper' });
    assertProblem(await other.call('GET', '/tokens'), 'forbidden');
    const changed = await owner.call('PATCH', `/people/${other.personId}`, { role: 'owner' });
    assert.deepEqual([changed.status, changed.body.role], [200, 'owner']);
    assert.equal((await other.call('GET', '/tokens')).status, 200);
    const { body } = await owner.call<{ items: object[] }>('GET', '/deeds?limit=1');
    assert.deepEqual(
      { ...body.items[0], deed_id: '', at: '' },
      {
        deed_id: '',
        at: '',
        by: { kind: 'person', id: owner.personId, name: 'Ada Lovelace' },
        what: 'person.role_changed',
        did: 'made Grace Hopper an owner (was viewer)',
        subject: { kind: 'person', id: other.personId },
        details: { email: other.email, role: 'owner', was: 'viewer' },
      },
    );
  });

  it('are out at once when they are removed, and in their other accounts still', async () => {
    const owner = await signIn(hub);
    const other = await signIn(hub, { accountId: owner.accountId, role: 'operator' });
    const elsewhere = await signIn(hub);
    await hub.pool.query(`insert into memberships values ($1, $2, 'viewer', now())`, [
      elsewhere.accountId,
      other.personId,
    ]);
    assert.equal((await owner.call('DELETE', `/people/${other.personId}`)).status, 204);
    assertProblem(await other.call('GET', '/session'), 'not_signed_in');
    const again = await consoleWith(hub, null)('POST', '/session', { email: other.email, password: testPassword });
    assert.equal((again.body.account as { account_id: string }).account_id, elsewhere.accountId);
    assertProblem(await owner.call('DELETE', `/people/${other.personId}`), 'not_found');
  });

  it('keep their last owner, who can be neither removed nor made less', async () => {
    const owner = await signIn(hub);
    await signIn(hub, { accountId: owner.accountId, role: 'operator' });
    assertProblem(await owner.call('DELETE', `/people/${owner.personId}`), 'conflict');
    assertProblem(await owner.call('PATCH', `/people/${owner.personId}`, { role: 'operator' }), 'conflict');
    assert.equal((await owner.call('PATCH', `/people/${owner.personId}`, { role: 'owner' })).status, 200);
  });

  it('keep an owner when two owners remove each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await signIn(hub);
      const other = await signIn(hub, { accountId: one.accountId, role: 'owner' });
      await Promise.all([
        one.call('DELETE', `/people/${other.personId}`),
        other.call('DELETE', `/people/${one.personId}`),
      ]);
      const { rows } = await hub.pool.query('select role from memberships where account_id = $1', [one.accountId]);
      assert.deepEqual(rows, [{ role: 'owner' }]);
    }
  });

  it('may have tokens made by an owner, shown once, and revoked at once', async () => {
    const owner = await signIn(hub);
    const made = await owner.call('POST', '/tokens', { name: 'nightly', scopes: ['read'], expires_in_days: 1 });
    assert.equal(made.status, 201);
    const { token, token_id } = made.body as { token: string; token_id: string };
    const script = consoleWith(hub, null);
    const asScript = () => script('GET', '/session', undefined, { authorization: `Bearer ${token}` });
    assert.equal((await asScript()).body.name, 'token nightly');
    const listed = await owner.call('GET', '/tokens');
    assert.ok(!JSON.stringify(listed.body).includes(token.slice(16)));
    const revoked = await owner.call('DELETE', `/tokens/${token_id}`);
    assert.ok(revoked.status === 200 && revoked.body.revoked_at);
    assertProblem(await asScript(), 'not_signed_in');
    assert.deepEqual((await owner.call('DELETE', `/tokens/${token_id}`)).body, revoked.body, 'safe to repeat');
    const { body } = await owner.call<{ items: { did: string }[] }>('GET', '/deeds');
    assert.deepEqual(
      body.items.map(({ did }) => did),
      ['revoked the token nightly', 'made the token nightly (read)'],
    );
  });
});
