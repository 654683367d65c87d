// How the demo ends: it waits for deals that are under way, for a bounded time and out loud, and says that the books agree
// only when none is left.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closeBooks } from '../../src/demo/closing.ts';
import { verdictOf } from '../../src/demo/verdict.ts';

const agreeing = { compared: 7, differences: [], unfinished: [] };
const open = { compared: 7, differences: [], unfinished: ['s-1: nobody has confirmed it', 's-2: the hub says stuck'] };

describe('the end of the demo', () => {
  it('waits for what is still open, and says so', async () => {
    const looks = [open, { ...open, unfinished: ['s-2: the hub says stuck'] }, agreeing];
    const told: string[] = [];
    const books = await closeBooks(
      async () => looks.shift() ?? agreeing,
      (line) => told.push(line),
    );
    assert.deepEqual([books, looks], [agreeing, []]);
    assert.match(told.join('\n'), /^2 deals are still open; the demo waits for them, \d+ s at most\.$/);
  });

  it('waits for one side that has not heard yet', async () => {
    const looks = [{ ...agreeing, differences: ['apart'] }, agreeing];
    assert.deepEqual(await closeBooks(async () => looks.shift() ?? agreeing, assert.fail), agreeing);
  });

  it('gives up after a while, with what is open', async () => {
    assert.deepEqual(
      await closeBooks(
        async () => open,
        () => {},
        1,
      ),
      open,
    );
  });
});

describe('what the demo says of its books', () => {
  const ended = { orders: 9, violations: [] };
  const textOf = (report: Parameters<typeof verdictOf>[0]) => verdictOf(report).lines.map(({ text }) => text);

  it('is that they agree, when they do', () => {
    assert.equal(verdictOf({ ...ended, books: agreeing }).isSound, true);
    assert.deepEqual(textOf({ ...ended, books: agreeing }), [
      'All books compared, 7 lines: they agree.',
      'Every invariant recomputed over 9 orders: no violation.',
    ]);
  });

  it('is how many deals are open, and nothing of agreement, while there are any', () => {
    assert.equal(verdictOf({ ...ended, books: open }).isSound, false);
    assert.deepEqual(textOf({ ...ended, books: open }), [
      ...open.unfinished,
      '2 deals are still open, so the books cannot be compared in full.',
      'Every invariant recomputed over 9 orders: no violation.',
    ]);
    const many = { ...open, unfinished: Array.from({ length: 200 }, (_, index) => `s-${index}: open`) };
    assert.ok(textOf({ ...ended, books: many }).length < 20);
    assert.ok(textOf({ ...ended, books: many }).some((text) => text.startsWith('200 deals are still open')));
  });

  it('is each difference and each violation, and neither is sound', () => {
    const books = { ...agreeing, differences: ['s-1: apart'] };
    const violations = [{ invariant: 'one-owner-per-ticket', sentence: 'a ticket has two' }];
    const report = { orders: 9, books, violations } as unknown as Parameters<typeof verdictOf>[0];
    assert.deepEqual(textOf(report), ['s-1: apart', 'one-owner-per-ticket: a ticket has two']);
    assert.equal(verdictOf(report).isSound, false);
  });
});
