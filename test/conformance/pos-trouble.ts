// What an adapter must make of its POS's answers, on good days and bad: `done` and `refused` only when the POS said so in
// words, whatever else took effect; and what it declares of itself is so.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Fact } from '../../src/core/evidence.ts';
import type { NetworkPos, RemotePos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import type { PosSandbox, RunningPos, ShownLine } from '../../src/sandbox/pos/pos-sandbox.ts';
import { type Asked, ask, callKinds, newDeal, type Requests } from './pos-calls.ts';
import { faultCases, mayEndAs, nameOf } from './pos-faults.ts';

/** An adapter before its sandbox, and what may not be told of it. */
export type Networked = {
  running: RunningPos;
  sandbox: PosSandbox;
  adapter: RemotePos;
  /** What time it is there. */
  clock: () => number;
  /** Lets so many milliseconds pass there. */
  pass: (ms: number) => void;
  secrets: string[];
  /** Whether it is found by our reference what stands; else later calls name the ids that earlier ones told. */
  findsHolds: boolean;
};

/** What stands in the POS when the call has taken effect. */
const stateAfter: Record<PosCallKind, string> = {
  hold: 'held',
  release: 'released',
  invoice: 'sold',
  void: 'released',
  find: 'nothing',
};
const comesBefore: Partial<Record<PosCallKind, PosCallKind>> = { release: 'hold', invoice: 'hold', void: 'invoice' };

function startDeal({ running }: Networked, seats?: readonly (string | null)[]) {
  const requests = newDeal(seats);
  const { reference, remoteId } = requests.hold;
  running.addListing({ remoteId, seats: requests.hold.seats });
  const isOfIt = (line: ShownLine): boolean =>
    line.reference === null ? line.remoteId === remoteId : line.reference === reference;
  const lines = () => running.book().filter(isOfIt);
  return { requests, lines, state: (): string => lines()[0]?.state ?? 'nothing' };
}

/** What a call has told is named by the later ones, as the engine does, where nothing else can find it. */
function learn(requests: Requests, asked: Asked, { findsHolds }: Networked): void {
  const { posHoldId, invoiceId } = answerIn(asked) as { posHoldId?: string; invoiceId?: string };
  if (findsHolds) return;
  for (const request of [requests.release, requests.invoice, requests.void]) request.posHoldId = posHoldId ?? null;
  requests.void.invoiceId = invoiceId ?? null;
}

/** A deal that has come as far as this call needs it. */
async function readyFor(kind: PosCallKind, networked: Networked) {
  const { adapter, secrets } = networked;
  const deal = startDeal(networked);
  const earlier = comesBefore[kind];
  if (earlier) learn(deal.requests, await ask(adapter, earlier, deal.requests, { secrets }), networked);
  const asks = (mostMs = 3_000): Promise<Asked> => ask(adapter, kind, deal.requests, { secrets, mostMs });
  return { deal, stood: deal.state(), asks };
}

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
      });
    }
  }

  for (const kind of callKinds) {
    for (const fault of [{ kind: 'fail_before' }, { kind: 'cut_before' }, { kind: 'locked_out' }] as const) {
      it(`${fault.kind} when something is looked up on the way: ${kind} says what is so`, async () => {
        const before = networked();
        const { running } = before;
        const { deal, stood, asks } = await readyFor(kind, before);
        for (const look of ['group', 'read'] as const) running.faults.always(look, fault);
        const { outcome } = await asks();
        running.faults.clear();
        if (kind === 'find') return;
        if (outcome.kind === 'done') assert.equal(deal.state(), stateAfter[kind]);
        else if (outcome.kind !== 'unsure') assert.equal(deal.state(), stood);
      });
    }
  }
}

export function silenceLaws(networked: () => Networked): void {
  for (const kind of callKinds) {
    it(`slower than our patience: ${kind} is unsure`, async () => {
      const { running } = networked();
      const { asks } = await readyFor(kind, networked());
      running.faults.next(kind, { kind: 'slow', ms: 400 });
      assert.equal((await asks(200)).outcome.kind, 'unsure');
      await running.settled();
    });
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

const answerIn = ({ outcome }: Asked): unknown => {
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
  return (outcome as { answer: unknown }).answer;
};

/** As the broker has set it, or else as it is declared. */
function lapsesAfter(settings: object, fact: Fact<number> | undefined): number {
  const set = fact?.setting && (settings as Record<string, unknown>)[fact.setting.name];
  return Number(set ?? fact?.value);
}

export function declaredLaws({ capabilities }: NetworkPos, networked: () => Networked): void {
  const { repeatsAreSafe, findsByReference, choosesSeats, holdsExpire, holdsLapseAfterMs } = capabilities;
  const take = async (deal: { requests: Requests }, kind: PosCallKind): Promise<Asked> => {
    const { adapter, secrets } = networked();
    const asked = await ask(adapter, kind, deal.requests, { secrets });
    if (asked.outcome.kind === 'done' && (kind === 'hold' || kind === 'invoice'))
      learn(deal.requests, asked, networked());
    return asked;
  };

  for (const kind of repeatsAreSafe.value === true ? (['hold', 'invoice'] as const) : []) {
    for (const fault of [
      null,
      { kind: 'cut_after' },
      { kind: 'fail_after' },
      { kind: 'cut_then_late', ms: 60 },
    ] as const) {
      it(`repeats are safe: ${kind} twice, the first ${fault?.kind ?? 'well'}, takes effect once`, async () => {
        const { running } = networked();
        const deal = startDeal(networked());
        running.faults.next(kind, fault);
        const first = await take(deal, kind);
        const second = answerIn(await take(deal, kind));
        await running.settled();
        const third = answerIn(await take(deal, kind));
        assert.deepEqual(third, second);
        if (first.outcome.kind === 'done') assert.deepEqual(answerIn(first), second);
        assert.equal(deal.lines().length, 1);
        assert.equal(deal.state(), stateAfter[kind]);
      });
    }
  }

  it('release and void are safe to repeat, whatever it declares', async () => {
    const deal = startDeal(networked());
    await take(deal, 'hold');
    assert.deepEqual(answerIn(await take(deal, 'release')), { found: true });
    const { findsHolds } = networked();
    const again = await take(deal, 'release');
    if (findsHolds) assert.deepEqual(answerIn(again), { found: false });
    // It cannot look: then it passes on what it is told, and the hub waits until the hold must have lapsed.
    else assert.match(again.outcome.kind, /^(done|refused)$/);
    assert.equal(deal.state(), 'released');
    const sold = startDeal(networked());
    await take(sold, 'invoice');
    assert.deepEqual(answerIn(await take(sold, 'void')), { found: true });
    assert.deepEqual(answerIn(await take(sold, 'void')), { found: false });
  });

  it(`finds by reference: ${findsByReference.value}`, async () => {
    const deal = startDeal(networked());
    const found = () => take(deal, 'find');
    if (findsByReference.value !== true) {
      await take(deal, 'hold');
      const { outcome } = await found();
      const isNothing = outcome.kind === 'done' && (outcome.answer as { hold: unknown }).hold === null;
      assert.ok(!isNothing, 'what it cannot find is not said to be nothing');
      return;
    }
    assert.deepEqual(answerIn(await found()), { hold: null, sale: null });
    const held = answerIn(await take(deal, 'hold'));
    assert.deepEqual(answerIn(await found()), { hold: held, sale: null });
    const sale = answerIn(await take(deal, 'invoice'));
    assert.deepEqual(answerIn(await found()), { hold: null, sale });
    await take(deal, 'void');
    assert.deepEqual(answerIn(await found()), { hold: null, sale: null });
  });

  // Elsewhere the end of a hold is ours to name, and judged by our clock too.
  if (holdsExpire.value === 'after_a_fixed_time') {
    it('a hold that has lapsed is sold after all, while its tickets are free', async () => {
      const deal = startDeal(networked());
      const { pass, running } = networked();
      await take(deal, 'hold');
      pass(lapsesAfter(running.settings, holdsLapseAfterMs));
      assert.equal(deal.state(), 'expired');
      answerIn(await take(deal, 'invoice'));
      assert.deepEqual(
        deal.lines().map(({ state }) => state),
        ['sold', 'expired'],
      );
    });
  }

  it('stands in its book with the seats and the time that it declares to keep', async () => {
    for (const seats of [
      ['5', '6', '7'],
      [null, null],
    ]) {
      const deal = startDeal(networked(), seats);
      const { clock } = networked();
      const before = clock();
      const { expiresAt } = answerIn(await take(deal, 'hold')) as { expiresAt: number | null };
      const after = clock();
      const [line] = deal.lines();
      assert.equal(line?.seats.length, seats.length);
      if (choosesSeats.value === true) assert.deepEqual(line?.seats, seats);
      if (holdsExpire.value === 'at_the_time_we_name') assert.equal(expiresAt, deal.requests.hold.expiresAt);
      if (holdsExpire.value === 'never') assert.equal(expiresAt, null);
      if (holdsExpire.value !== 'after_a_fixed_time') {
        assert.equal(line?.expiresAt ?? null, expiresAt);
        continue;
      }
      // It names no time: the hub counts from when it asked, and that must not be later than it is so.
      const lapses = line?.expiresAt ?? 0;
      const lapseMs = lapsesAfter(networked().running.settings, holdsLapseAfterMs);
      assert.ok(lapses >= before + lapseMs && lapses <= after + lapseMs, 'it lapses as declared');
      if (expiresAt !== null) assert.ok(expiresAt <= lapses);
    }
  });
}
