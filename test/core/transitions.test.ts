// The table of states, read as data: every state can be reached and can be left for a rest, and tickets are let go
// only where the POS's word allows it.
// Laws: claim-dropped-on-proof, release-wins.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import {
  asks,
  callEvents,
  nextState,
  type OrderEvent,
  type OrderState,
  orderEvents,
  orderStates,
  otherEvents,
  ownership,
  personEvents,
  posAsk,
  posEvents,
  restStates,
  stateMeanings,
  transitions,
} from '../../src/core/transitions.ts';

type Move = { from: OrderState; event: OrderEvent; to: OrderState };

const moves: Move[] = orderStates.flatMap((from) =>
  orderEvents.flatMap((event) => {
    const to = nextState(from, event);
    return to === 'stay' ? [] : [{ from, event, to }];
  }),
);

const say = ({ from, event, to }: Move): string => `${from} --${event}--> ${to}`;

const isAPersons = ({ event }: Move): boolean => event === 'retry_asked' || personEvents.some((one) => one === event);

/** The states that can be reached from `start`, itself included, without a person. */
function reachableFrom(start: readonly OrderState[]): Set<OrderState> {
  const reached = new Set(start);
  for (const state of reached) {
    for (const move of moves) if (move.from === state && !isAPersons(move)) reached.add(move.to);
  }
  return reached;
}

const beginnings = orderEvents.flatMap((event) => {
  const to = nextState('unknown', event);
  return to === 'stay' ? [] : [to];
});

test('every state meets every event, and each event stands in one group', () => {
  strictEqual(
    new Set(orderEvents).size,
    callEvents.length + posEvents.length + otherEvents.length + personEvents.length,
  );
  for (const state of ['unknown', ...orderStates] as const) {
    deepStrictEqual(new Set(Object.keys(transitions[state])), new Set(orderEvents), state);
  }
});

test('every state can be reached from a first call', () => {
  deepStrictEqual(reachableFrom(beginnings), new Set(orderStates));
});

test('only a marketplace, or the broker, begins an order', () => {
  for (const event of [...posEvents, ...otherEvents, ...personEvents])
    strictEqual(nextState('unknown', event), 'stay', event);
});

test('from every state there is a way to rest, and for all but `stuck` one that needs no person', () => {
  const rests = restStates.filter((state) => state !== 'stuck');
  for (const state of orderStates.filter((one) => one !== 'stuck')) {
    const reached = reachableFrom([state]);
    ok(
      rests.some((rest) => reached.has(rest)),
      `${state} never comes to rest`,
    );
  }
});

test('no event leads from a state to itself: what changes nothing says `stay`', () => {
  deepStrictEqual(moves.filter(({ from, to }) => from === to).map(say), []);
});

test('a state at rest asks nothing of anyone; every other one asks, or waits for a clock or a person', () => {
  const isWaiting: OrderState[] = ['held', 'unfilled'];
  for (const state of orderStates) {
    strictEqual(asks[state] === null, restStates.includes(state) || isWaiting.includes(state), state);
    strictEqual(posAsk(state), asks[state]?.of === 'pos' ? asks[state].to : null, state);
  }
});

test('no clock moves a state at rest', () => {
  for (const state of restStates) {
    for (const event of ['answer_overdue', 'hold_outlived', 'attempts_exhausted'] as const) {
      strictEqual(nextState(state, event), 'stay', `${state} × ${event}`);
    }
  }
});

test('claim-dropped-on-proof: tickets are let go only by the word of the POS, or by proof that it was never asked', () => {
  const proofs: OrderEvent[] = [
    'pos_released',
    'pos_refused_hold',
    'pos_not_reached',
    'pos_voided',
    // Said of a sale only after the POS has refused its tickets, or before any were claimed.
    'sale_unfillable',
    // Said only of a sale that has no tickets of its own.
    'sale_known',
    // Said of a provisional sale for which no tickets could be claimed.
    'hold_refused',
    // A person's word on what the POS has, of an order that is stuck.
    ...personEvents,
  ];
  const unproven = moves.filter(
    ({ from, event, to }) => ownership[from] !== 'free' && ownership[to] === 'free' && !proofs.includes(event),
  );
  deepStrictEqual(unproven.map(say), []);
});

test('claim-dropped-on-proof: a silence of ours never lets go', () => {
  for (const event of ['answer_overdue', 'hold_outlived', 'attempts_exhausted', 'release_asked'] as const) {
    for (const { from, to } of moves.filter((move) => move.event === event)) {
      ok(ownership[from] === 'free' || ownership[to] !== 'free', say({ from, event, to }));
    }
  }
});

test('release-wins: what was let go or declined takes no tickets by a hold', () => {
  for (const state of ['released', 'declined', 'releasing', 'undoing'] as const) {
    for (const event of ['hold_claimed', 'hold_refused', 'pos_held', 'invoice_asked'] as const) {
      const to = nextState(state, event);
      ok(to === 'stay' || to === 'stuck', `${state} × ${event} leads to ${to}`);
    }
  }
});

test('an order that exists never begins again, unless it was only a notice that turns out to ask for a hold', () => {
  for (const state of orderStates) {
    if (state === 'reported') continue;
    strictEqual(nextState(state, 'hold_claimed'), 'stay', state);
    strictEqual(nextState(state, 'hold_refused'), 'stay', state);
  }
});

test('tickets are claimed only where a call or a re-read of the sale asks for them', () => {
  const claiming = moves.filter(({ from, to }) => ownership[from] === 'free' && ownership[to] === 'owns');
  deepStrictEqual(
    new Set(claiming.map(say)),
    new Set([
      'expired --invoice_asked--> invoicing',
      'unfilled --sale_stands--> invoicing',
      'unfilled --settled_invoiced--> confirming',
    ]),
  );
});

test('a release finds a sale already made: no sale is undone by it', () => {
  for (const state of ['reported', 'invoicing', 'confirming', 'confirmed', 'unfilled'] as const) {
    strictEqual(nextState(state, 'release_asked'), 'stay', state);
  }
});

test('a person alone leaves `stuck`, and for nothing else is their word the proof', () => {
  const others = moves.filter((move) => (move.from === 'stuck') !== isAPersons(move));
  deepStrictEqual(others.map(say), ['unfilled --settled_invoiced--> confirming']);
  const ends = personEvents.map((event) => nextState('stuck', event));
  deepStrictEqual(ends, ['confirming', 'unfilled', 'released', 'cancelled', 'duplicate']);
});

test('whatever asks the POS can end in `stuck` when it is asked too often', () => {
  for (const state of orderStates) {
    if (asks[state] !== null) strictEqual(nextState(state, 'attempts_exhausted'), 'stuck', state);
    else strictEqual(nextState(state, 'attempts_exhausted'), 'stay', state);
  }
});

test('the answer to the question that a state asks always moves it on', () => {
  const done = { hold: 'pos_held', release: 'pos_released', invoice: 'pos_invoiced', void: 'pos_voided' } as const;
  for (const state of orderStates) {
    const ask = posAsk(state);
    if (ask !== null) ok(nextState(state, done[ask]) !== 'stay', `${state} × ${done[ask]}`);
  }
});

test('every state has a meaning in plain words, each its own', () => {
  strictEqual(new Set(Object.values(stateMeanings)).size, orderStates.length);
});
