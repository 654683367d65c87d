// SkyBox through its adapter, where the port's own suite does not reach: what `force` may overrun, ids that move, what an
// invoice leaves behind, what a void gives back, its shelf, its own confirming, and who may drop a hint.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import type { Exchange } from '../../src/core/outcome.ts';
import type { Send } from '../../src/core/wire.ts';
import { whyNotListed } from '../../src/engine/stock-content.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import { skybox } from '../../src/pos/skybox/skybox.ts';
import type { RemoteStock, StockGroup, StockPage } from '../../src/pos/stock.ts';
import { cautiousSwitches, type PosSwitches } from '../../src/sandbox/pos/switches.ts';
import type { Group } from '../../src/sandbox/skybox/shelf.ts';
import { type SandboxSkyBox, startSkyBox } from '../../src/sandbox/skybox/skybox.ts';

let outbound: Outbound;
const running: SandboxSkyBox[] = [];

before(() => {
  outbound = openOutbound('allow');
});
after(() => outbound.close());
afterEach(async () => {
  await Promise.all(running.splice(0).map((pos) => pos.stop()));
});

async function start(switches: Partial<PosSwitches> = {}, settings: object = {}, clock = () => Date.now()) {
  const pos = await startSkyBox({ clock, switches: { ...cautiousSwitches, ...switches } });
  running.push(pos);
  const adapter = skybox.open({ ...pos.settings, ...settings }, outbound.sendTo(pos.url), clock);
  return { pos, adapter, book: pos.skybox };
}

const soon = (): AbortSignal => AbortSignal.timeout(5_000);
let listings = 0;

/** A listing of its own, and the calls about one order for some of its seats. */
function offer(pos: SandboxSkyBox, seats: readonly (string | null)[] = ['5', '6', '7', '8']) {
  listings += 1;
  const remoteId = String(10_000 + listings);
  pos.addListing({ remoteId, seats });
  return { remoteId, group: pos.skybox.shelf.byExchangeId(Number(remoteId)) as Group };
}

function order(adapter: RemotePos, remoteId: string, seats: readonly (string | null)[]) {
  const reference = randomUUID() as OrderId;
  const tickets = { reference, remoteId, quantity: seats.length, seats, marketplace: 'a-marketplace' };
  const total = { amount: 37_000, currency: 'USD' };
  const sale = { marketplaceOrderId: '8841207', soldAt: Date.now(), unitPrice: null, total, buyer: null };
  return {
    reference,
    hold: (forMs = 600_000) => adapter.hold({ ...tickets, expiresAt: Date.now() + forMs, unitPrice: null }, soon()),
    release: (posHoldId: string | null) => adapter.release({ ...tickets, posHoldId }, soon()),
    invoice: (posHoldId: string | null) => adapter.invoice({ ...tickets, ...sale, posHoldId }, soon()),
    void: () => adapter.void({ ...tickets, posHoldId: null, invoiceId: null }, soon()),
    find: () => adapter.find(tickets, soon()),
  };
}

type Ended<Answer> = {
  outcome: { kind: string; answer?: Answer; why?: string; detail?: string };
  exchanges: Exchange[];
};

function answerOf<Answer>({ outcome }: Ended<Answer>): Answer {
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
  return outcome.answer as Answer;
}

const whyOf = ({ outcome }: Ended<unknown>): string => outcome.why ?? outcome.kind;
const lines = ({ exchanges }: { exchanges: Exchange[] }): string[] =>
  exchanges.map(({ request }) => request.line.replace(/http:\/\/[^/]+/, ''));
const wasForced = (ended: Ended<unknown>): boolean | undefined =>
  lines(ended)
    .filter((line) => line.startsWith('POST /invoices'))
    .map((line) => line.endsWith('force=true'))[0];
const statusOf = (group: Group, seat: number): string | undefined =>
  group.tickets.find(({ seatNumber }) => seatNumber === seat)?.status;

describe('force', () => {
  it('is said when our hold stands on exactly these seats', async () => {
    const { pos, adapter } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    const sold = await deal.invoice(posHoldId);
    assert.equal(wasForced(sold), true);
    answerOf(sold);
    assert.equal(statusOf(group, 5), 'SOLD');
  });

  it('is not said when our hold is gone, and another’s hold is not overrun', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    book.release(Number(posHoldId));
    book.takeElsewhere(group, [6], 'held');
    const refused = await deal.invoice(posHoldId);
    assert.equal(whyOf(refused), 'not_available');
    assert.equal(wasForced(refused), false);
    assert.equal(statusOf(group, 5), 'AVAILABLE');
    assert.equal(statusOf(group, 6), 'AVAILABLE');
  });

  it('is not said when our hold covers other seats', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    const hold = book.holds.get(Number(posHoldId));
    assert.ok(hold);
    // Somebody at the broker's has moved our hold to the seats beside, and holds ours.
    hold.ticketIds = group.tickets.slice(2).map(({ id }) => id);
    book.takeElsewhere(group, [5, 6], 'held');
    const refused = await deal.invoice(posHoldId);
    assert.equal(wasForced(refused), false);
    assert.equal(whyOf(refused), 'not_available');
  });

  it('is not said of a hold that lapses in the next seconds: it is invoiced when it has', async () => {
    const { pos, adapter } = await start();
    const { remoteId } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold(4_000));
    const waits = await deal.invoice(posHoldId);
    assert.equal(waits.outcome.kind, 'not_sent');
    assert.equal(wasForced(waits), undefined);
  });

  it('is not said of general admission before it is known which places are ours', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos, [null, null, null]);
    book.takeElsewhere(group, [1], 'held');
    const deal = order(adapter, remoteId, [null, null]);
    const sold = await deal.invoice(null);
    answerOf(sold);
    assert.equal(wasForced(sold), false);
    assert.deepEqual(
      [1, 2, 3].map((place) => statusOf(group, place)),
      ['AVAILABLE', 'SOLD', 'SOLD'],
    );
  });
});

describe('a SkyBox whose clock is ahead of ours', () => {
  const begin = async (aheadMs: number) => {
    const pos = await startSkyBox({ clock: () => Date.now() + aheadMs, switches: cautiousSwitches });
    running.push(pos);
    return { pos, book: pos.skybox, adapter: skybox.open(pos.settings, outbound.sendTo(pos.url), Date.now) };
  };

  it('is not asked by force when our hold has lapsed there, and another’s hold is not overrun', async () => {
    const { pos, adapter, book } = await begin(60_000);
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    const hold = book.holds.get(Number(posHoldId));
    assert.ok(hold);
    // By our clock it stands for half a minute more.
    hold.expiryDate = Date.now() + 30_000;
    book.takeElsewhere(group, [5, 6], 'held');
    const refused = await deal.invoice(posHoldId);
    assert.equal(whyOf(refused), 'not_available');
    assert.equal(wasForced(refused), false);
    assert.equal(statusOf(group, 5), 'AVAILABLE');
  });

  it('is asked for a hold that lapses there in the next seconds when it has', async () => {
    const { pos, adapter } = await begin(60_000);
    const { remoteId } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold(65_000));
    assert.equal((await deal.invoice(posHoldId)).outcome.kind, 'not_sent');
  });

  it('is asked by force where our hold stands by both clocks', async () => {
    const { pos, adapter } = await begin(60_000);
    const { remoteId } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    const sold = await deal.invoice(posHoldId);
    answerOf(sold);
    assert.equal(wasForced(sold), true);
  });
});

describe('a machine whose own clock is wrong', () => {
  const right = (): number => Math.round(performance.timeOrigin + performance.now());
  const settings = { follow_stock: true };
  const wrongBy = (ms: number): void => mock.timers.enable({ apis: ['Date'], now: right() + ms });
  afterEach(() => mock.timers.reset());

  it('lets go of a hold that stands', async () => {
    const { pos, adapter } = await start({}, settings, right);
    const deal = order(adapter, offer(pos).remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    wrongBy(3_600_000);
    assert.notEqual(answerOf(await deal.find()).hold, null);
    assert.deepEqual(answerOf(await deal.release(posHoldId)), { found: true });
  });

  it('does not say force when our hold has lapsed, and another has the seats', async () => {
    let aheadMs = 0;
    const { pos, adapter, book } = await start({}, settings, () => right() + aheadMs);
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold(600_000));
    aheadMs = 630_000;
    book.takeElsewhere(group, [5, 6], 'held');
    wrongBy(aheadMs - 60_000);
    const refused = await deal.invoice(posHoldId);
    assert.equal(whyOf(refused), 'not_available');
    assert.equal(wasForced(refused), false);
    assert.equal(statusOf(group, 5), 'AVAILABLE');
  });

  it('shows what is held, and asks for the changes of the right time', async () => {
    const { pos, adapter, book } = await start({}, settings, right);
    const { group } = offer(pos);
    book.takeElsewhere(group, [7], 'held', 600_000);
    wrongBy(3_600_000);
    assert.ok(adapter.stock?.holds);
    assert.equal(answerOf(await adapter.stock.holds(null, soon())).holds.length, 1);
    const { groups } = answerOf(await adapter.stock.changes(null, soon()));
    assert.equal(groups[0]?.tickets[2]?.standing, 'held');
    const news = await adapter.stock.changes({ since: right() }, soon());
    const asked = lines(news).find((line) => line.includes('/inventory/delta')) ?? '';
    const until = Date.parse(new URL(asked.replace('GET ', ''), pos.url).searchParams.get('endTime') ?? '');
    assert.ok(Math.abs(until - right()) < 60_000, asked);
  });
});

describe('an id that the group had once', () => {
  for (const holdByAFormerId of ['refused', 'resolved'] as const) {
    it(`still leads to its tickets, where SkyBox itself has it ${holdByAFormerId}`, async () => {
      const { pos, adapter, book } = await start({ holdByAFormerId });
      const { remoteId, group } = offer(pos);
      book.shelf.edit(group, { section: '113' });
      assert.notEqual(String(group.exchangePosId), remoteId);
      const deal = order(adapter, remoteId, ['5', '6']);
      const { posHoldId } = answerOf(await deal.hold());
      answerOf(await deal.invoice(posHoldId));
      assert.equal(statusOf(group, 5), 'SOLD');
    });
  }

  it('is found sold late too, in a group that a hold has split off', async () => {
    const { pos, adapter, book } = await start({ partialHold: 'splits_the_group' });
    const { remoteId } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    book.release(Number(posHoldId));
    const sold = await deal.invoice(null);
    answerOf(sold);
    assert.equal(pos.book()[0]?.state, 'sold');
  });
});

describe('after an invoice', () => {
  it('a hold that stands is found beside one of which nothing is left', async () => {
    const { pos } = await start();
    const { remoteId } = offer(pos);
    const besides: Send = async (wire, signal) => {
      const answer = await outbound.sendTo(pos.url)(wire, signal);
      if (answer.kind !== 'answered' || !wire.path.startsWith('/holds?externalRef')) return answer;
      const [one] = answer.body as object[];
      const over = { ...one, id: 1, quantity: 0, seats: '', removedDate: '2026-01-01T00:00:00Z' };
      return { ...answer, body: [over, ...(answer.body as object[])] };
    };
    const deal = order(skybox.open(pos.settings, besides, Date.now), remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    const { hold } = answerOf(await deal.find());
    assert.equal(hold !== 'unknown' && hold?.posHoldId, posHoldId);
  });

  it('a hold that SkyBox leaves is let go of', async () => {
    const { pos, adapter, book } = await start({ invoicing: 'leaves_the_hold' });
    const { remoteId } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    answerOf(await deal.invoice(posHoldId));
    assert.notEqual(book.holds.get(Number(posHoldId))?.removedDate, null);
  });

  it('the customer is the marketplace: the one that is set, else the one with its name, else a new one', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId } = offer(pos);
    answerOf(await order(adapter, remoteId, ['5']).invoice(null));
    answerOf(await order(adapter, remoteId, ['6']).invoice(null));
    assert.deepEqual(
      [...book.customers.values()].map(({ displayName }) => displayName),
      ['a-marketplace'],
    );
    book.customers.set(4, { id: 4, displayName: 'A good customer', customerType: 'MARKETPLACE' });
    const other = skybox.open(
      { ...pos.settings, customers: { 'a-marketplace': 4 } },
      outbound.sendTo(pos.url),
      Date.now,
    );
    answerOf(await order(other, remoteId, ['7']).invoice(null));
    assert.deepEqual(
      [...book.invoices.values()].map(({ customerId }) => customerId === 4),
      [false, false, true],
    );
  });

  it('the total is the line’s amount, and our reference its external reference', async () => {
    const { pos, adapter, book } = await start();
    const deal = order(adapter, offer(pos).remoteId, ['5', '6']);
    answerOf(await deal.invoice(null));
    const [invoice] = book.invoices.values();
    assert.deepEqual(
      [invoice?.lines[0]?.amount, invoice?.externalRef, invoice?.paymentRef],
      [370, deal.reference, '8841207'],
    );
  });

  it('a void gives the tickets back to the pool', async () => {
    const { pos, adapter } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    answerOf(await deal.invoice(null));
    const undone = await deal.void();
    answerOf(undone);
    assert.equal(statusOf(group, 5), 'AVAILABLE');
    assert.ok(!lines(undone).some((line) => line.includes('cancel')));
    assert.deepEqual(answerOf(await deal.find()), { hold: null, sale: null });
    answerOf(await order(adapter, remoteId, ['5', '6']).invoice(null));
  });
});

describe('what SkyBox has on its shelf', () => {
  const stockOf = ({ stock }: RemotePos): RemoteStock => {
    assert.ok(stock);
    return stock;
  };

  async function pass(stock: RemoteStock, from: unknown = null) {
    const groups: StockGroup[] = [];
    const gone: string[] = [];
    for (let cursor = from; ; ) {
      const page = answerOf(await stock.changes(cursor, soon()));
      groups.push(...page.groups);
      gone.push(...page.gone);
      cursor = page.cursor;
      if (!page.hasMore) return { groups, gone, cursor };
    }
  }

  it('is read to its end, then whatever has changed', async () => {
    const { pos, adapter, book } = await start();
    const offered = Array.from({ length: 25 }, () => offer(pos));
    const stock = stockOf(adapter);
    const all = await pass(stock);
    assert.deepEqual(
      all.groups.map(({ remoteId }) => remoteId),
      offered.map(({ remoteId }) => remoteId),
    );
    assert.deepEqual(all.groups[0]?.price, { amount: 18_500, currency: 'USD' });
    const [first, second] = offered.map(({ group }) => group) as [Group, Group];
    book.shelf.edit(first, { section: '113' });
    book.takeElsewhere(second, [7], 'sold');
    const news = await pass(stock, all.cursor);
    const changedFirst = news.groups.find(({ groupId }) => groupId === String(first.id));
    assert.deepEqual([changedFirst?.remoteId, changedFirst?.section], [String(first.exchangePosId), '113']);
    const changedSecond = news.groups.find(({ groupId }) => groupId === String(second.id));
    assert.deepEqual(
      changedSecond?.tickets.map(({ standing }) => standing),
      ['free', 'free', 'sold', 'free'],
    );
  });

  it('is not read for ever where SkyBox shows the same page again and again', async () => {
    const { pos } = await start();
    for (let index = 0; index < 25; index++) offer(pos);
    const firstPage: Send = (wire, signal) =>
      outbound.sendTo(pos.url)({ ...wire, path: wire.path.replace(/pageNumber=\d+/, 'pageNumber=0') }, signal);
    const stock = stockOf(skybox.open({ ...pos.settings, follow_stock: true }, firstPage, Date.now));
    await assert.rejects(pass(stock), /shows the same page again and again/);
    const { remoteId } = offer(pos);
    answerOf(await order(skybox.open(pos.settings, firstPage, Date.now), remoteId, ['5', '6']).hold());
    let cursor: unknown = null;
    const kinds: string[] = [];
    for (let page = 0; page < 3; page++) {
      const told = await stock.holds?.(cursor, soon());
      kinds.push(told?.outcome.kind ?? 'none');
      if (told?.outcome.kind === 'done') ({ cursor } = told.outcome.answer);
    }
    assert.deepEqual(kinds, ['done', 'done', 'unsure']);
  });

  it('is read anew from its beginning after more changes than can be read one by one', async () => {
    const { pos } = await start();
    const { remoteId } = offer(pos);
    const afterANight: Send = async (wire, signal) => {
      const answer = await outbound.sendTo(pos.url)(wire, signal);
      const isDelta = answer.kind === 'answered' && wire.path.startsWith('/inventory/delta');
      return isDelta ? { ...answer, body: Array.from({ length: 10_001 }, (_, index) => index + 1) } : answer;
    };
    const stock = stockOf(skybox.open({ ...pos.settings, follow_stock: true }, afterANight, Date.now));
    const { cursor } = await pass(stock);
    const changed = await pass(stock, cursor);
    assert.deepEqual(changed, { groups: [], gone: [], cursor: null });
    const anew = await pass(stock, changed.cursor);
    assert.deepEqual(
      anew.groups.map((group) => group.remoteId),
      [remoteId],
    );
  });

  it('is read on, however long each call takes: no page is so long that it is lost', async () => {
    let aheadMs = 0;
    const clock = (): number => Date.now() + aheadMs;
    const { pos, book } = await start();
    const offered = Array.from({ length: 25 }, () => offer(pos));
    for (const { group } of offered) book.takeElsewhere(group, [7], 'held', 3_600_000);
    const slowly: Send = (wire, signal) => {
      aheadMs += 1_200;
      return outbound.sendTo(pos.url)(wire, signal);
    };
    const stock = stockOf(skybox.open({ ...pos.settings, follow_stock: true }, slowly, clock));
    for (const from of [null, { since: Date.now() }]) {
      const groups: string[] = [];
      let page: StockPage = { groups: [], gone: [], cursor: from, hasMore: true, total: null };
      while (page.hasMore) {
        const askedAt = clock();
        page = answerOf(await stock.changes(page.cursor, soon()));
        assert.ok(clock() - askedAt < 15_000, `${clock() - askedAt} ms`);
        assert.deepEqual(page.gone, []);
        groups.push(...page.groups.map(({ groupId }) => groupId));
      }
      assert.deepEqual(
        groups,
        offered.map(({ group }) => String(group.id)),
      );
    }
  });

  it('has groups read again whose holds have lapsed since, of which SkyBox says nothing', async () => {
    const { pos, adapter, book } = await start();
    const [early, late] = [offer(pos), offer(pos)];
    book.takeElsewhere(early.group, [7], 'held', 600_000);
    const stock = stockOf(adapter);
    // One is seen in the pass over everything, the other among the changes.
    const all = await pass(stock);
    book.takeElsewhere(late.group, [8], 'held', 600_000);
    const news = await pass(stock, all.cursor);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 300_000 });
    try {
      // What changed shortly before the last look is read once more.
      const { cursor } = await pass(stock, news.cursor);
      const between = await pass(stock, cursor);
      assert.deepEqual(between.groups, []);
      mock.timers.setTime(Date.now() + 400_000);
      assert.deepEqual(book.shelf.changedBetween(Date.now() - 400_000, Date.now()), []);
      const lapsed = await pass(stock, between.cursor);
      assert.deepEqual(
        lapsed.groups.map(({ remoteId, tickets }) => [remoteId, tickets.every(({ standing }) => standing === 'free')]),
        [
          [early.remoteId, true],
          [late.remoteId, true],
        ],
      );
      assert.deepEqual((await pass(stock, lapsed.cursor)).groups, []);
    } finally {
      mock.timers.reset();
    }
  });

  it('tells a group that was deleted by its own id', async () => {
    const { pos, adapter, book } = await start();
    const { group } = offer(pos);
    const stock = stockOf(adapter);
    const { cursor } = await pass(stock);
    book.shelf.remove(group);
    assert.deepEqual((await pass(stock, cursor)).gone, [String(group.id)]);
  });

  it('shows what is held, and under which of our references', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    answerOf(await deal.hold());
    book.takeElsewhere(group, [8], 'held');
    const shown = answerOf(await stockOf(adapter).read(remoteId, soon()));
    assert.deepEqual(shown?.tickets, [
      { seat: '5', standing: 'held', reference: deal.reference },
      { seat: '6', standing: 'held', reference: deal.reference },
      { seat: '7', standing: 'free', reference: null },
      { seat: '8', standing: 'held', reference: null },
    ]);
  });

  it('is read by an id that the group had once, and is nothing where there is none', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos, [null, null]);
    book.shelf.edit(group, {});
    const stock = stockOf(adapter);
    const shown = answerOf(await stock.read(remoteId, soon()));
    assert.equal(shown?.remoteId, String(group.exchangePosId));
    assert.deepEqual(
      shown?.tickets.map(({ seat }) => seat),
      [null, null],
    );
    assert.equal(answerOf(await stock.read('1', soon())), null);
    assert.equal(answerOf(await stock.read('TG-none', soon())), null);
  });

  it('leaves out what has no price: nobody could be held to one', async () => {
    const { pos, adapter } = await start();
    const { remoteId, group } = offer(pos);
    group.listPrice = null;
    assert.equal(answerOf(await stockOf(adapter).read(remoteId, soon())), null);
  });

  it('goes on past a group whose event is at no time that can be read: it alone is kept off the shelf', async () => {
    const { pos } = await start();
    const offered = Array.from({ length: 4 }, () => offer(pos));
    const dates = ['TBD', null, undefined];
    const undated: Send = async (wire, signal) => {
      const answer = await outbound.sendTo(pos.url)(wire, signal);
      if (answer.kind === 'answered' && wire.path.startsWith('/inventory?')) {
        const groups = answer.body as { event: object }[];
        const body = groups.map((group, index) => ({
          ...group,
          event: index < dates.length ? { ...group.event, date: dates[index] } : group.event,
        }));
        return { ...answer, body };
      }
      return answer;
    };
    const { groups } = await pass(stockOf(skybox.open({ ...pos.settings, follow_stock: true }, undated, Date.now)));
    assert.equal(groups.length, offered.length);
    const untimely = 'is for an event at no time that there is';
    assert.deepEqual(groups.map(whyNotListed), [untimely, untimely, untimely, null]);
  });

  it('goes on past a group that cannot be read, on a page, by itself, or by its event: it is named, and the others are sold', async () => {
    const { pos } = await start();
    const offered = Array.from({ length: 4 }, () => offer(pos));
    const [first, second, third] = offered.map(({ group }) => group) as [Group, Group, Group];
    const strange: Send = async (wire, signal) => {
      const answer = await outbound.sendTo(pos.url)(wire, signal);
      if (answer.kind !== 'answered' || !/^\/(inventory|events)/.test(wire.path)) return answer;
      const spoilt = (shown: object & { id?: number; event?: object; name?: string }): object => {
        if (shown.id === first.id) return { ...shown, tickets: [{ id: 1, seatNumber: null, status: 'AVAILABLE' }] };
        if (shown.id === second.id) return { ...shown, quantity: 'two' };
        if (shown.id === third.id) return { ...shown, event: null };
        return 'name' in shown ? { ...shown, name: null } : shown;
      };
      return { ...answer, body: Array.isArray(answer.body) ? answer.body.map(spoilt) : spoilt(answer.body as object) };
    };
    const stock = stockOf(skybox.open({ ...pos.settings, follow_stock: true }, strange, Date.now));
    const unreadable = 'is shown in a way that cannot be read';
    const all = await pass(stock);
    assert.deepEqual(all.groups.map(whyNotListed), [unreadable, unreadable, unreadable, null]);
    assert.deepEqual(
      all.groups.map(({ remoteId }) => remoteId),
      offered.map(({ remoteId }) => remoteId),
    );
    for (const { remoteId } of offered.slice(0, 3)) {
      const group = answerOf(await stock.read(remoteId, soon()));
      assert.equal(group && whyNotListed(group), unreadable);
    }
  });

  it('is not read at all where none of several groups can be: the shelf is not emptied by an answer of another kind', async () => {
    const { pos } = await start();
    for (let index = 0; index < 3; index++) offer(pos);
    const strange: Send = async (wire, signal) => {
      const answer = await outbound.sendTo(pos.url)(wire, signal);
      if (answer.kind !== 'answered' || !Array.isArray(answer.body)) return answer;
      return { ...answer, body: answer.body.map(({ id, exchangePosId }) => ({ id, exchangePosId, seats: '5-8' })) };
    };
    const stock = stockOf(skybox.open({ ...pos.settings, follow_stock: true }, strange, Date.now));
    assert.equal((await stock.changes(null, soon())).outcome.kind, 'unsure');
  });

  it('has split rules in our words, the strictest where they cannot be read', async () => {
    const { pos, adapter } = await start();
    const { remoteId, group } = offer(pos);
    const rules: [Group['splitType'], string | null, unknown][] = [
      ['ANY', null, { rule: 'any' }],
      ['NEVERLEAVEONE', null, { rule: 'never_leave_one' }],
      ['DEFAULT', null, { rule: 'never_leave_one' }],
      ['CUSTOM', '4,2', { rule: 'quantities', quantities: [2, 4] }],
      ['CUSTOM', 'in pairs', { rule: 'whole' }],
    ];
    for (const [splitType, customSplit, split] of rules) {
      Object.assign(group, { splitType, customSplit });
      assert.deepEqual(answerOf(await stockOf(adapter).read(remoteId, soon()))?.split, split);
    }
  });

  it('lists the holds that stand, whose ever they are', async () => {
    const { pos, adapter, book } = await start();
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    book.takeElsewhere(group, [7], 'held', -1);
    const holds = stockOf(adapter).holds;
    assert.ok(holds);
    const page = answerOf(await holds(null, soon()));
    assert.deepEqual(
      page.holds.map((hold) => [hold.posHoldId, hold.reference, hold.quantity]),
      [[posHoldId, deal.reference, 2]],
    );
    assert.equal(answerOf(await holds(page.cursor, soon())).hasMore, false);
  });

  it('is not shown to somebody who does not follow it', async () => {
    const { adapter } = await start({}, { follow_stock: false });
    assert.equal(adapter.stock, undefined);
  });
});

describe('SkyBox’s own confirming', () => {
  const account = (marketplace: string, integrationProvider: string, confirmOrders: boolean | null) => ({
    ...{ id: 1, displayName: marketplace, marketplace, integrationProvider, confirmOrders },
    ...{ username: 'broker', password: 'a password of the broker’s', apiKey: 'a key of the broker’s' },
  });

  it('is told of the marketplaces for which it is on', async () => {
    const { pos, adapter } = await start();
    pos.confirmsElsewhere([
      account('VIVID_SEATS', 'NATIVE', true),
      account('STUBHUB', 'NATIVE', false),
      account('SEATGEEK', 'NONE', true),
      account('TICKET_EVOLUTION', 'THIRD_PARTY', true),
    ]);
    assert.ok(adapter.confirmsFor);
    const asked = await adapter.confirmsFor(soon());
    assert.deepEqual(answerOf(asked), ['VIVID_SEATS', 'TICKET_EVOLUTION']);
    assert.doesNotMatch(JSON.stringify(asked), /of the broker/, 'no password or key is written down');
  });

  it('writes no password down of an answer that it cannot read', async () => {
    const { pos, adapter } = await start();
    pos.confirmsElsewhere([{ marketplace: 7, password: 'a password of the broker’s' }]);
    const asked = await adapter.confirmsFor?.(soon());
    assert.equal(asked?.outcome.kind, 'unsure');
    assert.doesNotMatch(JSON.stringify(asked), /of the broker/);
  });
});

describe('a request to SkyBox', () => {
  it('counts against the budget of its own endpoint, of which each is declared', async () => {
    const { pos, book } = await start();
    const counted = new Set<string | undefined>();
    const send = outbound.sendTo(pos.url);
    const counting: Send = (wire, signal) => {
      counted.add(wire.budget);
      return send(wire, signal);
    };
    const adapter = skybox.open(pos.settings, counting, Date.now);
    const { remoteId, group } = offer(pos);
    const deal = order(adapter, remoteId, ['5', '6']);
    const { posHoldId } = answerOf(await deal.hold());
    answerOf(await deal.invoice(posHoldId));
    answerOf(await deal.void());
    book.takeElsewhere(group, [7], 'held');
    await order(adapter, remoteId, ['7']).hold();
    answerOf(await order(adapter, remoteId, ['8']).release(null));
    assert.ok(adapter.stock && adapter.confirmsFor);
    const { cursor } = answerOf(await adapter.stock.changes(null, soon()));
    answerOf(await adapter.stock.changes(cursor, soon()));
    answerOf(await adapter.stock.changes({ since: Date.now() }, soon()));
    answerOf(await adapter.confirmsFor(soon()));
    assert.deepEqual([...counted].sort(), Object.keys(skybox.endpointBudgets ?? {}).sort());
  });
});

describe('a hint of SkyBox', () => {
  const settings = { application_token: 'an-application-token', api_token: 'an-api-token', account_id: 7 };
  const key = 'a-key-for-hints-that-is-long';
  const secret = 'a-secret-for-webhooks';
  const signed = { ...settings, webhook_secret: secret, webhook_signature_header: 'X-Its-Signature' };
  const text = '{"whatever":"it says"}';
  const judge = (entered: object, headers: Record<string, string>) =>
    skybox.readHint?.({ headers, text }, entered).kind;
  const signature = (encoding: 'hex' | 'base64'): string => createHmac('sha256', secret).update(text).digest(encoding);

  it('is believed by its key, and says only that something has changed', () => {
    const hint = { headers: { authorization: `Bearer ${key}` }, text };
    const read = skybox.readHint?.(hint, { ...settings, hint_key: key });
    assert.deepEqual(read, {
      kind: 'authentic',
      remoteIds: 'unknown',
      answer: { status: 200, type: 'application/json', text: '{}' },
    });
  });

  it('is believed by its signature, however it is written', () => {
    for (const encoding of ['hex', 'base64'] as const) {
      assert.equal(judge(signed, { 'x-its-signature': signature(encoding) }), 'authentic');
      assert.equal(judge(signed, { 'x-its-signature': `sha256=${signature(encoding)}` }), 'authentic');
    }
  });

  it('is forged without a key, with another, or where one of two proofs is missing', () => {
    assert.equal(judge(settings, { authorization: `Bearer ${key}` }), 'forged');
    assert.equal(judge({ ...settings, hint_key: key }, {}), 'forged');
    assert.equal(judge({ ...settings, hint_key: key }, { authorization: `Bearer ${key}x` }), 'forged');
    assert.equal(judge(signed, { 'x-its-signature': 'ab' }), 'forged');
    assert.equal(judge(signed, {}), 'forged');
    assert.equal(judge({ ...settings, webhook_secret: secret }, { 'x-its-signature': signature('hex') }), 'forged');
    const both = { ...signed, hint_key: key };
    assert.equal(judge(both, { authorization: `Bearer ${key}` }), 'forged');
    assert.equal(judge(both, { authorization: `Bearer ${key}`, 'x-its-signature': signature('hex') }), 'authentic');
  });
});
