// The laws for notices that were cut off on the way: what is left of one is refused, or says the same as the whole and perhaps
// less of it, and the whole that follows becomes one order.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { settledSettings } from '../../src/engine/marketplace-directory.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import type { InstantNotification, Notice, NoticeRead } from '../../src/marketplaces/instant-notification.ts';
import type { SaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import { SaleBook } from '../../src/sandbox/instant-notification/sale-book.ts';
import { eventually, makeListing, ownersOf, type TestHub } from '../support/hub.ts';
import { startSelling } from '../support/selling.ts';

type Judged = { marketplace: Marketplace; sandbox: SaleMarketplace; hub: () => TestHub };
type Read = NonNullable<InstantNotification['readNotice']>;

/** Of two digits: cut off, it is a quantity as well. */
const quantity = 37;

export function cutOffNotices({ marketplace, sandbox, hub }: Judged, readNotice: Read): void {
  it('believes of a notice that is cut off, wherever it is, nothing that the whole does not say', () => {
    const settings = settledSettings(marketplace, sandbox.settings('http://127.0.0.1:1'));
    const deal = { remoteId: '20417', quantity, unitPrice: 12_550, confirmBy: Date.UTC(2031, 0, 1), isClient: false };
    const sale = new SaleBook().sell({ ...deal, saleId: sandbox.saleId('run', 1) });
    for (const news of ['sold', 'cancelled'] as const) {
      const notice = sandbox.notice(sale, news);
      if (notice === null) continue;
      const whole = readNotice(notice, settings);
      for (let length = 0; length < notice.text.length; length++) {
        const text = notice.text.slice(0, length);
        saysNoMore(readAnyhow(readNotice, { ...notice, text }, settings), whole, text);
      }
    }
  });

  it('makes one order of a notice that comes cut off again and again, and then whole', async () => {
    const { pool } = hub();
    const selling = await startSelling(hub(), sandbox, { seed: `${sandbox.slug} cut off` });
    try {
      const { accountId, connectionId } = selling.connection;
      const remoteId = await makeListing(pool, accountId, { remoteId: '20417', seats: quantity + 3 });
      const sale = selling.sell({ remoteId, quantity });
      const notice = selling.noticeOf(sale, 'sold') ?? { headers: {}, text: '' };
      const { text } = notice;
      const [untilDigit = ''] = /^.*quantity(=|":|%22%3A)"?3(?=7)/.exec(text) ?? [];
      for (const length of [
        text.length / 4,
        text.length / 2,
        (text.length * 3) / 4,
        text.length - 1,
        untilDigit.length,
      ]) {
        assert.ok(await selling.notifier().sendOnce({ ...notice, text: text.slice(0, length) }), 'it was not answered');
      }
      selling.announce(sale, 'sold');
      const order = await eventually(
        () => selling.order(sale.saleId),
        (found) => found?.state === 'confirming' || found?.state === 'confirmed',
      );
      await selling.settled();
      assert.equal(order?.quantity, quantity);
      const owners = await ownersOf(pool, accountId, remoteId);
      assert.equal(owners.filter((owner) => owner === order?.orderId).length, quantity);
      const { rows } = await pool.query('select global_id from orders where connection_id = $1', [connectionId]);
      assert.deepEqual(rows, [{ global_id: sale.saleId }]);
    } finally {
      await selling.stop();
    }
  });
}

/** As the door does it: a notice that trips its reader up is one that cannot be read. */
function readAnyhow(readNotice: Read, notice: Notice, settings: unknown): NoticeRead {
  try {
    return readNotice(notice, settings);
  } catch {
    return { kind: 'malformed', why: 'it cannot be read' };
  }
}

function saysNoMore(said: NoticeRead, told: NoticeRead, text: string): void {
  if (said.kind === 'malformed') return;
  assert.equal(told.kind, 'read');
  const sightings = told.kind === 'read' ? told.sightings : [];
  assert.equal(said.sightings.length, sightings.length, `it tells of fewer sales: ${text}`);
  for (const [index, { saleId, numbers, seen }] of said.sightings.entries()) {
    const other = sightings[index];
    const head = [saleId, numbers, seen?.standing];
    assert.deepEqual(head, [other?.saleId, other?.numbers, other?.seen?.standing], text);
    const whole: Record<string, unknown> = other?.seen?.facts ?? {};
    for (const [name, believed] of Object.entries(seen?.facts ?? {})) {
      const value = whole[name] ?? null;
      assert.ok(believed === null || isDeepStrictEqual(believed, value), `${name} is ${believed}: ${text}`);
    }
  }
}
