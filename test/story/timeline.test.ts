// The story of an order in words: every event that a state can meet has a sentence, and the usual stories read as a broker
// would tell them, with who did what.
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newOrder } from '../../src/core/new-order.ts';
import type { AccountId, ConnectionId, Flow, Order, OrderId } from '../../src/core/order.ts';
import type { Exchange } from '../../src/core/outcome.ts';
import { nextState, orderEvents, orderStates } from '../../src/core/transitions.ts';
import { standingSentence } from '../../src/story/standing.ts';
import { stepSentence } from '../../src/story/step-sentence.ts';
import { type Entry, tellStory } from '../../src/story/timeline.ts';

const begun = Date.UTC(2030, 0, 1);
const cast = { marketplace: 'StubHub', pos: 'SkyBox', quantity: 2 };

function orderOf(flow: Flow, fields: Partial<Order> = {}): Order {
  const connectionId = 'connection-1' as ConnectionId;
  const terms = { connectionId, marketplace: 'stubhub', flow, binding: true, holdLifetimeMs: 60_000 };
  const order = newOrder({
    accountId: 'a' as AccountId,
    orderId: 'o' as OrderId,
    terms,
    globalId: 'deal-1',
    now: begun,
  });
  return { ...order, quantity: 2, remoteId: 'TG-1', ...fields };
}

const called: Exchange = {
  direction: 'in',
  request: { line: 'POST /oi/v1/holds' },
  response: { status: 201 },
  tookMs: 12,
};
const asked: Exchange = {
  direction: 'out',
  request: { line: 'POST https://pos.example/holds' },
  response: { status: 200 },
};
const silent: Exchange = { direction: 'out', request: { line: 'POST https://pos.example/holds' }, failure: 'time-out' };
const entry = (number: number, steps: Entry['steps'], ...exchanges: Exchange[]): Entry => ({
  entry: number,
  at: begun + number * 1_000,
  steps,
  exchanges,
});
const told = (order: Order, ...entries: Entry[]) =>
  tellStory(order, cast, entries).map(({ who, sentence }) => [who.name, sentence]);

describe('the story of an order', () => {
  it('tells of a hold that was sold', () => {
    const order = orderOf('order_integration', { marketplaceOrderId: '8841', invoiceId: 'inv-7' });
    deepStrictEqual(
      told(
        order,
        entry(1, [['hold_claimed', 'holding']], called),
        entry(2, [['pos_held', 'held']], asked),
        entry(
          3,
          [
            ['invoice_asked', 'invoicing'],
            ['pos_invoiced', 'confirming'],
            ['marketplace_confirmed', 'confirmed'],
          ],
          called,
        ),
      ),
      [
        ['StubHub', 'StubHub asked for 2 tickets, and they were set aside.'],
        ['SkyBox', 'SkyBox holds them.'],
        [
          'StubHub',
          'StubHub sold the tickets and invoiced them as its order 8841. SkyBox invoiced them as inv-7. Sold. Where the marketplace asks first, the invoice confirms the sale.',
        ],
      ],
    );
  });

  it('tells of one ticket as of one', () => {
    const order = orderOf('order_integration', { quantity: 1, marketplaceOrderId: '8841', invoiceId: 'inv-7' });
    const steps: Entry['steps'] = [
      ['hold_claimed', 'holding'],
      ['pos_held', 'held'],
      ['invoice_asked', 'invoicing'],
      ['pos_invoiced', 'confirming'],
    ];
    const [moment] = tellStory(order, { ...cast, quantity: 1 }, [entry(1, steps, called)]);
    strictEqual(
      moment?.sentence,
      'StubHub asked for 1 ticket, and it was set aside. SkyBox holds it. StubHub sold the ticket and invoiced it as its order 8841. SkyBox invoiced it as inv-7.',
    );
  });

  it('tells who decided what, and in whose words', () => {
    const order = orderOf('instant_notification', { rejectReason: 'gone' });
    const act = (line: string): Exchange => ({ direction: 'in', request: { line } });
    deepStrictEqual(
      told(
        order,
        entry(
          1,
          [
            ['sale_reported', 'reported'],
            ['sale_unfillable', 'unfilled'],
          ],
          called,
        ),
        entry(2, [['reject_asked', 'rejecting']], act('Ada Lovelace: reject, because gone')),
        entry(3, [['marketplace_rejected', 'rejected']], asked),
      ).slice(1),
      [
        ['Ada Lovelace', 'Ada Lovelace rejected the sale: gone.'],
        ['StubHub', 'StubHub knows that there is no sale.'],
      ],
    );
    deepStrictEqual(told(order, entry(1, [['reject_asked', 'rejecting']])), [
      ['Holdfast', 'Your rule rejected the sale: gone.'],
    ]);
    deepStrictEqual(
      told(order, entry(1, [['sale_stands', 'invoicing']], act('Ada Lovelace: fill from listing TG-9'))),
      [['Ada Lovelace', 'Ada Lovelace filled the sale from listing TG-9.']],
    );
  });

  it('tells of a silence, and of a call that was repeated', () => {
    const order = orderOf('order_integration');
    const [, silence, repeated] = told(
      order,
      entry(1, [['hold_claimed', 'holding']], called),
      entry(2, [], silent),
      entry(3, [], called),
    );
    deepStrictEqual(silence, [
      'SkyBox',
      'SkyBox was asked to hold the tickets, and gave no answer. What became of it is looked up before it is asked again.',
    ]);
    deepStrictEqual(repeated, ['StubHub', 'StubHub called again and got the answer that fits.']);
  });

  it('opens to what was said, and with whom', () => {
    const [first, second] = tellStory(orderOf('order_integration'), cast, [
      entry(1, [['hold_claimed', 'holding']], called),
      entry(2, [['pos_held', 'held']], asked),
    ]);
    deepStrictEqual(first?.exchanges[0]?.with, { kind: 'marketplace', name: 'StubHub' });
    strictEqual(first?.exchanges[0]?.sentence, 'StubHub called us, and we answered 201 in 12 ms');
    deepStrictEqual(second?.exchanges[0]?.with, { kind: 'pos', name: 'SkyBox' });
    strictEqual(second?.state, 'held');
  });

  it('has a whole sentence for every cell of the table, in both conversations', () => {
    let cells = 0;
    for (const flow of ['order_integration', 'instant_notification'] as const) {
      for (const from of ['unknown', ...orderStates] as const) {
        for (const event of orderEvents) {
          const to = nextState(from, event);
          if (to === 'stay') continue;
          cells += 1;
          for (const told of [
            orderOf(flow),
            orderOf(flow, { refusal: 'not_available', invoiceId: 'i', rejectReason: 'gone' }),
          ]) {
            const sentence = stepSentence({ event, from, to, cast, facts: told, act: null });
            match(sentence, /^[A-Z].*\.$/s, `${from} ${event}`);
            doesNotMatch(sentence, /null|undefined|_|\s\.|\.\./, `${from} ${event}: ${sentence}`);
          }
        }
      }
    }
    ok(cells > 100);
  });

  it('says of every state where the order stands', () => {
    for (const state of orderStates) {
      for (const told of [
        orderOf('order_integration', { state }),
        orderOf('instant_notification', { state, refusal: 'listing_unknown' }),
      ]) {
        const sentence = standingSentence(told, { ...cast, pos: null });
        match(sentence, /^[A-Z].*\.$/s);
        doesNotMatch(sentence, /null|undefined|_/);
      }
    }
  });
});
