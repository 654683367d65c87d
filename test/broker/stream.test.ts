// The live stream: what happens is told to everybody who reads the account, at every hub, and to nobody else; whoever does not
// keep up or is not let in any more is cut off.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { Check } from 'typebox/value';
import type { AccountId } from '../../src/core/order.ts';
import { listen } from '../../src/db/notify.ts';
import { StreamOrder } from '../../src/http/broker/schemas/stream.ts';
import { LiveFeed } from '../../src/live/feed.ts';
import { Voice } from '../../src/live/voice.ts';
import { withdrawToken } from '../../src/people/access-tokens.ts';
import { assertProblem, type Problem } from '../http/problems.ts';
import { scriptWith, signIn } from '../support/broker.ts';
import {
  callerOf,
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { readStream, type TestReader } from '../support/stream.ts';

const tester = { kind: 'command_line', id: null, name: 'a test' } as const;

let hub: TestHub;
let another: TestHub;
const open: TestReader[] = [];

before(async () => {
  hub = await startTestHub();
  another = await startTestHub({ databaseUrl: hub.databaseUrl });
});
afterEach(() => {
  for (const reader of open.splice(0)) reader.close();
});
after(async () => {
  await another.close();
  await hub.close();
});

async function reading(at: Pick<TestHub, 'url'>, accountId: AccountId, headers = {}): Promise<TestReader> {
  const { token } = await scriptWith(hub, { accountId, scopes: ['read'] });
  const reader = await readStream(at, { authorization: `Bearer ${token}`, ...headers });
  open.push(reader);
  return reader;
}

/** A feed as another hub has one, once it has heard that somebody reads this account here. Whoever asks for it stops it. */
async function feedElsewhere(accountId: AccountId): Promise<LiveFeed> {
  const { databaseUrl, pool } = hub;
  const feed = new LiveFeed({ databaseUrl, pool, clock: Date.now, onTrouble: assert.fail });
  await feed.start();
  await eventually(
    async () => feed.isListeningTo(accountId),
    (isListening) => isListening,
  );
  return feed;
}

let asked = 0;
function hold(at: Pick<TestHub, 'url'>, connection: TestConnection, remoteId: string) {
  asked += 1;
  const body = { global_id: `te-${asked}`, remote_id: remoteId, quantity: 2 };
  return callerWith(at, connection)('POST', '/oi/v1/holds', body);
}

describe('the live stream', () => {
  it('tells of an order that has moved, with what is sold and for how much', async () => {
    const connection = await makeConnection(hub.pool);
    const remoteId = await makeListing(hub.pool, connection.accountId);
    const reader = await reading(hub, connection.accountId);
    assert.equal(reader.headers.get('content-type'), 'text/event-stream');
    assert.equal(reader.headers.get('cache-control'), 'no-store');
    assert.equal((await hold(hub, connection, remoteId)).status, 201);
    const { data } = await reader.see(({ event }) => event === 'order');
    assert.ok(Check(StreamOrder, data), JSON.stringify(data));
    const { order_id, at, ...rest } = data as StreamOrder;
    assert.deepEqual(rest, {
      marketplace: 'ticket-evolution',
      state: 'held',
      remote_id: remoteId,
      event: 'The Longest Night',
      quantity: 2,
      money: { amount: 37000, currency: 'USD' },
    });
    const { rows } = await hub.pool.query('select order_id from orders where account_id = $1', [connection.accountId]);
    assert.deepEqual(rows, [{ order_id }]);
    assert.ok(Math.abs(Date.now() - Date.parse(at)) < 60_000);
  });

  it('tells readers at one hub of what happens at another', async () => {
    const connection = await makeConnection(hub.pool);
    const remoteId = await makeListing(hub.pool, connection.accountId);
    const reader = await reading(another, connection.accountId);
    // The other hub says whom it has readers for; until that has come, nothing is told to it.
    await eventually(
      async () => {
        await hold(hub, connection, remoteId);
        return reader.events.length;
      },
      (seen) => seen > 0,
    );
    const { data } = await reader.see(({ event }) => event === 'order');
    assert.equal(data.event, 'The Longest Night');
  });

  it('tells nobody of another account', async () => {
    const [mine, theirs] = [await makeConnection(hub.pool), await makeConnection(hub.pool)];
    const [myListing, theirListing] = [
      await makeListing(hub.pool, mine.accountId),
      await makeListing(hub.pool, theirs.accountId),
    ];
    const reader = await reading(hub, mine.accountId);
    const other = await reading(hub, theirs.accountId);
    await hold(hub, theirs, theirListing);
    await other.see(({ event }) => event === 'order');
    await hold(hub, mine, myListing);
    await reader.see(({ event }) => event === 'order');
    assert.deepEqual(
      reader.events.map(({ data }) => data.remote_id),
      [myListing],
    );
    assert.deepEqual(
      other.events.map(({ data }) => data.remote_id),
      [theirListing],
    );
  });

  it('tells of an alert that somebody has seen to', async () => {
    const { call, accountId } = await scriptWith(hub);
    const reader = await reading(hub, accountId);
    const { rows } = await hub.pool.query<{ alert_id: string }>(
      `insert into alerts (account_id, order_id, kind, sentence, at)
       values ($1, gen_random_uuid(), 'stuck', 'A test.', now()) returning alert_id`,
      [accountId],
    );
    assert.equal((await call('POST', `/alerts/${rows[0]?.alert_id}/done`)).status, 204);
    const { data } = await reader.see(({ event }) => event === 'alert');
    assert.equal(data.kind, 'done');
  });

  it('asks a reader that comes back to read again', async () => {
    const { accountId } = await scriptWith(hub);
    const fresh = await reading(hub, accountId);
    const back = await reading(hub, accountId, { 'last-event-id': '7' });
    await back.see(({ event }) => event === 'resync');
    assert.deepEqual(fresh.events, []);
  });

  it('asks its readers to read again when it could not hear the other hubs for a while', async () => {
    const { accountId } = await scriptWith(hub);
    const reader = await reading(another, accountId);
    await hub.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'holdfast listening'`,
    );
    await reader.see(({ event }) => event === 'resync');
    const connection = await makeConnection(hub.pool, { accountId });
    const remoteId = await makeListing(hub.pool, accountId);
    await eventually(
      async () => {
        await hold(hub, connection, remoteId);
        return reader.events.some(({ event }) => event === 'order');
      },
      (isTold) => isTold,
    );
  });

  it('tells later, at the next opportunity, that something could not be told, and that is no trouble', async () => {
    const heard: string[] = [];
    const pool = new pg.Pool({ connectionString: hub.databaseUrl, max: 1, connectionTimeoutMillis: 20 });
    const listening = await listen(hub.databaseUrl, 'test_voice', {
      onMessage: (message) => heard.push(message),
      onLost: assert.fail,
    });
    const voice = new Voice({ pool, channel: 'test_voice', onTrouble: assert.fail }, (about) => `missed: ${about}`);
    const borrowed = await pool.connect();
    voice.say({ text: 'lost', about: 'g-1' });
    await eventually(
      async () => pool.waitingCount,
      (waiting) => waiting === 0,
    );
    borrowed.release();
    voice.say({ text: 'said', about: 'g-2' });
    await eventually(
      async () => heard,
      ({ length }) => length === 2,
    );
    assert.deepEqual(heard, ['said', 'missed: g-1']);
    listening.close();
    await pool.end();
  });

  it('ends when the token is revoked, and when the person is removed or works for another account', async () => {
    const owner = await signIn(hub);
    const { accountId } = owner;
    const script = await scriptWith(hub, { accountId, scopes: ['read'] });
    const viewer = await signIn(hub, { accountId, role: 'viewer' });
    const streams = {
      script: await readStream(hub, { authorization: `Bearer ${script.token}` }),
      viewer: await readStream(hub, { cookie: viewer.cookie }),
      owner: await readStream(hub, { cookie: owner.cookie }),
    };
    open.push(...Object.values(streams));
    await withdrawToken(hub.pool, accountId, script.tokenId, tester, Date.now());
    await owner.call('DELETE', `/people/${viewer.personId}`);
    await Promise.all([streams.script.ended, streams.viewer.ended]);
    const { accountId: elsewhere } = await scriptWith(hub);
    await hub.pool.query(`insert into memberships values ($1, $2, 'owner', now())`, [elsewhere, owner.personId]);
    assert.equal((await owner.call('PUT', '/session/account', { account_id: elsewhere })).status, 200);
    await streams.owner.ended;
  });

  it('is for so many readers of an account, and then others are told', async () => {
    const { accountId, token } = await scriptWith(hub);
    const readers = await Promise.all(
      Array.from({ length: 100 }, () => readStream(hub, { authorization: `Bearer ${token}` })),
    );
    open.push(...readers);
    const refused = await callerOf(hub.url)('GET', '/api/v1/stream', undefined, { authorization: `Bearer ${token}` });
    assertProblem(refused as { status: number; headers: Headers; body: Problem }, 'rate_limited');
    await reading(hub, (await scriptWith(hub)).accountId);
    readers[0]?.close();
    await eventually(
      async () => {
        const again = await readStream(hub, { authorization: `Bearer ${token}` });
        open.push(again);
        return again.status;
      },
      (status) => status === 200,
    );
    assert.ok(accountId);
  });

  it('cuts off a reader that does not keep up, and goes on telling others', async () => {
    const { accountId, token } = await scriptWith(hub);
    const { hostname, port } = new URL(hub.url);
    const lazy = connect({ host: hostname, port: Number(port) });
    lazy.on('error', () => {});
    lazy.write(`GET /api/v1/stream HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    const elsewhere = await feedElsewhere(accountId);
    try {
      lazy.pause();
      // Far more than the system's own buffers hold, which have to fill before ours do.
      for (let round = 0; round < 60; round++) {
        for (let index = 0; index < 100; index++) {
          const import_id = `${round}-${index} ${'x'.repeat(4_000)}`;
          elsewhere.tell(accountId, { kind: 'import', data: { import_id } });
        }
        await setTimeout(100);
      }
      let came = 0;
      let isOver = false;
      lazy.on('data', (bytes) => (came += bytes.length)).once('close', () => (isOver = true));
      lazy.resume();
      await eventually(
        async () => isOver,
        (seen) => seen,
      );
      assert.ok(came < 20_000_000, `${came} bytes were kept for it`);
      const reader = await reading(hub, accountId);
      elsewhere.tell(accountId, { kind: 'import', data: { import_id: 'another' } });
      await reader.see(({ data }) => data.import_id === 'another');
    } finally {
      lazy.destroy();
      await elsewhere.stop();
    }
  });

  it('asks its readers to read again when more happens than can be told one by one', async () => {
    const { accountId } = await scriptWith(hub);
    const reader = await reading(hub, accountId);
    const elsewhere = await feedElsewhere(accountId);
    try {
      for (let index = 0; index < 1_000; index++) {
        elsewhere.tell(accountId, { kind: 'import', data: { import_id: String(index) } });
      }
      await reader.see(({ event }) => event === 'resync');
      assert.equal(reader.events.filter(({ event }) => event === 'import').length, 100);
    } finally {
      await elsewhere.stop();
    }
  });
});
