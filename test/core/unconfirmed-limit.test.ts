// When a person is warned of a limit of unconfirmed sales: before it is reached, and in words that say whose figure it is.
import { deepStrictEqual, doesNotMatch, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { isNearLimit, unconfirmedSentence, unconfirmedStates } from '../../src/core/unconfirmed-limit.ts';

const limit = { most: 10, margin: 3, isAssumed: true };
const of = (unconfirmed: number) => ({ marketplace: 'vivid-seats', headliner: 'Night Owls', unconfirmed });

test('a person is warned as many sales before the limit as the margin says, and never of none', () => {
  deepStrictEqual(
    [6, 7, 10, 11].map((count) => isNearLimit(count, limit)),
    [false, true, true, true],
  );
  strictEqual(isNearLimit(0, { ...limit, most: 2, margin: 5 }), false);
  strictEqual(isNearLimit(1, { ...limit, most: 2, margin: 5 }), true);
});

test('the sentence names the headliner, the number, the limit and what happens, and says when the figure is ours', () => {
  const near = unconfirmedSentence(of(7), limit);
  match(near, /^7 sales of Night Owls at vivid-seats are not confirmed yet\. At 10, all your listings for Night Owls/);
  match(near, /That figure is our assumption: ask for yours, and set it\./);
  doesNotMatch(unconfirmedSentence(of(7), { ...limit, isAssumed: false }), /assumption/);
  match(unconfirmedSentence(of(1), limit), /^1 sale of Night Owls at vivid-seats is not/);
  match(unconfirmedSentence(of(12), limit), /The limit is 10: all your listings for Night Owls may be down there/);
});

test('a sale counts until the marketplace has our word, or it is over', () => {
  const states = ['reported', 'invoicing', 'retaking', 'confirming', 'unfilled', 'rejecting', 'stuck'];
  deepStrictEqual(unconfirmedStates, states);
});
