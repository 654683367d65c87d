// A connection that is paused sells nothing new and is read no more, while what was begun is finished and what its marketplace has
// sold is worked; and a test call that shows whether it lets us in, without doing anything there.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import {
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { enterCredentials, type Selling, startSelling } from '../support/selling.ts';

type Shown = {
  is: string;
  sentence: string;
  paused_at: string | null;
  last_notice_at: string | null;
  last_read_at: string;
};
type Tried = { came: string; sentence: string; calls: { line: string; status: number | null }[] };

let hub: TestHub;
let broker: BrokerClient;
let asking: TestConnection;
let seller: Selling;
/** Another account's, which nobody pauses; and how often its list was read. */
let witness: Selling;
let witnessed = 0;
before(async () => {
  hub = await startTestHub();
  broker = await scriptWith(hub);
  asking = await makeConnection(hub.pool, { accountId: broker.accountId, marketplace: 'ticket-evolution' });
  const sandbox = saleSandboxes.find(({ slug }) => slug === 'stubhub');
  assert.ok(sandbox);
  const settings = { poll_seconds: 1 };
  seller = await startSelling(hub, sandbox, { accountId: broker.accountId, settings });
  const onCall = (call: string): void => {
    if (call === 'list') witnessed += 1;
  };
  witness = await startSelling(hub, sandbox, { settings, onCall });
});
after(async () => {
  await Promise.all([seller?.stop(), witness?.stop()]);
  await hub?.close();
});

const pathOf = ({ connectionId }: TestConnection): string => `/connections/${connectionId}`;
const shown = async (connection: TestConnection): Promise<Shown> =>
  (await broker.call<Shown>('GET', pathOf(connection))).body;
const pause = async (connection: TestConnection, paused: boolean): Promise<Shown> =>
  (await broker.call<Shown>('PATCH', pathOf(connection), { paused })).body;
const test = async (connection: TestConnection): Promise<Tried> =>
  (await broker.call<Tried>('POST', `${pathOf(connection)}/test`)).body;

/** Until a list that is not paused was read twice more. */
async function untilOthersAreRead(): Promise<void> {
  const before = witnessed;
  await eventually(
    async () => witnessed,
    (now) => now >= before + 2,
  );
}

describe('a connection that is paused', () => {
  it('declines what is asked, keeps to what it has agreed to, and says so in the order’s story', async () => {
    const remoteId = await makeListing(hub.pool, broker.accountId, { seats: 200 });
    const call = callerWith(hub, asking);
    const hold = (globalId: string) =>
      call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
    assert.equal((await hold('agreed')).status, 201);
    const paused = await pause(asking, true);
    assert.equal(paused.is, 'paused');
    assert.ok(paused.paused_at);
    const refused = await eventually(
      () => hold(`asked-${Math.random()}`),
      ({ status }) => status === 409,
    );
    assertProblem(refused, 'not_available');
    assert.equal((await hold('agreed')).status, 200, 'the same question has the same answer');
    assert.equal((await call('POST', '/oi/v1/holds/agreed/invoice', { order_id: '1' })).status, 201);
    const { body } = await broker.call<{ items: { order_id: string }[] }>('GET', '/orders?state=declined');
    const order = await broker.call('GET', `/orders/${body.items[0]?.order_id}`);
    assert.match(JSON.stringify(order.body.story), /was told no, because you had paused the connection/);
    await pause(asking, false);
    await eventually(
      () => hold(`again-${Math.random()}`),
      ({ status }) => status === 201,
    );
    assert.equal((await shown(asking)).paused_at, null);
  });

  it('has its list left alone, works the notices that come, and is read again when it goes on', async () => {
    await eventually(
      () => shown(seller.connection),
      ({ last_read_at: readAt }) => readAt !== null,
    );
    const { sentence } = await pause(seller.connection, true);
    assert.match(sentence, /may go on selling/, 'for it never asks');
    const remoteId = await makeListing(hub.pool, broker.accountId, { seats: 8 });
    const told = seller.sell({ remoteId, quantity: 1 });
    seller.announce(told, 'sold');
    await eventually(
      () => seller.order(told.saleId),
      (order) => order?.state === 'confirmed',
    );
    const { last_notice_at: noticedAt, last_read_at: readAt } = await shown(seller.connection);
    assert.ok(noticedAt, 'when it came is told');
    await untilOthersAreRead();
    assert.equal((await shown(seller.connection)).last_read_at, readAt, 'its list was read while it was paused');
    await pause(seller.connection, false);
    await eventually(
      () => shown(seller.connection),
      ({ last_read_at: now }) => now > readAt,
    );
  });

  it('is on record with who paused it, once however often it was said', async () => {
    await pause(asking, true);
    await pause(asking, true);
    await pause(asking, false);
    const { body } = await broker.call<{ items: { did: string }[] }>(
      'GET',
      `/deeds?subject_kind=connection&subject_id=${asking.connectionId}`,
    );
    assert.deepEqual(
      body.items.slice(0, 2).map(({ did }) => did),
      ['resumed Ticket Evolution', 'paused Ticket Evolution'],
    );
  });
});

describe('a test call', () => {
  it('reads the list where there is one, and nothing else', async () => {
    const tried = await test(seller.connection);
    assert.equal(tried.came, 'works', JSON.stringify(tried));
    assert.match(tried.sentence, /^StubHub let us in/);
    assert.ok(
      tried.calls.every(({ line }) => line.startsWith('GET ') || line.includes('token')),
      JSON.stringify(tried.calls),
    );
  });

  it('says at once that credentials are wrong, and that new ones work', async () => {
    const account = await scriptWith(hub);
    const sandbox = saleSandboxes.find(({ slug }) => slug === 'ticket-evolution');
    assert.ok(sandbox);
    const other = await startSelling(hub, sandbox, { accountId: account.accountId });
    try {
      const path = `/connections/${other.connection.connectionId}`;
      const tried = async (): Promise<Tried> => (await account.call<Tried>('POST', `${path}/test`)).body;
      assert.equal((await tried()).came, 'works');
      const wrong = { credentials: { ...other.credentials, token: 'nobody', secret: 'wrong' } };
      assert.equal((await account.call('PUT', `${path}/credentials`, wrong)).status, 204);
      const refused = await tried();
      assert.equal(refused.came, 'refused', JSON.stringify(refused));
      assert.ok(!JSON.stringify(refused).includes('wrong"'));
      await enterCredentials(hub.pool, other.connection, other.credentials);
      assert.equal((await tried()).came, 'works');
    } finally {
      await other.stop();
    }
  });

  it('says in words that there is nothing to call, or that credentials are missing', async () => {
    const account = await scriptWith(hub);
    const sentences = await Promise.all(
      ['axs', 'ticket-evolution'].map(async (marketplace) => {
        const { body } = await account.call<{ connection_id: string }>('POST', '/connections', { marketplace });
        return (await account.call<Tried>('POST', `/connections/${body.connection_id}/test`)).body;
      }),
    );
    assert.deepEqual(
      sentences.map(({ came }) => came),
      ['nothing_to_call', 'no_credentials'],
    );
    assert.match(sentences[0]?.sentence ?? '', /calls us, at \/ion\/v1\//);
  });

  it('says that nobody is there', async () => {
    const account = await scriptWith(hub);
    const { body } = await account.call<{ connection_id: string }>('POST', '/connections', {
      marketplace: 'ticket-evolution',
    });
    const path = `/connections/${body.connection_id}`;
    await account.call('PATCH', path, { settings: { api_address: 'http://127.0.0.1:9' } });
    await account.call('PUT', `${path}/credentials`, { credentials: { token: 'a', secret: 'b', reviewer_id: 1 } });
    const tried = (await account.call<Tried>('POST', `${path}/test`)).body;
    assert.equal(tried.came, 'not_reached', JSON.stringify(tried));
    assert.equal(tried.sentence, 'Ticket Evolution was not reached: nobody answers at that address.');
  });
});
