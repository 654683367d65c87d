// Orders over the broker API, as a script would use it: searched, opened with their story, acted on, exported; on a real
// hub with a marketplace that asks first and one that sells first. Nothing crosses accounts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/value';
import type { AccountId } from '../../src/core/order.ts';
import { ActionDone, OrderDetail, OrdersPage, Proposals } from '../../src/http/broker/schemas/orders.ts';
import { startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { stubhubSales } from '../../src/sandbox/stubhub/sales-api.ts';
import { assertProblem } from '../http/problems.ts';
import { deskOf } from '../notification/desk.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import {
  type Call,
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { type Selling, startSelling } from '../support/selling.ts';

let hub: TestHub;
let stubhub: Selling;
let accountId: AccountId;
let tevo: Call;
let broker: BrokerClient;
let viewer: BrokerClient;
let stranger: BrokerClient;
before(async () => {
  hub = await startTestHub();
  stubhub = await startSelling(hub, stubhubSales());
  ({ accountId } = stubhub.connection);
  const connection = await makeConnection(hub.pool, { accountId, marketplace: 'ticket-evolution' });
  tevo = callerWith(hub, connection);
  broker = await scriptWith(hub, { accountId, name: 'desk', scopes: ['read', 'trade'] });
  viewer = await scriptWith(hub, { accountId, name: 'wall', scopes: ['read'] });
  stranger = await scriptWith(hub);
});
after(async () => {
  await stubhub.stop();
  await hub.close();
});

async function held(globalId: string = randomUUID(), seats: readonly string[] = ['1', '2', '3', '4']): Promise<string> {
  const remoteId = await makeListing(hub.pool, accountId, { seats });
  const { status } = await tevo('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
  assert.equal(status, 201);
  return found(globalId);
}

async function unfilled(): Promise<{ orderId: string; saleId: string; remoteId: string }> {
  const { sale, remoteId } = await deskOf(hub, stubhub).sell(3);
  stubhub.announce(sale, 'sold');
  const order = await deskOf(hub, stubhub).comesTo(sale, 'unfilled');
  return { orderId: order?.orderId ?? '', saleId: sale.saleId, remoteId };
}

async function list(query: string, by = broker): Promise<OrdersPage> {
  const { status, body } = await by.call<OrdersPage>('GET', `/orders${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(Check(OrdersPage, body), 'as the schema says');
  return body;
}
const idsOf = ({ items }: OrdersPage): string[] => items.map((item) => item.order_id);
const found = async (number: string): Promise<string> => idsOf(await list(`?number=${number}`))[0] ?? 'nothing';

async function detail(orderId: string, by = broker): Promise<OrderDetail> {
  const { status, body } = await by.call<OrderDetail>('GET', `/orders/${orderId}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(Check(OrderDetail, body), 'as the schema says');
  return body;
}
const act = (orderId: string, body: object, by = broker) =>
  by.call<ActionDone>('POST', `/orders/${orderId}/actions`, body);

describe('the list of orders', () => {
  it('finds one by its global id, its order number, its own id and its listing', async () => {
    const globalId = `te-${randomUUID()}`;
    const orderId = await held(globalId);
    const number = `sold-${randomUUID()}`;
    await tevo('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: number });
    const [item] = (await list(`?q=${globalId}`)).items;
    assert.equal(item?.marketplace_order_id, number);
    for (const query of [
      `?q=${number}`,
      `?number=${number}`,
      `?q=${orderId.toUpperCase()}`,
      `?listing=${item?.remote_id}`,
      `?q=${item?.remote_id}`,
    ]) {
      assert.deepEqual(idsOf(await list(query)), [orderId], query);
    }
  });

  it('finds by words of the event, whatever the state, and by states and groups of them', async () => {
    const orderId = await held();
    assert.ok(idsOf(await list('?q=longest nig')).includes(orderId));
    assert.ok(idsOf(await list('?event=HALL old')).includes(orderId));
    assert.ok(!idsOf(await list('?event=elsewhere')).includes(orderId));
    assert.ok(idsOf(await list('?state=on_hold&marketplace=ticket-evolution')).includes(orderId));
    assert.ok(idsOf(await list('?state=stuck&state=held')).includes(orderId));
    assert.ok(!idsOf(await list('?state=needs_you')).includes(orderId));
    assert.ok(!idsOf(await list('?state=held&marketplace=stubhub')).includes(orderId));
    assert.ok(!idsOf(await list(`?to=${new Date(Date.now() - 3_600_000).toISOString()}`)).includes(orderId));
  });

  it('finds by the buyer', async () => {
    const globalId = randomUUID();
    const orderId = await held(globalId);
    await tevo('POST', `/oi/v1/holds/${globalId}/invoice`, {
      order_id: randomUUID(),
      buyer: { name: 'Grace Hopper', email: 'grace@navy.example' },
    });
    assert.deepEqual(idsOf(await list('?buyer=hopper gra')), [orderId]);
    assert.deepEqual(idsOf(await list('?q=grace@navy.example')), [orderId]);
  });

  it('turns its pages without losing or repeating one, while others come', async () => {
    const before = await Promise.all([held(), held(), held(), held()]);
    const first = await list('?limit=2&state=held');
    await held();
    const seen = [...idsOf(first)];
    for (let cursor = first.next_cursor; cursor !== null; ) {
      const page = await list(`?limit=2&state=held&cursor=${cursor}`);
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const orderId of before) assert.ok(seen.includes(orderId));
  });

  it('refuses what it cannot do, and says which field', async () => {
    for (const [query, field] of [
      ['?sort=money', 'sort'],
      ['?sort=ends&state=confirmed', 'sort'],
      ['?state=sold', 'state.0'],
      ['?cursor=nonsense', 'cursor'],
      ['?from=yesterday', 'from'],
      ['?limit=0', 'limit'],
      ['?colour=red', 'colour'],
    ] as const) {
      const problem = assertProblem(await broker.call('GET', `/orders${query}`), 'malformed');
      assert.equal(problem.errors?.[0]?.field, field, query);
    }
    const newest = await list('?limit=1');
    const cursor = newest.next_cursor;
    assertProblem(await broker.call('GET', `/orders?sort=oldest&cursor=${cursor}`), 'malformed');
  });

  it('shows nothing of another account', async () => {
    const globalId = randomUUID();
    const orderId = await held(globalId);
    for (const query of ['', `?q=${orderId}`, `?number=${globalId}`, '?q=longest night', '?state=held']) {
      assert.deepEqual(idsOf(await list(query, stranger)), [], query);
    }
    assertProblem(await stranger.call('GET', `/orders/${orderId}`), 'not_found');
    assertProblem(await stranger.call('GET', `/orders/${orderId}/proposals`), 'not_found');
    assertProblem(await act(orderId, { do: 'release', accept_cost: true }, stranger), 'not_found');
  });
});

describe('the orders as CSV', () => {
  it('has a row for each, and no cell that a spreadsheet would run', async () => {
    const remoteId = `=HYPERLINK("http://x")`;
    await makeListing(hub.pool, accountId, { remoteId });
    await tevo('POST', '/oi/v1/holds', { global_id: '+cmd', remote_id: remoteId, quantity: 2 });
    const { status, headers, body } = await broker.call<string>('GET', '/orders.csv?number=%2Bcmd');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/csv/);
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="orders-\d{4}-\d\d-\d\d\.csv"$/);
    const lines = body.trim().split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^order_id,marketplace,state,global_id,/);
    assert.match(lines[1] ?? '', /ticket-evolution,held,'\+cmd,/);
    assert.ok((lines[1] ?? '').includes(`"'=HYPERLINK(""http://x"")"`));
  });

  it('goes on beyond one batch, and holds all that the list holds', async () => {
    await hub.pool.query(
      `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, attempts, entries, created_at)
       select $1, gen_random_uuid(), $2, 'axs', 'instant_notification', 'many-' || n, 'declined', false, 0, 0, '2020-01-01'
       from generate_series(1, 2500) as n`,
      [accountId, (await makeConnection(hub.pool, { accountId, marketplace: 'axs' })).connectionId],
    );
    const { body } = await broker.call<string>('GET', '/orders.csv?marketplace=axs');
    const numbers = [...body.matchAll(/many-(\d+)/g)].map(([, number]) => number);
    assert.equal(new Set(numbers).size, 2_500);
  });
});

describe('one order', () => {
  it('shows its facts, its seats among the listing’s, and its story in words', async () => {
    const globalId = randomUUID();
    const order = await detail(await held(globalId));
    assert.deepEqual([order.state, order.binding, order.needs_you], ['held', true, false]);
    assert.deepEqual(order.money, { amount: 37_000, currency: 'USD', is: 'listing_price' });
    assert.deepEqual(
      order.listing?.seats.map(({ seat, owner }) => `${seat} ${owner}`),
      ['1 this', '2 this', '3 none', '4 none'],
    );
    assert.deepEqual([order.listing?.tickets, order.listing?.free], [4, 2]);
    const [moment] = order.story;
    assert.match(
      moment?.sentence ?? '',
      /^Ticket Evolution asked for 2 tickets, and they were set aside\. .* holds them\.$/,
    );
    assert.deepEqual(moment?.who, { kind: 'marketplace', name: 'Ticket Evolution' });
    assert.equal(moment?.exchanges[0]?.request.line, 'POST /oi/v1/holds');
    assert.equal(moment?.exchanges[0]?.response?.status, 201);
    assert.ok(!JSON.stringify(order).includes('hfk_'), 'no key is in it');
    const [release] = order.actions;
    assert.deepEqual([release?.do, release?.needs, release?.is_next], ['release', 'consent_to_cost', false]);
    assert.match(release?.costs ?? '', /^Binding: Ticket Evolution may charge/);
  });

  it('leaves out the middle of a story that is very long, and says how much', async () => {
    const orderId = await held();
    await hub.pool.query(
      `insert into journal (account_id, order_id, entry, at, steps, exchanges)
       select $1, $2, n, now(), '[]', '[{"direction": "out", "request": {"line": "POST https://pos.example"}, "failure": "cut"}]'
       from generate_series(2, 1000) as n`,
      [accountId, orderId],
    );
    const { story, left_out: leftOut } = await detail(orderId);
    assert.deepEqual([story.length, leftOut], [300, 700]);
    assert.deepEqual([story[0]?.entry, story[49]?.entry, story[50]?.entry, story.at(-1)?.entry], [1, 50, 751, 1000]);
  });

  it('is not there', async () => {
    assertProblem(await broker.call('GET', `/orders/${randomUUID()}`), 'not_found');
    assertProblem(await broker.call('GET', '/orders/nonsense'), 'malformed');
  });
});

describe('what a person does about an order', () => {
  it('is in the journal, with who did it, and in the record of deeds', async () => {
    const { orderId } = await unfilled();
    const before = await detail(orderId);
    assert.deepEqual([before.needs_you, before.actions[0]?.do, before.actions[0]?.is_next], [true, 'reject', true]);
    const { status, body } = await act(orderId, { do: 'reject', reason: 'They are gone', in_state: 'unfilled' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(Check(ActionDone, body));
    assert.equal(body.repeated, false);
    const decided = (await detail(orderId)).story.find(({ who }) => who.kind === 'person');
    assert.deepEqual(
      [decided?.who.name, decided?.sentence],
      ['token desk', 'token desk rejected the sale: They are gone.'],
    );
    const { body: deeds } = await broker.call<{ items: { what: string; by: { name: string } }[] }>(
      'GET',
      `/deeds?subject_kind=order&subject_id=${orderId}`,
    );
    assert.deepEqual(
      deeds.items.map(({ what, by }) => [what, by.name]),
      [['order.reject', 'token desk']],
    );
  });

  it('is done once, however often it is sent', async () => {
    const { orderId, saleId } = await unfilled();
    const reject = { do: 'reject', reason: 'gone', in_state: 'unfilled' };
    const answers = await Promise.all([act(orderId, reject), act(orderId, reject), act(orderId, reject)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(answers.filter(({ body }) => !body.repeated).length, 1);
    assert.equal((await act(orderId, reject)).body.repeated, true);
    const { sales } = stubhub.book;
    await deskOf(hub, stubhub).until(sales.get(saleId) ?? assert.fail(), (order) => order?.state === 'rejected');
    assert.deepEqual(
      sales.get(saleId)?.heard.map(({ said }) => said),
      ['reject'],
    );
    const { body } = await broker.call<{ items: unknown[] }>('GET', `/deeds?subject_kind=order&subject_id=${orderId}`);
    assert.equal(body.items.length, 1);
  });

  it('is refused when the order has moved on, with where it is now', async () => {
    const orderId = await held();
    const { rows } = await hub.pool.query<{ global_id: string }>('select global_id from orders where order_id = $1', [
      orderId,
    ]);
    await tevo('POST', `/oi/v1/holds/${rows[0]?.global_id}/invoice`, { order_id: randomUUID() });
    const refused = await act(orderId, { do: 'release', accept_cost: true, in_state: 'held' });
    assert.match(
      assertProblem(refused, 'conflict').detail,
      /^The order is confirmed now: sold and confirmed\. Nothing was done\.$/,
    );
    assertProblem(await act(orderId, { do: 'reject', reason: 'gone' }), 'conflict');
  });

  it('lets go of a binding hold only when its cost is accepted', async () => {
    const orderId = await held();
    const problem = assertProblem(await act(orderId, { do: 'release', in_state: 'held' }), 'malformed');
    assert.equal(problem.errors?.[0]?.field, 'accept_cost');
    const { body } = await act(orderId, { do: 'release', accept_cost: true, in_state: 'held' });
    assert.equal(body.order.state, 'released');
    assert.equal(body.order.story.at(-1)?.sentence.startsWith('token desk let go of the hold.'), true);
  });

  it('says what it lacks, and why it came to nothing', async () => {
    const { orderId, remoteId } = await unfilled();
    assert.equal(assertProblem(await act(orderId, { do: 'reject' }), 'malformed').errors?.[0]?.field, 'reason');
    assert.equal(assertProblem(await act(orderId, { do: 'fill' }), 'malformed').errors?.[0]?.field, 'remote_id');
    assert.match(
      assertProblem(await act(orderId, { do: 'retry' }), 'conflict').detail,
      new RegExp(`listing ${remoteId} are still not there`),
    );
    assert.match(
      assertProblem(await act(orderId, { do: 'fill', remote_id: 'TG-nowhere' }), 'conflict').detail,
      /not known here/,
    );
    assertProblem(await act(orderId, { do: 'dance' }), 'malformed');
  });

  it('fills a sale from what is proposed', async () => {
    const { orderId, remoteId: sold } = await unfilled();
    const remoteId = await makeListing(hub.pool, accountId, { seats: ['7', '8', '9'] });
    await hub.pool.query(`update listings set event_at = '2040-01-01' where remote_id = any($1)`, [[sold, remoteId]]);
    const { body: proposals } = await broker.call<Proposals>('GET', `/orders/${orderId}/proposals`);
    assert.ok(Check(Proposals, proposals));
    const proposed = proposals.items.find((item) => item.remote_id === remoteId);
    assert.deepEqual([proposed?.match, proposed?.seats], ['alike', ['7', '8', '9']]);
    assert.equal((await detail(orderId)).actions[0]?.do, 'fill');
    const { status } = await act(orderId, { do: 'fill', remote_id: remoteId, in_state: 'unfilled' });
    assert.equal(status, 200);
    assert.equal((await detail(orderId)).remote_id, remoteId);
  });

  it('fills what is owed: sold after a yes, and gone from the POS; the marketplace keeps its yes', async () => {
    let ahead = 0;
    const pos = await startSandboxPos({ clock: () => Date.now() + ahead });
    try {
      await connectBridge(hub.pool, accountId, pos.url, { key: pos.key, late_effect_ms: 500 });
      const [sold, other] = await Promise.all(
        [
          ['1', '2'],
          ['7', '8'],
        ].map(async (seats) => {
          const remoteId = await makeListing(hub.pool, accountId, { seats, pos: 'bridge' });
          pos.addListing({ remoteId, seats });
          return remoteId;
        }),
      );
      await hub.pool.query(`update listings set event_at = '2040-02-02' where remote_id = any($1)`, [[sold, other]]);
      const globalId = randomUUID();
      const hold = () => tevo('POST', '/oi/v1/holds', { global_id: globalId, remote_id: sold, quantity: 2 });
      const look = async () => (await tevo('GET', `/oi/v1/holds/${globalId}`)).body.status;
      assert.equal((await hold()).status, 201);
      // Its hold lapses there, and somebody else buys the seats.
      ahead = 24 * 3_600_000;
      pos.goElsewhere(sold ?? '', ['1', '2']);
      await tevo('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: `sale-${globalId}` });
      const orderId = await found(globalId);
      const owed = await eventually(
        () => detail(orderId),
        ({ state }) => state === 'unfilled',
      );
      assert.equal(await look(), 'stuck');
      assert.equal((await hold()).status, 200);
      assert.match(owed.standing, /was told yes and has sold the tickets/);
      assert.deepEqual(
        owed.actions.map(({ do: what, as }) => as ?? what),
        ['fill', 'retry', 'note_cancelled', 'invoiced'],
      );
      assertProblem(await act(orderId, { do: 'reject', reason: 'gone' }), 'conflict');
      // The POS is asked once more, and says the same.
      assert.equal((await act(orderId, { do: 'retry' })).status, 200);
      await eventually(
        () => detail(orderId),
        ({ state }) => state === 'unfilled',
      );
      assert.equal((await act(orderId, { do: 'fill', remote_id: other })).status, 200);
      const filled = await eventually(
        () => detail(orderId),
        ({ state }) => state === 'confirmed',
      );
      assert.deepEqual([filled.remote_id, filled.seats, filled.sold_seats], [other, ['7', '8'], ['1', '2']]);
      assert.deepEqual([await look(), (await hold()).status], ['confirmed', 200]);
      const sales = pos.book().filter(({ state }) => state === 'sold');
      assert.deepEqual(
        sales.map(({ remoteId, orderId: number }) => [remoteId, number]),
        [[other, `sale-${globalId}`]],
      );
    } finally {
      await pos.stop();
    }
  });

  it('is nothing for who may only read', async () => {
    const orderId = await held();
    assertProblem(await act(orderId, { do: 'release', accept_cost: true }, viewer), 'forbidden');
    assert.equal((await detail(orderId, viewer)).state, 'held');
  });
});
