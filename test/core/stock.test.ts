// What the POS shows, against what our orders own: nothing owned is lost, nothing of ours is taken for another's, and what
// is another's leaves the shelf and comes back.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { elsewhere, isOrders, type Slots } from '../../src/core/claim.ts';
import { isHidden, reckon, type ShownTicket } from '../../src/core/stock.ts';

const byItsId = (orderId: string): string => orderId;
const chosen = { choosesSeats: true, isInPos: () => true, referenceOf: byItsId };
const free = (seat: string | null): ShownTicket => ({ seat, standing: 'free', reference: null });
const held = (seat: string | null, reference: string | null = null): ShownTicket => ({
  seat,
  standing: 'held',
  reference,
});
const sold = (seat: string | null, reference: string | null = null): ShownTicket => ({
  seat,
  standing: 'sold',
  reference,
});
const numbered = (owners: (string | null)[]): Slots => ({ seats: owners.map((_, slot) => String(slot + 1)), owners });
const places = (owners: (string | null)[]): Slots => ({ seats: owners.map(() => null), owners });

describe('tickets that orders hide', () => {
  it('are seats that the POS shows free, as somebody else’s, as nobody’s by name, or not at all', () => {
    const stored = numbered(['order', 'order', 'other', null]);
    const shown = [held('1', 'order'), sold('2', 'order'), sold('3', 'other'), sold('4', 'somebody')];
    assert.equal(isHidden(stored, shown), false);
    for (const seat of [free('2'), sold('2', 'somebody'), held('2'), sold('2', 'other')])
      assert.equal(isHidden(stored, shown.with(1, seat)), true);
    assert.equal(isHidden(stored, shown.slice(1)), true);
    assert.equal(isHidden(stored, []), true);
    assert.equal(isHidden(numbered([null, elsewhere]), []), false);
  });

  it('are places of which the POS shows fewer under an order’s name', () => {
    const stored = places(['order', 'order', 'other', null]);
    const all = [held(null, 'order'), held(null, 'order'), sold(null, 'other'), free(null)];
    assert.equal(isHidden(stored, all), false);
    assert.equal(isHidden(stored, all.slice(1)), true);
    assert.equal(isHidden(places([null, elsewhere]), [sold(null), free(null)]), false);
  });
});

describe('numbered seats', () => {
  it('that the POS sold or holds for others leave the shelf, and come back', () => {
    const away = reckon(numbered([null, null, null]), [free('1'), sold('2'), held('3')], chosen);
    assert.deepEqual(away?.owners, [null, elsewhere, elsewhere]);
    assert.deepEqual(reckon(away as Slots, [free('1'), free('2'), sold('3')], chosen)?.owners, [null, null, elsewhere]);
  });

  it('that an order owns stay its own, whatever the POS shows', () => {
    const stored = numbered(['order', 'order', null]);
    assert.deepEqual(reckon(stored, [held('1'), held('2'), free('3')], chosen), stored);
    assert.deepEqual(reckon(stored, [free('1'), sold('2', 'somebody'), free('3')], chosen), stored);
    assert.deepEqual(reckon(stored, [free('3')], chosen), { seats: ['3', '1', '2'], owners: [null, 'order', 'order'] });
    assert.deepEqual(reckon(stored, [], chosen), { seats: ['1', '2'], owners: ['order', 'order'] });
  });

  it('that the POS picked for our order in the stead of others are not somebody else’s', () => {
    const stored = numbered(['order', null, null]);
    const shown = [free('1'), held('2'), free('3')];
    assert.deepEqual(reckon(stored, shown, { ...chosen, choosesSeats: false })?.owners, ['order', null, null]);
    assert.deepEqual(reckon(stored, shown, chosen)?.owners, ['order', elsewhere, null]);
    assert.deepEqual(reckon(stored, [free('1'), held('2', 'order'), free('3')], chosen)?.owners, ['order', null, null]);
    const both = [free('1'), held('2'), sold('3')];
    assert.equal(
      reckon(stored, both, { ...chosen, choosesSeats: false })?.owners.filter((one) => one === elsewhere).length,
      1,
    );
  });

  it('under a reference that owns nothing here are not free', () => {
    assert.deepEqual(reckon(numbered([null]), [held('1', 'an order that let go')], chosen)?.owners, [elsewhere]);
  });

  it('cannot take the place of owned general admission, nor the other way round', () => {
    assert.equal(reckon(places(['order']), [free('1')], chosen), null);
    assert.equal(reckon(numbered(['order']), [free(null)], chosen), null);
    assert.deepEqual(reckon(places([null, elsewhere]), [free('1')], chosen), numbered([null]));
  });
});

describe('general-admission places', () => {
  it('are counted: those that our orders have are not somebody else’s', () => {
    const stored = places(['order', 'order', null, null]);
    assert.deepEqual(reckon(stored, [held(null), held(null), free(null), free(null)], chosen), stored);
    const more = reckon(stored, [sold(null), held(null), held(null), free(null)], chosen);
    assert.deepEqual(more?.owners, ['order', 'order', null, elsewhere]);
    assert.deepEqual(reckon(more as Slots, [held(null), held(null), free(null), free(null)], chosen), stored);
  });

  it('that an order owns and the POS has not heard of are kept out of what it shows as free', () => {
    const stored = places(['new', null, null]);
    const unheard = { ...chosen, isInPos: () => false };
    assert.deepEqual(reckon(stored, [free(null), free(null), free(null)], unheard), stored);
    assert.deepEqual(reckon(stored, [held(null), free(null), free(null)], unheard), stored);
  });

  it('that the POS shows no more because it has sold them for us take nothing from the others', () => {
    assert.deepEqual(
      reckon(places(['order', null, null]), [free(null), free(null)], chosen),
      places(['order', null, null]),
    );
  });

  it('are somebody else’s where they stand under a strange reference', () => {
    const stored = places(['order', null]);
    assert.deepEqual(reckon(stored, [held(null, 'order'), sold(null, 'stranger')], chosen)?.owners, [
      'order',
      elsewhere,
    ]);
  });
});

describe('whatever the POS shows', () => {
  const owner = fc.constantFrom(null, null, elsewhere, 'a', 'b');
  const ticket = (seat: string | null) =>
    fc.record({
      seat: fc.constant(seat),
      standing: fc.constantFrom('free' as const, 'held' as const, 'sold' as const),
      reference: fc.constantFrom(null, null, 'a', 'c'),
    });
  const shelf = (isNumbered: boolean) =>
    fc.record({
      stored: fc.array(owner, { maxLength: 8 }).map(isNumbered ? numbered : places),
      shown: fc
        .array(fc.constant(0), { maxLength: 8 })
        .chain((row) => fc.tuple(...row.map((_, slot) => ticket(isNumbered ? String(slot + 1) : null)))),
      choosesSeats: fc.boolean(),
      heard: fc.boolean(),
    });
  for (const isNumbered of [true, false]) {
    it(`keeps every owned ticket, and shows no more free than the POS does${isNumbered ? '' : ', of places'}`, () => {
      const property = fc.property(shelf(isNumbered), ({ stored, shown, choosesSeats, heard }) => {
        const by = { choosesSeats, isInPos: () => heard, referenceOf: byItsId };
        const after = reckon(stored, shown, by);
        assert.ok(after);
        const ownedIn = ({ seats, owners }: Slots) =>
          owners.flatMap((one, slot) => (isOrders(one) ? [`${one} ${seats[slot]}`] : [])).sort();
        assert.deepEqual(ownedIn(after), ownedIn(stored));
        assert.equal(after.seats.length, after.owners.length);
        const count = after.owners.filter((one) => one === null).length;
        const most = shown.filter(
          ({ standing, seat, reference }) =>
            standing === 'free' || (isNumbered && (!choosesSeats || reference !== null) && seat !== null),
        ).length;
        assert.ok(count <= most, `${count} are free of ${most}`);
        assert.deepEqual(reckon(after, shown, by), after, 'shown again, nothing changes');
      });
      fc.assert(property, { numRuns: 500 });
    });
  }
});
