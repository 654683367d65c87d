// What an adapter must make of its POS's answers, on good days and bad: `done` and `refused` only when the POS said so in words,
// whatever else took effect; and whatever took effect is found out and can be undone, for so the engine goes on after doubt.
// The engine sees outcomes and no wire, so it is here that every fault meets every setting of the switches.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import { type Asked, ask, callKinds } from './pos-calls.ts';
import { endsInDoubt, faultCases, mayEndAs, nameOf } from './pos-faults.ts';
import { answerIn, type Deal, type Networked, readyFor, startDeal, stateAfter } from './pos-scene.ts';

export function faultLaws(networked: () => Networked): void {
  for (const faultCase of faultCases) {
    for (const kind of callKinds) {
      it(`${nameOf(faultCase)}: ${kind} is ${faultCase.outcome}`, async () => {
        const before = networked();
        const { running } = before;
        const { deal, stood, asks } = await readyFor(kind, before);
        running.faults.next(kind, faultCase.fault);
        const { outcome } = await asks();
        const ends = mayEndAs(faultCase, before);
        assert.ok(ends.includes(outcome.kind), `${JSON.stringify(outcome)} is not ${ends.join(' or ')}`);
        await running.settled();
        assert.equal(deal.state(), faultCase.takesEffect && kind !== 'find' ? stateAfter[kind] : stood);
        if (endsInDoubt(faultCase)) await assertSettledAfterDoubt(kind, deal, before);
      });
    }
  }
}

/** Of places without numbers there may be enough for both. Where holds are not found, the second lapses unseen. */
export function doubledHoldLaws(networked: () => Networked): void {
  for (const [end, left] of [
    ['release', []],
    ['invoice', ['sold']],
  ] as const) {
    it(`doubled: what was held twice is no more after its ${end}`, async () => {
      const { adapter, running, secrets, findsHolds } = networked();
      if (!findsHolds) return;
      const deal = startDeal(networked(), [null, null, null, null]);
      const two = { quantity: 2, seats: [null, null] };
      running.faults.next('hold', { kind: 'doubled' });
      const held = await ask(adapter, 'hold', { hold: { ...deal.requests.hold, ...two } }, { secrets });
      const { posHoldId } = answerIn(held) as { posHoldId: string };
      answerIn(await ask(adapter, end, { [end]: { ...deal.requests[end], ...two, posHoldId } }, { secrets }));
      await running.settled();
      assert.deepEqual(
        deal.live().map(({ state }) => state),
        left,
      );
    });
  }
}

/** Troubles that begin in the middle of a conversation, such as a token that expires between two of its requests. */
const befallingAllFromThere = ['locked_out', 'fail_before'] as const;
/** Troubles of one request of a conversation, such as one that somebody on the way sends twice. */
const befallingOne = ['doubled', 'cut_after'] as const;

export function midwayLaws(networked: () => Networked): void {
  for (const kind of callKinds) {
    for (const fault of befallingAllFromThere) {
      it(`${fault} from any request of its conversation on: ${kind} says what is so`, () =>
        atEveryRequest(networked(), kind, (faults, first) => {
          faults.next('any', null, first);
          faults.always('any', { kind: fault });
        }));
    }
    for (const fault of befallingOne) {
      it(`${fault} at any request of its conversation: ${kind} says what is so`, async () => {
        // The second asking may be told no, though the first has done it, and it lapses unseen.
        if (fault === 'doubled' && kind === 'hold' && !networked().findsHolds) return;
        await atEveryRequest(networked(), kind, (faults, at) => {
          faults.next('any', null, at);
          faults.next('any', { kind: fault });
        });
      });
    }
  }
}

/** Strikes at the second request of the conversation, then in a new deal at the third, until there is none to strike. */
async function atEveryRequest(
  networked: Networked,
  kind: PosCallKind,
  strike: (faults: Networked['running']['faults'], at: number) => void,
): Promise<void> {
  const { running, listen } = networked;
  for (let at = 1; ; at++) {
    const { deal, stood, asks } = await readyFor(kind, networked);
    let isStruck = false;
    listen(({ fault }) => {
      isStruck ||= fault !== null;
    });
    strike(running.faults, at);
    const asked = await asks();
    running.faults.clear();
    listen(() => {});
    if (!isStruck) return;
    await running.settled();
    assertSaysWhatIsSo(kind, asked, { stood, stands: deal.state() });
  }
}

/** Doubt is always allowed. */
function assertSaysWhatIsSo(kind: PosCallKind, { outcome }: Asked, state: { stood: string; stands: string }): void {
  if (outcome.kind === 'unsure') return;
  const isDone = outcome.kind === 'done' && kind !== 'find';
  assert.equal(state.stands, isDone ? stateAfter[kind] : state.stood, JSON.stringify(outcome));
  const isNothing = outcome.kind === 'done' && kind === 'find' && (outcome.answer as { hold: unknown }).hold === null;
  assert.ok(!isNothing, 'what stands is not said to be nothing');
}

export function silenceLaws(networked: () => Networked): void {
  for (const fault of [{ kind: 'slow', ms: 20 } as const, { kind: 'slow_answer', ms: 20 } as const]) {
    for (const kind of callKinds) {
      it(`${fault.kind} past our patience: ${kind} is unsure`, async () => {
        const before = networked();
        const { deal, stood, asks } = await readyFor(kind, before);
        before.running.faults.next(kind, fault);
        const patience = new AbortController();
        before.listen((call) => {
          if (call.fault?.kind === fault.kind) patience.abort();
        });
        assert.equal((await asks(patience.signal)).outcome.kind, 'unsure');
        before.listen(() => {});
        await before.running.settled();
        assert.equal(deal.state(), kind === 'find' ? stood : stateAfter[kind]);
        await assertSettledAfterDoubt(kind, deal, before);
      });
    }
  }

  it('down: every call is surely not sent, and the next goes well when it is back', async () => {
    const { adapter, running, secrets } = networked();
    const deal = startDeal(networked());
    await running.goDown();
    try {
      // The first call may still go out on a connection that was cut; from then on there is none.
      await ask(adapter, 'find', deal.requests, { secrets });
      for (const kind of callKinds) {
        assert.equal((await ask(adapter, kind, deal.requests, { secrets })).outcome.kind, 'not_sent');
      }
    } finally {
      await running.comeBack();
    }
    assert.equal((await ask(adapter, 'hold', deal.requests, { secrets })).outcome.kind, 'done');
  });
}

/** As the engine goes on: it looks for what stands under our reference, and undoes that if it is told to. */
async function assertSettledAfterDoubt(kind: PosCallKind, deal: Deal, networked: Networked): Promise<void> {
  if (kind !== 'hold' && kind !== 'invoice') return;
  const { adapter, secrets, findsHolds } = networked;
  const stands = deal.state();
  const { outcome } = await ask(adapter, 'find', deal.requests, { secrets });
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
  const { hold, sale } = (outcome as { answer: { hold: unknown; sale: unknown } }).answer;
  assert.equal(sale !== null, stands === 'sold');
  if (!findsHolds) assert.equal(hold, 'unknown');
  // Beside a sale its hold may be left standing.
  else if (stands !== 'sold') assert.equal(hold !== null, stands === 'held');
  // Where holds are not found, one whose id was lost stands until it lapses.
  if (kind === 'hold' && !findsHolds) return;
  const undone = await ask(adapter, kind === 'hold' ? 'release' : 'void', deal.requests, { secrets });
  assert.equal(undone.outcome.kind, 'done', JSON.stringify(undone.outcome));
  assert.deepEqual(deal.live(), []);
}
