// The laws for a marketplace that tells us of sales: its notices are read whatever comes in them, its facts are acted on
// as declared, and a trade at its sandbox, with everything that can go wrong on the way, ends with equal books.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Order } from '../../src/core/order.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { settledSettings } from '../../src/engine/marketplace-directory.ts';
import type { InstantNotification, Notice } from '../../src/marketplaces/instant-notification.ts';
import { compareSales } from '../../src/sandbox/compare-sales.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import type { SaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { roughManners } from '../../src/sandbox/instant-notification/notifier.ts';
import { trade } from '../../src/sandbox/instant-notification/trade.ts';
import { deskOf, effectsOn } from '../notification/desk.ts';
import { eventually, makeListings, ownersOf, type TestHub } from '../support/hub.ts';
import { actOn, type Selling, startSelling } from '../support/selling.ts';
import { cutOffNotices } from './cut-off-notices.ts';
import { settingsIn } from './declared-facts.ts';
import { saleLife } from './sale-life.ts';
import { disposable, type Judged, keepsItsSecrets } from './sale-scene.ts';
import { saleTrouble } from './sale-trouble.ts';

const salesPerTrade = 40;
const troubles: readonly WireFault[] = [
  { kind: 'fail_before' },
  { kind: 'fail_after' },
  { kind: 'cut_before' },
  { kind: 'cut_after' },
  { kind: 'slow', ms: 150 },
];

export function saleSuite(judged: Judged): void {
  const { marketplace, sandbox, hub } = judged;
  const speaks = marketplace.instantNotification as InstantNotification;
  describe(`${marketplace.name}, telling of sales`, () => {
    it('describes every credential that it wants, and marks at least one of them as secret', () => {
      const wanted = Object.values(settingsIn(speaks.credentials)) as { description?: string; secret?: boolean }[];
      assert.ok(wanted.every(({ description }) => description));
      assert.ok(wanted.some(({ secret }) => secret === true));
    });

    it('has settings that give an address without credentials, a pace and a rhythm', () => {
      const settings = settledSettings(marketplace, {});
      const { reads, confirms, rejects } = speaks.nature(settings);
      const isCalled = reads || confirms || rejects || speaks.pollEveryMs !== null;
      const address = speaks.address(settings);
      assert.equal(address !== null, isCalled, 'it has an address exactly when something is sent there');
      if (address !== null) assert.match(address, /^https?:\/\/[^\s/@]+/);
      assert.ok(speaks.callEveryMs(settings) >= 0);
      if (speaks.pollEveryMs) assert.ok(speaks.pollEveryMs(settings) >= 1_000);
    });

    const readNotice = speaks.readNotice;
    if (readNotice) {
      it('reads any notice without falling over, and believes none of what strangers make up', () => {
        const settings = settledSettings(marketplace, sandbox.settings('http://127.0.0.1:1'));
        const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.webQueryParameters(), spoilt(sandbox));
        fc.assert(
          fc.property(texts, (text) => {
            const said = readNotice(
              { headers: { 'content-type': 'application/json' }, text } satisfies Notice,
              settings,
            );
            if (said.kind === 'malformed') return assert.ok(said.why.length > 4);
            assert.ok(said.answer.status >= 200 && said.answer.status < 300);
            for (const { saleId } of said.sightings) assert.ok(saleId.length > 0 && saleId.length <= 128);
          }),
          { numRuns: 500 },
        );
      });
      cutOffNotices(judged, readNotice);
    }

    if (speaks.nature(settledSettings(marketplace, sandbox.settings('http://127.0.0.1:1'))).rejects) {
      it('hears a rejection once where it can be asked, though the answer to it is lost', () =>
        losesAnswersToRejections(judged));
    }

    saleTrouble(judged);

    if (sandbox.confirmsByItself) {
      it('takes no tickets for a sale that it has confirmed and never asked about', () => sellsUnasked(sandbox, hub()));
    } else {
      saleLife(judged);
      it('ends a trade with equal books, though much goes wrong on the way', () => tradeRoughly(judged));
    }
  });
}

/** Everything that can go wrong goes wrong now and then; then all is well, and every sale comes to its end. */
async function tradeRoughly({ marketplace, sandbox, hub }: Judged): Promise<void> {
  const speaks = marketplace.instantNotification as InstantNotification;
  await using selling = disposable(
    await startSelling(hub(), sandbox, { seed: marketplace.slug, manners: roughManners }),
  );
  for (const call of ['read', 'list', 'confirm', 'reject'] as const) {
    for (const fault of troubles) selling.faults.sometimes(call, 0.04, fault);
  }
  const { accountId } = selling.connection;
  const listings = await makeListings(
    hub().pool,
    accountId,
    Array.from({ length: 12 }, () => ({ seats: ['1', '2', '3', '4', '5', '6'] })),
  );
  const offered = listings.map((remoteId) => ({ remoteId, quantities: [1, 2], price: 12_500 }));
  await trade(selling, { listings: offered, sales: salesPerTrade, reserves: 0.2, seed: marketplace.slug });
  selling.faults.clear();
  const { confirms } = speaks.nature(settledSettings(marketplace, selling.settings));
  await comesToItsEnd(selling, speaks, confirms ? null : hub());
  const { differences, unfinished } = await compareSales(selling, selling.order);
  assert.deepEqual(differences, []);
  assert.deepEqual(unfinished, []);
  const { violations } = await verifyLedger(hub().pool, () => {});
  assert.deepEqual(violations, []);
  await keepsItsSecrets(hub(), selling);
}

/** The word has taken effect and its answer never comes: it is looked for where the sale can be read, and else said again. */
async function losesAnswersToRejections({ marketplace, sandbox, hub }: Judged): Promise<void> {
  const speaks = marketplace.instantNotification as InstantNotification;
  await using selling = disposable(await startSelling(hub(), sandbox, { seed: `${marketplace.slug} reject` }));
  const { reads } = speaks.nature(settledSettings(marketplace, selling.settings));
  const { sell, until, comesTo } = deskOf(hub(), selling);
  for (const kind of ['cut_after', 'fail_after'] as const) {
    const { sale } = await sell(3);
    selling.faults.next('reject', { kind });
    selling.announce(sale, 'sold');
    const order = await comesTo(sale, 'unfilled');
    await actOn(hub(), order, { do: 'reject', reason: speaks.rejectReasons[0] ?? 'gone', by: 'a test' });
    // Some show of a sale that was rejected only that it is no more, and that only in their list.
    await until(sale, (seen) => seen?.state === 'rejected' || seen?.state === 'cancelled', 30_000);
    await selling.settled();
    assert.deepEqual(effectsOn(sale), ['reject changed', ...(reads ? [] : ['reject again'])], kind);
  }
}

/** A marketplace that asks first counts all that it shows as confirmed: without an invoice of ours a person must look. */
async function sellsUnasked(sandbox: SaleMarketplace, hub: TestHub): Promise<void> {
  await using selling = disposable(await startSelling(hub, sandbox, { seed: sandbox.slug }));
  const [remoteId = ''] = await makeListings(hub.pool, selling.connection.accountId, [{ seats: ['1', '2'] }]);
  const sale = selling.sell({ remoteId, quantity: 2 });
  await eventually(
    () => selling.order(sale.saleId),
    (order) => order?.state === 'reported',
  );
  assert.deepEqual(await ownersOf(hub.pool, selling.connection.accountId, remoteId), [null, null]);
  await keepsItsSecrets(hub, selling);
}

/** A real notice with something in it changed. */
function spoilt(sandbox: SaleMarketplace): fc.Arbitrary<string> {
  const sale = {
    saleId: sandbox.saleId('run', 1),
    remoteId: 'L-1',
    quantity: 2,
    unitPrice: 12_500,
    soldAt: 0,
    confirmBy: null,
    state: 'unconfirmed',
    isClient: false,
    isFined: false,
    isProvisional: false,
    heard: [],
  } as const;
  const text = sandbox.notice({ ...sale, heard: [] }, 'sold')?.text ?? '{}';
  return fc
    .tuple(fc.nat(text.length), fc.nat(6), fc.string())
    .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
}

/** How far an order comes that the marketplace has asked about and not sold. */
const isSetAside: ReadonlySet<Order['state']> = new Set(['held', 'released', 'expired', 'declined']);

/**
 * Lost notices are found in the list; where there is none the sender tells again, as a person there would be asked to.
 * `byHand`: the hub at which a person notes what no call can tell the marketplace.
 */
async function comesToItsEnd(
  selling: Selling,
  { pollEveryMs }: InstantNotification,
  byHand: TestHub | null,
): Promise<void> {
  await eventually(
    async () => {
      const open = [...selling.book.sales.values()].filter(({ state }) => state === 'unconfirmed');
      const waiting = await Promise.all(open.map((sale) => selling.order(sale.saleId)));
      for (const [index, order] of waiting.entries()) {
        const sale = open[index];
        // What was set aside and let go of, or never was there, may have become a sale since.
        const isUntold = order === null || isSetAside.has(order.state);
        if (sale && isUntold && !pollEveryMs) selling.announce(sale, 'sold');
        if (sale && byHand && order?.state === 'confirming') {
          selling.book.confirm(sale);
          await actOn(byHand, order, { do: 'note_confirmed', by: 'a test' });
        }
      }
      return waiting.filter((order) => order?.state !== 'unfilled').length;
    },
    (restless) => restless === 0,
    60_000,
  );
  // What cannot be filled ends when the marketplace gives up.
  for (const sale of selling.book.sales.values()) {
    if (sale.state === 'unconfirmed') selling.book.cancel(sale);
    else if (sale.state !== 'cancelled' || pollEveryMs) continue;
    const notice = selling.noticeOf(sale, 'cancelled');
    if (notice !== null) await selling.notifier().sendOnce(notice);
  }
  await eventually(
    async () => (await compareSales(selling, selling.order)).differences,
    (differences) => differences.length === 0,
    30_000,
  );
}
