// Calls are kept within a rate, the most urgent first, and whoever leaves the line gives the turn to those behind.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLine, RateLines } from '../../src/engine/rate-line.ts';
import type { Urgency } from '../../src/engine/urgency.ts';
import { eventually } from '../support/hub.ts';

const perMs = 10;
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

describe('a line', () => {
  it('lets so many begin in so many milliseconds', async () => {
    const line = new RateLine({ calls: 2, perMs });
    const startedAt = performance.now();
    const begun = await Promise.all(Array.from({ length: 9 }, () => line.turn('owed', soon())));
    assert.ok(begun.every((isTheirTurn) => isTheirTurn));
    // A timer may fire a millisecond early; nothing makes it fire sooner.
    assert.ok(performance.now() - startedAt >= 4 * (perMs - 1));
  });

  it('lets whoever is most urgent go first', async () => {
    const line = new RateLine({ calls: 1, perMs });
    const order: Urgency[] = [];
    const one = async (urgency: Urgency): Promise<void> => {
      if (await line.turn(urgency, soon())) order.push(urgency);
    };
    assert.ok(await line.turn('owed', soon()));
    await Promise.all((['background', 'background', 'owed', 'awaited', 'owed', 'awaited'] as const).map(one));
    assert.deepEqual(order, ['awaited', 'awaited', 'owed', 'owed', 'background', 'background']);
  });

  it('passes nobody over for ever, however many are more urgent', async () => {
    const line = new RateLine({ calls: 1, perMs });
    const order: Urgency[] = [];
    const one = async (urgency: Urgency): Promise<void> => {
      if (await line.turn(urgency, soon())) order.push(urgency);
    };
    const before = line.turn('owed', soon());
    // All of them are there before the next turn comes.
    const rush = Array.from({ length: 40 }, (): Urgency => 'awaited');
    await Promise.all((['background', 'owed', 'owed', ...rush] as const).map(one));
    assert.ok(await before);
    assert.deepEqual(order.slice(0, 10), [...rush.slice(0, 4), 'owed', ...rush.slice(0, 4), 'owed']);
    assert.equal(order.indexOf('background'), 16);
  });

  it('lets a conversation that has begun go on before another begins, but not before one that is more urgent', async () => {
    const line = new RateLine({ calls: 1, perMs });
    const order: string[] = [];
    const one = async (name: string, urgency: Urgency, signal = soon()): Promise<void> => {
      if (await line.turn(urgency, signal)) order.push(name);
    };
    const begun = soon();
    await one('begins', 'owed', begun);
    // All of them are there before the next turn comes.
    line.pause(100, 429);
    await Promise.all([
      one('begins', 'owed'),
      one('begins', 'owed'),
      one('goes on', 'owed', begun),
      one('is more urgent', 'awaited'),
    ]);
    assert.deepEqual(order, ['begins', 'is more urgent', 'goes on', 'begins', 'begins']);
  });

  it('lets a new conversation begin in the end, however many calls those before it make', async () => {
    const line = new RateLine({ calls: 1, perMs });
    const order: string[] = [];
    const converse = async (name: string, calls: number): Promise<void> => {
      const signal = soon();
      for (let call = 1; call <= calls; call++) if (await line.turn('awaited', signal)) order.push(name);
    };
    await Promise.all([converse('long', 50), converse('one', 1), converse('two', 1)]);
    assert.ok(order.indexOf('one') <= 17 && order.indexOf('two') <= 34, order.join());
  });

  it('is not used up by calls that gave up waiting: many that come again and again all get their turn', async () => {
    const line = new RateLine({ calls: 1, perMs });
    const startedAt = performance.now();
    const untilBegun = async (): Promise<void> => {
      while (!(await line.turn('owed', AbortSignal.timeout(35))));
    };
    await Promise.all(Array.from({ length: 40 }, untilBegun));
    // One after another they need 400 ms; turns that nobody takes would make it many times that.
    assert.ok(performance.now() - startedAt < 2_000, `took ${performance.now() - startedAt} ms`);
  });

  it('has no turn for a call whose time is over, nor for one too many of its kind', async () => {
    const line = new RateLine({ calls: 1, perMs: 60_000 });
    assert.equal(await line.turn('awaited', AbortSignal.abort()), false);
    const begun = new AbortController();
    assert.ok(await line.turn('awaited', begun.signal), 'which used up nothing');
    const end = new AbortController();
    const waiting = Array.from({ length: 1_000 }, () => line.turn('background', end.signal));
    assert.equal(await line.turn('background', soon()), false);
    waiting.push(line.turn('awaited', end.signal), line.turn('background', begun.signal));
    const { waiting: count } = line.standing;
    begun.abort();
    end.abort();
    assert.ok((await Promise.all(waiting)).every((isTheirTurn) => !isTheirTurn));
    assert.equal(count, 1_002, 'whoever is more urgent or has begun has a place');
  });

  it('rests when it is told to, and longer each time it is not told how long', async () => {
    const line = new RateLine({ calls: 1, perMs: 0 });
    line.pause(600_000, 429);
    assert.equal(await line.turn('awaited', AbortSignal.timeout(20)), false);
    assert.ok(line.pausedForMs > 200_000 && line.pausedForMs <= 300_000, 'five minutes at most');
    const other = new RateLine({ calls: 1, perMs: 0 });
    const pauseAfter = (): number => {
      other.pause(null, 503);
      return other.pausedForMs;
    };
    const [first, second, third] = [pauseAfter(), pauseAfter(), pauseAfter()];
    assert.ok(first > 0 && second > 1.5 * first && third > 1.5 * second, `${first}, ${second}, ${third}`);
    assert.ok(await other.turn('awaited', soon()), 'and goes on afterwards');
  });
});

describe('how a line stands', () => {
  it('is how much of its rate is used, how many wait and for how long, and what it rests for', async () => {
    const line = new RateLine({ calls: 2, perMs: 60_000 });
    const quiet = line.standing;
    assert.deepEqual(quiet, {
      ...{ rate: { calls: 2, perMs: 60_000 }, used: 0, waiting: 0, longestWaitMs: null, pause: null },
    });
    await Promise.all([line.turn('awaited', soon()), line.turn('owed', soon())]);
    const cameAt = performance.now();
    const end = new AbortController();
    const waiting = (['background', 'awaited', 'owed'] as const).map((urgency) => line.turn(urgency, end.signal));
    line.pause(600_000, 429);
    line.pause(1_000, 503);
    const { used, waiting: count, longestWaitMs, pause } = line.standing;
    assert.deepEqual([used, count], [2, 3]);
    assert.ok(longestWaitMs !== null && longestWaitMs >= 0 && longestWaitMs <= performance.now() - cameAt);
    assert.deepEqual([pause?.status, pause?.askedMs], [429, 600_000], 'the shorter one changes nothing');
    assert.ok(pause && pause.forMs > 200_000 && pause.forMs <= 300_000, 'as long as we rest, not as was asked');
    end.abort();
    await Promise.all(waiting);
    assert.equal(line.standing.longestWaitMs, null);
  });

  it('forgets what has begun long ago', async () => {
    const line = new RateLine({ calls: 5, perMs });
    await line.turn('owed', soon());
    assert.equal(line.standing.used, 1);
    await line.turn('owed', soon());
    await eventually(
      async () => line.standing.used,
      (used) => used === 0,
    );
  });
});

describe('the lines of an account', () => {
  it('are one for every endpoint with a budget of its own, and one for all else', async () => {
    const hour = { calls: 1, perMs: 3_600_000 };
    const lines = new RateLines(hour, { holds: hour });
    const goesNow = (budget?: string): Promise<boolean> =>
      lines.lineOf(budget).turn('awaited', AbortSignal.timeout(10));
    assert.deepEqual([await goesNow(), await goesNow('holds')], [true, true]);
    assert.deepEqual([await goesNow('holds'), await goesNow('never declared')], [false, false]);
    assert.deepEqual(
      lines.standing.map(({ budget, used }) => [budget, used]),
      [
        [null, 1],
        ['holds', 1],
      ],
    );
  });
});
