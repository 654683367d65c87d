// Signing in and out: who is let in, what they are told who are not, how long it lasts, and what ends it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { storePassword } from '../../src/db/people.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { hashPassword } from '../../src/people/password.ts';
import { assertProblem } from '../http/problems.ts';
import { consoleWith, cookieOf, makePerson, pageHeaders, signIn, testPassword } from '../support/broker.ts';
import {
  type Answer,
  callerOf,
  eventually,
  makeAccount,
  startTestHub,
  type TestHub,
  usualConfig,
} from '../support/hub.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

const anotherPassword = 'quite another set of words';

/** A hub behind a proxy, where one may be wrong only so often. */
function startStrictHub(wrongTries: { perAddress: number; perEmail: number }): Promise<TestHub> {
  const people = { ...usualConfig.people, wrongTries };
  return startTestHub({ databaseUrl: hub.databaseUrl, trustedProxies: ['127.0.0.1'], people });
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('signing in', () => {
  it('takes the address in any case, and says who one is', async () => {
    const accountId = await makeAccount(hub.pool);
    const { email, personId } = await makePerson(hub, [{ accountId, role: 'operator' }]);
    const answer = await consoleWith(hub, null)('POST', '/session', {
      email: email.toUpperCase(),
      password: testPassword,
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      kind: 'person',
      name: 'Ada Lovelace',
      person_id: personId,
      account: { account_id: accountId, name: 'Front Row Tickets' },
      role: 'operator',
      permissions: ['read', 'trade'],
      accounts: [{ account_id: accountId, name: 'Front Row Tickets', role: 'operator' }],
    });
    assert.deepEqual((await consoleWith(hub, answer)('GET', '/session')).body, answer.body);
  });

  it('sets a cookie that no script can read and no other site can send', async () => {
    const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
    const { headers } = await consoleWith(hub, null)('POST', '/session', { email, password: testPassword });
    const [set = '', ...more] = headers.getSetCookie();
    assert.deepEqual(more, []);
    assert.match(set, /^holdfast_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const byHttps = await startTestHub({
      databaseUrl: hub.databaseUrl,
      alerts: { mail: null, publicUrl: 'https://holdfast.example', collectMs: 60_000, repeatMs: 3_600_000 },
    });
    try {
      const page = { 'x-holdfast-console': '1', origin: 'https://holdfast.example' };
      const answer = await callerOf(`${byHttps.url}/api/v1`, page)('POST', '/session', {
        email,
        password: testPassword,
      });
      assert.match(
        answer.headers.getSetCookie()[0] ?? '',
        /^__Host-holdfast_session=.*; HttpOnly; Secure; SameSite=Lax$/,
      );
      const call = callerOf(`${byHttps.url}/api/v1`, { ...page, cookie: cookieOf(answer) });
      assert.equal((await call('GET', '/session')).status, 200);
      assert.equal(
        (await call('DELETE', '/session', undefined, pageHeaders(byHttps))).status,
        403,
        'not by its own address',
      );
    } finally {
      await byHttps.close();
    }
  });

  it('tells nobody whether the address or the password was wrong, by words or by time', async () => {
    const { email, personId } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
    await storePassword(hub.pool, personId, await hashPassword(anotherPassword), Date.now());
    const call = consoleWith(hub, null);
    const took = { wrong: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 5; round++) {
      for (const [kind, tried] of [
        ['wrong', email],
        ['unknown', `nobody-${round}@broker.example`],
      ] as const) {
        const began = performance.now();
        const answer = await call('POST', '/session', { email: tried, password: 'not the password at all' });
        took[kind].push(performance.now() - began);
        const { detail } = assertProblem(answer, 'not_signed_in');
        assert.equal(detail, 'The address or the password is wrong.');
        assert.deepEqual(answer.headers.getSetCookie(), []);
      }
    }
    const least = (times: number[]): number => Math.min(...times);
    // Without the hash of nobody it would be a hundredth.
    assert.ok(least(took.unknown) > least(took.wrong) / 3, JSON.stringify(took));
  });

  it('pauses after some wrong tries for one person, whoever tries and from wherever, and for nobody else', async () => {
    const strict = await startStrictHub({ perAddress: 100, perEmail: 3 });
    try {
      const accountId = await makeAccount(hub.pool);
      const [tried, other] = [
        await makePerson(hub, [{ accountId, role: 'viewer' }]),
        await makePerson(hub, [{ accountId, role: 'viewer' }]),
      ];
      const call = consoleWith(strict, null);
      for (let round = 0; round < 3; round++) {
        const body = { email: tried.email, password: 'wrong' };
        assertProblem(await call('POST', '/session', body, from(`198.51.100.${round}`)), 'not_signed_in');
      }
      const paused = await call('POST', '/session', { email: tried.email.toUpperCase(), password: testPassword });
      const { detail } = assertProblem(paused, 'rate_limited');
      assert.match(detail, /Try again in 1[45] min/);
      assert.ok(Number(paused.headers.get('retry-after')) > 800);
      assert.equal((await call('POST', '/session', { email: other.email, password: testPassword })).status, 200);
    } finally {
      await strict.close();
    }
  });

  it('pauses after many wrong tries from one place, whoever is tried, and for no other place', async () => {
    const strict = await startStrictHub({ perAddress: 3, perEmail: 100 });
    try {
      const call = consoleWith(strict, null);
      const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
      const wrong = { email: 'nobody@broker.example', password: 'wrong' };
      const body = { email, password: testPassword };
      for (const [place, again, another] of [
        [['198.51.100.7', '198.51.100.7', '198.51.100.7'], '198.51.100.7', '198.51.100.8'],
        // Of an IPv6 network, whoever has one address has them all.
        [['2001:db8::1', '2001:db8:0:0:1::', '2001:DB8::ffff:1'], '2001:db8::9', '2001:db8:0:1::1'],
        [
          ['::ffff:198.51.100.9', '::ffff:198.51.100.9', '::ffff:198.51.100.9'],
          '::ffff:198.51.100.9',
          '::ffff:198.51.100.10',
        ],
      ] as const) {
        for (const address of place) {
          assertProblem(await call('POST', '/session', wrong, from(address)), 'not_signed_in');
        }
        assertProblem(await call('POST', '/session', body, from(again)), 'rate_limited');
        assert.equal((await call('POST', '/session', body, from(another))).status, 200);
      }
    } finally {
      await strict.close();
    }
  });

  it('is paused for one place though somebody there has a password of their own', async () => {
    const strict = await startStrictHub({ perAddress: 3, perEmail: 100 });
    try {
      const call = consoleWith(strict, null);
      const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
      for (let round = 0; round < 3; round++) {
        const body = { email: `nobody-${round}@broker.example`, password: 'wrong' };
        assert.equal((await call('POST', '/session', { email, password: testPassword })).status, 200);
        assertProblem(await call('POST', '/session', body), 'not_signed_in');
      }
      assertProblem(await call('POST', '/session', { email, password: testPassword }), 'rate_limited');
    } finally {
      await strict.close();
    }
  });

  it('is refused to a person who belongs to no account any more', async () => {
    const { email } = await makePerson(hub, []);
    const refused = await consoleWith(hub, null)('POST', '/session', { email, password: testPassword });
    assertProblem(refused, 'forbidden');
  });
});

describe('a session', () => {
  it('is stored as a hash, and ends when one signs out', async () => {
    const { call, cookie, personId } = await signIn(hub);
    const { rows } = await hub.pool.query('select * from sessions where person_id = $1', [personId]);
    assert.equal(rows.length, 1);
    const token = cookie.split('=')[1] ?? '';
    const kept = JSON.stringify({ ...rows[0], token_hash: rows[0].token_hash.toString('latin1') });
    assert.ok(token.length === 43 && !kept.includes(token));
    const left = await call('DELETE', '/session');
    assert.equal(left.status, 204);
    assert.match(left.headers.getSetCookie()[0] ?? '', /^holdfast_session=; .*Expires=Thu, 01 Jan 1970/);
    assertProblem(await call('GET', '/session'), 'not_signed_in');
  });

  it('ends when it is not used, and at the latest after its whole time', async () => {
    const { call, personId } = await signIn(hub);
    const move = (column: string) =>
      hub.pool.query(`update sessions set ${column} = now() - interval '1 second' where person_id = $1`, [personId]);
    await move('idle_at');
    assertProblem(await call('GET', '/session'), 'not_signed_in');
    const { call: used, personId: other } = await signIn(hub);
    await hub.pool.query(`update sessions set ends_at = now() - interval '1 second' where person_id = $1`, [other]);
    assertProblem(await used('GET', '/session'), 'not_signed_in');
  });

  it('is kept awake by use, and never past its end', async () => {
    const { call, personId } = await signIn(hub);
    const idleIn = async (): Promise<number> => {
      const { rows } = await hub.pool.query('select idle_at from sessions where person_id = $1', [personId]);
      return rows[0].idle_at - Date.now();
    };
    await hub.pool.query(`update sessions set idle_at = now() + interval '5 minutes' where person_id = $1`, [personId]);
    await call('GET', '/session');
    assert.ok((await idleIn()) > 55 * 60_000);
    await hub.pool.query(
      `update sessions set idle_at = now() + interval '5 minutes', ends_at = now() + interval '10 minutes' where person_id = $1`,
      [personId],
    );
    await call('GET', '/session');
    const left = await idleIn();
    assert.ok(left > 9 * 60_000 && left <= 10 * 60_000, String(left));
  });

  it('is not the session that a browser came with', async () => {
    const { email, cookie, call } = await signIn(hub);
    const again = await call('POST', '/session', { email, password: testPassword });
    assert.notEqual(cookieOf(again), cookie);
    assertProblem(await call('GET', '/session'), 'not_signed_in');
  });

  it('moves to another account that the person belongs to, and to no other', async () => {
    const [first, second, foreign] = [
      await makeAccount(hub.pool),
      await makeAccount(hub.pool),
      await makeAccount(hub.pool),
    ];
    const { email } = await makePerson(hub, [
      { accountId: first, role: 'owner' },
      { accountId: second, role: 'viewer' },
    ]);
    const call = consoleWith(hub, await consoleWith(hub, null)('POST', '/session', { email, password: testPassword }));
    const moved = await call('PUT', '/session/account', { account_id: second });
    assert.equal(moved.status, 200);
    assert.deepEqual(
      [moved.body.account, moved.body.role],
      [{ account_id: second, name: 'Front Row Tickets' }, 'viewer'],
    );
    assertProblem(await call('GET', '/tokens'), 'forbidden');
    assertProblem(await call('PUT', '/session/account', { account_id: foreign }), 'not_found');
    assert.equal((await call('GET', '/session')).body.role, 'viewer');
  });
});

describe('changing the password', () => {
  it('ends every other session, and is on record', async () => {
    const { email, call } = await signIn(hub);
    const elsewhere = consoleWith(
      hub,
      await consoleWith(hub, null)('POST', '/session', { email, password: testPassword }),
    );
    assert.equal((await elsewhere('GET', '/session')).status, 200);
    const body = { current_password: testPassword, new_password: anotherPassword };
    assert.equal((await call('POST', '/password', body)).status, 204);
    assert.equal((await call('GET', '/session')).status, 200);
    assertProblem(await elsewhere('GET', '/session'), 'not_signed_in');
    const signInWith = (password: string) => consoleWith(hub, null)('POST', '/session', { email, password });
    assertProblem(await signInWith(testPassword), 'not_signed_in');
    assert.equal((await signInWith(anotherPassword)).status, 200);
    const { body: deeds } = await call<{ items: { what: string }[] }>('GET', '/deeds');
    assert.deepEqual(
      deeds.items.map(({ what }) => what),
      ['person.password_set'],
    );
  });

  it('lets nobody go on who was recognised by the one before, and was on the way in meanwhile', async () => {
    const { email, personId, call } = await signIn(hub);
    const fresh = await hashPassword(anotherPassword);
    /** What comes after the password was recognised waits for a lock on the table, and the password is changed by then. */
    const overtaken = async (table: string, begin: () => Promise<Answer>): Promise<Answer> => {
      const [begun] = await inTransaction(hub.pool, async (db) => {
        await db.query(`lock ${table} in share row exclusive mode`);
        const underWay = [begin()];
        await eventually(
          () => hub.pool.query(`select from pg_locks where relation = '${table}'::regclass and not granted`),
          ({ rowCount }) => rowCount === 1,
        );
        await storePassword(db, personId, fresh, Date.now());
        return underWay;
      });
      return begun ?? assert.fail();
    };
    const mine = { current_password: testPassword, new_password: 'a thief has chosen these words' };
    const changed = await overtaken('people', () => call('POST', '/password', mine));
    assert.equal(assertProblem(changed, 'malformed').errors?.[0]?.field, 'current_password');
    await storePassword(hub.pool, personId, await hashPassword(testPassword), Date.now());
    const credentials = { email, password: testPassword };
    const entered = await overtaken('sessions', () => consoleWith(hub, null)('POST', '/session', credentials));
    assertProblem(entered, 'not_signed_in');
  });

  it('needs the present one, and takes none that is short or easily guessed, whatever its characters', async () => {
    const { email, name, call } = await signIn(hub);
    const refuse = async (current_password: string, new_password: string) => {
      const answer = await call('POST', '/password', { current_password, new_password });
      return assertProblem(answer, 'malformed').errors?.[0]?.field;
    };
    assert.equal(await refuse('not the present one', anotherPassword), 'current_password');
    for (const easy of [
      'Tr0ub4dor&3',
      'aaaaaaaaaaaaaaaaaaaa',
      '123456789012345678',
      'qwertyuiopasdfghjkl',
      `${email}${email}`,
      `${name} ${name}`,
      'holdfastholdfast',
      'passwordpassword1',
      'x'.repeat(201),
    ]) {
      assert.equal(await refuse(testPassword, easy), 'new_password', easy);
    }
    const plain = 'only small letters and spaces';
    assert.equal(
      (await call('POST', '/password', { current_password: testPassword, new_password: plain })).status,
      204,
    );
  });

  it('takes the same words however they were typed', async () => {
    const { email, call } = await signIn(hub);
    const [composed, taken_apart] = [
      'caf\u00e9 cr\u00e8me br\u00fbl\u00e9e',
      'cafe\u0301 cre\u0300me bru\u0302le\u0301e',
    ];
    assert.equal(
      (await call('POST', '/password', { current_password: testPassword, new_password: composed })).status,
      204,
    );
    assert.equal((await consoleWith(hub, null)('POST', '/session', { email, password: taken_apart })).status, 200);
  });
});

describe('a call that changes something', () => {
  it('is refused with a cookie alone: it must come from a page of this hub', async () => {
    const { cookie, call } = await signIn(hub);
    const { host } = new URL(hub.url);
    const marks = { 'x-holdfast-console': '1' };
    for (const headers of [
      {},
      marks,
      { origin: `http://${host}` },
      { ...marks, origin: 'https://elsewhere.example' },
      { ...marks, origin: 'null' },
      { ...marks, origin: `http://${host}.elsewhere.example` },
      { ...marks, origin: `http://elsewhere.example/${host}` },
    ] as Record<string, string>[]) {
      const bare = callerOf(`${hub.url}/api/v1`, { cookie, ...headers });
      assertProblem(await bare('DELETE', '/session'), 'forbidden');
      assert.equal((await bare('GET', '/session')).status, 200, 'looking is allowed');
    }
    assert.equal((await call('GET', '/session')).status, 200, 'nothing was done');
  });

  it('is refused to another site when nobody is signed in too: it cannot sign anybody in', async () => {
    const { email } = await makePerson(hub, [{ accountId: await makeAccount(hub.pool), role: 'viewer' }]);
    const bare = callerOf(`${hub.url}/api/v1`, { origin: 'https://elsewhere.example' });
    assertProblem(await bare('POST', '/session', { email, password: testPassword }), 'forbidden');
  });
});
