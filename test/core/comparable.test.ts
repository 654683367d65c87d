// Which listings are proposed in place of tickets that are gone, and in which order.
import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { type Candidate, proposalsFor } from '../../src/core/comparable.ts';

const candidate = (remoteId: string, fields: Partial<Candidate> = {}): Candidate => {
  const seats = fields.seats ?? ['1', '2', '3'];
  return {
    remoteId,
    section: '101',
    row: 'C',
    price: 10_000,
    currency: 'USD',
    owners: seats.map(() => null),
    ...fields,
    seats,
  };
};
const sold = { section: '101', row: 'C', price: 10_000, quantity: 2 };
const namesOf = (candidates: readonly Candidate[], promised = sold): string[] =>
  proposalsFor(promised, candidates).map(({ remoteId, match }) => `${remoteId} ${match}`);

test('alike comes before better, better before other, and among equals the cheapest', () => {
  const candidates = [
    candidate('upper', { section: '300', price: 5_000 }),
    candidate('floor', { section: 'Floor', price: 30_000 }),
    candidate('next-row', { row: 'D' }),
    candidate('front', { row: 'A', price: 12_000 }),
    candidate('same', { price: 11_000 }),
  ];
  deepStrictEqual(namesOf(candidates), ['same alike', 'front alike', 'floor better', 'upper other', 'next-row other']);
});

test('rows of numbers are compared as numbers, and rows of different kinds not at all', () => {
  const promised = { ...sold, row: '10' };
  const candidates = [
    candidate('nine', { row: '9' }),
    candidate('eleven', { row: '11' }),
    candidate('aa', { row: 'AA' }),
    candidate('none', { row: null }),
  ];
  deepStrictEqual(namesOf(candidates, promised), ['nine alike', 'aa other', 'eleven other', 'none other']);
});

test('what has not enough seats side by side is not proposed', () => {
  const candidates = [
    candidate('apart', { owners: [null, 'somebody', null] }),
    candidate('few', { seats: ['1'] }),
    candidate('floor', { seats: [null, null], section: null, row: null }),
  ];
  deepStrictEqual(namesOf(candidates), ['floor other']);
});
