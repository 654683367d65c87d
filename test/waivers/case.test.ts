// A case is gathered from the record alone: its ground, the moment of the sale, who owned the tickets then, and its paper.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { elsewhere } from '../../src/core/claim.ts';
import type { Step } from '../../src/core/command.ts';
import type { Exchange } from '../../src/core/outcome.ts';
import { type CaseMaterial, gatherCase } from '../../src/waivers/case.ts';
import { casePdf } from '../../src/waivers/case-pdf.ts';
import { findGround } from '../../src/waivers/grounds.ts';
import { orderWith } from '../support/orders.ts';

const at = (minute: number): number => Date.UTC(2026, 10, 20, 12, minute);
const entry = (minute: number, steps: Step[], exchanges: Exchange[] = []) => ({ at: at(minute), steps, exchanges });
const refused: Exchange = {
  direction: 'in',
  request: { line: 'POST /oi/v1/holds/te-1/invoice', body: { order_id: '884' } },
  response: { status: 409, body: { code: 'hold_released' } },
};

const order = orderWith({ globalId: 'te-1', remoteId: 'TG-1', quantity: 2, seats: ['5', '6'], state: 'released' });
const released = {
  order,
  entries: [
    entry(0, [
      ['hold_claimed', 'holding'],
      ['pos_held', 'held'],
    ]),
    entry(5, [
      ['release_asked', 'releasing'],
      ['pos_released', 'released'],
    ]),
    entry(30, [], [refused]),
  ],
};
const rival = {
  order: orderWith({ globalId: 'gt-9', remoteId: 'TG-1', quantity: 2, seats: ['5', '6'] }),
  entries: [
    entry(10, [
      ['hold_claimed', 'holding'],
      ['pos_held', 'held'],
    ]),
  ],
};

const material: CaseMaterial = {
  accountName: 'Front Row Tickets',
  marketplaceName: 'Ticket Evolution',
  history: released,
  story: [{ at: at(30), sentence: 'Ticket Evolution invoiced it, and was told no.', exchanges: [refused] }],
  listing: { event: 'Ночь и День', venue: 'Old Hall', eventAt: at(59), seats: ['5', '6'], owners: [null, null] },
  rivals: [rival],
  ground: null,
  atStake: { amount: 37_000, currency: 'USD' },
  note: 'Please waive the fee.',
  nameOf: (slug) => slug.toUpperCase(),
};

describe('the ground of a case', () => {
  it('is what the record shows, with the moment at which the sale was claimed', () => {
    assert.deepEqual(findGround(released), { ground: 'sold_after_release', claimedAt: at(30) });
    const declined = { order, entries: [entry(0, [['hold_refused', 'declined']]), entry(3, [], [refused])] };
    assert.deepEqual(findGround(declined), { ground: 'sold_after_decline', claimedAt: at(3) });
    const again = { order, entries: [...released.entries, entry(31, [], [refused]), entry(90, [], [refused])] };
    assert.equal(findGround(again).claimedAt, at(30), 'it sold when it first said so, however often it says it');
    const held = { ...refused, request: { line: 'POST /oi/v1/holds' } };
    const askedAgain = {
      order,
      entries: [entry(0, [['hold_refused', 'declined']]), entry(1, [], [held]), entry(3, [], [refused])],
    };
    assert.equal(findGround(askedAgain).claimedAt, at(3), 'that it asked once more was no sale');
    const unasked = {
      order,
      entries: [
        entry(0, [
          ['sale_reported', 'reported'],
          ['sale_unasked', 'stuck'],
        ]),
      ],
    };
    assert.equal(findGround(unasked).ground, 'never_asked');
    const gone = {
      order: { ...order, flow: 'instant_notification' as const },
      entries: [
        entry(0, [
          ['sale_reported', 'reported'],
          ['sale_unfillable', 'unfilled'],
        ]),
      ],
    };
    assert.deepEqual(findGround(gone), { ground: 'tickets_gone', claimedAt: at(0) });
    // Whoever asked first was told yes: that its tickets are gone is no ground against it.
    assert.equal(findGround({ ...gone, order }).ground, 'other');
  });

  it('is open where nothing in the record speaks for one', () => {
    assert.equal(findGround({ order, entries: released.entries.slice(0, 2) }).ground, 'other');
  });
});

describe('a case', () => {
  it('shows who owned the tickets when they were sold, and since when', () => {
    const { availability, claim, sold_at } = gatherCase(material);
    assert.equal(sold_at, new Date(at(30)).toISOString());
    assert.match(claim, /^Ticket Evolution sold these tickets after it had released/);
    assert.match(
      availability.sentence,
      /Of the 2 tickets of listing TG-1, none was free at that moment, and the sale was of 2/,
    );
    const owner = { marketplace: 'GAMETIME', global_id: 'gt-9', state: 'held', since: new Date(at(10)).toISOString() };
    assert.deepEqual(availability.tickets, [
      { seat: '5', owner, elsewhere: false },
      { seat: '6', owner, elsewhere: false },
    ]);
  });

  it('does not claim that tickets were gone when they were free', () => {
    const { availability } = gatherCase({ ...material, rivals: [] });
    assert.match(availability.sentence, /2 were free at that moment/);
  });

  it('does not claim that what the POS has given to others was free, or gone, when nobody noted it', () => {
    const of = (seats: (string | null)[], owners: (string | null)[], rivals = [rival]) =>
      gatherCase({ ...material, rivals, listing: { ...material.listing, seats, owners } as CaseMaterial['listing'] })
        .availability;
    const numbered = of(['5', '6', '7', '8'], [null, null, elsewhere, null]);
    assert.equal(
      numbered.sentence,
      'Of the 4 tickets of listing TG-1, only 1 was free at that moment, and the sale was of 2. 1 more is sold or held elsewhere in the POS now; since when is not on record.',
    );
    assert.deepEqual(
      numbered.tickets.map((ticket) => ticket.elsewhere),
      [false, false, true, false],
    );
    const places = { ...rival, order: { ...rival.order, seats: [null, null] } };
    assert.match(of([null, null, null, null], [elsewhere, null, null, elsewhere], [places]).sentence, /none was free/);
    assert.match(of(['5', '6'], [elsewhere, elsewhere], []).sentence, /none was free .* 2 more are sold or held/);
  });

  it('says so when the listing was never known', () => {
    const { availability } = gatherCase({ ...material, listing: null });
    assert.match(availability.sentence, /not known here/);
  });

  it('is printed with its claim, its money, the proof and the conversation, in any script', async () => {
    const text = textOf(await casePdf(gatherCase(material)));
    assert.ok(text.pages >= 1);
    assert.ok(text.bytes > 5_000);
  });

  it('is printed however long it is, page by page', async () => {
    const story = Array.from({ length: 200 }, () => material.story[0] as CaseMaterial['story'][number]);
    const printing = casePdf(gatherCase({ ...material, story }));
    let isPrinted = false;
    void printing.then(() => {
      isPrinted = true;
    });
    let turns = 0;
    for (; !isPrinted; turns++) await setImmediate();
    assert.ok(turns > 200, `whatever else there was to do had its turn only ${turns} times`);
    assert.ok(textOf(await printing).pages > 5);
  });
});

/** Pages, and how many bytes of drawing stand on them. */
function textOf(pdf: Buffer): { pages: number; bytes: number } {
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  const source = pdf.toString('latin1');
  const pages = source.match(/\/Type \/Page\b/g)?.length ?? 0;
  const streams = [...source.matchAll(/\/FlateDecode\n?>>\nstream\n([\s\S]*?)\nendstream/g)];
  const bytes = streams.reduce((sum, [, stream = '']) => sum + inflateSync(Buffer.from(stream, 'latin1')).length, 0);
  return { pages, bytes };
}
