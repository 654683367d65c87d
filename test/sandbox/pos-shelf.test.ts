// What the sandbox POS shows of its shelf, through the real bridge adapter over real HTTP: pages, changes, ids that move.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { RemoteStock, StockGroup } from '../../src/pos/stock.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';

let outbound: Outbound;
let pos: SandboxPos;
let adapter: RemotePos;
let stock: RemoteStock;
let now = Date.parse('2026-03-01T12:00:00Z');

before(async () => {
  outbound = openOutbound('allow');
  pos = await startSandboxPos({ clock: () => now, pageSize: 2 });
  adapter = bridge.open({ url: pos.url, key: pos.key, follow_stock: true }, outbound.sendTo(pos.url), Date.now);
  assert.ok(adapter.stock);
  stock = adapter.stock;
  for (const remoteId of ['TG-1', 'TG-2', 'TG-3']) pos.addListing({ remoteId, seats: ['1', '2'] });
});

after(async () => {
  await outbound.close();
  await pos.stop();
});

const soon = (): AbortSignal => AbortSignal.timeout(3_000);

async function pageAfter(cursor: unknown) {
  const { outcome } = await stock.changes(cursor, soon());
  assert.ok(outcome.kind === 'done', JSON.stringify(outcome));
  return outcome.answer;
}

async function group(remoteId: string): Promise<StockGroup | null> {
  const { outcome } = await stock.read(remoteId, soon());
  assert.ok(outcome.kind === 'done', JSON.stringify(outcome));
  return outcome.answer;
}

/** Everything that has changed so far, read to its end. */
async function caughtUp(): Promise<unknown> {
  let page = await pageAfter(null);
  while (page.hasMore) page = await pageAfter(page.cursor);
  return page.cursor;
}

const tickets = (reference: string, remoteId: string, seats: string[]) => ({
  reference: reference as OrderId,
  remoteId,
  quantity: seats.length,
  seats,
  marketplace: 'somewhere',
});

describe('the shelf of the sandbox POS', () => {
  it('is shown page by page, and then only what has changed', async () => {
    const first = await pageAfter(null);
    assert.deepEqual(
      first.groups.map(({ remoteId }) => remoteId),
      ['TG-1', 'TG-2'],
    );
    assert.deepEqual([first.hasMore, first.total], [true, 3]);
    const second = await pageAfter(first.cursor);
    assert.deepEqual(
      second.groups.map(({ remoteId }) => remoteId),
      ['TG-3'],
    );
    assert.equal(second.hasMore, false);
    pos.shelf.change('TG-2', { price: { amount: 900, currency: 'USD' } });
    const changed = await pageAfter(second.cursor);
    assert.deepEqual(
      changed.groups.map(({ remoteId, price }) => [remoteId, price.amount]),
      [['TG-2', 900]],
    );
    assert.deepEqual((await pageAfter(changed.cursor)).groups, []);
  });

  it('shows whose a hold is where it is ours, until it lapses', async () => {
    const request = { ...tickets('ours', 'TG-1', ['1']), expiresAt: now + 60_000, unitPrice: null };
    await adapter.hold(request, soon());
    pos.shelf.standElsewhere('TG-1', ['2'], 'sold');
    const standings = async () => (await group('TG-1'))?.tickets.map((one) => [one.standing, one.reference]);
    assert.deepEqual(await standings(), [
      ['held', 'ours'],
      ['sold', null],
    ]);
    const { outcome } = (await stock.holds?.(null, soon())) ?? assert.fail();
    assert.ok(outcome.kind === 'done');
    assert.deepEqual(
      outcome.answer.holds.map(({ reference, remoteId, quantity }) => [reference, remoteId, quantity]),
      [['ours', 'TG-1', 1]],
    );
    const cursor = await caughtUp();
    now += 60_000;
    assert.deepEqual(
      (await pageAfter(cursor)).groups.map(({ remoteId }) => remoteId),
      ['TG-1'],
      'a hold that lapses is a change',
    );
    assert.deepEqual((await standings())?.[0], ['free', null]);
  });

  it('sells nobody what stands elsewhere', async () => {
    const request = { ...tickets('late', 'TG-1', ['2']), expiresAt: now + 60_000, unitPrice: null };
    const { outcome } = await adapter.hold(request, soon());
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_available');
  });

  it('leads from an old id to the group, and says when one is gone', async () => {
    const cursor = await caughtUp();
    pos.shelf.move('TG-3', 'TG-3b');
    assert.equal((await group('TG-3'))?.remoteId, 'TG-3b');
    const request = { ...tickets('by old id', 'TG-3', ['1']), expiresAt: now + 60_000, unitPrice: null };
    assert.equal((await adapter.hold(request, soon())).outcome.kind, 'done');
    pos.shelf.remove('TG-3b');
    const { gone } = await pageAfter(cursor);
    assert.deepEqual(gone, ['G-TG-3']);
    assert.equal(await group('TG-3'), null);
  });

  it('refuses a cursor that it does not know, in words', async () => {
    const { outcome } = await stock.changes('yesterday', soon());
    assert.equal(outcome.kind === 'refused' && outcome.why, 'bad_request');
  });

  it('is shown only where the broker wants it followed', () => {
    assert.equal(bridge.open({ url: pos.url, key: pos.key }, outbound.sendTo(pos.url), Date.now).stock, undefined);
  });
});

describe('a hint of the bridge', () => {
  const settings = { url: 'http://x', key: 'k', hint_key: 'sixteen letters!' };
  const read = (authorization: string, text: string, with_: object = settings) =>
    bridge.readHint?.({ headers: { authorization }, text }, with_)?.kind;

  it('is believed with its key alone', () => {
    assert.equal(read('Bearer sixteen letters!', '{"remote_ids":["TG-1"]}'), 'authentic');
    assert.equal(read('Bearer sixteen letters?', '{}'), 'forged');
    assert.equal(read('', '{}'), 'forged');
    assert.equal(read('Bearer undefined', '{}', { url: 'http://x', key: 'k' }), 'forged');
  });

  it('may say nothing, and is malformed when it says something else', () => {
    assert.equal(read('Bearer sixteen letters!', ''), 'authentic');
    for (const text of ['[', 'null', '[]', '{"remote_ids":"TG-1"}', '{"remote_ids":[""]}']) {
      assert.equal(read('Bearer sixteen letters!', text), 'malformed', text);
    }
  });
});
