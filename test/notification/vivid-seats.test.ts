// Vivid Seats' sales, from form or list to confirmed or rejected, whatever goes wrong on the way: its XML, its errors inside
// HTTP 200, its orders that vanish, and its list that may be read once in ten seconds.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Order } from '../../src/core/order.ts';
import { nextLook, readOn } from '../../src/marketplaces/vivid-seats/lists.ts';
import { openOrderApi } from '../../src/marketplaces/vivid-seats/order-api.ts';
import { findOrder, readOrders } from '../../src/marketplaces/vivid-seats/orders.ts';
import { watchVanished } from '../../src/marketplaces/vivid-seats/vanished.ts';
import { vividSeats } from '../../src/marketplaces/vivid-seats/vivid-seats.ts';
import { readWebhook } from '../../src/marketplaces/vivid-seats/webhook.ts';
import { readXml, textIn } from '../../src/marketplaces/vivid-seats/xml.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import { takenDown, type VividSeatsWays, vividSeatsOrders } from '../../src/sandbox/vivid-seats/orders-api.ts';
import { isConfirmedOnce } from '../conformance/sale-life.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, enterCredentials, listedBefore, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { deskOf, effectsOn, mistaken, whileUnseen } from './desk.ts';

let hub: TestHub;
/** Announces, and is listed and looked at again once an hour: whatever happens comes of the webhook. */
let announcing: Selling;
/** Announces nothing unless it is told to, and is listed every second. */
let listed: Selling;
/** As a broker has it who has set nothing: what vanished is a person's to judge. */
let cautious: Selling;
const opened: Selling[] = [];
const seldom = { poll_seconds: 3_600, recheck_seconds: 86_400 };

const open = async (ways: Partial<VividSeatsWays>, options: object = {}): Promise<Selling> => {
  const selling = await startSelling(hub, vividSeatsOrders(ways), options);
  opened.push(selling);
  return selling;
};

before(async () => {
  hub = await startTestHub();
  announcing = await listedBefore(hub, open({ settings: seldom }));
  listed = await open({});
  cautious = await open({ settings: { vanished_orders: 'person' } });
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
const alerted = (on: Selling, sale: Parameters<ReturnType<typeof deskOf>['alertsOf']>[0]) =>
  eventually(
    () => at(on).alertsOf(sale),
    (alerts) => alerts.length > 0,
  );

const no = (message: string) => `<Response><success>false</success><message>${message}</message></Response>`;
/** Its interface, over a wire on which everything is answered so. */
const thatSays = (
  says: () => string,
  refusedList: 'token' | 'trouble' = 'token',
  isAnotherSince: number | null = null,
) => {
  const ways = {
    isAnotherSince,
    lists: { everyMs: 10_000, withReservations: false },
    seatSeparator: ',',
    vanishedOrders: 'cancelled',
    refusedList,
    holdsBeforeSale: false,
    headlinerField: 'event',
  } as const;
  const exchange = { direction: 'out', request: { line: 'GET /' } } as const;
  const { read, list } = openOrderApi({ api_token: 'any' }, ways, watchVanished(), async () => ({
    kind: 'answered',
    ...{ status: 200, body: says(), text: says(), headers: {}, exchange },
  }));
  const signal = AbortSignal.timeout(10_000);
  return {
    reads: async (state: Order['state'], attempts: number, createdAt = 0) =>
      (await read?.({ saleId: '1', order: { state, attempts, createdAt } as Order, now: Date.now() }, signal))?.outcome,
    list: async () => (await list?.(null, 0, signal))?.outcome,
  };
};

describe('a sale that Vivid Seats announces', () => {
  it('is read back, invoiced and confirmed with its seats', async () => {
    const remoteId = await at().listing(['5', '6', '7']);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    const order = await at().comesTo(sale, 'confirmed');
    // What it pays for one ticket, and that for both.
    assert.deepEqual(order?.unitPrice, { amount: 12_500, currency: 'USD' });
    assert.deepEqual(order?.total, { amount: 25_000, currency: 'USD' });
    assert.deepEqual(
      sale.heard.map(({ said, seats, effect }) => ({ said, seats, effect })),
      [{ said: 'confirm', seats: ['5', '6'], effect: 'changed' }],
    );
    assert.ok(order?.invoiceId);
    const story = await storyOf(hub.pool, order);
    assert.deepEqual(
      story.flatMap(({ steps }) => steps.map(([event]) => event)),
      ['sale_reported', 'sale_stands', 'pos_invoiced', 'marketplace_confirmed'],
    );
    const told = JSON.stringify(story);
    assert.match(told, /confirmOrder","body":\{"orderId":"\d+","seatNumbers":"5,6","shipNow":"false"\}/);
    assert.match(told, /inHandDate=0000-00-00/, 'the form is kept as it came');
  });

  it('names its buyer, with every letter, where it does so at all', async () => {
    const sold = await Promise.all([announceSale(), announceSale(), announceSale()]);
    const buyers = await Promise.all(
      sold.map(async ({ sale }) => [Number(sale.saleId) % 3 === 0, (await at().comesTo(sale, 'confirmed'))?.buyer]),
    );
    for (const [isLeftOut, buyer] of buyers) {
      assert.deepEqual(buyer, isLeftOut ? null : { first_name: 'Robin', last_name: 'O’Vale & Sons' });
    }
  });

  it('without seats is confirmed without any', async () => {
    const remoteId = await at().listing(3);
    const sale = announcing.sell({ remoteId, quantity: 2 });
    announcing.announce(sale, 'sold');
    await at().comesTo(sale, 'confirmed');
    assert.deepEqual(sale.heard[0]?.seats, []);
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
  });

  it('is nothing to anybody who does not know the address', async () => {
    const { sale } = await at().sell();
    const notice = announcing.noticeOf(sale, 'sold');
    assert.ok(notice);
    const { connectionId, apiKey } = announcing.connection;
    const wrong = mistaken(apiKey);
    const path = `/ion/v1/${connectionId}/notifications`;
    await whileUnseen(announcing, sale, async () => {
      for (const query of ['', `?key=${wrong}`]) {
        const refused: { status: number } = await hub.call('POST', `${path}${query}`, notice.text, notice.headers);
        assert.equal(refused.status, 401);
      }
    });
    const answer: { status: number } = await hub.call('POST', `${path}?key=${apiKey}`, notice.text, notice.headers);
    assert.equal(answer.status, 200);
    await at().comesTo(sale, 'confirmed');
  });

  it('in a status that nobody told us of is left to a person', async () => {
    const { remoteId, sale } = await at().sell();
    const body = `<order><orderId>${sale.saleId}</orderId><status>ON_HOLD</status></order>`;
    announcing.faults.next('read', { kind: 'answer', status: 200, body });
    announcing.announce(sale, 'sold');
    const [alert] = await alerted(announcing, sale);
    assert.equal(alert?.kind, 'sale_unclear');
    assert.deepEqual(await at().ownedOf(remoteId), []);
    assert.deepEqual(sale.heard, []);
  });

  it('that cannot be read is read again until it can be', async () => {
    const bodies = [
      '<order><orderId>1</orderId>',
      '<html><p>Sorry</p></html>',
      '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ];
    for (const body of bodies) announcing.faults.next('read', { kind: 'answer', status: 200, body });
    const { sale } = await announceSale();
    await at().comesTo(sale, 'confirmed');
  });
});

describe('many sales that Vivid Seats announces at once', () => {
  it('are read and confirmed as fast as it answers, however seldom its lists may be read', async () => {
    const on = await open({ settings: { ...seldom, call_every_ms: 60_000 } });
    const remoteId = await at(on).listing(20);
    const sales = Array.from({ length: 12 }, () => on.sell({ remoteId, quantity: 1 }));
    for (const sale of sales) on.announce(sale, 'sold');
    for (const sale of sales) await at(on).comesTo(sale, 'confirmed');
    for (const sale of sales) assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('are slowed down by a broker who was told of a limit', async () => {
    const on = await open({ settings: { ...seldom, order_call_every_ms: 300 } });
    const sold = await Promise.all([announceSale(on), announceSale(on), announceSale(on)]);
    for (const { sale } of sold) await at(on).comesTo(sale, 'confirmed');
    const [first, , third] = sold.map(({ sale }) => sale.heard[0]?.at ?? Number.NaN).sort((one, other) => one - other);
    assert.ok(Number(third) - Number(first) > 400, `${third} is two calls after ${first}`);
  });
});

describe('a sale that Vivid Seats does not announce', () => {
  it('is found in the list, and confirmed once, however many there are', async () => {
    const remoteId = await at(listed).listing(40);
    const sales = Array.from({ length: 35 }, () => listed.sell({ remoteId, quantity: 1 }));
    for (const sale of sales) await at(listed).comesTo(sale, 'confirmed', 30_000);
    for (const sale of sales) assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });

  it('is found by an integrator too', async () => {
    const integrated = await open({ wantsIntegrator: true });
    const { sale } = await at(integrated).sell();
    await at(integrated).comesTo(sale, 'confirmed');
  });
});

describe('the lists of Vivid Seats', () => {
  const order = (id: number) => `<order><orderId>${id}</orderId><status>UNCONFIRMED</status></order>`;
  const listOf = (ids: readonly number[]) =>
    readOrders(readXml(`<orders>${ids.map(order).join('')}</orders>`), {
      holdsBeforeSale: false,
      headlinerField: 'event' as const,
    }) ?? assert.fail();
  const lists = { everyMs: 10_000, withReservations: false };

  it('are read once in ten seconds where nobody has set anything, and never sooner', async () => {
    const every = vividSeats.instantNotification?.pollEveryMs?.({ poll_seconds: 10 });
    assert.equal(every, 10_000);
    // As strict as the real one, in a shorter time: a look that came too soon would be told so.
    const strict = await open({ listEveryMs: 900, settings: { poll_seconds: 1 } });
    const { sale } = await at(strict).sell();
    await at(strict).comesTo(sale, 'confirmed');
    const { sale: next } = await at(strict).sell();
    await at(strict).comesTo(next, 'confirmed');
    const { connectionId } = strict.connection;
    const { rows } = await hub.pool.query('select trouble from polls where connection_id = $1', [connectionId]);
    assert.deepEqual(rows, [{ trouble: null }]);
  });

  it('that are too often asked for say so, and nothing is lost by it', async () => {
    const slow = await open({ listEveryMs: 2_500, settings: { poll_seconds: 1 } });
    const { connectionId } = slow.connection;
    await eventually(
      () => hub.pool.query('select trouble from polls where connection_id = $1', [connectionId]),
      ({ rows }) => /429/.test(rows[0]?.trouble ?? ''),
    );
    const { sale } = await at(slow).sell();
    await at(slow).comesTo(sale, 'confirmed');
  });

  it('are read on from the last order of a full page, one page to a look', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => index + 1);
    const first = nextLook(lists, null, 0);
    assert.deepEqual(first.query, { status: 'UNCONFIRMED', pageSize: '1000' });
    const page = readOn(lists, first, listOf(ids), 0);
    assert.deepEqual([page.sightings.length, page.hasMore, page.isLast], [1_000, false, false]);
    const second = nextLook(lists, page.cursor, 10_000);
    assert.equal(second.query.bookmark, '1000');
    assert.equal(
      nextLook(lists, readOn(lists, second, listOf([1_001]), 10_000).cursor, 20_000).query.bookmark,
      undefined,
    );
    // A list that does not know bookmarks is not read for ever.
    assert.equal(readOn(lists, second, listOf(ids), 10_000).isLast, true);
  });

  it('of reservations are read only where holds are asked for, and never instead of what is unconfirmed', () => {
    const both = { ...lists, withReservations: true };
    const page = readOn(both, nextLook(both, null, 0), listOf([]), 0);
    assert.equal(page.hasMore, true);
    const second = nextLook(both, page.cursor, 5);
    assert.equal(second.query.status, 'PENDING_RESERVATION');
    assert.equal(readOn(both, second, listOf([]), 5).hasMore, false);
    assert.equal(nextLook(both, page.cursor, 10_000).query.status, 'UNCONFIRMED');
    assert.equal(nextLook(lists, page.cursor, 5).query.status, 'UNCONFIRMED');
  });

  it('never fall over a cursor', () => {
    fc.assert(fc.property(fc.jsonValue(), (cursor) => assert.ok(nextLook(lists, cursor, 0).query.status)));
  });
});

describe('a Vivid Seats sale whose tickets are gone', () => {
  it('is rejected once, though the answer is lost: it is shown no more', async () => {
    const { sale } = await at(cautious).sell(3);
    const order = await at(cautious).comesTo(sale, 'unfilled');
    cautious.faults.next('reject', { kind: 'cut_after' });
    await actOn(hub, order, { do: 'reject', reason: '', by: 'a test' });
    await at(cautious).comesTo(sale, 'cancelled');
    assert.deepEqual(effectsOn(sale), ['reject changed']);
  });
});

describe('a Vivid Seats order that vanishes', () => {
  it('after its confirmation is a person’s to judge, and its invoice stands', async () => {
    const { remoteId, sale } = await at(cautious).sell();
    const order = await at(cautious).comesTo(sale, 'confirmed');
    cautious.book.cancel(sale);
    const [alert] = await alerted(cautious, sale);
    assert.match(alert?.sentence ?? '', /shows the order no more/);
    assert.equal((await cautious.order(sale.saleId))?.state, 'confirmed');
    assert.equal((await at(cautious).ownedOf(remoteId)).length, 2);
    assert.equal((await cautious.order(sale.saleId))?.invoiceId, order?.invoiceId);
  });

  it('before its confirmation is a person’s to judge too', async () => {
    const { remoteId, sale } = await at(cautious).sell();
    cautious.faults.always('confirm', { kind: 'fail_before' });
    await at(cautious).comesTo(sale, 'confirming');
    cautious.book.cancel(sale);
    const [alert] = await alerted(cautious, sale);
    cautious.faults.clear();
    assert.match(alert?.sentence ?? '', /shows the order no more/);
    assert.equal((await cautious.order(sale.saleId))?.state, 'confirming');
    assert.equal((await at(cautious).ownedOf(remoteId)).length, 2);
  });

  it('is undone, before or after its confirmation, for a broker who wants it so', async () => {
    const { remoteId, sale } = await at(listed).sell();
    await at(listed).comesTo(sale, 'confirmed');
    listed.book.cancel(sale);
    await at(listed).comesTo(sale, 'cancelled');
    assert.deepEqual(await at(listed).ownedOf(remoteId), []);
    const { remoteId: other, sale: early } = await at(listed).sell();
    listed.faults.always('confirm', { kind: 'fail_before' });
    await at(listed).comesTo(early, 'confirming');
    listed.book.cancel(early);
    await at(listed).comesTo(early, 'cancelled');
    listed.faults.clear();
    assert.deepEqual(await at(listed).ownedOf(other), []);
  });

  it('has not vanished while no list can be read: then something else is wrong', async () => {
    const { remoteId, sale } = await at(listed).sell();
    await at(listed).comesTo(sale, 'confirmed');
    const shutOut = '<Response><success>false</success><message>Invalid apiToken</message></Response>';
    for (const call of ['list', 'read'] as const) {
      listed.faults.always(call, { kind: 'answer', status: 200, body: shutOut });
    }
    await at(listed).until(sale, (order) => order?.state !== 'confirmed' || order.attempts >= 5);
    assert.equal((await listed.order(sale.saleId))?.state, 'confirmed');
    assert.equal((await at(listed).ownedOf(remoteId)).length, 2);
    listed.faults.clear();
  });

  it('or cannot be shown for another reason is told to a person in their words, and not at once', async () => {
    const { reads } = thatSays(() => no('Invalid apiToken'));
    assert.equal((await reads('confirmed', 1))?.kind, 'unsure');
    assert.deepEqual(await reads('confirmed', 8), {
      kind: 'refused',
      why: 'bad_request',
      detail: 'it does not show it (Vivid Seats says: Invalid apiToken)',
    });
  });

  it('has not vanished while a list shows it, though it cannot be shown by itself', async () => {
    let says = no('Try later');
    const { reads, list } = thatSays(() => says);
    assert.equal((await reads('unfilled', 1))?.kind, 'unsure');
    says = '<orders><order><orderId>1</orderId><status>UNCONFIRMED</status></order></orders>';
    for (const _ of ['once', 'twice']) await list();
    says = no('Try later');
    assert.equal((await reads('unfilled', 2))?.kind, 'unsure');
    says = '<orders></orders>';
    for (const _ of ['once', 'twice']) await list();
    says = no('Try later');
    for (const attempts of [3, 4]) assert.equal((await reads('unfilled', attempts))?.kind, 'unsure');
    assert.deepEqual(await reads('unfilled', 5), {
      kind: 'refused',
      why: 'sale_over',
      detail: 'Vivid Seats shows the order no more',
    });
  });

  it('has not vanished when it was missed while the token was refused, and once more long after', async () => {
    let says = no('Invalid apiToken');
    const { reads, list } = thatSays(() => says);
    assert.equal((await reads('unfilled', 1))?.kind, 'unsure');
    assert.equal((await list())?.kind, 'refused');
    says = '<orders></orders>';
    for (const _ of ['once', 'twice']) await list();
    says = no('Invalid apiToken');
    assert.equal((await reads('unfilled', 2))?.kind, 'unsure');
  });

  it('has not vanished when it was told of before the token of another account was entered', async () => {
    let says = '';
    const enteredAt = 1_000;
    const { reads, list } = thatSays(() => says, 'token', enteredAt);
    const notShown = async (attempts: number, createdAt: number) => {
      says = no('Order not found');
      return reads('confirmed', attempts, createdAt);
    };
    for (const createdAt of [enteredAt - 1, enteredAt]) await notShown(1, createdAt);
    says = '<orders></orders>';
    for (const _ of ['once', 'twice']) await list();
    assert.equal((await notShown(2, enteredAt - 1))?.kind, 'unsure');
    const told = await notShown(8, enteredAt - 1);
    assert.equal(told?.kind === 'refused' && told.why, 'bad_request', 'a person is told, and nothing is undone');
    assert.match(told?.kind === 'refused' ? told.detail : '', /another account/);
    const ours = await notShown(2, enteredAt);
    assert.equal(ours?.kind === 'refused' && ours.why, 'sale_over');
  });

  it('counts as one when it was missed four times in a row and a list was read twice since', () => {
    const vanished = watchVanished();
    const missed = (times: number): boolean[] => Array.from({ length: times }, () => vanished.wasNotShown('1'));
    vanished.listWasRead();
    assert.deepEqual(missed(5), [false, false, false, false, false]);
    vanished.listWasRead();
    vanished.wasShown('1');
    vanished.listWasRead();
    assert.deepEqual(missed(1), [false]);
    vanished.listWasRead();
    vanished.listWasRead();
    assert.deepEqual(missed(3), [false, false, true]);
    assert.equal(vanished.wasNotShown('2'), false);
  });

  it('is found out again where ten thousand others were missed since', () => {
    const vanished = watchVanished();
    const missed = (times: number): boolean[] => Array.from({ length: times }, () => vanished.wasNotShown('1'));
    missed(3);
    vanished.listWasRead();
    vanished.listWasRead();
    const others = Array.from({ length: 10_000 }, (_, index) => `other ${index}`);
    for (const other of others.slice(1)) vanished.wasNotShown(other);
    assert.deepEqual(missed(1), [true]);
    for (const other of others) vanished.wasNotShown(other);
    assert.deepEqual(missed(4), [false, false, false, false]);
  });
});

describe('a Vivid Seats sale whose confirmation goes wrong on the way', () => {
  const says = (body: string, status = 200): WireFault => ({ kind: 'answer', status, body });
  const answers = [
    ...[400, 401, 404, 429, 500, 503].map((status) => says('no', status)),
    says('<Response><success>false</success><message>Try later</message></Response>'),
    says('<ConfirmResponse><message>OK</message></ConfirmResponse>'),
    says('success'),
  ];
  it('(whatever it answers) is confirmed exactly once', () => isConfirmedOnce(hub, announcing, answers));

  it('(a message) is told to a person in its own words', async () => {
    const no = '<Response><success>false</success><message>Not &amp; never</message></Response>';
    announcing.faults.next('confirm', says(no));
    const { sale } = await announceSale();
    const [alert] = await alerted(announcing, sale);
    assert.match(alert?.sentence ?? '', /Vivid Seats says: Not & never/);
    await at().comesTo(sale, 'confirmed');
  });
});

describe('the limit of unconfirmed sales of one headliner', () => {
  const nearOf = async (on: Selling): Promise<{ headliner: string; sentence: string }[]> => {
    const { rows } = await hub.pool.query(
      `select headliner, sentence from alerts
       where connection_id = $1 and kind = 'unconfirmed_limit_near' and over_at is null and done_at is null`,
      [on.connection.connectionId],
    );
    return rows;
  };

  it('is told of before it is reached, by headliner, and is over when the number falls', async () => {
    const on = await open({ settings: { ...seldom, unconfirmed_limit: 4, unconfirmed_margin: 1 } });
    on.faults.always('confirm', { kind: 'fail_before' });
    const remoteId = await at(on).listing(20);
    const sell = async (event: string) => {
      const sale = on.sell({ remoteId, quantity: 1, event });
      on.announce(sale, 'sold');
      await at(on).comesTo(sale, 'confirming');
      return sale;
    };
    for (const event of ['Night Owls', 'Night Owls', 'Day Larks']) await sell(event);
    const last = await sell('Night Owls');
    const [alert, ...others] = await eventually(
      () => nearOf(on),
      (near) => near.length > 0,
    );
    assert.deepEqual(takenDown(on.book, 4), [], 'nothing is taken down yet');
    assert.deepEqual([alert?.headliner, others], ['Night Owls', []]);
    assert.equal(
      alert?.sentence,
      '3 sales of Night Owls at Vivid Seats are not confirmed yet. At 4, all your listings for Night Owls are taken down there until they are. See what holds them up, or confirm them there.',
    );
    await sell('Night Owls');
    assert.deepEqual(takenDown(on.book, 4), ['Night Owls']);
    await eventually(
      () => nearOf(on),
      ([now]) => /^4 sales .* The limit is 4: all your listings for Night Owls may be down/.test(now?.sentence ?? ''),
    );
    on.faults.clear();
    await at(on).comesTo(last, 'confirmed', 30_000);
    await eventually(
      () => nearOf(on),
      (near) => near.length === 0,
      30_000,
    );
    const { rows } = await hub.pool.query('select from alerts where connection_id = $1 and headliner is not null', [
      on.connection.connectionId,
    ]);
    assert.equal(rows.length, 1, 'it was one alert all the while');
  });

  it('is nobody’s concern where the broker says that there is none', () => {
    const settings = { ...seldom, unconfirmed_limit: null };
    assert.equal(vividSeats.instantNotification?.unconfirmedLimit?.(settings), null);
  });

  it('counts by another field where that is set', () => {
    const order = readXml('<order><orderId>1</orderId><event>The Owls</event><eventId>77</eventId></order>');
    const headliner = (headlinerField: 'event' | 'eventId') =>
      readOrders(order, { holdsBeforeSale: false, headlinerField })?.orders[0]?.seen.facts.headliner;
    assert.deepEqual([headliner('event'), headliner('eventId')], ['The Owls', '77']);
  });
});

describe('a reservation at Vivid Seats', () => {
  const reserve = async (on: Selling) => {
    const remoteId = await at(on).listing();
    const { sale } = await at(on).sell();
    sale.isProvisional = true;
    return { sale, remoteId };
  };

  it('is watched and no more where nobody has set anything', async () => {
    const { sale } = await reserve(announcing);
    announcing.announce(sale, 'sold');
    await at().until(sale, (order) => order?.state === 'reported' && (order.dueAt ?? 0) > Date.now() + 20_000);
    assert.deepEqual(await at().ownedOf(sale.remoteId), []);
    assert.deepEqual(await at().alertsOf(sale), []);
  });

  it('is held, binding nobody, where the broker says that it asks for it, and becomes a sale', async () => {
    const holding = await open({ settings: { holds_before_sale: true } });
    const { sale } = await reserve(holding);
    const held = await at(holding).comesTo(sale, 'held');
    assert.equal(held?.binding, false);
    assert.equal((await at(holding).ownedOf(sale.remoteId)).length, 2);
    sale.isProvisional = false;
    await at(holding).comesTo(sale, 'confirmed');
    assert.deepEqual(effectsOn(sale), ['confirm changed']);
  });
});

describe('what Vivid Seats says', () => {
  const ways = { holdsBeforeSale: false, headlinerField: 'event' as const };
  const words = fc.constantFrom('order', 'orders', 'orderId', 'status', 'success', '__proto__', 'constructor', 'a:b');
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom('UNCONFIRMED', '1', '&#0;', '&#xD800;', '&amp;lt;', '<![CDATA[x]]>'),
  );
  const { xml } = fc.letrec<{ xml: string }>((tie) => ({
    xml: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc
        .tuple(words, fc.array(tie('xml'), { maxLength: 4 }))
        .map(([name, inside]) => `<${name}>${inside.join('')}</${name}>`),
    ),
  }));
  const known = new Set(['unconfirmed', 'confirmed', 'under_review', 'unclear']);

  it('is read without a fall, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(xml, fc.string({ unit: 'binary' })), (text) => {
        const answer = readXml(text);
        const listed = readOrders(answer, ways);
        findOrder(answer, '1', ways);
        for (const { saleId, seen } of listed?.orders ?? []) {
          assert.match(saleId, /^[1-9][0-9]{0,15}$/);
          assert.ok(known.has(seen.standing));
        }
        assert.ok((listed?.rows ?? 0) >= (listed?.orders.length ?? 0));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read whole or not at all, and can define nothing', () => {
    assert.equal(readXml('<a><b>1</b>'), null);
    assert.equal(readXml('<a>1</a><b>2</b>'), null);
    assert.equal(readXml('{"a":1}'), null);
    assert.equal(readXml('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), null);
    assert.equal(readXml('<a>'.repeat(50_000)), null);
    const read = (text: string) => textIn(readXml(`<a>${text}</a>`), 'a');
    assert.equal(read('&lt;b&gt; &#8217; &#x41; &amp;lt;'), '<b> ’ A &lt;', 'and each of its letters once');
    assert.equal(read('007'), '007', 'a text is no number');
    assert.equal(read('&#0;&#xD800;&nbsp;'), '&#0;&#xD800;&nbsp;', 'what is no letter stays as it came');
  });

  it('in a list of thousands is read in good time', () => {
    const row = `<order><orderId>1</orderId>${'<f>some of its fields</f>'.repeat(40)}</order>`;
    const startedAt = performance.now();
    assert.equal(readOrders(readXml(`<orders>${row.repeat(1_000)}</orders>`), ways)?.rows, 1_000);
    assert.ok(performance.now() - startedAt < 5_000);
  });

  it('in a form is read without a fall, and never taken for more than a hint', () => {
    const forms = fc.webQueryParameters().map((text) => `orderid=${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), forms), (text) => {
        const read = readWebhook({ headers: {}, text });
        if (read.kind === 'read') assert.ok(read.sightings.every(({ seen }) => seen === null));
      }),
      { numRuns: 1_000 },
    );
    for (const text of ['', 'orderid=', 'orderid=0', 'orderid=1e3', 'orderid=12', 'orderid=../1', '{"orderid":1}']) {
      assert.equal(readWebhook({ headers: {}, text }).kind, 'malformed', text);
    }
  });
});

describe('a token that Vivid Seats does not take', () => {
  it('is told to a person at once, in its words, until one is entered that it takes', async () => {
    const on = await open({});
    const { sale } = await at(on).sell();
    await enterCredentials(hub.pool, on.connection, { api_token: 'withdrawn-since' });
    const refusals = async (): Promise<{ sentence: string; over_at: Date | null }[]> =>
      (
        await hub.pool.query(
          `select sentence, over_at from alerts where connection_id = $1 and kind = 'connection_refused'`,
          [on.connection.connectionId],
        )
      ).rows;
    const [refusal] = await eventually(refusals, (rows) => rows.length > 0);
    assert.match(
      refusal?.sentence ?? '',
      /Vivid Seats refuses our credentials \(Vivid Seats says: Invalid apiToken .*\[secret\]/,
    );
    await enterCredentials(hub.pool, on.connection, on.credentials);
    await eventually(refusals, ([row]) => row?.over_at !== null);
    await at(on).comesTo(sale, 'confirmed');
  });

  it('is any trouble for a broker who says so', async () => {
    const refused = { kind: 'refused', detail: 'Vivid Seats says: Try later' };
    assert.deepEqual(await thatSays(() => no('Try later')).list(), { ...refused, why: 'not_allowed' });
    assert.deepEqual(await thatSays(() => no('Try later'), 'trouble').list(), { ...refused, why: 'bad_request' });
  });
});

/** Last, so that everything above has left its record. */
describe('the secrets of Vivid Seats', () => {
  it('stand in no row, though every address had one and answers repeated it', async () => {
    const shutOut = await open({ wantsIntegrator: true }, { settings: { poll_seconds: 3_600 } });
    const { sale } = await at(shutOut).sell();
    shutOut.announce(sale, 'sold');
    await at(shutOut).comesTo(sale, 'confirmed');
    const { api_token, integrator_token } = shutOut.credentials as { api_token: string; integrator_token: string };
    const { rows } = await hub.pool.query<{ text: string }>('select exchanges::text as text from journal');
    assert.match(rows.map(({ text }) => text).join('\n'), /apiToken=\[secret\]/, 'it was sent');
    const encoded = encodeURIComponent(api_token);
    const asWritten = [api_token, encoded, api_token.slice(6, 18), encoded.slice(8, 22), integrator_token];
    assert.deepEqual(await tablesThatTell(hub.pool, asWritten), []);
  });
});
