// What a POS that shows its stock must show: everything at first, then what has changed, with what we hold and what others have;
// no half page in trouble; and hints that only their own sender can give.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { PosHeld } from '../../src/core/outcome.ts';
import type { NetworkPos } from '../../src/pos/pos.ts';
import type { RemoteStock, StockGroup, StockHold } from '../../src/pos/stock.ts';
import type { PosFault } from '../../src/sandbox/pos/faults.ts';
import type { PosSandbox } from '../../src/sandbox/pos/pos-sandbox.ts';
import { ask, newDeal, newRemoteId } from './pos-calls.ts';
import type { Networked } from './pos-scene.ts';

const seats = ['5', '6', '7', '8'];
const patienceMs = 5_000;
const mostPages = 100;

const soon = (): AbortSignal => AbortSignal.timeout(patienceMs);

const troubles: readonly PosFault[] = [
  { kind: 'fail_before' },
  { kind: 'fail_after' },
  { kind: 'cut_before' },
  { kind: 'too_many_calls' },
  { kind: 'locked_out' },
  { kind: 'answer', status: 200, body: null },
  { kind: 'answer', status: 200, body: 'fine!' },
  { kind: 'answer', status: 404, body: '<h1>Not found</h1>' },
];

export function stockLaws(networked: () => Networked): void {
  it('shows everything at first, with what it is and every ticket free', async () => {
    const [one, other] = [onShelf(networked()), onShelf(networked())];
    const { groups } = await pass(networked(), null);
    for (const remoteId of [one, other]) {
      const group = groups.get(remoteId);
      assert.ok(group, `${remoteId} is on no page`);
      assert.deepEqual([group.tickets.length, freeIn(group)], [4, 4]);
      assert.ok(group.event !== '' && group.venue !== '' && Number.isFinite(group.eventAt));
      assert.ok(group.price.amount > 0 && /^[A-Z]{3}$/.test(group.price.currency));
    }
  });

  it('shows afterwards what we hold, and what went elsewhere behind our back', async () => {
    const { adapter, running, secrets } = networked();
    const remoteId = onShelf(networked());
    const before = await pass(networked(), null);
    const { hold } = newDeal(['5', '6']);
    const held = await ask(adapter, 'hold', { hold: { ...hold, remoteId } }, { secrets });
    assert.equal(held.outcome.kind, 'done');
    running.goElsewhere(remoteId, ['8']);
    const { groups } = await pass(networked(), before.cursor);
    assert.equal(freeIn(groups.get(remoteId)), 1);
    assert.equal(freeIn(await read(networked(), remoteId)), 1);
    for (const { reference } of groups.get(remoteId)?.tickets ?? []) {
      assert.ok(reference === null || reference === hold.reference, 'no ticket stands under another reference');
    }
  });

  it('shows one group, and says that there is none where there is none', async () => {
    const remoteId = onShelf(networked());
    assert.equal((await read(networked(), remoteId))?.tickets.length, 4);
    assert.equal(await read(networked(), newRemoteId()), null);
  });

  it('lists our holds that stand, where it lists holds', async () => {
    const { adapter, secrets } = networked();
    const remoteId = onShelf(networked());
    const { hold } = newDeal(['5', '6']);
    const { outcome } = await ask(adapter, 'hold', { hold: { ...hold, remoteId } }, { secrets });
    assert.ok(outcome.kind === 'done');
    const { posHoldId } = outcome.answer as PosHeld;
    const stock = stockOf(networked());
    if (!stock.holds) return;
    const ours = (await allHolds(stock)).find((one) => one.posHoldId === posHoldId);
    assert.ok(ours, `${posHoldId} is on no page`);
    assert.equal(ours.quantity, 2);
    assert.ok(ours.reference === null || ours.reference === hold.reference);
  });

  it('shows nothing that it has not shown in full: in trouble no page is done, and the next one is', async () => {
    onShelf(networked());
    const { running } = networked();
    for (const fault of troubles) {
      running.faults.next('groups', fault);
      const { outcome } = await stockOf(networked()).changes(null, soon());
      assert.notEqual(outcome.kind, 'done', JSON.stringify(fault));
    }
    running.faults.next('groups', { kind: 'slow', ms: 300 });
    const late = await stockOf(networked()).changes(null, AbortSignal.timeout(100));
    assert.notEqual(late.outcome.kind, 'done');
    await running.settled();
    assert.ok((await pass(networked(), null)).groups.size > 0);
  });
}

function onShelf({ running }: Networked): string {
  const remoteId = newRemoteId();
  running.addListing({ remoteId, seats });
  return remoteId;
}

function stockOf({ adapter }: Networked): RemoteStock {
  assert.ok(adapter.stock, 'it shows its stock as it is connected here');
  return adapter.stock;
}

/** From the cursor to the last page. */
async function pass(
  networked: Networked,
  from: unknown,
): Promise<{ groups: Map<string, StockGroup>; cursor: unknown }> {
  const groups = new Map<string, StockGroup>();
  let cursor = from;
  for (let page = 0; page < mostPages; page++) {
    const { outcome, exchanges } = await stockOf(networked).changes(cursor, soon());
    assert.ok(outcome.kind === 'done', JSON.stringify(outcome));
    keepsSecrets(networked, exchanges);
    for (const group of outcome.answer.groups) groups.set(group.remoteId, group);
    // As it is kept between looks.
    cursor = JSON.parse(JSON.stringify(outcome.answer.cursor));
    if (!outcome.answer.hasMore) return { groups, cursor };
  }
  return assert.fail(`more than ${mostPages} pages`);
}

async function read(networked: Networked, remoteId: string): Promise<StockGroup | null> {
  const { outcome, exchanges } = await stockOf(networked).read(remoteId, soon());
  assert.ok(outcome.kind === 'done', JSON.stringify(outcome));
  keepsSecrets(networked, exchanges);
  return outcome.answer;
}

async function allHolds(stock: RemoteStock): Promise<StockHold[]> {
  const all: StockHold[] = [];
  let cursor: unknown = null;
  for (let page = 0; page < mostPages; page++) {
    const told = await stock.holds?.(cursor, soon());
    assert.ok(told?.outcome.kind === 'done', JSON.stringify(told?.outcome));
    all.push(...told.outcome.answer.holds);
    cursor = told.outcome.answer.cursor;
    if (!told.outcome.answer.hasMore) return all;
  }
  return assert.fail(`more than ${mostPages} pages`);
}

function keepsSecrets({ secrets }: Networked, exchanges: readonly object[]): void {
  const written = JSON.stringify(exchanges);
  for (const secret of secrets) assert.ok(!written.includes(secret), `a secret in ${written}`);
}

function freeIn(group: StockGroup | null | undefined): number | undefined {
  return group?.tickets.filter(({ standing }) => standing === 'free').length;
}

export function hintLaws(pos: NetworkPos, sandbox: PosSandbox): void {
  it('are believed of their own sender, and answered with a 2xx', () => {
    assert.ok(pos.readHint && sandbox.hint, 'adapter and sandbox both have them');
    const { hint, settings } = sandbox.hint('TG-1');
    const said = pos.readHint(hint, settings);
    assert.ok(said.kind === 'authentic');
    assert.ok(said.remoteIds === 'unknown' || said.remoteIds.includes('TG-1'));
    assert.ok(said.answer.status >= 200 && said.answer.status < 300);
  });

  it('are forged without their proof, or with any other', () => {
    assert.ok(pos.readHint && sandbox.hint);
    const { hint, settings } = sandbox.hint('TG-1');
    assert.equal(pos.readHint({ ...hint, headers: {} }, settings).kind, 'forged');
    const otherwise = (value: string): string => (value.startsWith('a') ? 'b' : 'a') + value.slice(1);
    const spoilt = Object.fromEntries(Object.entries(hint.headers).map(([name, value]) => [name, otherwise(value)]));
    assert.equal(pos.readHint({ ...hint, headers: spoilt }, settings).kind, 'forged');
  });

  it('never throw and are never believed, whatever a stranger sends', () => {
    const { readHint } = pos;
    const { hint, settings } = sandbox.hint?.('TG-1') ?? assert.fail();
    const names = fc.constantFrom(...Object.keys(hint.headers), 'authorization', 'x-signature');
    const headers = fc.dictionary(names, fc.string());
    const text = fc.oneof(fc.string(), fc.json(), fc.constant(hint.text));
    const property = fc.property(headers, text, (sent, body) => {
      assert.notEqual(readHint?.({ headers: sent, text: body }, settings).kind, 'authentic');
    });
    fc.assert(property, { numRuns: 300 });
  });
}
