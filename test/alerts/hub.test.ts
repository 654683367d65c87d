// Alerts as a broker meets them: a real hub, a marketplace that sells what is gone or refuses our credentials, and a
// receiver. The hub is killed where it hurts most, and nothing is swallowed.
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { webhookTo } from '../../src/alerts/channel.ts';
import type { AccountId } from '../../src/core/order.ts';
import { ticketEvolutionOrders } from '../../src/sandbox/ticket-evolution/orders-api.ts';
import { startLoggedHub } from '../conformance/logged-hub.ts';
import { eventually, makeListing, startTestHub, type TestHub, usualAlerts } from '../support/hub.ts';
import { runHubToItsEnd, startHubProcess } from '../support/hub-process.ts';
import { actOn, type Selling, startSelling } from '../support/selling.ts';
import { mailPassword, startMailServer } from './mail-server.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { addChannel, type Scene, setScene } from './scene.ts';

let secret = '';
let receiver: Receiver;

before(async () => {
  receiver = await startReceiver(() => secret);
});
after(() => receiver.stop());

async function addWebhook(pool: Scene['pool'], accountId: AccountId): Promise<void> {
  const target = webhookTo(receiver.url);
  assert.ok('kind' in target && target.kind === 'webhook');
  secret = target.secret;
  receiver.received.length = 0;
  await addChannel(pool, accountId, target);
}

const typesHeard = async (): Promise<string[]> => receiver.taken().map(({ body }) => body.type);

describe('a hub', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub({ alerts: { ...usualAlerts, publicUrl: 'https://hub.example', collectMs: 1_000 } });
  });
  after(() => hub.close());

  const standing = async (accountId: AccountId): Promise<string[]> =>
    (await hub.pool.query('select kind from alerts where account_id = $1 and over_at is null', [accountId])).rows.map(
      ({ kind }) => kind,
    );

  /** A marketplace that announces its sales, and is closed with the test. */
  const announcing = async (
    context: TestContext,
    settings = { poll_seconds: 3_600 },
  ): Promise<Selling & { looks: () => number }> => {
    let looks = 0;
    const selling = await startSelling(hub, ticketEvolutionOrders, {
      settings,
      onCall: (call) => {
        looks += Number(call === 'list');
      },
    });
    context.after(() => selling.stop());
    await addWebhook(hub.pool, selling.connection.accountId);
    return { ...selling, looks: () => looks };
  };

  it('tells of a sale without tickets, and that ends when a person has rejected it', async (context) => {
    const selling = await announcing(context);
    const { accountId } = selling.connection;
    const sale = selling.sell({ remoteId: await makeListing(hub.pool, accountId, { seats: ['1'] }), quantity: 2 });
    selling.announce(sale, 'sold');
    await eventually(typesHeard, (types) => types.length === 1);
    const [heard] = receiver.taken();
    assert.ok(heard?.isGenuine);
    assert.equal(heard.body.type, 'alert.unfilled');
    assert.equal(heard.body.data.title, 'Unfilled: 250 USD');
    const order = await selling.order(sale.saleId);
    assert.equal(heard.body.data.alerts[0]?.link, `https://hub.example/orders/${order?.orderId}`);
    assert.deepEqual(await standing(accountId), ['unfilled']);
    await actOn(hub, order, { do: 'reject', reason: 'Tickets No Longer Available', by: 'a test' });
    await eventually(
      () => standing(accountId),
      (kinds) => kinds.length === 0,
    );
  });

  it('tells once of a connection that is refused, and that ends when it works again', async (context) => {
    const selling = await announcing(context);
    const { accountId, connectionId } = selling.connection;
    const remoteId = await makeListing(hub.pool, accountId, { seats: 20 });
    const refusal = { kind: 'answer', status: 401, body: { error: 'the signature does not match' } } as const;
    selling.faults.always('any', refusal);
    const sales = [1, 2, 3].map(() => selling.sell({ remoteId, quantity: 1 }));
    for (const sale of sales) selling.announce(sale, 'sold');
    await eventually(typesHeard, (types) => types.includes('alert.connection_refused'));
    const heard = receiver.taken().find(({ body }) => body.type === 'alert.connection_refused');
    selling.faults.clear();
    assert.match(heard?.body.data.sentence ?? '', /^Ticket Evolution refuses our credentials \(.*401/);
    assert.equal(heard?.body.data.alerts[0]?.link, `https://hub.example/connections/${connectionId}`);
    await eventually(
      () => standing(accountId),
      (kinds) => kinds.length === 0,
      30_000,
    );
    assert.ok(sales.every(({ state }) => state === 'confirmed'));
    assert.equal((await typesHeard()).filter((type) => type === 'alert.connection_refused').length, 1);
  });

  it('tells of a list that could not be read for long, and that ends when it is read again', async (context) => {
    const selling = await announcing(context, { poll_seconds: 1 });
    const { accountId, connectionId } = selling.connection;
    selling.faults.always('list', { kind: 'answer', status: 500, body: { error: 'later' } });
    const failsFor = (minutes: number) =>
      eventually(
        () =>
          hub.pool.query(
            `update polls set failing_since = now() - make_interval(mins => $2)
             where connection_id = $1 and failing_since is not null`,
            [connectionId, minutes],
          ),
        ({ rowCount }) => rowCount === 1,
      );
    await failsFor(14);
    const looks = selling.looks();
    await eventually(
      async () => selling.looks(),
      (now) => now >= looks + 2,
    );
    assert.deepEqual(await standing(accountId), [], 'nobody is told so soon');
    await failsFor(16);
    await eventually(
      () => standing(accountId),
      (kinds) => kinds.join() === 'list_unread',
    );
    await eventually(typesHeard, (types) => types.includes('alert.list_unread'));
    const heard = receiver.taken().find(({ body }) => body.type === 'alert.list_unread');
    assert.match(
      heard?.body.data.sentence ?? '',
      /^The list of sales at Ticket Evolution cannot be read since .*\(.*500/,
    );
    assert.equal(heard?.body.data.alerts[0]?.link, `https://hub.example/connections/${connectionId}`);
    selling.faults.clear();
    await eventually(
      () => standing(accountId),
      (kinds) => kinds.length === 0,
    );
  });

  it('tells of a connection that has no credentials', async (context) => {
    const selling = await announcing(context);
    const { accountId, connectionId } = selling.connection;
    await hub.pool.query('update connections set credentials = null where connection_id = $1', [connectionId]);
    selling.announce(selling.sell({ remoteId: await makeListing(hub.pool, accountId), quantity: 1 }), 'sold');
    await eventually(typesHeard, (types) => types.includes('alert.connection_refused'));
    assert.match(receiver.taken()[0]?.body.data.sentence ?? '', /cannot be called: its connection has no credentials/);
  });
});

describe('a hub that is killed', () => {
  for (const [gap, heardBefore] of [
    ['alerts_gathered:1', 0],
    ['alert_sent:1', 1],
  ] as const) {
    it(`at ${gap} tells of it all the same, as the same event`, async () => {
      await using scene = await setScene();
      await addWebhook(scene.pool, scene.accountId);
      await scene.raise([{ kind: 'unfilled' }]);
      // It tells as soon as it is up, perhaps sooner than it says that it is ready.
      const ended = await runHubToItsEnd({ DATABASE_URL: scene.databaseUrl, HOLDFAST_FAILPOINT: gap });
      assert.equal(ended, 'SIGKILL');
      assert.equal(receiver.received.length, heardBefore);
      const { rows } = await scene.pool.query<{ message_id: string }>('select message_id from alert_messages');
      // Whoever had it is dead; its lease would run out by itself.
      await scene.pool.query('update alert_messages set due_at = now()');
      const next = await startHubProcess({ DATABASE_URL: scene.databaseUrl });
      await eventually(
        async () => receiver.received.length,
        (received) => received === heardBefore + 1,
      );
      await eventually(
        async () => (await scene.pool.query('select from alert_messages where delivered_at is not null')).rowCount,
        (delivered) => delivered === 1,
      );
      await next.kill('SIGTERM');
      assert.ok(receiver.received.every(({ eventId }) => eventId === rows[0]?.message_id));
    });
  }
});

describe('the log of a hub', () => {
  it('tells neither secret nor address nor password, though nothing can be delivered', async (context) => {
    await using scene = await setScene();
    const mailServer = await startMailServer();
    context.after(() => mailServer.stop());
    await addWebhook(scene.pool, scene.accountId);
    await addChannel(scene.pool, scene.accountId, { kind: 'email', address: 'sales@broker.example' });
    receiver.fail(...Array.from({ length: 9 }, () => 500));
    for (let times = 0; times < 9; times++) mailServer.refuse(`550 no ${mailPassword} here`);
    await scene.raise([{ kind: 'stuck' }]);
    await scene.desk.round();
    await scene.desk.settled();
    // Its day is over: the next try is the last.
    await scene.pool.query(`update alert_messages set at = at - interval '1 day', due_at = now()`);
    const mail = { SMTP_URL: mailServer.url, ALERT_FROM: 'holdfast@broker.example' };
    const hub = await startLoggedHub(scene.databaseUrl, mail);
    context.after(() => hub.stop());
    const log = await eventually(
      async () => hub.log(),
      (text) => text.split('it was given up').length > 2,
    );
    receiver.recover();
    for (const hidden of [secret, secret.slice(6), 's3cret-path', mailPassword])
      assert.ok(!log.includes(hidden), hidden);
  });
});
