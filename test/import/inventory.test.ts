// The demo's inventory: a file that the import takes, with every kind of listing in it, the same for the same seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoListings } from '../../src/demo/inventory.ts';
import { readListingFile } from '../../src/import/read-listing-file.ts';

const from = new Date('2026-11-22T12:00:00Z');

async function inventory(seed: number) {
  const decoded = await readListingFile([Buffer.from(demoListings({ seed, from }))], () => {});
  assert.ok('listings' in decoded, JSON.stringify(decoded));
  return decoded.listings;
}

test('the same seed gives the same file, another seed another', () => {
  assert.equal(demoListings({ seed: 1, from }), demoListings({ seed: 1, from }));
  assert.notEqual(demoListings({ seed: 1, from }), demoListings({ seed: 2, from }));
});

for (const seed of [1, 2, 3]) {
  test(`seed ${seed}: every kind of listing`, async () => {
    const listings = await inventory(seed);
    assert.equal(listings.length, 500);
    const kinds = (kindOf: (listing: (typeof listings)[number]) => string): Set<string> =>
      new Set(listings.map(kindOf));
    const has = (found: Set<string>, wanted: string[]) =>
      assert.deepEqual(
        wanted.filter((one) => !found.has(one)),
        [],
      );
    has(
      kinds(({ split }) => split),
      ['any', 'pairs', 'whole', 'never_leave_one', '2;4'],
    );
    has(
      kinds(({ currency }) => currency),
      ['USD', 'CAD', 'GBP', 'EUR'],
    );
    const sizes = listings.map(({ seats }) => seats.length);
    assert.ok(Math.min(...sizes) === 1 && Math.max(...sizes) >= 100);
    assert.ok(listings.some(({ seats }) => seats[0] === null));
    assert.ok(
      listings.some(({ seats }) => /^[ABC]1$/.test(seats[0] ?? '')),
      'a box',
    );
    assert.ok(
      listings.some(({ seats }) => Number(seats[1]) - Number(seats[0]) === 2),
      'every other seat',
    );
    assert.ok(
      listings.some(({ event }) => event.length > 90),
      'a long name',
    );
    assert.ok(
      listings.some(({ event }) => /[^\p{Script=Latin}\p{Script=Common}]/u.test(event)),
      'another script',
    );
  });
  test(`seed ${seed}: events of the coming year, and no seat twice`, async () => {
    const seen = new Set<string>();
    for (const { event, venue, eventAt, section, row, seats } of await inventory(seed)) {
      assert.ok(eventAt > from.getTime() && eventAt < from.getTime() + 366 * 24 * 60 * 60_000);
      for (const seat of seats) {
        const place = [event, venue, eventAt, section, row, seat].join('\n');
        assert.ok(seat === null || !seen.has(place), place);
        seen.add(place);
      }
    }
  });
}
