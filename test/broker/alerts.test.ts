// Alerts through the published API: what stands, what was seen to, and channels that are tried with one call.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { AccountId, ConnectionId } from '../../src/core/order.ts';
import { raiseAlerts } from '../../src/db/journal.ts';
import { insertOrders } from '../../src/db/orders.ts';
import { type Receiver, startReceiver } from '../alerts/receiver.ts';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import { makeListing, startTestHub, type TestHub } from '../support/hub.ts';
import { orderWith } from '../support/orders.ts';

let hub: TestHub;
let broker: BrokerClient;
let receiver: Receiver;
let secret = '';
before(async () => {
  hub = await startTestHub();
  broker = await scriptWith(hub);
  receiver = await startReceiver(() => secret);
});
after(async () => {
  await receiver.stop();
  await hub.close();
});

async function raise(accountId: AccountId, count: number): Promise<void> {
  const connectionId = randomUUID() as ConnectionId;
  const fields = { accountId, connectionId, state: 'stuck', total: { amount: 5_000, currency: 'USD' } } as const;
  const orders = Array.from({ length: count }, () => orderWith(fields));
  const alerts = orders.map(({ orderId }, index) => {
    return { orderId, kind: 'stuck' as const, sentence: `Order ${index} is stuck.`, at: Date.now() + index };
  });
  for (const { text, values } of [insertOrders(orders), raiseAlerts(accountId, alerts)]) {
    await hub.pool.query(text, values);
  }
}

type Listed = { items: { alert_id: string; title: string; sentence: string }[]; next_cursor: string | null };
const listed = async (query = ''): Promise<Listed> => (await broker.call<Listed>('GET', `/alerts${query}`)).body;

describe('alerts', () => {
  it('are listed newest first, page by page, each once', async () => {
    await raise(broker.accountId, 5);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Listed = await listed(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ sentence }) => sentence));
      cursor = page.next_cursor;
    } while (cursor !== null);
    assert.deepEqual(
      seen,
      [4, 3, 2, 1, 0].map((index) => `Order ${index} is stuck.`),
    );
    assert.equal((await listed()).items[0]?.title, 'Stuck');
  });

  it('name what their order is about, and the listing behind it', async () => {
    const other = await scriptWith(hub);
    const remoteId = await makeListing(hub.pool, other.accountId);
    await raise(other.accountId, 1);
    await hub.pool.query('update orders set remote_id = $2 where account_id = $1', [other.accountId, remoteId]);
    const { items } = (await other.call<{ items: Record<string, unknown>[] }>('GET', '/alerts')).body;
    const { remote_id, event, section, row, seats } = items[0] ?? {};
    assert.deepEqual([remote_id, event, section, row, seats], [remoteId, 'The Longest Night', '112', 'C', []]);
  });

  it('are seen to once, with who did on record, and then listed only when asked for', async () => {
    const [first] = (await listed()).items;
    const path = `/alerts/${first?.alert_id}/done`;
    assert.equal((await broker.call('POST', path)).status, 204);
    assert.equal((await broker.call('POST', path)).status, 204);
    assert.equal((await listed()).items.length, 4);
    const all = await broker.call<{ items: { done_by: string | null }[] }>('GET', '/alerts?standing=false');
    assert.equal(all.body.items[0]?.done_by, 'token nightly');
    const deeds = await broker.call<{ items: { did: string }[] }>('GET', '/deeds?subject_kind=alert');
    assert.equal(deeds.body.items[0]?.did, 'noted that an alert was seen to');
  });

  it('are not another account’s to see or to end', async () => {
    const other = await scriptWith(hub);
    await raise(other.accountId, 1);
    const theirs = await other.call<Listed>('GET', '/alerts');
    assert.equal(theirs.body.items.length, 1);
    assertProblem(await broker.call('POST', `/alerts/${theirs.body.items[0]?.alert_id}/done`), 'not_found');
    assert.equal((await other.call<Listed>('GET', '/alerts')).body.items.length, 1);
  });
});

describe('a channel', () => {
  it('is added with a secret that is shown once, tried, paused and removed', async () => {
    const added = await broker.call('POST', '/alert-channels', { webhook: receiver.url });
    assert.equal(added.status, 201);
    secret = added.body.signing_secret as string;
    const id = added.body.channel_id as string;
    const { body: channels } = await broker.call('GET', '/alert-channels');
    assert.ok(!JSON.stringify(channels).includes(secret));
    assert.equal(channels.mail_is_set, false);

    const { body: tried } = await broker.call('POST', `/alert-channels/${id}/test`);
    assert.equal(tried.delivered, true);
    // The desk may have told of what stands in the meantime.
    const test = receiver.received.find(({ body }) => body.type === 'alert.test');
    assert.equal(test?.isGenuine, true);
    assert.equal(test?.eventId, tried.event_id);

    const { body: paused } = await broker.call('PATCH', `/alert-channels/${id}`, { paused: true });
    assert.ok(paused.paused_at !== null);
    const { body: resumed } = await broker.call('PATCH', `/alert-channels/${id}`, { paused: false });
    assert.equal(resumed.paused_at, null);
    assert.equal((await broker.call('DELETE', `/alert-channels/${id}`)).status, 204);
    assertProblem(await broker.call('POST', `/alert-channels/${id}/test`), 'not_found');
  });

  it('that cannot be reached says so when it is tried', async () => {
    const { body } = await broker.call('POST', '/alert-channels', { email: 'desk@broker.example' });
    const { body: tried } = await broker.call('POST', `/alert-channels/${body.channel_id}/test`);
    assert.equal(tried.delivered, false);
    assert.match(tried.answer as string, /no mail server/);
  });

  it('is refused when it is there already, is no address, or is two', async () => {
    assertProblem(await broker.call('POST', '/alert-channels', { email: 'Desk@broker.example' }), 'conflict');
    for (const wrong of [
      {},
      { email: 'nobody' },
      { webhook: 'ftp://x' },
      { email: 'a@b.c', webhook: 'https://x.example' },
    ]) {
      assertProblem(await broker.call('POST', '/alert-channels', wrong), 'malformed');
    }
  });

  it('is managed by those who may', async () => {
    const trader = await scriptWith(hub, { accountId: broker.accountId, scopes: ['read', 'trade'] });
    assertProblem(await trader.call('POST', '/alert-channels', { email: 'me@broker.example' }), 'forbidden');
    assert.equal((await trader.call('GET', '/alert-channels')).status, 200);
  });
});
