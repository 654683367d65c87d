// POS systems over the published API: connected, tried, told what to do while away, taken away; their secrets in no answer;
// and what the sweep has found about them, with the alert that leads there.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { linkOf } from '../../src/alerts/wording.ts';
import type { Result } from '../../src/cli/command.ts';
import { status } from '../../src/cli/status.ts';
import type { ConnectionId, OrderId } from '../../src/core/order.ts';
import { noteHub, removeHub } from '../../src/db/pulse.ts';
import { orderIdOf } from '../../src/engine/order-id.ts';
import type { Now } from '../../src/http/broker/schemas/now.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { callsOutside } from '../../src/pulse/calls-outside.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { assertProblem } from '../http/problems.ts';
import { openSweeper } from '../reconcile/sweeper.ts';
import { type BrokerClient, scriptWith, signIn } from '../support/broker.ts';
import { callerWith, eventually, makeConnection, startTestHub, type TestHub } from '../support/hub.ts';

type Line = {
  endpoint: string | null;
  used: number;
  waiting: number;
  waiting_since: string | null;
  pause: { until: string; status: number; asked_ms: number | null } | null;
};
type Shown = {
  pos: string;
  name: string;
  when_away: string | null;
  settings: Record<string, unknown>;
  secrets_set: string[];
  assumed: { setting: string }[];
  notifications_path: string | null;
  host: { state: string; last_trouble: { what: string } | null } | null;
  pace: { hub: string; other_hubs: number; lines: Line[] } | null;
  stock: { last_read_at: string | null; trouble: string | null } | null;
  findings: number;
};
type Tried = { came: string; sentence: string; both_confirm: string[] | null; warnings: string[] };

let hub: TestHub;
let broker: BrokerClient;
let pos: SandboxPos;
const key = `pos-${randomUUID()}`;
before(async () => {
  hub = await startTestHub();
  broker = await scriptWith(hub);
  pos = await startSandboxPos({ key });
  pos.addListing({ remoteId: 'TG-1', seats: ['1', '2', '3', '4'] });
});
after(async () => {
  await hub?.close();
  await pos?.stop();
});

const path = '/points-of-sale/bridge';
const nobodysUrl = 'http://127.0.0.1:9';
const bridgeSettings = () => ({ url: pos.url, key, late_effect_ms: 300, follow_stock: true, poll_every_ms: 1_000 });
const shown = async (client = broker): Promise<Shown> => (await client.call<Shown>('GET', path)).body;
const runStatus = async (): Promise<Result> => {
  const silence = (): void => {};
  const environment = { DATABASE_URL: hub.databaseUrl };
  const invocation = { values: {}, positionals: [], environment, isJson: true, tell: silence, progress: silence };
  return (await status.run(invocation)) as Result;
};
const deeds = async (client: BrokerClient): Promise<string[]> =>
  (await client.call<{ items: { did: string }[] }>('GET', '/deeds')).body.items.map(({ did }) => did);

describe('the kinds of POS', () => {
  it('are all those that are registered, with their evidence and as fields to fill in', async () => {
    type Kind = {
      pos: string;
      capabilities: { grade_called: string }[];
      settings: { name: string; is_secret: boolean }[];
    };
    const { body } = await broker.call<{ items: Kind[] }>('GET', '/pos-kinds');
    assert.deepEqual(
      body.items.map(({ pos: slug }) => slug),
      [...posBySlug.keys()],
    );
    const one = body.items.find(({ pos: slug }) => slug === 'bridge');
    assert.ok(one?.capabilities.every(({ grade_called: called }) => called === 'ours'));
    assert.deepEqual(
      one?.settings.filter(({ is_secret: isSecret }) => isSecret).map(({ name }) => name),
      ['key', 'hint_key'],
    );
  });
});

describe('a POS', () => {
  it('is connected with its settings, names the field that is wrong, and shows no secret', async () => {
    const { body: none } = await broker.call<{ items: Shown[] }>('GET', '/points-of-sale');
    assert.deepEqual(
      none.items.map(({ pos: slug }) => slug),
      ['house'],
    );
    const wrong = await broker.call<{ errors: { field: string }[] }>('PUT', path, { settings: { url: pos.url } });
    assert.deepEqual([wrong.status, wrong.body.errors[0]?.field], [400, 'key']);
    const { status, body } = await broker.call<Shown>('PUT', path, { settings: bridgeSettings() });
    assert.equal(status, 200);
    assert.deepEqual([body.settings.url, body.secrets_set, body.when_away], [pos.url, ['key'], 'refuse']);
    assert.match(body.notifications_path ?? '', /^\/pos\/v1\/[0-9a-f-]{36}\/notifications$/);
    for (const place of [path, '/points-of-sale', '/deeds']) {
      assert.ok(!JSON.stringify((await broker.call('GET', place)).body).includes(key), place);
    }
    const { rows } = await hub.pool.query<{ settings: Buffer }>('select settings from points_of_sale');
    assert.ok(rows.every(({ settings }) => !settings.includes(key)));
    const read = await eventually(shown, ({ stock }) => stock?.last_read_at !== null);
    assert.equal(read.stock?.trouble, null);
    assert.equal(read.host?.state, 'closed');
  });

  it('keeps its secrets when they are left out, and never sends them to another address', async () => {
    const { key: _key, ...open } = bridgeSettings();
    const kept = await broker.call<Shown>('PUT', path, { settings: { ...open, poll_every_ms: 2_000 } });
    assert.deepEqual([kept.status, kept.body.settings.poll_every_ms, kept.body.secrets_set], [200, 2_000, ['key']]);
    assert.equal((await broker.call<Tried>('POST', `${path}/test`)).body.came, 'works');
    const moved = { settings: { ...open, url: 'http://127.0.0.1:9' } };
    const { status, body } = await broker.call<{ errors: { field: string; message: string }[] }>('PUT', path, moved);
    assert.deepEqual([status, body.errors[0]?.field], [400, 'key']);
    assert.match(body.errors[0]?.message ?? '', /entered again, because the address is another/);
    assert.equal((await shown()).settings.url, pos.url);
  });

  it('has a secret removed that it can do without, and says beforehand what does not work then', async () => {
    const { key: _key, ...open } = bridgeSettings();
    const hint = { hint_key: 'a key of sixteen and more' };
    const set = await broker.call<Shown>('PUT', path, { settings: { ...open, ...hint } });
    assert.deepEqual(set.body.secrets_set.toSorted(), ['hint_key', 'key']);
    const hinted = async (): Promise<number> =>
      (await hub.call('POST', set.body.notifications_path ?? '', {}, { authorization: `Bearer ${hint.hint_key}` }))
        .status;
    await eventually(hinted, (status) => status === 202);
    type Kind = { pos: string; settings: { name: string; without: string | null }[] };
    const { body: kinds } = await broker.call<{ items: Kind[] }>('GET', '/pos-kinds');
    const field = kinds.items
      .find(({ pos: slug }) => slug === 'bridge')
      ?.settings.find(({ name }) => name === 'hint_key');
    assert.match(field?.without ?? '', /^Hints of the bridge are refused/);
    for (const unset of [['url'], ['key'], ['nothing']]) {
      assertProblem(await broker.call('PUT', path, { settings: open, unset }), 'malformed');
    }
    assertProblem(await broker.call('PUT', path, { settings: { ...open, ...hint }, unset: ['hint_key'] }), 'malformed');
    const removed = await broker.call<Shown>('PUT', path, { settings: open, unset: ['hint_key'] });
    assert.deepEqual([removed.status, removed.body.secrets_set], [200, ['key']]);
    await eventually(hinted, (status) => status === 401);
  });

  it('is told what to do while it is away, on record with who chose it', async () => {
    assert.equal((await broker.call<Shown>('PATCH', path, { when_away: 'pledge' })).body.when_away, 'pledge');
    assert.match(
      (await deeds(broker))[0] ?? '',
      /^let the ledger alone pledge the tickets of REST bridge while it is away$/,
    );
    assert.equal((await broker.call<Shown>('PATCH', path, { when_away: 'refuse' })).body.when_away, 'refuse');
    const house = { when_away: 'pledge' };
    assertProblem(await broker.call('PATCH', '/points-of-sale/house', house), 'not_found');
  });

  it('is tried: it works, its key is wrong, nobody is there', async () => {
    const test = async (): Promise<Tried> => (await broker.call<Tried>('POST', `${path}/test`)).body;
    assert.match((await test()).sentence, /^REST bridge let us in/);
    await broker.call('PUT', path, { settings: { ...bridgeSettings(), key: 'wrong key' } });
    const refused = await test();
    assert.equal(refused.came, 'refused', JSON.stringify(refused));
    await broker.call('PUT', path, { settings: { ...bridgeSettings(), url: 'http://127.0.0.1:9' } });
    assert.equal((await test()).came, 'not_reached');
    // Whoever shows it remembers the old address for some seconds.
    await eventually(shown, ({ stock, host }) => stock?.trouble !== null && host?.last_trouble != null);
    await broker.call('PUT', path, { settings: bridgeSettings() });
    assert.equal((await test()).came, 'works');
    const { body } = await broker.call<Tried>('POST', '/points-of-sale/house/test');
    assert.equal(body.came, 'nothing_to_call');
  });

  it('is nobody’s of another account', async () => {
    const other = await scriptWith(hub);
    assertProblem(await other.call('GET', path), 'not_found');
    assertProblem(await other.call('PATCH', path, { when_away: 'pledge' }), 'not_found');
    assertProblem(await other.call('POST', `${path}/test`), 'not_found');
    assertProblem(await other.call('DELETE', path), 'not_found');
    assert.equal((await shown()).when_away, 'refuse');
  });

  it('stays while an order owns tickets there, and goes with its listings when none does', async () => {
    const account = await scriptWith(hub);
    await account.call('PUT', path, { settings: bridgeSettings() });
    const count = async (): Promise<number> =>
      (await hub.pool.query('select from listings where account_id = $1', [account.accountId])).rowCount ?? 0;
    await eventually(count, (listings) => listings === 1);
    const marketplace = callerWith(hub, await makeConnection(hub.pool, { accountId: account.accountId }));
    const hold = { global_id: 'te-1', remote_id: 'TG-1', quantity: 2 };
    assert.equal((await marketplace('POST', '/oi/v1/holds', hold)).status, 201);
    const refused = await account.call<{ detail: string }>('DELETE', path);
    assertProblem(refused, 'conflict');
    assert.match(refused.body.detail, /^One listing of REST bridge has tickets that orders own/);
    assert.equal((await marketplace('DELETE', '/oi/v1/holds/te-1')).status, 200);
    assert.equal((await account.call('DELETE', path)).status, 204);
    assertProblem(await account.call('GET', path), 'not_found');
    assert.equal(await count(), 0);
    const late = await marketplace('POST', '/oi/v1/holds', { ...hold, global_id: 'te-2' });
    assertProblem(late, 'listing_unknown');
    assert.ok((await deeds(account)).includes('disconnected the POS REST bridge'));
    assert.equal((await account.call('PUT', path, { settings: bridgeSettings() })).status, 200, 'it can come back');
    await eventually(count, (listings) => listings === 1);
  });

  it('that asks for a pause is shown with what waits for that, as this hub sees it', async () => {
    const busy = await startSandboxPos({ key });
    const otherHub = randomUUID();
    try {
      const account = await scriptWith(hub);
      const settings = { ...bridgeSettings(), url: busy.url, follow_stock: false, calls_per_second: 5 };
      const { body: quiet } = await account.call<Shown>('PUT', path, { settings });
      const none = { used: 0, waiting: 0, waiting_since: null, pause: null };
      assert.deepEqual(quiet.pace?.lines, [{ endpoint: null, calls: 5, per_ms: 1_000, ...none }]);
      const tooMany = { kind: 'answer', status: 429, body: {}, headers: { 'retry-after': '4' } } as const;
      busy.faults.next('any', tooMany);
      await account.call('POST', `${path}/test`);
      const waits = account.call<Tried>('POST', `${path}/test`);
      const { pace } = await eventually(
        () => shown(account),
        (one) => one.pace?.lines[0]?.waiting === 1,
      );
      const [line] = pace?.lines ?? [];
      assert.deepEqual([line?.pause?.status, line?.pause?.asked_ms], [429, 4_000]);
      const untilMs = Date.parse(line?.pause?.until ?? '') - Date.now();
      assert.ok(untilMs > 0 && untilMs <= 4_000, `until in ${untilMs} ms`);
      assert.ok(Date.parse(line?.waiting_since ?? '') <= Date.now());
      const { body: now } = await account.call<Now>('GET', '/now');
      const [onNow] = now.points_of_sale.filter(({ pos }) => pos === 'bridge');
      assert.deepEqual(
        [onNow?.host?.state, onNow?.pace?.lines[0]?.pause?.status],
        ['closed', 429],
        'Now says the same',
      );
      const { body: metrics } = await hub.call<string>('GET', '/metrics');
      assert.match(metrics, /^holdfast_rates_paused\{kind="pos",system="bridge"\} 1$/m);
      assert.match(metrics, /^holdfast_calls_waiting\{kind="pos",system="bridge"\} [1-9]/m);
      assert.match(metrics, /^holdfast_host_state\{host="\d+"\} \d$/m);
      assert.ok(!metrics.includes(new URL(busy.url).host), 'a stranger is told no names of hosts');
      assert.equal((await waits).body.came, 'works', 'and it goes on by itself');
      assert.equal(pace?.other_hubs, 0);
      await noteHub(hub.pool, {
        hubId: otherHub,
        name: 'another',
        version: '1',
        startedAt: 0,
        seenAt: Date.now(),
        callsOutside: null,
      });
      assert.equal((await shown(account)).pace?.other_hubs, 1, 'of whose calls nothing is known here');
    } finally {
      await removeHub(hub.pool, otherHub);
      await busy.stop();
    }
  });

  it('that does not answer is told at the command line, as each hub sees it', async () => {
    const otherHub = randomUUID();
    try {
      const account = await scriptWith(hub);
      await account.call('PUT', path, { settings: { ...bridgeSettings(), url: nobodysUrl, follow_stock: false } });
      const opens = async (): Promise<string | undefined> => {
        await account.call<Tried>('POST', `${path}/test`);
        return (await shown(account)).host?.state;
      };
      await eventually(opens, (state) => state === 'open');
      const now = Date.now();
      const pause = { forMs: 60_000, status: 429, askedMs: null };
      const line = {
        budget: null,
        rate: { calls: 1, perMs: 1_000 },
        used: 1,
        waiting: 12,
        longestWaitMs: 8_000,
        pause,
      };
      await noteHub(hub.pool, {
        ...{ hubId: otherHub, name: 'another', version: '1', startedAt: now, seenAt: now + 60_000 },
        callsOutside: callsOutside([], [{ kind: 'pos', system: 'bridge', lines: [line, line] }], now),
      });
      const text = async (): Promise<string> => (await runStatus()).text;
      await eventually(text, (said) => said.includes(`${nobodysUrl} is left alone`), 60_000);
      const said = await text();
      assert.match(
        said,
        /^ {2}http:\S+ is left alone since \S+ \S+ UTC: nobody answers at that address; tried again at /m,
      );
      assert.match(said, /^another: Holdfast 1, since .*\n {2}REST bridge asked for a pause, until .* UTC$/m);
      assert.match(said, /^ {2}24 calls to REST bridge waiting, the first since .* UTC$/m);
      const { hubs } = (await runStatus()).document as { hubs: { hosts: { host: string; state: string }[] }[] };
      const [left] = hubs.flatMap(({ hosts }) => hosts.filter(({ host }) => host === nobodysUrl));
      assert.equal(left?.state, 'open');
    } finally {
      await removeHub(hub.pool, otherHub);
    }
  });

  it('that confirms orders itself is an alert as soon as it or the marketplace is connected, until it is turned off or taken away', async () => {
    const skybox = await startSkyBox();
    try {
      const confirmsFor = (marketplaces: string[]): void =>
        skybox.confirmsElsewhere(
          marketplaces.map((marketplace) => ({ marketplace, integrationProvider: 'NATIVE', confirmOrders: true })),
        );
      confirmsFor(['TICKET_EVOLUTION', 'GAMETIME']);
      const account = await scriptWith(hub);
      const alerts = async (): Promise<string[]> => {
        const { body } = await account.call<{ items: { kind: string; sentence: string }[] }>('GET', '/alerts');
        return body.items.map(({ kind, sentence }) => `${kind}: ${sentence}`).sort();
      };
      await account.call('POST', '/connections', { marketplace: 'ticket-evolution' });
      await account.call('PUT', '/points-of-sale/skybox', { settings: skybox.settings });
      const [alert] = await eventually(alerts, (standing) => standing.length === 1);
      assert.match(alert ?? '', /^two_confirmers: SkyBox is set to confirm the orders of Ticket Evolution itself/);
      await account.call('POST', '/connections', { marketplace: 'gametime' });
      const [other] = await eventually(alerts, (standing) => standing.length === 2);
      assert.match(other ?? '', /^two_confirmers: SkyBox is set to confirm the orders of Gametime itself/);
      confirmsFor(['GAMETIME']);
      await account.call('POST', '/points-of-sale/skybox/test');
      assert.deepEqual(await eventually(alerts, (standing) => standing.length === 1), [other]);
      assert.equal((await account.call('DELETE', '/points-of-sale/skybox')).status, 204);
      await eventually(alerts, (standing) => standing.length === 0);
    } finally {
      await skybox.stop();
    }
  });

  it('that confirms orders itself is told of loudly, when it is tried', async () => {
    const skybox = await startSkyBox();
    try {
      skybox.confirmsElsewhere([
        { marketplace: 'TICKET_EVOLUTION', integrationProvider: 'NATIVE', confirmOrders: true },
      ]);
      const account = await scriptWith(hub);
      await makeConnection(hub.pool, { accountId: account.accountId });
      await account.call('PUT', '/points-of-sale/skybox', { settings: skybox.settings });
      const { body } = await account.call<Tried>('POST', '/points-of-sale/skybox/test');
      assert.deepEqual([body.came, body.both_confirm], ['works', ['ticket-evolution']], JSON.stringify(body));
      assert.match(body.warnings[0] ?? '', /^TWO CONFIRMERS: SkyBox is set to confirm orders of Ticket Evolution/);
      const { body: connections } = await account.call<{ items: { connection_id: string }[] }>('GET', '/connections');
      const connection = `/connections/${connections.items[0]?.connection_id}/test`;
      const { body: other } = await account.call<Tried>('POST', connection);
      assert.match(other.warnings[0] ?? '', /^TWO CONFIRMERS/, 'told by whichever of the two is tried');
    } finally {
      await skybox.stop();
    }
  });
});

describe('what the sweep has found', () => {
  it('is listed by POS, and an alert about an order that is not here leads to the POS', async () => {
    const account = await signIn(hub);
    await account.call('PUT', path, { settings: bridgeSettings() });
    const reference = orderIdOf(randomUUID() as ConnectionId, 'an order of another hub');
    const outbound = openOutbound('allow');
    const sweeper = openSweeper(hub);
    try {
      const remote = bridge.open(bridgeSettings(), outbound.sendTo(pos.url), Date.now);
      const tickets = {
        reference,
        remoteId: 'TG-1',
        quantity: 1,
        seats: ['4'],
        marketplace: 'x',
      };
      const held = await remote.hold(
        { ...tickets, expiresAt: Date.now() + 3_600_000, unitPrice: null },
        AbortSignal.timeout(5_000),
      );
      assert.equal(held.outcome.kind, 'done', JSON.stringify(held));
      await sweeper.sweep(account.accountId, 3);
      type Found = { items: { kind: string; order_id: string | null; reference: string }[]; count: number };
      const { body } = await account.call<Found>('GET', '/findings?pos=bridge');
      const ours = body.items.find((finding) => finding.reference === reference);
      assert.deepEqual([ours?.kind, ours?.order_id], ['hold_of_nobody', null]);
      assert.equal((await account.call<Found>('GET', '/findings?pos=skybox')).body.count, 0);
      assert.equal((await shown(account)).findings, body.count);
      type Alerts = { items: { kind: string; order_id: string | null; pos: string | null }[] };
      const alerts = (await account.call<Alerts>('GET', '/alerts')).body.items;
      assert.deepEqual(
        alerts.map(({ kind, order_id: orderId, pos: where }) => [kind, orderId, where]),
        [['disagreement', null, 'bridge']],
      );
      const link = linkOf('https://hub.example', { orderId: reference as OrderId, connectionId: null, pos: 'bridge' });
      assert.equal(link, 'https://hub.example/points-of-sale/bridge');
      await remote.release({ ...tickets, posHoldId: null }, AbortSignal.timeout(5_000));
    } finally {
      await sweeper.close();
      await outbound.close();
    }
  });
});
