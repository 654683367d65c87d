// The laws for the life of a sale, from word of it to its end, at a marketplace that sells first: whoever tells of it, however
// often, and whatever is lost on the way, it is one order, and our word about it is heard once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settledSettings } from '../../src/engine/marketplace-directory.ts';
import type { InstantNotification } from '../../src/marketplaces/instant-notification.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { deskOf, effectsOn } from '../notification/desk.ts';
import type { TestHub } from '../support/hub.ts';
import { actOn, type Selling, startSelling } from '../support/selling.ts';
import { disposable, type Judged, restOf } from './sale-scene.ts';

/** Where a sale is seen only when its list is read, that takes its time. */
const mostMs = 30_000;

/** What may happen to any word on its way. */
const lostWords: readonly WireFault[] = [
  { kind: 'fail_before' },
  { kind: 'fail_after' },
  { kind: 'cut_before' },
  { kind: 'cut_after' },
  { kind: 'cut_then_late', ms: 100 },
  { kind: 'slow', ms: 400 },
  { kind: 'slow_answer', ms: 7_000 },
];

export function saleLife(judged: Judged): void {
  const { marketplace, sandbox, hub } = judged;
  const { nature, pollEveryMs, rejectReasons } = marketplace.instantNotification as InstantNotification;
  const { reads, confirms, rejects } = nature(settledSettings(marketplace, sandbox.settings('http://127.0.0.1:1')));
  const rest = restOf(judged);
  const law = (name: string, test: (selling: Selling, desk: ReturnType<typeof deskOf>) => Promise<void>): void => {
    it(name, async () => {
      await using selling = disposable(await startSelling(hub(), sandbox, { seed: `${sandbox.slug} ${name}` }));
      await test(selling, deskOf(hub(), selling));
    });
  };

  describe('a sale', { concurrency: true }, () => {
    law(
      'that is told of twice, and again when all is done, is one order, and confirmed once',
      async (selling, desk) => {
        const { remoteId, sale } = await desk.sell();
        for (let time = 0; time < 2; time++) selling.announce(sale, 'sold');
        const order = await desk.comesTo(sale, rest, mostMs);
        selling.announce(sale, 'sold');
        await selling.settled();
        await desk.until(sale, (seen) => seen?.unread === false && seen.attempts === 0, mostMs);
        assert.equal((await selling.order(sale.saleId))?.state, rest);
        assert.deepEqual(effectsOn(sale), confirms ? ['confirm changed'] : []);
        assert.deepEqual(await desk.ownedOf(remoteId), [order?.orderId, order?.orderId]);
      },
    );

    if (pollEveryMs) {
      law('that nobody tells of is found in the list, and told of late it is the same order', async (selling, desk) => {
        const { remoteId, sale } = await desk.sell();
        const order = await desk.comesTo(sale, rest, mostMs);
        selling.announce(sale, 'sold');
        await selling.settled();
        assert.deepEqual(await desk.ownedOf(remoteId), [order?.orderId, order?.orderId]);
      });
    }

    law('that is taken back before our word is heard is undone, and its tickets are free', async (selling, desk) => {
      const { remoteId, sale } = await desk.sell();
      // Until it is cancelled, however often we try: nobody may come too late to do that.
      selling.faults.always('confirm', { kind: 'fail_before' });
      selling.announce(sale, 'sold');
      await desk.comesTo(sale, 'confirming', mostMs);
      takeBack(selling, sale);
      selling.faults.clear();
      await desk.comesTo(sale, 'cancelled', mostMs);
      assert.ok(effectsOn(sale).every((effect) => effect === 'confirm refused'));
      assert.deepEqual(await desk.ownedOf(remoteId), []);
    });

    if (confirms) {
      law('that is taken back after our word is undone, and its tickets are free', async (selling, desk) => {
        const { remoteId, sale } = await desk.sell();
        selling.announce(sale, 'sold');
        await desk.comesTo(sale, 'confirmed', mostMs);
        takeBack(selling, sale);
        await desk.comesTo(sale, 'cancelled', mostMs);
        assert.deepEqual(await desk.ownedOf(remoteId), []);
      });

      law('is confirmed once, whatever happens to our word', (selling) =>
        isConfirmedOnce(hub(), selling, lostWords, reads),
      );
    }

    law('whose tickets are gone is unfilled, and a person is told, and rejects it', async (selling, desk) => {
      const { sale } = await desk.sell(3);
      selling.announce(sale, 'sold');
      const order = await desk.comesTo(sale, 'unfilled', mostMs);
      assert.equal(order?.refusal, 'not_available');
      assert.deepEqual(
        (await desk.alertsOf(sale)).map(({ kind }) => kind),
        ['unfilled'],
      );
      assert.equal(sale.state, 'unconfirmed');
      if (!rejects) return;
      await actOn(hub(), order, { do: 'reject', reason: rejectReasons[0] ?? 'sold at the door', by: 'a test' });
      await desk.comesTo(sale, 'rejected');
      assert.deepEqual(effectsOn(sale), ['reject changed']);
    });
  });
}

/** As many sales as there are faults, each confirmed under one of them, all at once. */
export async function isConfirmedOnce(
  hub: TestHub,
  selling: Selling,
  faults: readonly WireFault[],
  reads = true,
): Promise<void> {
  const desk = deskOf(hub, selling);
  for (const fault of faults) selling.faults.next('confirm', fault);
  const sold = await Promise.all(faults.map(() => desk.sell()));
  for (const { sale } of sold) selling.announce(sale, 'sold');
  await Promise.all(sold.map(({ sale }) => desk.comesTo(sale, 'confirmed', mostMs)));
  assert.ok(!selling.faults.hasNext('confirm'), 'every fault has met a word');
  await selling.settled();
  for (const { sale, remoteId } of sold) {
    assert.equal(sale.state, 'confirmed');
    const [first, ...more] = effectsOn(sale);
    assert.equal(first, 'confirm changed');
    // Where it cannot be asked what it has heard, a word whose answer was lost is said again.
    assert.deepEqual(more, reads ? [] : more.map(() => 'confirm again'));
    assert.equal((await desk.ownedOf(remoteId)).length, 2);
  }
}

function takeBack(selling: Selling, sale: Sale): void {
  selling.book.cancel(sale);
  selling.announce(sale, 'cancelled');
}
