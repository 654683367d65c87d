// Rounds by a clock that the test winds: one at a time, as seldom as they say, and as soon as somebody wants one.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { Rounds } from '../../src/engine/rounds.ts';

it('rounds begin when they say themselves, or sooner where that is wanted, and one after the other', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const passes = async (ms: number): Promise<void> => {
    mock.timers.tick(ms);
    await settled();
  };
  let made = 0;
  let underWay = Promise.resolve();
  const rounds = new Rounds(async () => {
    made++;
    await underWay;
    return 1_000;
  });
  rounds.start(300);
  await passes(200);
  assert.equal(made, 0);
  await passes(100);
  assert.equal(made, 1);
  await passes(900);
  assert.equal(made, 1, 'it is not time yet');
  await passes(100);
  assert.equal(made, 2);
  rounds.within(5_000);
  rounds.within(300);
  rounds.within(600);
  await passes(200);
  assert.equal(made, 2);
  const { promise, resolve } = Promise.withResolvers<void>();
  underWay = promise;
  await passes(100);
  assert.equal(made, 3, 'the first that is wanted counts');
  rounds.within(0);
  await passes(5_000);
  assert.equal(made, 3, 'one is under way');
  resolve();
  await settled();
  await passes(0);
  assert.equal(made, 4, 'what was wanted meanwhile comes next');
  await passes(500);
  assert.equal(made, 4, 'and once');
  await rounds.stop();
  rounds.within(0);
  await passes(5_000);
  assert.equal(made, 4, 'nothing comes after the end');
});
