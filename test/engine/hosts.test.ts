// A host that does not answer is left alone, one that refuses is not; and neither it nor a slow one is in the way of others.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Send, WireAnswer } from '../../src/core/wire.ts';
import { Hosts } from '../../src/engine/hosts.ts';
import { putInquiry } from '../../src/engine/marketplace-calls.ts';
import { RateLines } from '../../src/engine/rate-line.ts';
import { timeLimit } from '../../src/engine/time-limit.ts';
import type { Urgency } from '../../src/engine/urgency.ts';
import type { RemoteMarketplace } from '../../src/marketplaces/instant-notification.ts';
import { eventually } from '../support/hub.ts';
import { orderWith } from '../support/orders.ts';

const address = 'https://pos.example/api';
const request = { method: 'GET', path: '/', headers: {} } as const;
const exchange = { direction: 'out', request: { line: 'GET /' }, tookMs: 2_000 } as const;
const answered = (status: number, headers: Record<string, string> = {}): WireAnswer => ({
  ...{ kind: 'answered', status, body: '', text: '', headers, exchange },
});
const noAnswer: WireAnswer = { kind: 'unsure', detail: 'no answer in time', isOutOfTime: true, exchange };
const unreached: WireAnswer = { kind: 'not_sent', detail: 'ECONNREFUSED', exchange };
const unlimited = { calls: 1, perMs: 0 };

/** A way to a host that answers what it is told to, and the number of calls that reached it. */
function open(answer: () => WireAnswer | Promise<WireAnswer>, clock: () => number = Date.now) {
  const seen = { calls: 0 };
  const door = (): Send => async () => {
    seen.calls += 1;
    return answer();
  };
  const hosts = new Hosts({ sendTo: door, clock });
  const lines = new RateLines(unlimited);
  const call = (urgency: Urgency = 'awaited', mostMs = 5_000, to = address): Promise<WireAnswer> =>
    hosts.sendTo(to, lines, urgency)(request, AbortSignal.timeout(mostMs));
  return { seen, hosts, call, state: (to = address) => hosts.standingOf(to).state };
}

async function several(count: number, call: () => Promise<WireAnswer>): Promise<void> {
  for (let index = 0; index < count; index++) await call();
}

describe('the breaker', () => {
  for (const [name, answer] of [
    ['does not answer', noAnswer],
    ['cannot be reached', unreached],
    ['is broken', answered(500)],
  ] as const) {
    it(`leaves a host alone that ${name}, and says so`, async () => {
      const { seen, call, state, hosts } = open(() => answer);
      await several(4, call);
      assert.equal(state(), 'closed');
      await call();
      const { lastTrouble, awayUntil, since } = hosts.standingOf(address);
      assert.equal(state(), 'open');
      assert.ok(lastTrouble && lastTrouble.what !== '' && awayUntil !== null && awayUntil > since);
      const turnedAway = await call();
      assert.equal(turnedAway.kind, 'not_sent');
      assert.equal(seen.calls, 5, 'nothing was sent');
    });
  }

  it('opens for no refusal, however many', async () => {
    for (const status of [400, 401, 403, 404, 409, 422]) {
      const { seen, call, state } = open(() => answered(status));
      await several(12, call);
      assert.deepEqual([state(), seen.calls], ['closed', 12]);
    }
  });

  it('opens for no call that was cut because it had hardly any time', async () => {
    const { call, state } = open(() => ({ ...noAnswer, exchange: { ...exchange, tookMs: 40 } }));
    await several(12, call);
    assert.equal(state(), 'closed');
  });

  it('lets one call try whether the host is back, and all others follow it', async () => {
    let isBack = false;
    const tried = Promise.withResolvers<WireAnswer>();
    const { seen, call, state, hosts } = open(() => (isBack ? tried.promise : noAnswer));
    await several(5, call);
    isBack = true;
    await eventually(
      async () => (hosts.standingOf(address).awayUntil ?? 0) <= Date.now(),
      (isOver) => isOver,
    );
    const all = Promise.all(Array.from({ length: 6 }, () => call()));
    await eventually(
      async () => seen.calls,
      (calls) => calls === 6,
    );
    assert.equal(state(), 'half_open');
    tried.resolve(answered(200));
    assert.deepEqual(new Set((await all).map(({ kind }) => kind)), new Set(['answered']));
    assert.deepEqual([state(), seen.calls], ['closed', 11]);
  });

  it('is one for each host', async () => {
    const { call, state } = open(() => noAnswer);
    await several(5, call);
    assert.deepEqual(
      [state(), state('https://pos.example/other'), state('https://elsewhere.example')],
      ['open', 'open', 'closed'],
    );
  });
});

describe('the bulkheads', () => {
  it('keep background reads from taking the places of orders', async () => {
    const never = Promise.withResolvers<WireAnswer>();
    const { seen, call } = open(() => (seen.calls <= 8 ? never.promise : answered(200)));
    const reads = Array.from({ length: 30 }, () => call('background'));
    assert.equal((await call('awaited')).kind, 'answered');
    assert.equal(seen.calls, 9, 'eight reads at once, and the order');
    never.resolve(answered(200));
    await Promise.all(reads);
  });

  it('tell a call that got no place in time that surely nothing was sent', async () => {
    const never = Promise.withResolvers<WireAnswer>();
    const { seen, call } = open(() => never.promise);
    const under = Array.from({ length: 40 }, () => call());
    const late = await call('awaited', 20);
    assert.deepEqual([late.kind, seen.calls], ['not_sent', 40]);
    never.resolve(answered(200));
    await Promise.all(under);
    await eventually(
      async () => seen.calls,
      (calls) => calls === 40,
    );
  });
});

describe('what is remembered of hosts', () => {
  it('is bounded: whichever was asked after longest ago is forgotten, in the order in which they were met', () => {
    const { hosts } = open(() => noAnswer);
    const names = Array.from({ length: 5_001 }, (_, index) => `https://pos-${index}.example`);
    const [first, second, ...others] = names as [string, string, ...string[]];
    for (const name of [first, second, ...others.slice(0, -1), first]) hosts.standingOf(name);
    hosts.standingOf(others.at(-1) as string);
    assert.deepEqual(
      hosts.standings.map(({ host }) => host),
      [first, ...others],
    );
  });
});

describe('a question of several calls', () => {
  /** Everything in the process stands still, timers and all, as when it is stopped. */
  const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

  it('makes no second one when its time ended while the process stood still: somebody else may be asking by then', async () => {
    const { seen, hosts } = open(() => answered(200));
    const send = hosts.sendTo(address, new RateLines(unlimited), 'awaited');
    const signal = timeLimit(50);
    assert.equal((await send(request, signal)).kind, 'answered');
    standStill(60);
    assert.equal(signal.aborted, false, 'its timer has had no turn yet');
    assert.deepEqual([(await send(request, signal)).kind, seen.calls], ['not_sent', 1]);
  });

  it('is not put to a marketplace when its lease was over before its turn came', async () => {
    const now = Date.now();
    let confirmed = 0;
    const confirm: RemoteMarketplace['confirm'] = async () => {
      confirmed += 1;
      return { outcome: { kind: 'done', answer: null }, exchanges: [] };
    };
    const inquiry = { ask: 'confirm', attempt: 1, findFirst: false, asOf: 1 } as const;
    const put = async (dueAt: number): Promise<[string, number]> => {
      const order = orderWith({ state: 'confirming', dueAt });
      const { result } = await putInquiry({ confirm }, order, inquiry, now);
      return [result.outcome.kind, confirmed];
    };
    assert.deepEqual(await put(now), ['not_sent', 0]);
    assert.deepEqual(await put(now + 1_000), ['done', 1]);
  });
});

describe('whoever is asked too much', () => {
  it('gets the pause that it asks for, in seconds or as a time', async () => {
    for (const pause of ['600', new Date(Date.now() + 60_000).toUTCString()]) {
      const { seen, call } = open(() => answered(429, { 'retry-after': pause }));
      await call();
      assert.equal((await call('awaited', 20)).kind, 'not_sent');
      assert.equal(seen.calls, 1);
    }
  });

  it('gets it by the clock that counts, however far our own is ahead', async () => {
    const now = Date.now() - 3_600_000;
    const { hosts } = open(
      () => answered(429, { 'retry-after': new Date(now + 60_000).toUTCString() }),
      () => now,
    );
    const lines = new RateLines(unlimited);
    await hosts.sendTo(address, lines, 'awaited')(request, AbortSignal.timeout(5_000));
    assert.ok((lines.lineOf(undefined).standing.pause?.forMs ?? 0) > 50_000);
  });
});
