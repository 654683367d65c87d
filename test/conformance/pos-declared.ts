// What a POS declares of itself is so, under every setting of its sandbox's switches.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NetworkPos } from '../../src/pos/pos.ts';
import type { PosCallKind } from '../../src/sandbox/pos/faults.ts';
import { settled } from './declared-facts.ts';
import { type Asked, ask, type Requests } from './pos-calls.ts';
import { answerIn, learn, type Networked, startDeal, stateAfter } from './pos-scene.ts';

export function declaredLaws({ capabilities }: NetworkPos, networked: () => Networked): void {
  const { repeatsAreSafe, choosesSeats, holdsExpire, holdsLapseAfterMs } = capabilities;
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

  it('finds by reference what stands, or does not say that nothing does', async () => {
    const deal = startDeal(networked());
    const found = () => take(deal, 'find');
    if (!networked().findsHolds) {
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

  it('what is of fewer tickets than were asked for is neither ours nor nothing', async () => {
    for (const [kind, seats] of [
      ['hold', ['5', '6', '7', '8']],
      ['hold', [null, null, null, null]],
      ['invoice', ['5', '6', '7', '8']],
    ] as const) {
      if (kind === 'hold' && !networked().findsHolds) continue;
      const deal = startDeal(networked(), seats);
      const { adapter, secrets } = networked();
      const part = { ...deal.requests[kind], quantity: 2, seats: seats.slice(0, 2) };
      answerIn(await ask(adapter, kind, { [kind]: part }, { secrets }));
      assert.equal((await take(deal, 'find')).outcome.kind, 'unsure', kind);
    }
  });

  it('a sale that is asked for again is never refused because it took the tickets', async () => {
    const deal = startDeal(networked());
    const { adapter, secrets } = networked();
    const invoice = () => ask(adapter, 'invoice', deal.requests, { secrets });
    answerIn(await invoice());
    assert.notEqual((await invoice()).outcome.kind, 'refused');
    assert.deepEqual(
      deal.live().map(({ state }) => state),
      ['sold'],
    );
  });

  // Elsewhere the end of a hold is ours to name, and judged by our clock too.
  if (holdsExpire.value === 'after_a_fixed_time') {
    it('a hold that has lapsed is sold after all, while its tickets are free', async () => {
      const deal = startDeal(networked());
      const { pass, running } = networked();
      await take(deal, 'hold');
      pass(Number(settled(holdsLapseAfterMs, running.settings)));
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
      const lapseMs = Number(settled(holdsLapseAfterMs, networked().running.settings));
      assert.ok(lapses >= before + lapseMs && lapses <= after + lapseMs, 'it lapses as declared');
      if (expiresAt !== null) assert.ok(expiresAt <= lapses);
    }
  });
}
