// How the hub keeps its access to StubHub: a refresh token works once, brings the next, and may be lost. Whatever happens
// to it, no sale is lost or confirmed twice, a person is told when nothing else helps, and no secret is written down.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type StubhubSandbox, stubhubSales } from '../../src/sandbox/stubhub/sales-api.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { enterCredentials, type Selling, startSelling } from '../support/selling.ts';
import { deskOf, effectsOn } from './desk.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
const opened: Selling[] = [];
after(async () => {
  await Promise.all(opened.map((selling) => selling.stop()));
  await hub.close();
});

/** Tokens as they were given out, to be looked for where none may be. */
const secrets: string[] = [];

type Connected = {
  sandbox: StubhubSandbox;
  selling: Selling;
  access: ReturnType<StubhubSandbox['accessAt']>;
  /** What was asked of it, call by call. */
  asked: string[];
};

const connect = async (settings: object = { poll_seconds: 3_600 }): Promise<Connected> => {
  const sandbox = stubhubSales();
  const asked: string[] = [];
  const selling = await startSelling(hub, sandbox, { settings, onCall: (call) => asked.push(call) });
  opened.push(selling);
  secrets.push(...Object.values(selling.credentials as Record<string, string>));
  // The first look at the feed is over, so that what follows is asked for by the sales alone.
  await eventually(
    () => hub.pool.query('select from polls where connection_id = $1 and read_at is not null', [connectionOf(selling)]),
    ({ rowCount }) => rowCount === 1,
  );
  return { sandbox, selling, access: sandbox.accessAt(selling.book), asked };
};
const connectionOf = ({ connection }: Selling): string => connection.connectionId;
const troubleOf = async (selling: Selling): Promise<{ trouble: string | null }[]> =>
  (await hub.pool.query('select trouble from polls where connection_id = $1', [connectionOf(selling)])).rows;
const announceSale = async (selling: Selling) => {
  const sold = await deskOf(hub, selling).sell();
  selling.announce(sold.sale, 'sold');
  return sold.sale;
};
const confirmed = async (selling: Selling): Promise<void> => {
  const sale = await announceSale(selling);
  await deskOf(hub, selling).comesTo(sale, 'confirmed', 15_000);
  assert.deepEqual(effectsOn(sale), ['confirm changed']);
};
const alarm = async (selling: Selling, sale: Parameters<ReturnType<typeof deskOf>['alertsOf']>[0]): Promise<string> => {
  const alerts = await eventually(
    () => deskOf(hub, selling).alertsOf(sale),
    (seen) => seen.length > 0,
  );
  return alerts.map(({ sentence }) => sentence).join('\n');
};

describe('access to StubHub', { concurrency: 4 }, () => {
  it('is had by the refresh token that was entered, and kept by those that follow', async () => {
    const { selling, access } = await connect();
    await confirmed(selling);
    assert.equal(access.grants, 1);
    await confirmed(selling);
    assert.equal(access.grants, 1, 'an access token is used as long as it lasts');
    for (const grants of [2, 3]) {
      access.runOut();
      await confirmed(selling);
      assert.equal(access.grants, grants);
    }
  });

  it('that runs out between two calls is renewed once for all who need it', async () => {
    const { selling, access } = await connect();
    await confirmed(selling);
    access.runOut();
    const sales = await Promise.all(Array.from({ length: 12 }, () => announceSale(selling)));
    for (const sale of sales) {
      await deskOf(hub, selling).comesTo(sale, 'confirmed', 15_000);
      assert.deepEqual(effectsOn(sale), ['confirm changed']);
    }
    assert.equal(access.grants, 2);
  });

  it('is shared by hubs: none uses up the token of another', async () => {
    const other = await startTestHub({ databaseUrl: hub.databaseUrl });
    try {
      const { selling, access } = await connect({ poll_seconds: 1 });
      const { connectionId, apiKey } = selling.connection;
      for (let round = 0; round < 4; round++) {
        access.runOut();
        selling.announceTo({ url: round % 2 === 0 ? other.url : hub.url, connectionId, apiKey });
        const sales = await Promise.all(Array.from({ length: 4 }, () => announceSale(selling)));
        for (const sale of sales) {
          await deskOf(hub, selling).comesTo(sale, 'confirmed', 15_000);
          assert.deepEqual(effectsOn(sale), ['confirm changed']);
        }
      }
      // A look that met the moment of a change is made good by the next.
      await eventually(
        () => troubleOf(selling),
        (polls) => polls.every(({ trouble }) => trouble === null),
      );
    } finally {
      await other.close();
    }
  });

  it('that cannot be had for a while is asked for again', async () => {
    const { selling, access } = await connect();
    access.runOut();
    selling.faults.next('token', { kind: 'fail_before' });
    selling.faults.next('token', { kind: 'cut_before' });
    selling.faults.next('token', { kind: 'answer', status: 429, body: { error: 'slow_down' } });
    selling.faults.next('token', { kind: 'answer', status: 200, body: 'not what it should be' });
    const sale = await announceSale(selling);
    await deskOf(hub, selling).comesTo(sale, 'confirmed', 15_000);
    assert.deepEqual(await deskOf(hub, selling).alertsOf(sale), [], 'nobody was alarmed');
    assert.equal(access.grants, 2);
  });

  it('that is slow to come is waited for, though whoever asked has gone: it would be lost', async () => {
    const { selling, access } = await connect();
    access.runOut();
    const before = access.grants;
    selling.faults.next('token', { kind: 'slow_answer', ms: 7_000 });
    const sale = await announceSale(selling);
    await deskOf(hub, selling).comesTo(sale, 'confirmed', 20_000);
    assert.deepEqual(await deskOf(hub, selling).alertsOf(sale), []);
    assert.equal(access.grants, before + 1);
  });

  it('that is lost with an answer is a person’s to mend: a new refresh token goes on where the old one ended', async () => {
    const { selling, access, sandbox } = await connect();
    await confirmed(selling);
    access.runOut();
    selling.faults.next('token', { kind: 'cut_after' });
    const sale = await announceSale(selling);
    const sentence = await alarm(selling, sale);
    assert.match(
      sentence,
      /refuses to let us read .*: StubHub does not take the refresh token any more.* and enter it/,
    );
    assert.equal((await selling.order(sale.saleId))?.state, 'reported');
    assert.deepEqual(sale.heard, []);
    const refreshToken = access.logIn();
    secrets.push(refreshToken);
    await enterCredentials(hub.pool, selling.connection, sandbox.credentialsWith(refreshToken));
    await deskOf(hub, selling).comesTo(sale, 'confirmed', 40_000);
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
    access.runOut();
    await confirmed(selling);
  });

  it('that was taken away says so in the list too, and a dead token is not tried again', async () => {
    const { selling, access, asked } = await connect({ poll_seconds: 1 });
    access.logIn();
    asked.length = 0;
    const sale = await announceSale(selling);
    await alarm(selling, sale);
    const order = await deskOf(hub, selling).until(sale, (seen) => (seen?.attempts ?? 0) >= 3, 15_000);
    assert.equal(order?.state, 'reported');
    // A look at the list while somebody else asked for the token has found none, and no reason yet.
    await eventually(
      () => troubleOf(selling),
      ([first]) => /refresh token/.test(first?.trouble ?? ''),
    );
    assert.deepEqual(asked, ['token']);
  });

  it('with a client secret that is not good is told apart from a dead token', async () => {
    const sandbox = stubhubSales();
    const credentials = { ...sandbox.credentials, client_secret: 'another-secret' };
    const selling = await startSelling(hub, { ...sandbox, credentials }, { settings: { poll_seconds: 3_600 } });
    opened.push(selling);
    const sale = await announceSale(selling);
    assert.match(await alarm(selling, sale), /no access token for this client id and secret: it answered 401/);
    await enterCredentials(hub.pool, selling.connection, sandbox.credentials);
    await deskOf(hub, selling).comesTo(sale, 'confirmed', 40_000);
  });
});

/** Last, so that everything above has left its record. */
describe('the secrets of StubHub', () => {
  it('stand in no row, though its answers repeat them', async () => {
    const { rows } = await hub.pool.query<{ text: string }>('select exchanges::text as text from journal');
    const told = rows.map(({ text }) => text).join('\n');
    assert.match(told, /not good: .*\[secret\]/, 'an access token was repeated');
    assert.doesNotMatch(told, /sandbox-access-|sandbox-refresh-|oauth2/);
    const clientId = 'sandbox/client+7';
    const hidden = secrets.filter((secret) => secret !== clientId);
    assert.ok(hidden.length > 6);
    assert.deepEqual(await tablesThatTell(hub.pool, [...hidden, 'sandbox-access-', 'sandbox-refresh-']), []);
  });
});
