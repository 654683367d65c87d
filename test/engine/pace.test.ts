// Calls to one marketplace are kept apart, and whoever leaves the line gives the turn to those behind.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Send, WireAnswer } from '../../src/core/wire.ts';
import { paced } from '../../src/engine/pace.ts';

const everyMs = 10;
const request = { method: 'GET', path: '/', headers: {} } as const;
const answered: WireAnswer = {
  kind: 'answered',
  status: 200,
  body: '',
  text: '',
  headers: {},
  exchange: { direction: 'out', request: { line: 'GET /' } },
};

function timed(): { send: Send; sentAt: number[] } {
  const sentAt: number[] = [];
  const send: Send = async () => {
    sentAt.push(performance.now());
    return answered;
  };
  return { send: paced(send, everyMs), sentAt };
}

describe('the pace', () => {
  it('keeps calls apart', async () => {
    const { send, sentAt } = timed();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 8 }, () => send(request, AbortSignal.timeout(5_000))));
    assert.equal(sentAt.length, 8);
    // A timer may fire a millisecond early; nothing makes it fire sooner.
    assert.ok(performance.now() - startedAt >= 7 * (everyMs - 1));
  });

  it('gives a pause to a marketplace that asks for one', async () => {
    const answers: WireAnswer[] = [{ ...answered, status: 429, headers: { 'retry-after': '600' } }];
    const send = paced(async () => answers.shift() ?? answered, 0);
    assert.equal((await send(request, AbortSignal.timeout(1_000))).kind, 'answered');
    assert.equal((await send(request, AbortSignal.timeout(20))).kind, 'not_sent', 'nothing is sent in the pause');
  });

  it('is not used up by calls that gave up waiting: many that come again and again are all sent in the end', async () => {
    const { send, sentAt } = timed();
    const startedAt = performance.now();
    const untilSent = async (): Promise<void> => {
      while ((await send(request, AbortSignal.timeout(35))).kind !== 'answered');
    };
    await Promise.all(Array.from({ length: 40 }, untilSent));
    assert.equal(sentAt.length, 40);
    // One after another they need 400 ms; turns that nobody takes would make it many times that.
    assert.ok(performance.now() - startedAt < 2_000, `took ${performance.now() - startedAt} ms`);
  });

  it('tells a call whose turn did not come that surely nothing was sent', async () => {
    const { send, sentAt } = timed();
    await send(request, AbortSignal.timeout(1_000));
    const late = await send(request, AbortSignal.abort());
    assert.equal(late.kind, 'not_sent');
    assert.equal(sentAt.length, 1);
  });
});
