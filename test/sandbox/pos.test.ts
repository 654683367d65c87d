// The sandbox POS's own rules, through the real bridge adapter over real HTTP: how its book is kept, how faults are
// ordered, and what strangers are told. What each fault must end in is the conformance suite's to say.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import type { PosLine } from '../../src/sandbox/pos/pos-sandbox.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';

let outbound: Outbound;
let pos: SandboxPos;
let adapter: RemotePos;
let now = Date.parse('2026-03-01T12:00:00Z');
let orders = 0;

before(async () => {
  outbound = openOutbound('allow');
  pos = await startSandboxPos({ clock: () => now });
  adapter = bridge.open({ url: pos.url, key: pos.key }, outbound.sendTo(pos.url), Date.now);
});

after(async () => {
  await outbound.close();
  await pos.stop();
});

beforeEach(() => pos.faults.clear());

/** A deal of its own on a listing of its own, so that no test sees another's seats. */
function newDeal(seats: readonly (string | null)[] = ['5', '6']) {
  orders += 1;
  const remoteId = `TG-${orders}`;
  const reference = `order ${orders}/ä` as OrderId;
  pos.addListing({ remoteId, seats });
  const tickets = { reference, remoteId, quantity: seats.length, seats, marketplace: 'somewhere' };
  const call = (kind: PosCallKind, ms = 3_000) => callsOf(tickets)[kind](AbortSignal.timeout(ms));
  const line = (): PosLine | undefined => pos.book().find((one) => one.reference === reference);
  return { tickets, reference, call, line, state: () => line()?.state ?? 'nothing' };
}

type Tickets = {
  reference: OrderId;
  remoteId: string;
  quantity: number;
  seats: readonly (string | null)[];
  marketplace: string;
};

/** Whatever stands under this reference. */
const ticketsOf = (reference: string): Tickets => ({
  reference: reference as OrderId,
  remoteId: 'TG-0',
  quantity: 1,
  seats: ['1'],
  marketplace: 'somewhere',
});

function callsOf(tickets: Tickets) {
  const { reference } = tickets;
  const sale = {
    posHoldId: null,
    marketplaceOrderId: `number of ${reference}`,
    soldAt: now,
    unitPrice: null,
    total: null,
    buyer: null,
  };
  return {
    hold: (signal: AbortSignal) => adapter.hold({ ...tickets, expiresAt: now + 60_000, unitPrice: null }, signal),
    release: (signal: AbortSignal) => adapter.release({ ...tickets, posHoldId: null }, signal),
    invoice: (signal: AbortSignal) => adapter.invoice({ ...tickets, ...sale }, signal),
    void: (signal: AbortSignal) => adapter.void({ ...tickets, posHoldId: null, invoiceId: null }, signal),
    find: (signal: AbortSignal) => adapter.find(tickets, signal),
  };
}

describe('the sandbox POS on a good day', () => {
  it('holds, finds, invoices and voids', async () => {
    const deal = newDeal();
    const held = await deal.call('hold');
    assert.equal(held.outcome.kind, 'done');
    assert.deepEqual((await deal.call('find')).outcome, {
      kind: 'done',
      answer: { hold: (held.outcome as { answer: unknown }).answer, sale: null },
    });
    assert.equal((await deal.call('invoice')).outcome.kind, 'done');
    assert.equal(deal.state(), 'sold');
    assert.deepEqual((await deal.call('void')).outcome, { kind: 'done', answer: { found: true } });
    assert.equal(deal.state(), 'released');
    assert.deepEqual((await deal.call('find')).outcome, { kind: 'done', answer: { hold: null, sale: null } });
  });

  it('releases what is there, and says so when nothing is', async () => {
    const deal = newDeal();
    assert.deepEqual((await deal.call('release')).outcome, { kind: 'done', answer: { found: false } });
    await deal.call('hold');
    assert.deepEqual((await deal.call('release')).outcome, { kind: 'done', answer: { found: true } });
    assert.deepEqual((await deal.call('release')).outcome, { kind: 'done', answer: { found: false } });
    assert.deepEqual((await deal.call('void')).outcome, { kind: 'done', answer: { found: false } });
  });

  it('does not let go of a sale by a release', async () => {
    const deal = newDeal();
    await deal.call('invoice');
    const { outcome } = await deal.call('release');
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_allowed');
    assert.equal(deal.state(), 'sold');
  });

  it('lets a void take the hold with it that was never sold', async () => {
    const deal = newDeal();
    await deal.call('hold');
    assert.deepEqual((await deal.call('void')).outcome, { kind: 'done', answer: { found: false } });
    assert.equal(deal.state(), 'released');
  });

  it('gives no seat twice', async () => {
    const deal = newDeal(['5', '6', '7']);
    await deal.call('hold');
    const other = { ...deal.tickets, reference: 'another' as OrderId, quantity: 1, seats: ['6'] };
    const { outcome } = await callsOf(other).hold(AbortSignal.timeout(3_000));
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_available');
    await deal.call('release');
    assert.equal((await callsOf(other).hold(AbortSignal.timeout(3_000))).outcome.kind, 'done');
  });

  it('gives general-admission places by count', async () => {
    const deal = newDeal([null, null, null]);
    const two = { ...deal.tickets, quantity: 2, seats: [null, null] };
    assert.equal((await callsOf(two).hold(AbortSignal.timeout(3_000))).outcome.kind, 'done');
    const rest = { ...two, reference: 'the rest' as OrderId };
    const { outcome } = await callsOf(rest).hold(AbortSignal.timeout(3_000));
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_available');
  });

  it('lets a hold lapse by its own clock, and sells the seats late while they are free', async () => {
    const deal = newDeal();
    await deal.call('hold');
    now += 60_000;
    assert.equal(deal.state(), 'expired');
    assert.deepEqual((await deal.call('find')).outcome, { kind: 'done', answer: { hold: null, sale: null } });
    assert.equal((await deal.call('invoice')).outcome.kind, 'done');
    assert.equal(deal.state(), 'sold');
  });

  it('does not sell again what was undone', async () => {
    const deal = newDeal();
    await deal.call('invoice');
    await deal.call('void');
    const { outcome } = await deal.call('invoice');
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_available');
  });

  it('does not sell late what another has meanwhile', async () => {
    const deal = newDeal();
    await deal.call('hold');
    now += 60_000;
    const other = callsOf({ ...deal.tickets, reference: 'quicker' as OrderId });
    assert.equal((await other.hold(AbortSignal.timeout(3_000))).outcome.kind, 'done');
    const { outcome } = await deal.call('invoice');
    assert.equal(outcome.kind === 'refused' && outcome.why, 'not_available');
  });

  it('knows no listing that was not given', async () => {
    const tickets = { ...newDeal().tickets, reference: 'stranger' as OrderId, remoteId: 'TG-none' };
    const { outcome } = await callsOf(tickets).hold(AbortSignal.timeout(3_000));
    assert.equal(outcome.kind === 'refused' && outcome.why, 'listing_unknown');
  });
});

describe('a fault of the sandbox POS', () => {
  it('a line cut with a late effect leaves a hold behind that came after its release', async () => {
    const deal = newDeal();
    pos.faults.next('hold', { kind: 'cut_then_late', ms: 400 });
    assert.equal((await deal.call('hold')).outcome.kind, 'unsure');
    assert.deepEqual((await deal.call('release')).outcome, { kind: 'done', answer: { found: false } });
    await pos.settled();
    assert.equal(deal.state(), 'held');
  });

  it('comes in the order in which it was ordered, each kind of call by itself', async () => {
    const deal = newDeal();
    pos.faults.next('any', { kind: 'fail_before' });
    pos.faults.next('hold', null);
    pos.faults.always('hold', { kind: 'refuse', code: 'not_available' });
    assert.equal((await deal.call('release')).outcome.kind, 'unsure');
    assert.equal((await deal.call('hold')).outcome.kind, 'done');
    assert.equal((await deal.call('hold')).outcome.kind, 'refused');
    pos.faults.clear();
    assert.equal((await deal.call('hold')).outcome.kind, 'done');
  });

  it('comes by a chance that can be repeated', async () => {
    const run = async (seed: number): Promise<string> => {
      const sandbox = await startSandboxPos({ seed });
      const one = bridge.open({ url: sandbox.url, key: sandbox.key }, outbound.sendTo(sandbox.url), Date.now);
      sandbox.faults.sometimes('find', 0.5, { kind: 'fail_before' });
      let drawn = '';
      for (let call = 0; call < 24; call++) {
        const { outcome } = await one.find(ticketsOf('nobody'), AbortSignal.timeout(3_000));
        drawn += outcome.kind === 'done' ? '.' : 'x';
      }
      await sandbox.stop();
      return drawn;
    };
    const drawn = await run(7);
    assert.match(drawn, /x/);
    assert.match(drawn, /\./);
    assert.equal(await run(7), drawn);
    assert.notEqual(await run(8), drawn);
  });
});

describe('strangers at the sandbox POS', () => {
  it('need the key', async () => {
    const stranger = bridge.open({ url: pos.url, key: 'wrong' }, outbound.sendTo(pos.url), Date.now);
    const { outcome } = await stranger.find(ticketsOf('anything'), AbortSignal.timeout(3_000));
    assert.deepEqual(outcome, { kind: 'not_sent', detail: 'the POS does not know our key (401)' });
  });

  it('at a wrong address are not told that nothing is there', async () => {
    const astray = bridge.open({ url: `${pos.url}/v2`, key: pos.key }, outbound.sendTo(`${pos.url}/v2`), Date.now);
    const { outcome } = await astray.release({ ...ticketsOf('x'), posHoldId: null }, AbortSignal.timeout(3_000));
    assert.equal(outcome.kind, 'unsure');
  });

  const hostile: readonly [string, string, string | Uint8Array<ArrayBuffer> | undefined][] = [
    ['POST', '/holds', ''],
    ['POST', '/holds', '{"reference":'],
    ['POST', '/holds', 'null'],
    ['POST', '/holds', '['.repeat(60_000)],
    ['POST', '/holds', `{"reference":"${'x'.repeat(70_000)}"}`],
    ['POST', '/holds', new Uint8Array([0xff, 0xfe, 0x00])],
    ['POST', '/holds', holdBody({ quantity: -1 })],
    ['POST', '/holds', holdBody({ seats: ['5', '5'] })],
    ['POST', '/holds', holdBody({ expires_at: 'whenever' })],
    ['POST', '/holds', holdBody({ remote_id: '__proto__' })],
    ['POST', '/invoices', '{}'],
    ['DELETE', '/holds/', undefined],
    ['DELETE', '/holds/%E0%A4%A', undefined],
    ['GET', '/references/a/b', undefined],
    ['PUT', '/holds', '{}'],
    ['GET', '/', undefined],
  ];
  for (const [method, path, body] of hostile) {
    it(`sending ${method} ${path} ${String(body ?? '').slice(0, 60)} are told no`, async () => {
      const count = pos.book().length;
      const headers = { authorization: `Bearer ${pos.key}` };
      const answer = await fetch(`${pos.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
      assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
      await answer.text();
      assert.equal(pos.book().length, count);
    });
  }

  it('that speak no HTTP are hung up on, and the others go on', async () => {
    const { hostname, port } = new URL(pos.url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    await new Promise((resolve) => {
      socket.on('error', () => {});
      socket.on('close', resolve);
      socket.end('\0\0 what is this\r\n\r\n');
    });
    assert.equal((await newDeal().call('hold')).outcome.kind, 'done');
  });
});

function holdBody(fields: object): string {
  const tickets = { remote_id: 'TG-1', quantity: 2, seats: ['5', '6'], marketplace: 'somewhere' };
  return JSON.stringify({ reference: 'hostile', expires_at: '2030-01-01T00:00:00Z', ...tickets, ...fields });
}

it('comes back when whoever was lent its port meanwhile has given it back', async () => {
  const away = await startSandboxPos();
  await away.goDown();
  const other = createServer().listen(Number(new URL(away.url).port), '127.0.0.1');
  await once(other, 'listening');
  setTimeout(() => other.close(), 150);
  await away.comeBack();
  assert.equal((await fetch(away.url)).status, 401);
  await away.stop();
});
