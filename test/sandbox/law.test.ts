// What a marketplace may believe of one line, and when the hub has broken its word. A law that is never broken proves
// nothing, so each breach is made here.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Asked, Line } from '../../src/sandbox/order-integration/book.ts';
import { doubleSales } from '../../src/sandbox/order-integration/double-sales.ts';
import { contradictionsOf } from '../../src/sandbox/order-integration/law.ts';
import { type Belief, beliefOf } from '../../src/sandbox/order-integration/possible.ts';
import type { HoldStatus, HubHold } from '../../src/sandbox/order-integration/published-contract.ts';
import { readAnswer } from '../../src/sandbox/order-integration/published-wire.ts';
import type { Answer, Ask } from '../../src/sandbox/order-integration/wire.ts';

const expiry = Date.parse('2026-03-01T12:15:00Z');

type Told = HoldStatus | Partial<HubHold> | 'lost' | { code: string; status: number };

function asked(ask: Ask, told: Told, at = expiry - 1_000): Asked {
  return { ask, at, tookMs: 3, answer: answerOf(told) };
}

function answerOf(told: Told): Answer {
  if (told === 'lost') return { kind: 'lost', why: 'cut', detail: 'gone' };
  if (typeof told === 'object' && 'code' in told) return { kind: 'answered', hold: null, ...told };
  const hold = typeof told === 'string' ? holdWith({ status: told }) : holdWith(told);
  return { kind: 'answered', status: 200, hold, code: null };
}

function holdWith(fields: Partial<HubHold>): HubHold {
  const isSold = fields.status === 'confirmed';
  return {
    global_id: 'te-1',
    remote_id: 'TG-1',
    quantity: 2,
    status: 'held',
    binding: true,
    seats: ['5', '6'].map((seat) => ({ section: '112', row: 'C', seat })),
    held_at: new Date(expiry - 60_000).toISOString(),
    expires_at: new Date(expiry).toISOString(),
    order_id: isSold ? 'order-1' : null,
    invoice_id: isSold ? 'I-1' : null,
    confirmed_at: isSold ? new Date(expiry - 500).toISOString() : null,
    ...fields,
  };
}

function lineOf(...history: Asked[]): Line {
  return {
    globalId: 'te-1',
    remoteId: 'TG-1',
    quantity: 2,
    offer: null,
    movedTo: null,
    orderId: history.some(({ ask }) => ask === 'invoice') ? 'order-1' : null,
    resubmissionOf: null,
    asked: history,
  };
}

const refused = (code: string, status = 409): Told => ({ code, status });

describe('the marketplace believes', () => {
  const saysOnlyThatItIsGone: Asked['answer'] = {
    ...{ kind: 'answered', status: 204, hold: null, code: null },
    means: ['releasing', 'undoing', 'released'],
  };
  const saysOnlyThatItStands: Asked['answer'] = {
    ...{ kind: 'answered', status: 200, hold: null, code: null },
    means: ['held', 'invoicing', 'confirmed', 'stuck'],
  };
  const beliefs: readonly [Belief, string, Asked[]][] = [
    ['unknown', 'before it has asked', []],
    ['held', 'after a yes', [asked('hold', 'held')]],
    ['declined', 'after a no', [asked('hold', refused('not_available'))]],
    ['declined', 'when the POS was not reached', [asked('hold', refused('pos_unreachable', 503))]],
    ['declined', 'when it asked too often', [asked('hold', refused('rate_limited', 429))]],
    ['unknown', 'when the hold’s answer was lost', [asked('hold', 'lost')]],
    [
      'unknown',
      'when nothing was found of a lost hold',
      [asked('hold', 'lost'), asked('look', refused('hold_unknown', 404))],
    ],
    ['held', 'when a lost hold is found', [asked('hold', 'lost'), asked('look', 'held')]],
    [
      'held',
      'when it is told of a lost hold that it stands, which it has not asked to buy',
      [asked('hold', 'lost'), { ...asked('look', 'held'), answer: saysOnlyThatItStands }],
    ],
    [
      'unknown',
      'when it is told of a hold that it stands, after its invoice was lost',
      [asked('hold', 'held'), asked('invoice', 'lost'), { ...asked('look', 'held'), answer: saysOnlyThatItStands }],
    ],
    [
      'unknown',
      'when it is told of a hold that it stands, which a lost release may still end',
      [asked('hold', 'held'), asked('release', 'lost'), { ...asked('look', 'held'), answer: saysOnlyThatItStands }],
    ],
    ['unknown', 'when the ledger was not reached', [asked('hold', refused('hub_unavailable', 503))]],
    ['unknown', 'after a fault of the hub’s', [asked('hold', refused('internal', 500))]],
    ['held', 'after a look that was lost', [asked('hold', 'held'), asked('look', 'lost')]],
    ['unknown', 'when the invoice’s answer was lost', [asked('hold', 'held'), asked('invoice', 'lost')]],
    [
      'unknown',
      'when a lost invoice has done nothing yet',
      [asked('hold', 'held'), asked('invoice', 'lost'), asked('look', 'held')],
    ],
    [
      'sold',
      'when a lost invoice was repeated',
      [asked('hold', 'held'), asked('invoice', 'lost'), asked('invoice', 'confirmed')],
    ],
    ['sold', 'when the sale is under way', [asked('hold', 'held'), asked('invoice', 'invoicing')]],
    [
      'sold',
      'when a second invoice was lost',
      [asked('hold', 'held'), asked('invoice', 'confirmed'), asked('invoice', 'lost')],
    ],
    ['released', 'after a release', [asked('hold', 'held'), asked('release', 'released')]],
    [
      'released',
      'after a release that overtook its hold',
      [asked('release', 'released'), asked('hold', refused('hold_released'))],
    ],
    [
      'released',
      'when it let go of what may have been refused, and is told no more than that',
      [asked('hold', 'lost'), { ...asked('release', 'released'), answer: saysOnlyThatItIsGone }],
    ],
    ['released', 'when the hold has lapsed', [asked('hold', 'held'), asked('look', 'expired', expiry)]],
    [
      'sold',
      'when a sale could not be released',
      [asked('hold', 'held'), asked('invoice', 'lost'), asked('release', refused('already_invoiced'))],
    ],
  ];
  for (const [belief, when, history] of beliefs) {
    it(`${belief} ${when}`, () => assert.equal(beliefOf(lineOf(...history)), belief));
  }
});

describe('the hub keeps its word when', () => {
  const kept: readonly [string, Asked[], Asked][] = [
    ['a hold is still held', [asked('hold', 'held')], asked('look', 'held')],
    ['a hold has lapsed in time', [asked('hold', 'held')], asked('look', 'expired', expiry)],
    ['a lost hold was never seen', [asked('hold', 'lost')], asked('look', refused('hold_unknown', 404))],
    ['a lost hold was refused', [asked('hold', 'lost')], asked('look', { status: 'declined', seats: [] })],
    [
      'a lost release came late',
      [asked('hold', 'held'), asked('release', 'lost'), asked('hold', 'held')],
      asked('look', 'released'),
    ],
    [
      'a lost invoice came late',
      [asked('hold', 'held'), asked('invoice', 'lost')],
      asked('look', { status: 'confirmed', order_id: 'order-1', invoice_id: 'I-1' }),
    ],
    [
      'an accepted sale was finished',
      [asked('hold', 'held'), asked('invoice', { status: 'invoicing', order_id: 'order-1' })],
      asked('look', 'confirmed'),
    ],
    ['a refused hold is being undone', [asked('hold', refused('pos_unreachable', 503))], asked('look', 'releasing')],
    [
      'a refused hold was released',
      [asked('hold', refused('not_available')), asked('release', 'released')],
      asked('look', 'released'),
    ],
    [
      'a late invoice took the tickets again',
      [asked('hold', 'held'), asked('look', 'expired', expiry), asked('invoice', 'confirmed', expiry)],
      asked('look', 'confirmed'),
    ],
    [
      'a release overtook its hold',
      [
        asked('release', { status: 'released', remote_id: null, quantity: null, seats: [] }),
        asked('hold', refused('hold_released')),
      ],
      asked('look', { status: 'released', remote_id: null, quantity: null, seats: [] }),
    ],
    [
      'a person has seen to a sale that was stuck',
      [asked('hold', 'held'), asked('invoice', 'invoicing'), asked('look', 'stuck')],
      asked('look', 'confirmed'),
    ],
  ];
  for (const [when, history, now] of kept) {
    it(when, () => assert.deepEqual(contradictionsOf(lineOf(...history), now), []));
  }
});

describe('the hub breaks its word when', () => {
  const sold = [asked('hold', 'held'), asked('invoice', 'confirmed')];
  const otherSeats = ['7', '8'].map((seat) => ({ section: '112', row: 'C', seat }));
  const broken: readonly [string, Asked[], Asked, RegExp][] = [
    [
      'a hold lapsed too early',
      [asked('hold', 'held')],
      asked('look', 'expired'),
      /stood as held, and asked to look the hub said expired/,
    ],
    ['a hold is forgotten', [asked('hold', 'held')], asked('look', refused('hold_unknown', 404)), /hold_unknown/],
    ['a hold was released that nobody released', [asked('hold', 'held')], asked('look', 'released'), /released/],
    [
      'a no became a yes',
      [asked('hold', refused('not_available'))],
      asked('look', 'held'),
      /stood as declined or undoing/,
    ],
    [
      'a second hold is told no after a yes',
      [asked('hold', 'held'), asked('hold', refused('not_available'))],
      asked('look', 'held'),
      /not_available/,
    ],
    [
      'the reason changed',
      [asked('hold', refused('pos_unreachable', 503)), asked('hold', refused('not_available'))],
      asked('look', 'declined'),
      /refused as pos_unreachable and as not_available/,
    ],
    [
      'the seats changed',
      [asked('hold', 'held')],
      asked('look', { seats: otherSeats }),
      /seats were 112\/C\/5 112\/C\/6 and became 112\/C\/7 112\/C\/8/,
    ],
    [
      'too few seats were given',
      [asked('hold', { seats: [] })],
      asked('look', { seats: [] }),
      /2 tickets were asked for and 0 are held/,
    ],
    ['a sale is gone', sold, asked('look', 'released'), /stood as confirmed/],
    [
      'a person has let go of what was sold, and nobody was told that it is stuck',
      [asked('hold', 'held'), asked('invoice', 'invoicing')],
      asked('look', 'released'),
      /stood as invoicing/,
    ],
    ['a sale is stuck', sold, asked('look', { status: 'stuck', order_id: 'order-1' }), /stuck/],
    [
      'the invoice changed',
      sold,
      asked('look', { status: 'confirmed', order_id: 'order-1', invoice_id: 'I-2' }),
      /invoice I-1, and the hub has invoice I-2/,
    ],
    [
      'the order id changed',
      sold,
      asked('look', { status: 'confirmed', order_id: 'order-2', invoice_id: 'I-1' }),
      /order order-1, and the hub has order order-2/,
    ],
    [
      'a released hold was sold',
      [asked('hold', 'held'), asked('release', 'released')],
      asked('look', { status: 'confirmed', order_id: null, invoice_id: 'I-1' }),
      /stood as released/,
    ],
    [
      'a release overtook its hold in vain',
      [asked('release', 'released'), asked('hold', 'held')],
      asked('look', 'held'),
      /stood as released, and asked to hold the hub said held/,
    ],
    [
      'it answers with another’s hold',
      [asked('hold', 'held')],
      asked('look', { global_id: 'te-2' }),
      /answered with the hold te-2/,
    ],
    [
      'it says that an id was reused',
      [asked('hold', refused('global_id_reused'))],
      asked('look', 'declined'),
      /global_id_reused/,
    ],
    [
      'it answers outside the contract',
      [{ ...asked('hold', 'held'), answer: { kind: 'answered', status: 200, hold: null, code: null } }],
      asked('look', 'held'),
      /status 200 is not in the contract/,
    ],
    ['it cannot be asked', [asked('hold', 'held')], asked('look', 'lost'), /could not be asked/],
  ];
  for (const [when, history, now, sentence] of broken) {
    it(when, () => {
      const sentences = contradictionsOf(lineOf(...history), now);
      assert.match(sentences.join('\n'), sentence);
      assert.match(sentences[0] ?? '', /^te-1: /);
    });
  }
});

describe('a double sale', () => {
  const line = (globalId: string, labels: (string | null)[], remoteId = 'TG-1') => ({
    globalId,
    remoteId,
    quantity: labels.length,
    seats: labels.map((seat) => ({ section: '112', row: 'C', seat })),
    says: 'the hub says held',
  });

  it('is found by its seat', () => {
    assert.deepEqual(doubleSales([line('te-1', ['5', '6']), line('te-2', ['6', '7'])], new Map()), [
      'Seat 6 of TG-1 is in two lines: te-1 (the hub says held) and te-2 (the hub says held).',
    ]);
  });

  it('is found by count where places have no labels', () => {
    const lines = [line('te-1', [null, null]), line('te-2', [null, null])];
    assert.deepEqual(doubleSales(lines, new Map([['TG-1', 4]])), []);
    assert.deepEqual(doubleSales(lines, new Map([['TG-1', 3]])), ['TG-1 has 3 tickets, and 4 are given out.']);
  });

  it('is not found where listings differ', () => {
    assert.deepEqual(doubleSales([line('te-1', ['5']), line('te-2', ['5'], 'TG-2')], new Map()), []);
  });
});

describe('an answer is read', () => {
  it('as a hold only when it is one', () => {
    const hold = holdWith({});
    const statusIn = (answer: Answer): string | undefined =>
      answer.kind === 'answered' ? answer.hold?.status : undefined;
    assert.equal(statusIn(readAnswer(201, hold)), 'held');
    for (const body of [undefined, null, {}, { ...hold, status: 'perhaps' }]) {
      assert.deepEqual(readAnswer(200, body), { kind: 'answered', status: 200, hold: null, code: null });
    }
  });

  it('as a problem only when it is one, and says the status that it came with', () => {
    const problem = (status: number): object => ({
      type: 'urn:x',
      title: 'X',
      status,
      detail: 'x',
      code: 'not_available',
      request_id: 'r',
    });
    const codeIn = (answer: Answer): string | null => (answer.kind === 'answered' ? answer.code : null);
    assert.equal(codeIn(readAnswer(409, problem(409))), 'not_available');
    assert.equal(codeIn(readAnswer(409, problem(404))), null);
    assert.equal(codeIn(readAnswer(502, undefined)), null);
  });
});
