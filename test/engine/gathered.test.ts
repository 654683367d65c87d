// Look-ups that come while one is under way go together.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Gathered } from '../../src/engine/gathered.ts';

/** Look-ups that are answered when the test says so. */
function openGathered() {
  const asked: { keys: readonly string[]; answer: (found: string) => void; fail: (why: Error) => void }[] = [];
  const gathered = new Gathered<string, string>(
    (keys) => new Promise((answer, fail) => void asked.push({ keys: [...keys], answer, fail })),
  );
  return { asked, gathered };
}

const turn = () => new Promise<void>((go) => setImmediate(go));

describe('gathered look-ups', () => {
  it('let a single one go at once, and all that come meanwhile together after it', async () => {
    const { asked, gathered } = openGathered();
    const first = gathered.find(['a']);
    await turn();
    const others = [gathered.find(['b', 'c']), gathered.find(['d'])];
    await turn();
    assert.deepEqual(
      asked.map(({ keys }) => keys),
      [['a']],
    );
    asked[0]?.answer('one');
    await turn();
    assert.deepEqual(
      asked.map(({ keys }) => keys),
      [['a'], ['b', 'c', 'd']],
    );
    asked[1]?.answer('two');
    assert.deepEqual(await Promise.all([first, ...others]), ['one', 'two', 'two']);
  });

  it('fail together, and those that come later go all the same', async () => {
    const { asked, gathered } = openGathered();
    const first = gathered.find(['a']);
    await turn();
    const second = gathered.find(['b']);
    asked[0]?.fail(new Error('gone'));
    await assert.rejects(first, /gone/);
    await turn();
    asked[1]?.answer('two');
    assert.equal(await second, 'two');
  });
});
