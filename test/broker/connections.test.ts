// Connections over the published API: made, set up and given keys, while the hub answers the marketplace by them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeCredentials } from '../../src/connections/connecting.ts';
import { type DuePoll, keepPoll, readConnection, storePoll, takeDuePolls } from '../../src/db/connections.ts';
import type { Doer } from '../../src/db/deeds.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { vividSeats } from '../../src/marketplaces/vivid-seats/vivid-seats.ts';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import {
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  openTestVault,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { enterCredentials } from '../support/selling.ts';

type Issued = { connection_id: string; key_id: string; api_key: string };
type Shown = { connection_id: string; marketplace: string; has_credentials: boolean; settings: object; keys: object[] };

let hub: TestHub;
let broker: BrokerClient;
let first: Issued;
let path: string;
before(async () => {
  hub = await startTestHub();
  broker = await scriptWith(hub);
  const { status, body } = await broker.call<Issued>('POST', '/connections', { marketplace: 'ticket-evolution' });
  assert.equal(status, 201);
  first = body;
  path = `/connections/${body.connection_id}`;
});
after(() => hub.close());

const statusWith = async (apiKey: string): Promise<number> =>
  (await callerWith(hub, { apiKey })('GET', '/oi/v1/holds/nothing')).status;

const shown = async (): Promise<Shown> => (await broker.call<Shown>('GET', path)).body;

const deeds = async (query = ''): Promise<string[]> => {
  const { body } = await broker.call<{ items: { did: string }[] }>('GET', `/deeds${query}`);
  return body.items.map(({ did }) => did);
};

describe('marketplaces', () => {
  it('are all those that are registered, in words and as fields to fill in', async () => {
    const { body } = await broker.call<{ items: { slug: string; capabilities: { value: string }[] }[] }>(
      'GET',
      '/marketplaces',
    );
    assert.deepEqual(
      body.items.map(({ slug }) => slug),
      marketplaces.map(({ slug }) => slug),
    );
    const one = body.items.find(({ slug }) => slug === 'ticket-evolution') as unknown as {
      settings: { name: string; kind: string; default: unknown }[];
      credentials: { name: string; is_secret: boolean }[];
      capabilities: { name: string; value: string; grade: string }[];
    };
    const poll = one.settings.find(({ name }) => name === 'poll_seconds');
    assert.deepEqual([poll?.kind, poll?.default], ['whole_number', 300]);
    assert.deepEqual(
      one.credentials.map(({ name, is_secret: isSecret }) => [name, isSecret]),
      [
        ['token', false],
        ['secret', true],
        ['reviewer_id', false],
      ],
    );
    const binds = one.capabilities.find(({ name }) => name === 'holdsBind');
    assert.deepEqual([binds?.value, binds?.grade], ['yes: what is held must be sold to it', 'VENDOR']);
  });
});

describe('a connection', () => {
  it('opens with its key at once, and is made once', async () => {
    const remoteId = await makeListing(hub.pool, broker.accountId);
    const hold = { global_id: 'first', remote_id: remoteId, quantity: 2 };
    const asked = await callerWith(hub, { apiKey: first.api_key })('POST', '/oi/v1/holds', hold);
    assert.equal(asked.status, 201);
    assertProblem(await broker.call('POST', '/connections', { marketplace: 'ticket-evolution' }), 'conflict');
    const { status, body } = await broker.call<{ errors: { field: string }[] }>('POST', '/connections', {
      marketplace: 'nowhere',
    });
    assert.deepEqual([status, body.errors[0]?.field], [400, 'marketplace']);
    assert.ok((await deeds()).includes('connected Ticket Evolution'));
  });

  it('takes another key beside the first, and refuses the one that is revoked', async () => {
    const { status, body: second } = await broker.call<Issued>('POST', `${path}/keys`);
    assert.equal(status, 201);
    assert.deepEqual([await statusWith(first.api_key), await statusWith(second.api_key)], [404, 404]);
    assert.equal((await broker.call('DELETE', `${path}/keys/${second.key_id}`)).status, 204);
    await eventually(
      () => statusWith(second.api_key),
      (answered) => answered === 401,
    );
    assert.equal(await statusWith(first.api_key), 404);
    const told = await deeds(`?subject_kind=key&subject_id=${second.key_id}`);
    assert.deepEqual(told, [`revoked the key ${second.key_id}`, `issued the key ${second.key_id} to Ticket Evolution`]);
    assert.ok(!JSON.stringify(await shown()).includes(second.api_key.slice(16)), 'no secret is shown again');
  });

  it('takes settings that its marketplace allows, and names the field that is wrong', async () => {
    const changed = await broker.call<Shown>('PATCH', path, { settings: { poll_seconds: 120 } });
    assert.deepEqual([changed.status, changed.body.settings], [200, { poll_seconds: 120 }]);
    const wrong = { poll_seconds: 0, colour: 'red' };
    const { status, body } = await broker.call<{ errors: { field: string }[] }>('PATCH', path, { settings: wrong });
    assert.equal(status, 400);
    assert.deepEqual(body.errors.map(({ field }) => field).toSorted(), ['colour', 'poll_seconds']);
    await broker.call('PATCH', path, { settings: { call_every_ms: 2_000 } });
    assert.deepEqual((await shown()).settings, { poll_seconds: 120, call_every_ms: 2_000 });
  });

  it('loses no change where several come at once', async () => {
    const settings = { poll_seconds: 90, call_every_ms: 1_500, notice_grace_seconds: 30, hold_lifetime_seconds: 300 };
    await Promise.all(
      Object.entries(settings).map(([name, value]) => broker.call('PATCH', path, { settings: { [name]: value } })),
    );
    assert.deepEqual((await shown()).settings, settings);
    const { body } = await broker.call<Shown>('PATCH', path, {
      unset: ['notice_grace_seconds', 'hold_lifetime_seconds'],
      settings: { poll_seconds: 120, call_every_ms: 2_000 },
    });
    assert.deepEqual(body.settings, { poll_seconds: 120, call_every_ms: 2_000 });
  });

  it('is made once where two make it at once', async () => {
    const other = await scriptWith(hub);
    const made = await Promise.all(
      Array.from({ length: 5 }, () => other.call('POST', '/connections', { marketplace: 'stubhub' })),
    );
    assert.deepEqual(made.map(({ status }) => status).toSorted(), [201, 409, 409, 409, 409]);
    const { body } = await other.call<{ items: Shown[] }>('GET', '/connections');
    assert.deepEqual(
      body.items.map(({ keys }) => keys.length),
      [1],
    );
    const deedsThere = (await other.call<{ items: { did: string }[] }>('GET', '/deeds')).body.items;
    assert.equal(deedsThere.filter(({ did }) => did === 'connected StubHub').length, 1);
  });

  it('says which settings are at a cautious default because nothing public says better', async () => {
    const assumed = async () => {
      const { body } = await broker.call<{ assumed: { setting: string; assumed: string }[] }>('GET', path);
      return body.assumed;
    };
    const before = await assumed();
    assert.deepEqual(
      before.find(({ setting }) => setting === 'hold_lifetime_seconds'),
      { setting: 'hold_lifetime_seconds', about: ['life of a hold'], assumed: '900' },
    );
    assert.ok(!before.some(({ setting }) => setting === 'poll_seconds'), 'it is published');
    await broker.call('PATCH', path, { settings: { hold_lifetime_seconds: 900 } });
    assert.ok(!(await assumed()).some(({ setting }) => setting === 'hold_lifetime_seconds'), 'somebody has set it');
    await broker.call('PATCH', path, { unset: ['hold_lifetime_seconds'] });
  });

  it('says whether its marketplace has a list of sales, without which there is nothing to try', async () => {
    const { body: made } = await broker.call<Issued>('POST', '/connections', { marketplace: 'axs' });
    const axs = `/connections/${made.connection_id}`;
    const lists = await Promise.all([path, axs].map((one) => broker.call<{ lists_sales: boolean }>('GET', one)));
    assert.deepEqual(
      lists.map(({ body }) => body.lists_sales),
      [true, false],
    );
    const { body: tried } = await broker.call<{ came: string }>('POST', `${axs}/test`);
    assert.equal(tried.came, 'nothing_to_call');
  });

  it('takes credentials, which are in no answer and stand sealed', async () => {
    const wrong = await broker.call<{ errors: { field: string }[] }>('PUT', `${path}/credentials`, {
      credentials: { token: 'a-token', secret: 'horse-battery' },
    });
    assert.deepEqual([wrong.status, wrong.body.errors[0]?.field], [400, 'reviewer_id']);
    assert.equal((await shown()).has_credentials, false);
    const credentials = { token: 'a-token', secret: 'horse-battery', reviewer_id: 7 };
    assert.equal((await broker.call('PUT', `${path}/credentials`, { credentials })).status, 204);
    assert.equal((await shown()).has_credentials, true);
    for (const place of [path, '/connections', '/deeds', '/marketplaces']) {
      assert.ok(!JSON.stringify((await broker.call('GET', place)).body).includes('horse-battery'), place);
    }
    const { rows } = await hub.pool.query<{ credentials: Buffer }>('select credentials from connections');
    assert.ok(rows.every((row) => !row.credentials?.includes('horse')));
  });

  it('has its list read only where lists of its marketplace are asked for', async () => {
    const marketplace = 'ticketnetwork-mercury';
    const { accountId, connectionId } = await makeConnection(hub.pool, { marketplace });
    await enterCredentials(hub.pool, { accountId, connectionId }, { token: 'made-up' });
    const isTaken = async (...marketplaces: string[]): Promise<boolean> => {
      const polls = await takeDuePolls(hub.pool, { marketplaces, now: Date.now() + 1_000, leaseMs: -1, limit: 100 });
      return polls.some((poll) => poll.connectionId === connectionId);
    };
    assert.deepEqual(
      [await isTaken(marketplace), await isTaken('axs'), await isTaken(marketplace)],
      [true, false, true],
    );
  });

  it('begins its list of sales anew with the credentials of another account, and keeps nothing of a look with the old ones', async () => {
    // A marketplace whose list the hub does not read, so that it is this test's own.
    const marketplace = 'ticketnetwork-mercury';
    const { accountId, connectionId } = await makeConnection(hub.pool, { marketplace });
    const vault = openTestVault();
    const by: Doer = { kind: 'command_line', id: null, name: 'the command line' };
    const enter = (credentials: object, at = Date.now()): Promise<void> =>
      changeCredentials(hub.pool, connectionId, vividSeats, { credentials, vault }, { accountId, by, at });
    const take = async (): Promise<DuePoll> => {
      await hub.pool.query('update polls set due_at = now() where connection_id = $1', [connectionId]);
      const polls = await takeDuePolls(hub.pool, {
        marketplaces: [marketplace],
        now: Date.now() + 1_000,
        leaseMs: 1,
        limit: 100,
      });
      return polls.find((poll) => poll.connectionId === connectionId) ?? assert.fail('it is not due');
    };
    const isAnotherSince = async () => (await readConnection(hub.pool, accountId, connectionId))?.isAnotherSince;
    const soon = Date.now() + 60_000;
    const read = (poll: DuePoll, cursor: string) =>
      storePoll(hub.pool, { ...poll, cursor, at: Date.now(), dueAt: soon, trouble: null });

    await enter({ api_token: 'the-first-token' });
    assert.equal(await read(await take(), 'far'), true);
    await enter({ api_token: 'the-first-token', integrator_token: 'an-integrator' });
    const look = await take();
    assert.deepEqual([look.cursor, await isAnotherSince()], ['far', null], 'it is still the same account');
    const at = Date.now();
    await enter({ api_token: 'another-token' }, at);
    assert.equal(await keepPoll(hub.pool, { ...look, cursor: 'farther', dueAt: soon }), false);
    assert.equal(await read(look, 'farthest'), false);
    assert.deepEqual([(await take()).cursor, await isAnotherSince()], [null, at]);
  });

  it('shows the pace to which its calls are kept, and its host, once it was called', async () => {
    type Called = { pace: { lines: { endpoint: string | null; calls: number; per_ms: number }[] }; host: object };
    const { body } = await broker.call<Issued>('POST', '/connections', { marketplace: 'vivid-seats' });
    const vivid = `/connections/${body.connection_id}`;
    const settings = { api_address: 'http://127.0.0.1:9', order_call_every_ms: 12_000 };
    await broker.call('PATCH', vivid, { settings });
    const { body: before } = await broker.call<Called>('GET', vivid);
    assert.deepEqual([before.pace, before.host], [null, null], 'nothing was sent yet');
    const credentials = { api_token: '9d1c8f3e-2a6b-4c1d-8e7f-0a1b2c3d4e5f' };
    assert.equal((await broker.call('PUT', `${vivid}/credentials`, { credentials })).status, 204);
    const { body: tried } = await broker.call<{ came: string }>('POST', `${vivid}/test`);
    assert.equal(tried.came, 'not_reached');
    const { pace, host } = (await broker.call<Called>('GET', vivid)).body;
    assert.deepEqual(
      pace.lines.map(({ endpoint, calls, per_ms: perMs }) => [endpoint, calls, perMs]),
      [
        [null, 1, 1_000],
        ['order', 1, 12_000],
      ],
    );
    assert.ok('state' in host);
  });

  it('shows the notices that could not be read, secrets removed, each bounded', async () => {
    type Notices = { items: { why: string; text: string; is_cut: boolean; at: string }[]; next_cursor: string | null };
    const account = await scriptWith(hub);
    const { body } = await account.call<Issued>('POST', '/connections', { marketplace: 'vivid-seats' });
    const vivid = `/connections/${body.connection_id}`;
    const secret = 'the-token-of-the-broker';
    await account.call('PUT', `${vivid}/credentials`, { credentials: { api_token: secret } });
    const send = (text: string, key = body.api_key) =>
      hub.call('POST', `/ion/v1/${body.connection_id}/notifications?key=${key}`, text, {
        'content-type': 'text/plain',
      });
    assert.equal((await send(`somebody=${secret}&key=${body.api_key}`)).status, 400);
    assert.equal((await send(`first=${'x'.repeat(3_990)}${secret}&`.repeat(2))).status, 400);
    await send('of a stranger', 'hfk_wrong');
    const { body: all } = await account.call<Notices>('GET', `${vivid}/unreadable-notices`);
    assert.deepEqual(
      all.items.map(({ is_cut: isCut, text }) => [isCut, text.length]),
      [
        [true, 4_000],
        [false, all.items[1]?.text.length],
      ],
    );
    assert.match(all.items[1]?.text ?? '', /^somebody=\[secret\]&key=hfk_.{12}…$/);
    assert.ok(all.items.every(({ why }) => why.length > 0));
    assert.ok(!JSON.stringify(all).includes(secret) && !JSON.stringify(all).includes('the-token'), 'nor a piece of it');
    const { body: one } = await account.call<Notices>('GET', `${vivid}/unreadable-notices?limit=1`);
    const { body: next } = await account.call<Notices>(
      'GET',
      `${vivid}/unreadable-notices?limit=1&cursor=${one.next_cursor}`,
    );
    assert.deepEqual([...one.items, ...next.items], all.items);
    assert.equal(next.next_cursor, null);
    assertProblem(await broker.call('GET', `${vivid}/unreadable-notices`), 'not_found');
  });

  it('forgets its credentials when they would be sent to another address', async () => {
    await broker.call('PATCH', path, { settings: { poll_seconds: 150 } });
    assert.equal((await shown()).has_credentials, true, 'the address is the same');
    const moved = await broker.call<Shown>('PATCH', path, { settings: { api_address: 'http://127.0.0.1:9' } });
    assert.deepEqual([moved.status, moved.body.has_credentials], [200, false]);
    assert.ok((await deeds()).includes('had the credentials for Ticket Evolution forgotten, by another address'));
    await broker.call('PATCH', path, { unset: ['api_address'] });
    assert.equal((await shown()).has_credentials, false, 'they do not come back with it');
  });

  it('is not another account’s to see or to change', async () => {
    const other = await scriptWith(hub);
    assert.deepEqual((await other.call('GET', '/connections')).body, { items: [] });
    assertProblem(await other.call('GET', path), 'not_found');
    assertProblem(await other.call('POST', `${path}/keys`), 'not_found');
    assertProblem(await other.call('DELETE', `${path}/keys/${first.key_id}`), 'not_found');
    assert.equal(await statusWith(first.api_key), 404, 'the key still works');
  });
});
