// Merging a listing's tickets on re-import. Invariant one-owner-per-ticket: no owner loses a ticket or gains one.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Slots } from '../../src/core/claim.ts';
import { isSameTickets } from '../../src/core/claim.ts';
import { mergeTickets } from '../../src/import/tickets.ts';

const places = (count: number): null[] => Array.from({ length: count }, () => null);

test('seats come in the order of the file, and owned ones that it leaves out behind them', () => {
  const stored = { seats: ['1', '2', '3', '4'], owners: ['x', null, 'y', null] };
  assert.deepEqual(mergeTickets(stored, ['4', '3', '5']), {
    seats: ['4', '3', '5', '1'],
    owners: [null, 'y', null, 'x'],
  });
});

test('general-admission places are as many as the file says, and at least those that are owned', () => {
  const stored = { seats: places(4), owners: [null, 'x', null, 'y'] };
  assert.deepEqual(mergeTickets(stored, places(6))?.owners, [null, 'x', null, 'y', null, null]);
  assert.deepEqual(mergeTickets(stored, places(3))?.owners, [null, 'x', 'y']);
  assert.deepEqual(mergeTickets(stored, places(1))?.owners, ['x', 'y']);
});

test('owned tickets keep a listing from changing between seats and general admission; free ones do not', () => {
  assert.equal(mergeTickets({ seats: places(2), owners: ['x', null] }, ['1', '2']), null);
  assert.equal(mergeTickets({ seats: ['1', '2'], owners: ['x', null] }, places(2)), null);
  assert.deepEqual(mergeTickets({ seats: places(2), owners: [null, null] }, ['1'])?.seats, ['1']);
  assert.deepEqual(mergeTickets({ seats: ['1'], owners: [null] }, places(2))?.seats, [null, null]);
});

const owner = fc.option(fc.constantFrom('x', 'y', 'z'), { freq: 2 });
const labels = fc.uniqueArray(fc.constantFrom(...'123456789'), { minLength: 1 });
const seated: fc.Arbitrary<Slots> = labels.chain((seats) =>
  fc.array(owner, { minLength: seats.length, maxLength: seats.length }).map((owners) => ({ seats, owners })),
);
const general: fc.Arbitrary<Slots> = fc
  .array(owner, { minLength: 1, maxLength: 12 })
  .map((owners) => ({ seats: places(owners.length), owners }));
const generalFile = fc.integer({ min: 1, max: 12 }).map(places);
const anything = fc.tuple(fc.oneof(seated, general), fc.oneof(labels, generalFile));

/** `owner seat`, once per owned ticket, sorted. */
function ownedTickets({ seats, owners }: Slots): string[] {
  return owners.flatMap((who, slot) => (who === null ? [] : [`${who} ${seats[slot]}`])).sort();
}

function holds(law: (stored: Slots, fileSeats: Slots['seats'], merged: Slots) => void): void {
  fc.assert(
    fc.property(anything, ([stored, fileSeats]) => {
      const merged = mergeTickets(stored, fileSeats);
      if (merged) law(stored, fileSeats, merged);
      else assert.ok(ownedTickets(stored).length > 0, 'only owned tickets stand in the way');
    }),
    { numRuns: 2_000 },
  );
}

suite('laws', () => {
  test('every owner keeps its tickets, and nobody gets another', () =>
    holds((stored, _, merged) => assert.deepEqual(ownedTickets(merged), ownedTickets(stored))));
  test('every slot is one ticket with one place for an owner', () =>
    holds((_, __, { seats, owners }) => {
      assert.equal(seats.length, owners.length);
      const numbered = seats.filter((seat) => seat !== null);
      assert.equal(new Set(numbered).size, numbered.length);
    }));
  test('what is free is in the file', () =>
    holds((_, fileSeats, { seats, owners }) => {
      const free = seats.filter((_seat, slot) => owners[slot] === null);
      assert.ok(free.every((seat) => fileSeats.includes(seat)));
      assert.ok(seats.length <= Math.max(fileSeats.length, owners.filter(Boolean).length) || seats[0] !== null);
    }));
  test('what is in the file is there', () =>
    holds((_, fileSeats, { seats }) => assert.deepEqual(seats.slice(0, fileSeats.length), fileSeats)));
  test('a listing is all seats or all places', () =>
    holds((_, __, { seats }) => assert.equal(new Set(seats.map((seat) => seat === null)).size, 1)));
  test('the same file again changes nothing', () =>
    holds((_, fileSeats, merged) => {
      const again = mergeTickets(merged, fileSeats);
      assert.ok(again && isSameTickets(again, merged), JSON.stringify(again));
    }));
});
