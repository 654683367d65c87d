// The shelf over the broker API: searched, one listing with whose every ticket is and what became of it, and changed where the
// house POS keeps it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { elsewhere } from '../../src/core/claim.ts';
import type { ListingDetail, ListingSummary } from '../../src/http/broker/schemas/listings.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import { type Call, callerWith, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
let script: BrokerClient;
let ask: (globalId: string, remoteId: string, quantity: number) => Promise<number>;
let marketplace: Call;
before(async () => {
  hub = await startTestHub();
  script = await scriptWith(hub);
  marketplace = callerWith(hub, await makeConnection(hub.pool, { accountId: script.accountId }));
  ask = async (globalId, remoteId, quantity) =>
    (await marketplace('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity })).status;
});
after(() => hub.close());

type Page = { items: ListingSummary[]; next_cursor: string | null };
type Problem = { code: string; detail: string; errors?: { field: string; message: string }[] };

const list = async (query: string, { call } = script): Promise<Page> => {
  const { status, body } = await call<Page>('GET', `/listings?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const detail = async (remoteId: string): Promise<ListingDetail> => {
  const { status, body } = await script.call<ListingDetail>('GET', `/listings/${encodeURIComponent(remoteId)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const idsOf = ({ items }: Page): string[] => items.map((item) => item.remote_id);

/** Puts a listing on the shelf with the fields that matter. */
async function shelve(remoteId: string, fields: Record<string, unknown>, accountId = script.accountId): Promise<void> {
  await makeListing(hub.pool, accountId, { remoteId });
  for (const [column, value] of Object.entries(fields)) {
    await hub.pool.query(`update listings set "${column}" = $3 where account_id = $1 and remote_id = $2`, [
      accountId,
      remoteId,
      value,
    ]);
  }
}

describe('the shelf', () => {
  it('is searched by words of event, venue, section and remote id, each as far as it is typed', async () => {
    await shelve('KN/2041 a', { event: 'Knicks at Nets', venue: 'Barclays', section: 'Court 7' });
    await shelve('KN-2042', { event: 'Knicks at Celtics', venue: 'TD Garden', section: 'Loge' });
    assert.deepEqual(idsOf(await list('q=knicks+nets')), ['KN/2041 a']);
    assert.deepEqual(idsOf(await list('q=GARD+kni')), ['KN-2042']);
    assert.deepEqual(idsOf(await list('q=knicks+court')), ['KN/2041 a']);
    assert.deepEqual(idsOf(await list('q=kn-204')).toSorted(), ['KN-2042', 'KN/2041 a']);
    assert.deepEqual(idsOf(await list('q=%21%2A')), []);
    const [, found] = (await list('q=knicks')).items.toSorted((a, b) => a.event.localeCompare(b.event));
    assert.equal(found?.pos_name, 'Holdfast house POS');
    assert.deepEqual(found?.price, { amount: 18_500, currency: 'USD' });
  });

  it('counts whose tickets are whose', async () => {
    const remoteId = await makeListing(hub.pool, script.accountId, { seats: ['1', '2', '3', '4', '5', '6', '7'] });
    assert.equal(await ask('counted-1', remoteId, 2), 201);
    assert.equal(await ask('counted-2', remoteId, 3), 201);
    await marketplace('POST', '/oi/v1/holds/counted-2/invoice', { order_id: 'counted-2' });
    await hub.pool.query(
      `update listings set owners[array_position(owners, null)] = $3 where account_id = $1 and remote_id = $2`,
      [script.accountId, remoteId, elsewhere],
    );
    const [{ tickets, free, held, sold, elsewhere: away } = assert.fail()] = (await list(`q=${remoteId}`)).items;
    assert.deepEqual({ tickets, free, held, sold, away }, { tickets: 7, free: 1, held: 2, sold: 3, away: 1 });
  });

  it('is narrowed by POS, time and free tickets', async () => {
    const other = await scriptWith(hub);
    const { accountId } = other;
    const at = (day: number): Date => new Date(Date.UTC(2027, 0, day));
    await shelve('past', { event_at: at(1) }, accountId);
    await shelve('full', { event_at: at(2), owners: Array.from({ length: 4 }, () => elsewhere) }, accountId);
    await shelve('bridged', { event_at: at(3), pos: 'bridge' }, accountId);
    const ids = async (query: string) => idsOf(await list(query, other));
    assert.deepEqual(await ids(''), ['past', 'full', 'bridged']);
    assert.deepEqual(await ids('sort=latest'), ['bridged', 'full', 'past']);
    assert.deepEqual(await ids('from=2027-01-02T00:00:00Z&to=2027-01-03T00:00:00Z'), ['full']);
    assert.deepEqual(await ids('has_free=false'), ['full']);
    assert.deepEqual(await ids('has_free=true&pos=house'), ['past']);
    assert.deepEqual(await ids('pos=bridge&q=longest'), ['bridged']);
  });

  it('is turned page by page, every listing once, event by event', async () => {
    const other = await scriptWith(hub);
    const long = 'Ω'.repeat(500);
    for (const [index, event] of ['B', 'A', long, 'A', long].entries()) {
      await shelve(`p${index}`, { event, event_at: new Date(Date.UTC(2027, 0, index === 3 ? 2 : 1)) }, other.accountId);
    }
    for (const [sort, expected] of [
      ['soonest', ['p1', 'p0', 'p2', 'p4', 'p3']],
      ['latest', ['p3', 'p4', 'p2', 'p0', 'p1']],
    ] as const) {
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const page = await list(`sort=${sort}&limit=2${cursor}`, other);
        seen.push(...idsOf(page));
        if (page.next_cursor === null) break;
        cursor = `&cursor=${page.next_cursor}`;
      }
      assert.deepEqual(seen, expected);
    }
    const { status } = await other.call(
      'GET',
      `/listings?sort=latest&cursor=${(await list('limit=1', other)).next_cursor}`,
    );
    assert.equal(status, 400, 'a cursor belongs to its order');
    for (const key of [
      { eventAt: 0, event: '\u0000', remoteId: 'x' },
      { eventAt: -8e15, event: 'x', remoteId: 'x' },
    ]) {
      const made = Buffer.from(JSON.stringify(['listings soonest', key])).toString('base64url');
      assert.equal((await other.call('GET', `/listings?cursor=${made}`)).status, 400, 'one that was made up');
    }
  });
});

describe('one listing', () => {
  it('shows whose every seat is, and when each order owned its tickets', async () => {
    const remoteId = await makeListing(hub.pool, script.accountId, { seats: ['1', '2', '3'] });
    await ask('story-1', remoteId, 2);
    await marketplace('DELETE', '/oi/v1/holds/story-1');
    await ask('story-2', remoteId, 2);
    await marketplace('POST', '/oi/v1/holds/story-2/invoice', { order_id: 'story-2' });
    await ask('story-3', remoteId, 3);
    const { seats, orders, more_orders: more, may_change: mayChange } = await detail(remoteId);
    const sold = orders.find((order) => order.global_id === 'story-2');
    assert.deepEqual(
      seats.map(({ seat, owner, order_id: orderId }) => [seat, owner, orderId]),
      [
        ['1', 'sold', sold?.order_id],
        ['2', 'sold', sold?.order_id],
        ['3', 'none', null],
      ],
    );
    assert.deepEqual(
      orders.map(({ global_id: globalId, state, owned }) => [
        globalId,
        state,
        owned.map(({ until }) => until !== null),
      ]),
      [
        ['story-3', 'declined', []],
        ['story-2', 'confirmed', [false]],
        ['story-1', 'released', [true]],
      ],
    );
    const [first] = orders.at(-1)?.owned ?? [];
    assert.ok(first && first.until !== null && first.since <= first.until);
    assert.deepEqual([more, mayChange], [false, true]);
  });

  it('has any remote id, also one with a slash', async () => {
    await shelve('A/B c?', {});
    assert.equal((await detail('A/B c?')).remote_id, 'A/B c?');
    assert.equal((await script.call('GET', '/listings/nothing')).status, 404);
  });
});

describe('a change of price or split', () => {
  it('judges the holds that come from then on, and is on record', async () => {
    const remoteId = await makeListing(hub.pool, script.accountId);
    assert.equal(await ask('change-1', remoteId, 1), 201);
    const change = { price: { amount: 21_000, currency: 'USD' }, split: 'pairs' };
    const { status, body } = await script.call<ListingDetail>('PATCH', `/listings/${remoteId}`, change);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.price.amount, body.split, body.held, body.sells], [21_000, 'pairs', 1, [2]]);
    assert.equal(await ask('change-2', remoteId, 1), 422);
    assert.equal(await ask('change-3', remoteId, 2), 201);
    const { body: deeds } = await script.call<{ items: { did: string; what: string }[] }>(
      'GET',
      `/deeds?subject_kind=listing&subject_id=${remoteId}`,
    );
    assert.deepEqual(
      deeds.items.map(({ what, did }) => [what, did]),
      [['listing.changed', `changed the listing ${remoteId}: price 185.00 USD to 210.00 USD, split any to pairs`]],
    );
    await script.call('PATCH', `/listings/${remoteId}`, change);
    const { body: again } = await script.call<{ items: unknown[] }>(
      'GET',
      `/deeds?subject_kind=listing&subject_id=${remoteId}`,
    );
    assert.equal(again.items.length, 1, 'what is as it was is no deed');
  });

  it('is refused where another POS keeps the listing, and says which', async () => {
    const remoteId = await makeListing(hub.pool, script.accountId, { pos: 'skybox' });
    const before = await detail(remoteId);
    assert.equal(before.may_change, false);
    const { status, body } = await script.call<Problem>('PATCH', `/listings/${remoteId}`, { split: 'whole' });
    assert.deepEqual([status, body.code], [409, 'conflict']);
    assert.match(body.detail, /^SkyBox keeps this listing/);
    assert.deepEqual(await detail(remoteId), before);
  });

  it('is refused where it makes no sense, naming the field', async () => {
    const remoteId = await makeListing(hub.pool, script.accountId);
    const refused = async (change: object): Promise<string | undefined> => {
      const { status, body } = await script.call<Problem>('PATCH', `/listings/${remoteId}`, change);
      assert.equal(status, 400, JSON.stringify(body));
      return body.errors?.[0]?.field;
    };
    assert.equal(await refused({ price: { amount: 1, currency: 'EUR' } }), 'price.currency');
    assert.equal(await refused({ price: { amount: -1, currency: 'USD' } }), 'price.amount');
    assert.equal(await refused({ split: '2;2' }), 'split');
    assert.equal(await refused({ split: 'sometimes' }), 'split');
    await refused({});
    assert.equal((await detail(remoteId)).split, 'any');
  });
});
