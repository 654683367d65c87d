// Which seats a buyer gets: the split rules, seats side by side, no orphan where it can be helped, general admission,
// and the taking again of the very seats that an expired hold had.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  haveLeft,
  namedSlots,
  pickSlots,
  reclaimSlots,
  type Slots,
  type Split,
  splitAllows,
} from '../../src/core/claim.ts';

/** One character per seat: `.` is free, anything else is taken. */
function row(picture: string): Slots {
  const owners = [...picture].map((mark) => (mark === '.' ? null : `order-${mark}`));
  return { seats: owners.map((_, index) => String(index + 1)), owners };
}

function places(picture: string): Slots {
  return { ...row(picture), seats: [...picture].map(() => null) };
}

const any: Split = { rule: 'any' };

const splits: [Split, quantity: number, free: number, allowed: boolean][] = [
  [any, 1, 4, true],
  [any, 4, 4, true],
  [{ rule: 'pairs' }, 2, 5, true],
  [{ rule: 'pairs' }, 4, 4, true],
  [{ rule: 'pairs' }, 1, 4, false],
  [{ rule: 'pairs' }, 3, 4, false],
  [{ rule: 'whole' }, 4, 4, true],
  [{ rule: 'whole' }, 3, 4, false],
  [{ rule: 'never_leave_one' }, 3, 4, false],
  [{ rule: 'never_leave_one' }, 2, 4, true],
  [{ rule: 'never_leave_one' }, 4, 4, true],
  [{ rule: 'never_leave_one' }, 1, 1, true],
  [{ rule: 'never_leave_one' }, 1, 2, false],
  [{ rule: 'quantities', quantities: [2, 4] }, 2, 6, true],
  [{ rule: 'quantities', quantities: [2, 4] }, 3, 6, false],
  [{ rule: 'quantities', quantities: [] }, 1, 6, false],
];

for (const [split, quantity, free, allowed] of splits) {
  test(`${split.rule}: ${quantity} of ${free} ${allowed ? 'may' : 'may not'} be sold`, () => {
    strictEqual(splitAllows(split, quantity, free), allowed);
  });
}

const picks: [name: string, tickets: Slots, quantity: number, slots: number[] | string][] = [
  ['from the front of an empty row', row('......'), 2, [0, 1]],
  ['a run that fits exactly before a longer one', row('....x..'), 2, [5, 6]],
  ['the shorter of two runs that leave no orphan', row('......x....'), 2, [7, 8]],
  ['a longer run rather than leave an orphan', row('...x....'), 2, [4, 5]],
  ['a run that leaves an orphan, when there is no other', row('...x...'), 2, [0, 1]],
  ['a single seat that stands alone first', row('..x.x...'), 1, [3]],
  ['never seats that are apart', row('.x.x.x.'), 2, 'not_available'],
  ['never more than are free', row('..xx'), 3, 'not_available'],
  ['nothing from a listing that is sold', row('xxxx'), 1, 'not_available'],
  ['nothing from a listing without tickets', row(''), 1, 'not_available'],
  ['any places of general admission, apart or not', places('.x.x.'), 3, [0, 2, 4]],
  ['never more places than are free', places('.x.'), 3, 'not_available'],
];

/** A free seat by its label; one that is taken as `(5)`. */
function labelled(labels: string): Slots {
  const seats = labels.split(' ');
  return {
    seats: seats.map((label) => label.replace(/[()]/g, '')),
    owners: seats.map((label) => (label.startsWith('(') ? 'order-x' : null)),
  };
}

const neighbours: [name: string, labels: string, quantity: number, seats: string | null][] = [
  ['neighbours by number rather than by their places in the listing', '(5) 6 9 10', 2, '9 10'],
  ['both pairs of a listing of two pairs', '5 6 9 10', 2, '5 6'],
  ['a seat that no other is beside, rather than part a pair', '5 6 9', 1, '9'],
  ['what follows in the listing, when no neighbours are enough', '5 6 9 10', 3, '5 6 9'],
  ['every other seat in a row of odd numbers', '5 (7) 9 11 15', 2, '9 11'],
  ['every other seat in a row of even numbers', '2 6 8', 2, '6 8'],
  ['neighbours of a listing that counts down', '10 (9) 8 6 5', 2, '6 5'],
  ['by place where labels are no numbers', 'A B (C) D', 2, 'A B'],
  ['never seats with another’s between them', '5 (6) 7', 2, null],
];

for (const [name, labels, quantity, seats] of neighbours) {
  test(`picks ${name}: ${quantity} of ${labels}`, () => {
    const tickets = labelled(labels);
    const picked = pickSlots(tickets, any, quantity);
    strictEqual('slots' in picked ? picked.slots.map((slot) => tickets.seats[slot]).join(' ') : null, seats);
  });
}

for (const [name, tickets, quantity, expected] of picks) {
  test(`picks ${name}`, () => {
    const picked = pickSlots(tickets, any, quantity);
    deepStrictEqual('slots' in picked ? picked.slots : picked.refusal, expected);
  });
}

test('says that tickets are gone before it says that the split rule forbids', () => {
  deepStrictEqual(pickSlots(row('.xxx'), { rule: 'pairs' }, 3), { refusal: 'not_available' });
  deepStrictEqual(pickSlots(row('....'), { rule: 'pairs' }, 3), { refusal: 'split_not_allowed' });
});

test('the split rule counts the tickets that are left, not those that once were', () => {
  deepStrictEqual(pickSlots(row('x...'), { rule: 'never_leave_one' }, 2), { refusal: 'split_not_allowed' });
  deepStrictEqual(pickSlots(row('xx..'), { rule: 'whole' }, 2), { slots: [2, 3] });
});

test('takes the same seats again, in their order, if every one is free', () => {
  deepStrictEqual(reclaimSlots(row('x..x'), ['2', '3']), [1, 2]);
  deepStrictEqual(reclaimSlots(row('....'), ['3', '2']), [2, 1]);
  strictEqual(reclaimSlots(row('x..x'), ['3', '4']), null);
  strictEqual(reclaimSlots(row('....'), ['4', '5']), null, 'a seat that the listing no longer has');
});

test('seats have left a listing when none of them is in it, free or not', () => {
  strictEqual(haveLeft(row('....'), ['5', '6']), true);
  strictEqual(haveLeft(row('....'), ['4', '5']), false);
  strictEqual(haveLeft(row('...x'), ['4']), false);
  for (const seats of [[], [null], ['5', null]]) strictEqual(haveLeft(row('....'), seats), false);
});

test('takes the seats that are named, in their order, apart or not, or none of them', () => {
  deepStrictEqual(namedSlots(row('.x...'), ['5', '1']), { slots: [4, 0] });
  deepStrictEqual(namedSlots(row('.x...'), ['1', '2', '7']), { unknown: ['7'], taken: ['2'] });
  deepStrictEqual(namedSlots(row('....'), []), { slots: [] });
});

test('a seat that is named twice needs two tickets of that label', () => {
  deepStrictEqual(namedSlots(row('...'), ['2', '2']), { unknown: ['2'], taken: [] });
  deepStrictEqual(namedSlots({ seats: ['2', '2'], owners: [null, null] }, ['2', '2']), { slots: [0, 1] });
  deepStrictEqual(namedSlots({ seats: ['2', '2'], owners: ['order-x', null] }, ['2']), { slots: [1] });
});

test('general admission has no seat that could be named', () => {
  deepStrictEqual(namedSlots(places('..'), ['1']), { unknown: ['1'], taken: [] });
});

test('takes any places of general admission again, as many as there were', () => {
  deepStrictEqual(reclaimSlots(places('x.x..'), [null, null, null]), [1, 3, 4]);
  strictEqual(reclaimSlots(places('x.x.'), [null, null, null]), null);
  strictEqual(reclaimSlots(row('....'), [null, null]), null, 'the listing has numbered seats by now');
});

test('for every listing: picked slots are free, as many as asked, side by side where numbered, and found if they exist', () => {
  const shelf = fc.record({
    taken: fc.array(fc.boolean(), { maxLength: 12 }),
    isNumbered: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(shelf, ({ taken, isNumbered, quantity }) => {
      const picture = taken.map((isTaken) => (isTaken ? 'x' : '.')).join('');
      const tickets = isNumbered ? row(picture) : places(picture);
      const picked = pickSlots(tickets, any, quantity);
      const exist = isNumbered ? picture.includes('.'.repeat(quantity)) : picture.split('.').length > quantity;
      strictEqual('slots' in picked, exist);
      if (!('slots' in picked)) return;
      strictEqual(new Set(picked.slots).size, quantity);
      ok(picked.slots.every((slot) => tickets.owners[slot] === null));
      if (isNumbered) ok(picked.slots.every((slot, index) => slot === (picked.slots[0] ?? 0) + index));
    }),
    { numRuns: 500 },
  );
});

test('for every row with gaps: what was to be had by place still is, and neighbours by number are picked where there are any', () => {
  const shelf = fc.record({
    seats: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 10 }),
    step: fc.constantFrom(1, 2),
    isCountingDown: fc.boolean(),
    taken: fc.infiniteStream(fc.boolean()),
    quantity: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(shelf, ({ seats, step, isCountingDown, taken, quantity }) => {
      const numbers = seats
        .map((seat) => seat * step)
        .sort((one, other) => (isCountingDown ? other - one : one - other));
      const owners = numbers.map(() => (taken.next().value ? 'order-x' : null));
      const tickets: Slots = { seats: numbers.map(String), owners };
      const apart = numbers.every((number) => number % 2 === (numbers[0] ?? 0) % 2) ? 2 : 1;
      const areNeighbours = (slots: number[]): boolean =>
        slots.every(
          (slot, index) => index === 0 || Math.abs((numbers[slot] ?? 0) - (numbers[slot - 1] ?? 0)) === apart,
        );
      const byPlace = numbers
        .map((_, start) => Array.from({ length: quantity }, (_, offset) => start + offset))
        .filter((slots) => slots.every((slot) => owners[slot] === null));
      const picked = pickSlots(tickets, any, quantity);
      strictEqual('slots' in picked, byPlace.length > 0);
      if (!('slots' in picked)) return;
      ok(
        byPlace.some((slots) => String(slots) === String(picked.slots)),
        'side by side in the listing',
      );
      strictEqual(areNeighbours(picked.slots), byPlace.some(areNeighbours));
    }),
    { numRuns: 500 },
  );
});
