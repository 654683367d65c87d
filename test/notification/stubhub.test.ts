// StubHub's sales, from webhook or feed to confirmed or rejected, whatever goes wrong on the way: with its deadlines, and
// its provisional sales that become sales or come to nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { mostAttempts } from '../../src/core/retry.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { codesOf } from '../../src/sandbox/stubhub/announcements.ts';
import { type StubhubWays, stubhubSales } from '../../src/sandbox/stubhub/sales-api.ts';
import { isConfirmedOnce } from '../conformance/sale-life.ts';
import { connectBridge, eventually, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, listedBefore, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { deskOf, effectsOn, mistaken, whileUnseen } from './desk.ts';

let hub: TestHub;
/** Announces, and its feed is read once an hour: whatever happens comes of the webhook. */
let announcing: Selling;
/** Announces nothing unless it is told to, and its feed is read every second. */
let listed: Selling;
const opened: Selling[] = [];
const seldom = { poll_seconds: 3_600 };

const open = async (ways: Partial<StubhubWays>, settings: object = {}): Promise<Selling> => {
  const selling = await startSelling(hub, stubhubSales(ways), { settings });
  opened.push(selling);
  return selling;
};

before(async () => {
  hub = await startTestHub();
  announcing = await listedBefore(hub, open({}, seldom));
  listed = await open({ keyIn: 'basic', mostPerPage: 10 });
});
after(async () => {
  await Promise.all(opened.map((selling) => selling.stop()));
  await hub.close();
});

const at = (on: Selling = announcing) => deskOf(hub, on);
const announceSale = async (on: Selling = announcing, quantity = 2) => {
  const sold = await at(on).sell(quantity);
  on.announce(sold.sale, 'sold');
  return sold;
};
/** Asks for two tickets before there is a sale. */
const reserve = async (on: Selling, quantity = 2) => {
  const { remoteId, sale } = await at(on).sell(quantity);
  sale.isProvisional = true;
  on.announce(sale, 'sold');
  return { remoteId, sale };
};

describe('a sale that StubHub announces', () => {
  it('is read, invoiced and confirmed with its seats, before its deadline', async () => {
    const remoteId = await at().listing(['5', '6', '7']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'confirmed');
    assert.deepEqual(order?.seats, ['5', '6']);
    // 224.3750 in all.
    assert.deepEqual([order?.unitPrice, order?.total], [null, { amount: 22_438, currency: 'USD' }]);
    assert.equal(order?.confirmBy, sale.confirmBy);
    assert.equal(order?.marketplaceOrderId, sale.saleId);
    assert.ok(order?.invoiceId);
    assert.deepEqual(
      sale.heard.map(({ said, seats, effect }) => ({ said, seats, effect })),
      [{ said: 'confirm', seats: ['5', '6'], effect: 'changed' }],
    );
    assert.deepEqual(
      (await storyOf(hub.pool, order)).flatMap(({ steps }) => steps.map(([event]) => event)),
      ['sale_reported', 'sale_stands', 'pos_invoiced', 'marketplace_confirmed'],
    );
  });

  it('of general admission is confirmed without seats', async () => {
    const sale = announcing.sell({ remoteId: await at().listing(3), quantity: 2 });
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirmed');
    assert.deepEqual(sale.heard[0]?.seats, []);
  });

  it('is nothing to anybody without the key, which comes as bearer or as basic', async () => {
    const { sale } = await at().sell();
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    const { connectionId, apiKey } = announcing.connection;
    const wrong = mistaken(apiKey);
    const post = async (authorization: string | null): Promise<number> => {
      const headers = { ...notice.headers, ...(authorization === null ? {} : { authorization }) };
      return (await hub.call('POST', `/ion/v1/${connectionId}/notifications`, notice.text, headers)).status;
    };
    await whileUnseen(announcing, sale, async () => {
      for (const forged of [null, `Bearer ${wrong}`, `Basic ${btoa(`holdfast:${wrong}`)}`, `Basic ${apiKey}`]) {
        assert.equal(await post(forged), 401, String(forged));
      }
    });
    assert.equal(await post(`Basic ${btoa(`holdfast:${apiKey}`)}`), 200);
    await at().comesTo(sale, 'confirmed');
    assert.equal(await post(`Bearer ${apiKey}`), 200);
  });

  it('and cannot be found yet is neither sold nor given up', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.book.sales.delete(sale.saleId);
    announcing.announce(sale, 'sold');
    await at().until(sale, (order) => order?.state === 'reported' && order.attempts >= 2);
    assert.deepEqual(await at().ownedOf(remoteId), []);
    assert.deepEqual(await at().alertsOf(sale), [], 'nobody is alarmed so soon');
    announcing.book.sales.set(sale.saleId, sale);
    await at().comesTo(sale, 'confirmed');
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('that never exists there is told to a person, and is theirs to settle in the end', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.book.sales.delete(sale.saleId);
    announcing.announce(sale, 'sold');
    const order = await at().until(sale, (seen) => seen?.state === 'reported' && seen.attempts > 0);
    /** As when it has been looked for so often. */
    const lookedFor = (times: number) =>
      hub.pool.query('update orders set attempts = greatest(attempts, $2), due_at = now() where order_id = $1', [
        order?.orderId,
        times,
      ]);
    const [alert] = await eventually(
      async () => (await lookedFor(7)) && at().alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.match(alert?.sentence ?? '', /does not show it \(StubHub answered 404/);
    assert.equal((await announcing.order(sale.saleId))?.state, 'reported');
    await eventually(
      async () => (await lookedFor(mostAttempts)) && (await announcing.order(sale.saleId))?.state,
      (state) => state === 'stuck',
    );
    assert.deepEqual(await at().ownedOf(remoteId), []);
    await actOn(hub, order, { do: 'settle', as: 'cancelled', invoiceId: null, by: 'a test' });
    await at().comesTo(sale, 'cancelled');
  });

  it('and other news: what is about no sale is kept and thanked for, and what should be is not', async () => {
    const post = (topic: string, text: string) =>
      announcing.notifier().sendOnce({ headers: { 'content-type': 'application/json', 'vgg-topic': topic }, text });
    for (const [topic, text] of [
      ['Ping', ''],
      ['ping', '{}'],
      ['SellerListingUpdates', '{"topic":"SellerListingUpdates","action":"ListingDeliverabilityExpired"}'],
    ] as const) {
      assert.equal((await post(topic, text))?.status, 200, topic);
    }
    for (const [topic, text] of [
      ['Sales', ''],
      ['Sales', '{"_embedded":{"sale":{"id":"../1"}}}'],
      ['provisional-sale', '{}'],
      ['Other', '[]'],
    ] as const) {
      assert.equal((await post(topic, text))?.status, 400, `${topic} ${text}`);
    }
    const { rows } = await hub.pool.query('select from stray_exchanges where account_id = $1', [
      announcing.connection.accountId,
    ]);
    assert.equal(rows.length, 7);
  });

  it('and was made before the account was connected is left alone', async () => {
    const newcomer = await open({}, { ...seldom, sales_since: '2031-05-04T12:00:00Z' });
    const { sale } = await announceSale(newcomer);
    await newcomer.settled();
    assert.equal(await newcomer.order(sale.saleId), null);
  });
});

describe('a sale that nobody announces', () => {
  it('is found in the feed, also beyond its first page, and confirmed once', async () => {
    const remoteId = await at(listed).listing(40);
    const sales = Array.from({ length: 35 }, () => listed.sell({ remoteId, quantity: 1 }));
    await eventually(
      async () => sales.filter(({ state }) => state === 'confirmed').length,
      (confirmed) => confirmed === sales.length,
      30_000,
    );
    for (const sale of sales) assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('is undone when it is cancelled there after its confirmation', async () => {
    const { remoteId, sale } = await at(listed).sell();
    await at(listed).comesTo(sale, 'confirmed');
    listed.book.cancel(sale);
    await at(listed).comesTo(sale, 'cancelled');
    assert.deepEqual(await at(listed).ownedOf(remoteId), []);
  });

  it('and was confirmed without us takes its tickets, unless it is older than the connection', async () => {
    const newcomer = await startSelling(hub, stubhubSales(), { settings: { poll_seconds: 1 } });
    opened.push(newcomer);
    const { remoteId, sale } = await at(newcomer).sell();
    sale.soldAt -= 3_600_000;
    newcomer.book.confirm(sale);
    const young = await at(newcomer).sell();
    await at(newcomer).comesTo(young.sale, 'confirmed');
    const other = await at(newcomer).sell();
    newcomer.book.confirm(other.sale);
    assert.ok((await at(newcomer).comesTo(other.sale, 'confirmed'))?.invoiceId);
    assert.equal(await newcomer.order(sale.saleId), null);
    assert.deepEqual(await at(newcomer).ownedOf(remoteId), []);
  });

  it('is found while another broker’s feed is slow to come', async () => {
    const slow = await open({});
    slow.faults.always('list', { kind: 'slow', ms: 19_000 });
    const { accountId } = slow.connection;
    try {
      // Taken, and not read through yet.
      await eventually(
        async () => (await hub.pool.query('select from polls where account_id = $1', [accountId])).rowCount,
        (count) => count === 1,
      );
      // The first may be found by a look that began together with that one, the second only by a later one.
      for (const _ of [1, 2]) {
        const { sale } = await at(listed).sell();
        await at(listed).comesTo(sale, 'confirmed');
      }
      const { rows } = await hub.pool.query('select read_at from polls where account_id = $1', [accountId]);
      assert.deepEqual(rows, [{ read_at: null }]);
    } finally {
      await slow.stop();
      opened.splice(opened.indexOf(slow), 1);
    }
  });

  it('is found though a look at the feed breaks off halfway', async () => {
    const remoteId = await at(listed).listing(15);
    const turnedAway: WireFault = { kind: 'answer', status: 404, body: { code: 'not_found' } };
    const sales = Array.from({ length: 15 }, () => listed.sell({ remoteId, quantity: 1 }));
    for (const fault of [null, turnedAway, { kind: 'cut_before' } as const]) listed.faults.next('list', fault);
    for (const sale of sales) await at(listed).comesTo(sale, 'confirmed', 40_000);
  });
});

describe('a sale whose tickets are gone', () => {
  for (const reject_by of ['delete', 'patch'] as const) {
    it(`stays unfilled, and is rejected by a person (${reject_by})`, async () => {
      const on = await open({}, { ...seldom, reject_by });
      const { sale } = await announceSale(on, 3);
      const order = await at(on).comesTo(sale, 'unfilled');
      assert.equal(order?.refusal, 'not_available');
      assert.equal(sale.state, 'unconfirmed');
      const [alert] = await at(on).alertsOf(sale);
      assert.match(alert?.sentence ?? '', /sold 3 of listing .* tickets are gone. It waits until \d{4}-/);
      await actOn(hub, order, { do: 'reject', reason: 'sold at the door', by: 'a test' });
      await at(on).comesTo(sale, 'rejected');
      assert.deepEqual(effectsOn(sale), ['reject changed']);
    });
  }

  it('is rejected once, though the first answer means nothing', async () => {
    const { sale } = await announceSale(announcing, 3);
    const order = await at().comesTo(sale, 'unfilled');
    announcing.faults.next('reject', { kind: 'answer', status: 200, body: { anything: 'else' } });
    await actOn(hub, order, { do: 'reject', reason: '', by: 'a test' });
    await at().comesTo(sale, 'rejected');
    assert.deepEqual(effectsOn(sale), ['reject changed']);
  });
});

describe('a sale that StubHub cancels', () => {
  it('just before our word comes is undone, and nobody is alarmed', async () => {
    const { remoteId, sale } = await at().sell();
    announcing.faults.next('confirm', { kind: 'slow', ms: 500 });
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirming');
    announcing.book.cancel(sale);
    await at().comesTo(sale, 'cancelled');
    assert.deepEqual(effectsOn(sale), ['confirm refused']);
    assert.deepEqual(await at().alertsOf(sale), []);
    assert.deepEqual(await at().ownedOf(remoteId), []);
  });

  it('because nobody could confirm it in time, with a fine, gives its tickets back', async () => {
    const hurried = await open({ confirmWithinMs: 1_500 }, seldom);
    hurried.faults.always('confirm', { kind: 'fail_before' });
    const { remoteId, sale } = await announceSale(hurried);
    await at(hurried).comesTo(sale, 'confirming');
    await eventually(
      async () => hurried.passDeadlines(),
      () => sale.isFined,
    );
    await at(hurried).comesTo(sale, 'cancelled');
    assert.deepEqual(await at(hurried).ownedOf(remoteId), []);
  });
});

describe('a sale that is past its deadline, and still stands there', () => {
  it('is not confirmed late: a person is told', async () => {
    const overdue = await open({ confirmWithinMs: -60_000 }, seldom);
    const { remoteId, sale } = await announceSale(overdue);
    const [alert] = await eventually(
      () => at(overdue).alertsOf(sale),
      (alerts) => alerts.length > 0,
    );
    assert.equal(alert?.kind, 'sale_unclear');
    assert.equal((await overdue.order(sale.saleId))?.state, 'reported');
    assert.deepEqual([sale.heard, await at(overdue).ownedOf(remoteId)], [[], []]);
  });

  const late = { confirmWithinMs: 600, takesLate: true };
  const toldOf = (on: Selling, sale: Sale) =>
    eventually(
      () => at(on).alertsOf(sale),
      (alerts) => alerts.some(({ kind }) => kind === 'sale_unclear'),
    );
  /** By StubHub's clock too, which tells whole seconds. */
  const isOver = ({ confirmBy }: Sale) =>
    eventually(
      async () => Date.now(),
      (now) => now >= (confirmBy ?? Infinity) + 1_000,
    );
  /** Sells what the listing does not have, and takes it from another one when it is too late. */
  const fillTooLate = async (on: Selling) => {
    const { sale } = await announceSale(on, 3);
    const order = await at(on).comesTo(sale, 'unfilled');
    const remoteId = await at(on).listing(['1', '2', '3']);
    await isOver(sale);
    await actOn(hub, order, { do: 'fill', remoteId, by: 'a test' });
    return sale;
  };

  it('is not confirmed late though a person fills it then, and is when StubHub has moved its deadline', async () => {
    const on = await open(late, seldom);
    const sale = await fillTooLate(on);
    await toldOf(on, sale);
    assert.equal((await on.order(sale.saleId))?.state, 'confirming');
    assert.deepEqual(sale.heard, []);
    sale.confirmBy = Date.now() + 60_000;
    await at(on).comesTo(sale, 'confirmed', 15_000);
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('is confirmed late for a broker who wants it so', async () => {
    const on = await open(late, { ...seldom, confirm_late: true });
    const sale = await fillTooLate(on);
    await at(on).comesTo(sale, 'confirmed');
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('is not confirmed late though its POS was away until then, and goes back when StubHub cancels it', async () => {
    const on = await open(late, seldom);
    const pos = await startSandboxPos();
    try {
      const { accountId } = on.connection;
      await connectBridge(hub.pool, accountId, pos.url, { key: pos.key });
      const remoteId = await makeListing(hub.pool, accountId, { seats: ['1', '2'], pos: 'bridge' });
      pos.addListing({ remoteId, seats: ['1', '2'] });
      pos.faults.always('invoice', { kind: 'fail_before' });
      const sale = on.sell({ remoteId, quantity: 2 });
      on.announce(sale, 'sold');
      await at(on).comesTo(sale, 'invoicing');
      await isOver(sale);
      assert.equal((await on.order(sale.saleId))?.state, 'invoicing');
      pos.faults.clear();
      await toldOf(on, sale);
      assert.equal((await on.order(sale.saleId))?.state, 'confirming');
      on.passDeadlines();
      await at(on).comesTo(sale, 'cancelled', 15_000);
      assert.deepEqual([sale.heard, await at(on).ownedOf(remoteId)], [[], []]);
    } finally {
      await pos.stop();
    }
  });
});

describe('a provisional sale', () => {
  it('has its tickets set aside, and becomes a sale of the same tickets', async () => {
    const { remoteId, sale } = await reserve(announcing);
    const held = await at().comesTo(sale, 'held');
    assert.equal(held?.binding, false);
    assert.ok((held?.expiresAt ?? 0) > Date.now() + 59 * 60_000);
    assert.deepEqual([sale.heard, (await at().ownedOf(remoteId)).length], [[], 2]);
    announcing.book.complete(sale);
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'confirmed');
    assert.equal(order?.orderId, held?.orderId);
    assert.deepEqual(order?.seats, held?.seats);
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('that comes to nothing gives its tickets back', async () => {
    const { remoteId, sale } = await reserve(announcing);
    await at().comesTo(sale, 'held');
    announcing.book.cancel(sale);
    announcing.announce(sale, 'cancelled');
    await at().comesTo(sale, 'released');
    assert.deepEqual(await at().ownedOf(remoteId), []);
    assert.deepEqual(sale.heard, []);
  });

  it('can be let go of at no cost, and is filled all the same when it becomes a sale', async () => {
    const { remoteId, sale } = await reserve(announcing);
    const held = await at().comesTo(sale, 'held');
    await actOn(hub, held, { do: 'release', by: 'a test' });
    await at().comesTo(sale, 'released');
    assert.deepEqual(await at().ownedOf(remoteId), []);
    announcing.book.complete(sale);
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirmed');
  });

  it('without tickets is no trouble until it is a sale, and then stays unfilled', async () => {
    const { sale } = await reserve(announcing, 3);
    await at().comesTo(sale, 'declined');
    assert.deepEqual(await at().alertsOf(sale), []);
    announcing.book.complete(sale);
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'unfilled');
  });

  it('whose notices overtake each other is one order', async () => {
    const { remoteId, sale } = await at().sell();
    sale.isProvisional = true;
    const asked = announcing.noticeOf(sale, 'sold');
    announcing.book.complete(sale);
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirmed');
    assert.ok(asked);
    await announcing.notifier().sendOnce(asked);
    const order = await at().until(sale, (seen) => seen?.unread === false && seen.dueAt === null);
    assert.equal(order?.state, 'confirmed');
    assert.equal((await at().ownedOf(remoteId)).length, 2);
  });

  it('is found in the feed, and so is what becomes of it', async () => {
    const { remoteId, sale } = await at(listed).sell();
    sale.isProvisional = true;
    await at(listed).comesTo(sale, 'held');
    listed.book.complete(sale);
    await at(listed).comesTo(sale, 'confirmed');
    assert.equal((await at(listed).ownedOf(remoteId)).length, 2);
  });
});

describe('a sale whose confirmation goes wrong on the way', () => {
  const turnedAway = (status: number, code: string): WireFault => ({
    kind: 'answer',
    status,
    body: { code, message: null, errors: null },
  });
  const answers = [
    turnedAway(200, 'whatever'),
    turnedAway(302, 'elsewhere'),
    turnedAway(400, 'invalid_request_body'),
    turnedAway(400, 'validation_failed'),
    turnedAway(401, 'unauthorized'),
    turnedAway(403, 'insufficient_scope'),
    turnedAway(403, 'invalid_sale_action'),
    turnedAway(404, 'not_found'),
    turnedAway(409, 'listing_conflict'),
    turnedAway(429, 'slow_down'),
    turnedAway(500, 'internal_server_error'),
    turnedAway(503, 'later'),
  ];
  it('(whatever it answers) is confirmed exactly once', () => isConfirmedOnce(hub, announcing, answers));

  it('(read) is read again until it can be', async () => {
    const unreadable: WireFault[] = [
      { kind: 'fail_before' },
      { kind: 'cut_before' },
      turnedAway(429, 'slow_down'),
      turnedAway(200, 'whatever'),
    ];
    for (const fault of unreadable) announcing.faults.next('read', fault);
    const { sale } = await announceSale();
    await at().comesTo(sale, 'confirmed', 15_000);
  });
});

describe('a StubHub with other ways', () => {
  const others: Partial<StubhubWays>[] = [
    { status: 'enum', pastItStatus: 400 },
    { status: 'localised', pastItStatus: 409 },
    { takesRepeats: true },
    { takesSeats: false },
  ];
  for (const ways of others) {
    it(`(${JSON.stringify(ways)}) hears every word once, though its answers are lost`, async () => {
      const other = await open(ways, seldom);
      const { sale } = await announceSale(other);
      await at(other).comesTo(sale, 'confirmed');
      assert.deepEqual(sale.heard[0]?.seats, ways.takesSeats === false ? [] : ['1', '2']);
      const lost = await at(other).sell();
      other.faults.next('confirm', ways.takesSeats === false ? null : { kind: 'cut_after' });
      other.announce(lost.sale, 'sold');
      await at(other).comesTo(lost.sale, 'confirmed');
      for (const one of [sale, lost.sale]) {
        assert.deepEqual(effectsOn(one), ['confirm changed']);
      }
    });
  }
});

describe('a sale whose seats StubHub gives out itself', () => {
  const sellSeats = async (seats: readonly string[]) => {
    const remoteId = await at().listing(['1', '2', '3', '4', '5']);
    const sale = announcing.sell({ remoteId, quantity: seats.length, seats });
    return { remoteId, sale };
  };

  it('takes those seats and no others, and is confirmed without our naming any', async () => {
    const { remoteId, sale } = await sellSeats(['4', '2']);
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'confirmed');
    assert.deepEqual(
      [order?.seats, order?.soldSeats],
      [
        ['4', '2'],
        ['4', '2'],
      ],
    );
    assert.equal(order?.event, 'The Longest Night');
    const owners = await ownersOf(hub.pool, announcing.connection.accountId, remoteId);
    assert.deepEqual(owners, [null, order?.orderId, null, order?.orderId, null]);
    assert.deepEqual(sale.heard[0]?.seats, []);
    const story = JSON.stringify(await storyOf(hub.pool, order));
    assert.match(story, /"seat":"4"/, 'the seats are on record');
    assert.ok(!story.includes(codesOf(sale.saleId)), 'whoever reads the record would have the tickets');
  });

  it('is unfilled when one of them is gone, and says which; a person may take others of the listing', async () => {
    const { remoteId, sale: first } = await sellSeats(['2', '3']);
    announcing.announce(first, 'sold');
    await at().comesTo(first, 'confirmed');
    const sale = announcing.sell({ remoteId, quantity: 2, seats: ['3', '9'] });
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'unfilled');
    const [alert] = await at().alertsOf(sale);
    assert.match(alert?.sentence ?? '', /of the seats that it names seat 3 is gone, and the listing has no seat 9/);
    assert.equal((await at().ownedOf(remoteId)).length, 2);
    await actOn(hub, order, { do: 'fill', remoteId, by: 'a test' });
    assert.deepEqual((await at().comesTo(sale, 'confirmed'))?.seats, ['4', '5']);
  });

  it('gives back what was set aside for it, and takes the seats that were sold', async () => {
    const { remoteId, sale } = await sellSeats(['4', '5']);
    delete sale.seats;
    sale.isProvisional = true;
    announcing.announce(sale, 'sold');
    assert.deepEqual((await at().comesTo(sale, 'held'))?.seats, ['1', '2']);
    sale.seats = ['4', '5'];
    announcing.book.complete(sale);
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'confirmed');
    assert.deepEqual(order?.seats, ['4', '5']);
    const owners = await ownersOf(hub.pool, announcing.connection.accountId, remoteId);
    assert.deepEqual(owners, [null, null, null, order?.orderId, order?.orderId]);
  });
});
