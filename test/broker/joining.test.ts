// The ways in: the first owner's link, invitations, signing up, and a link for another password. Each works once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inTransaction } from '../../src/db/pool.ts';
import { startMailServer } from '../alerts/mail-server.ts';
import { assertProblem } from '../http/problems.ts';
import { consoleWith, signIn, testPassword } from '../support/broker.ts';
import {
  type Answer,
  type Call,
  eventually,
  makeAccount,
  startTestHub,
  type TestHub,
  usualAlerts,
  usualConfig,
} from '../support/hub.ts';

type Link = { link: string; invitation_id: string; mail: string };

const newcomer = { name: 'Grace Hopper', password: testPassword };

/** What stands at the end of a link. */
function tokenIn(link: string | null): string {
  return link?.split('/').at(-1) ?? assert.fail('there is no link');
}

async function invited(call: Call, email: string, role = 'operator'): Promise<string> {
  const { status, body } = await call<Link>('POST', '/invitations', { email, role });
  assert.equal(status, 201);
  return tokenIn(body.link);
}

describe('the first owner', () => {
  it('comes in once by a link, and makes the account', async () => {
    const hub = await startTestHub();
    try {
      const [first, second] = [await hub.firstOwnerLink(), await hub.firstOwnerLink()];
      assert.notEqual(first, second, 'each start has its own');
      assert.ok(first?.startsWith(`${hub.url}/join/`));
      const stranger = consoleWith(hub, null);
      const looked = await stranger('GET', `/join/${tokenIn(first)}`);
      assert.deepEqual(
        { ...looked.body, expires_at: '' },
        {
          kind: 'first_owner',
          role: 'owner',
          account_name: null,
          email: null,
          is_known: false,
          expires_at: '',
        },
      );
      const body = { ...newcomer, email: 'Grace@Broker.example', account_name: 'Front Row Tickets' };
      const { account_name: _, ...nameless } = body;
      const { errors } = assertProblem(await stranger('POST', `/join/${tokenIn(first)}`, nameless), 'malformed');
      assert.equal(errors?.[0]?.field, 'account_name');
      const answers = await Promise.all([
        stranger('POST', `/join/${tokenIn(first)}`, body),
        stranger('POST', `/join/${tokenIn(second)}`, { ...body, email: 'eve@broker.example' }),
      ]);
      const [won, lost] = answers.toSorted((one, other) => one.status - other.status) as [Answer, Answer];
      assert.equal(won.status, 201, JSON.stringify(won.body));
      assertProblem(lost, 'not_found');
      const call = consoleWith(hub, won);
      const { body: session } = await call('GET', '/session');
      assert.equal(session.role, 'owner');
      assert.equal((session.account as { name: string }).name, 'Front Row Tickets');
      for (const link of [first, second]) assertProblem(await stranger('GET', `/join/${tokenIn(link)}`), 'not_found');
      assert.equal(await hub.firstOwnerLink(), null, 'no start offers another');
      const { body: deeds } = await call<{ items: { what: string; did: string }[] }>('GET', '/deeds');
      assert.deepEqual(
        deeds.items.map(({ what, did }) => [what, did]),
        [['person.joined', 'became the first owner']],
      );
    } finally {
      await hub.close();
    }
  });

  it('takes the only account that there is', async () => {
    const hub = await startTestHub();
    try {
      const accountId = await makeAccount(hub.pool);
      const token = tokenIn(await hub.firstOwnerLink());
      const stranger = consoleWith(hub, null);
      assert.equal((await stranger('GET', `/join/${token}`)).body.account_name, 'Front Row Tickets');
      const joined = await stranger('POST', `/join/${token}`, { ...newcomer, email: 'grace@broker.example' });
      assert.equal(joined.status, 201);
      assert.equal((joined.body.account as { account_id: string }).account_id, accountId);
    } finally {
      await hub.close();
    }
  });
});

describe('an invitation', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  it('lets a new person in, once, in the role that it names', async () => {
    const owner = await signIn(hub);
    const token = await invited(owner.call, 'New@Broker.example');
    const stranger = consoleWith(hub, null);
    const { body: looked } = await stranger('GET', `/join/${token}`);
    assert.deepEqual(
      [looked.kind, looked.role, looked.email, looked.is_known, looked.account_name],
      ['invitation', 'operator', 'new@broker.example', false, 'Front Row Tickets'],
    );
    assertProblem(await stranger('POST', `/join/${token}`, { name: 'Grace Hopper', password: 'short' }), 'malformed');
    assertProblem(await stranger('POST', `/join/${token}`, { password: testPassword }), 'malformed');
    const joined = await stranger('POST', `/join/${token}`, newcomer);
    assert.equal(joined.status, 201);
    assert.equal((await consoleWith(hub, joined)('GET', '/session')).body.role, 'operator');
    assertProblem(await stranger('POST', `/join/${token}`, newcomer), 'not_found');
    const { body } = await owner.call<{ items: { email: string; role: string }[] }>('GET', '/people');
    assert.deepEqual(
      body.items.map(({ email, role }) => [email, role]),
      [
        [owner.email, 'owner'],
        ['new@broker.example', 'operator'],
      ],
    );
    const { body: deeds } = await owner.call<{ items: { by: { name: string }; did: string }[] }>('GET', '/deeds');
    assert.deepEqual(
      deeds.items.map(({ by, did }) => `${by.name} ${did}`),
      [
        'Grace Hopper joined as an operator, invited by Ada Lovelace',
        'Ada Lovelace invited new@broker.example as an operator',
      ],
    );
  });

  it('lets a person who is here already into another account by their own password, and not by a new one', async () => {
    const owner = await signIn(hub);
    const other = await signIn(hub);
    const token = await invited(owner.call, other.email, 'viewer');
    const stranger = consoleWith(hub, null);
    assert.equal((await stranger('GET', `/join/${token}`)).body.is_known, true);
    assertProblem(
      await stranger('POST', `/join/${token}`, { name: 'Eve', password: 'another set of words' }),
      'malformed',
    );
    const joined = await stranger<{ accounts: { account_id: string; role: string }[] }>('POST', `/join/${token}`, {
      password: testPassword,
    });
    assert.equal(joined.status, 201);
    assert.deepEqual(
      joined.body.accounts.map(({ account_id, role }) => [account_id, role]),
      [
        [other.accountId, 'owner'],
        [owner.accountId, 'viewer'],
      ],
    );
  });

  it('is void when it was withdrawn, when its time is over, and when another was sent', async () => {
    const { call, accountId } = await signIn(hub);
    const stranger = consoleWith(hub, null);
    const { body: first } = await call<Link>('POST', '/invitations', { email: 'a@broker.example', role: 'viewer' });
    const newer = await invited(call, 'a@broker.example', 'operator');
    assertProblem(await stranger('GET', `/join/${tokenIn(first.link)}`), 'not_found');
    const { body: open } = await call<{ items: Link[] }>('GET', '/invitations');
    assert.equal(open.items.length, 1);
    const [{ invitation_id }] = open.items as [Link];
    assert.equal((await call('DELETE', `/invitations/${invitation_id}`)).status, 204);
    assertProblem(await stranger('GET', `/join/${newer}`), 'not_found');
    assertProblem(await call('DELETE', `/invitations/${invitation_id}`), 'not_found');
    const late = await invited(call, 'b@broker.example');
    await hub.pool.query(`update one_time_links set expires_at = now() where account_id = $1`, [accountId]);
    assertProblem(await stranger('POST', `/join/${late}`, newcomer), 'not_found');
    assertProblem(await stranger('GET', '/join/not-one-of-ours'), 'not_found');
  });

  it('is refused to somebody who is in the account, and is stored as a hash', async () => {
    const { call, email } = await signIn(hub);
    assertProblem(await call('POST', '/invitations', { email, role: 'viewer' }), 'conflict');
    const token = await invited(call, 'c@broker.example');
    const { rows } = await hub.pool.query(
      `select l::text as row from one_time_links l where email = 'c@broker.example'`,
    );
    assert.equal(rows.length, 1);
    assert.ok(!rows[0].row.includes(token));
  });

  it('is used by one of two who come with it at once', async () => {
    const { call } = await signIn(hub);
    const token = await invited(call, 'd@broker.example');
    const stranger = consoleWith(hub, null);
    const answers = await Promise.all([1, 2, 3].map(() => stranger('POST', `/join/${token}`, newcomer)));
    assert.deepEqual(answers.map(({ status }) => (status === 201 ? 'in' : 'not')).toSorted(), ['in', 'not', 'not']);
  });

  it('is sent by e-mail where there is a mail server', async () => {
    const mailServer = await startMailServer();
    const mailing = await startTestHub({
      databaseUrl: hub.databaseUrl,
      alerts: {
        ...usualAlerts,
        publicUrl: 'http://holdfast.example',
        mail: { smtpUrl: mailServer.url, from: 'Holdfast <holdfast@broker.example>' },
      },
    });
    try {
      const owner = await signIn(hub);
      const call: Call = (method, path, body) =>
        consoleWith(mailing, null)(method, path, body, { cookie: owner.cookie, origin: 'http://holdfast.example' });
      const { body } = await call<Link>('POST', '/invitations', { email: 'e@broker.example', role: 'viewer' });
      assert.equal(body.mail, 'sent');
      assert.match(body.link, /^http:\/\/holdfast\.example\/join\//);
      const [letter = assert.fail('no letter came')] = mailServer.mails;
      assert.deepEqual(letter.to, ['<e@broker.example>']);
      assert.ok(letter.text.replaceAll('=\n', '').includes(body.link), letter.text);
    } finally {
      await mailing.close();
      await mailServer.stop();
    }
  });
});

describe('signing up', () => {
  it('is closed unless the operator opens it, and then not open without end to one place', async () => {
    const body = { account_name: 'Balcony Tickets', ...newcomer, email: 'grace@broker.example' };
    const closed = await startTestHub();
    const open = await startTestHub({
      databaseUrl: closed.databaseUrl,
      people: { ...usualConfig.people, signUp: 'open', wrongTries: { perAddress: 2, perEmail: 15 } },
    });
    try {
      assert.deepEqual((await consoleWith(closed, null)('GET', '/sign-up')).body, {
        is_open: false,
        sends_mail: false,
      });
      assertProblem(await consoleWith(closed, null)('POST', '/sign-up', body), 'forbidden');
      assert.deepEqual((await consoleWith(open, null)('GET', '/sign-up')).body, { is_open: true, sends_mail: false });
      const joined = await consoleWith(open, null)('POST', '/sign-up', body);
      assert.equal(joined.status, 201);
      assert.equal(joined.body.role, 'owner');
      const again = await consoleWith(open, null)('POST', '/sign-up', body);
      assert.equal(assertProblem(again, 'malformed').errors?.[0]?.field, 'email');
      const tooMany = { ...body, email: 'another@broker.example' };
      assertProblem(await consoleWith(open, null)('POST', '/sign-up', tooMany), 'rate_limited');
    } finally {
      await open.close();
      await closed.close();
    }
  });
});

describe('a forgotten password', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  it('is not mailed for by a hub that sends no mail, or does not know where it is', async () => {
    assertProblem(await consoleWith(hub, null)('POST', '/password-links', { email: 'a@broker.example' }), 'conflict');
  });

  it('brings a link to whoever has the address, tells nobody who has, and not without end', async () => {
    const mailServer = await startMailServer();
    const mailing = await startTestHub({
      databaseUrl: hub.databaseUrl,
      alerts: {
        ...usualAlerts,
        publicUrl: 'http://holdfast.example',
        mail: { smtpUrl: mailServer.url, from: 'Holdfast <holdfast@broker.example>' },
      },
    });
    const ask = (email: string) =>
      consoleWith(mailing, null)('POST', '/password-links', { email }, { origin: 'http://holdfast.example' });
    try {
      const { email } = await signIn(hub);
      const toNobody = await ask('nobody@broker.example');
      const toSomebody = await inTransaction(hub.pool, async (db) => {
        // While no link can be made: nobody's time tells whether one is.
        await db.query('lock one_time_links in exclusive mode');
        let answer: Answer | undefined;
        void ask(` ${email.toUpperCase()}`.trim()).then((answered) => {
          answer = answered;
        });
        return eventually(
          async () => answer,
          (answered) => answered !== undefined,
        );
      });
      assert.ok(toSomebody);
      assert.deepEqual([toNobody.status, toNobody.body], [toSomebody.status, toSomebody.body]);
      assert.equal(toSomebody.status, 204);
      const [letter = assert.fail('no letter came')] = await eventually(
        async () => mailServer.mails,
        ({ length }) => length > 0,
      );
      assert.deepEqual(letter.to, [`<${email}>`]);
      const [, token] =
        /http:\/\/holdfast\.example\/password\/(\S+)/.exec(letter.text.replaceAll('=\r\n', '').replaceAll('=\n', '')) ??
        [];
      assert.equal((await consoleWith(hub, null)('GET', `/password/${token}`)).body.email, email);
      assert.equal((await ask(email)).status, 204);
      assert.equal((await ask(email)).status, 204);
      assertProblem(await ask(email), 'rate_limited');
    } finally {
      await mailing.close();
      await mailServer.stop();
    }
  });
});
