// TickPick's orders, read back by poll: one that came by order integration is recognised, one that did not is a person's,
// and nothing is ever said to TickPick.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { changeCredentials } from '../../src/connections/connecting.ts';
import type { Order } from '../../src/core/order.ts';
import { makePollDue } from '../../src/db/connections.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { openOrderApi } from '../../src/marketplaces/tickpick/order-api.ts';
import { readOrder, readOrders } from '../../src/marketplaces/tickpick/orders.ts';
import { tickpick as tickpickMarketplace } from '../../src/marketplaces/tickpick/tickpick.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import { type SellingMarketplace, startSaleMarketplace } from '../../src/sandbox/instant-notification/marketplace.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { type TickpickWays, tickpickOrders } from '../../src/sandbox/tickpick/orders-api.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import {
  callerWith,
  eventually,
  makeListing,
  openTestVault,
  ownersOf,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { actOn, enterCredentials, type Selling, startSelling, storyOf } from '../support/selling.ts';

let hub: TestHub;
let tickpick: Selling;
/** What the sandbox does from now on; each test leaves it as it was. */
const ways: TickpickWays = {};
const callsMade: string[] = [];

before(async () => {
  hub = await startTestHub();
  tickpick = await startSelling(hub, tickpickOrders(ways), { onCall: (call) => void callsMade.push(call) });
});
after(async () => {
  await tickpick.stop();
  await hub.close();
});

const listing = (): Promise<string> =>
  makeListing(hub.pool, tickpick.connection.accountId, { seats: ['1', '2', '3', '4'] });
const ownedOf = async (remoteId: string): Promise<string[]> =>
  (await ownersOf(hub.pool, tickpick.connection.accountId, remoteId)).filter((owner) => owner !== null);
const comesTo = (id: string, state: string) =>
  eventually(
    () => tickpick.order(id),
    (order) => order?.state === state,
  );
const readInFull = (sale: Sale) =>
  eventually(
    () => tickpick.order(sale.saleId),
    (order) => order?.quantity === sale.quantity,
  );
const lookNow = (orderId: string | undefined, createdAgo = '0') =>
  hub.pool.query('update orders set due_at = now(), created_at = created_at - $2::interval where order_id = $1', [
    orderId,
    createdAgo,
  ]);
const troubleComesTo = (pattern: RegExp | null, { connection } = tickpick) =>
  eventually(
    async () => {
      const { rows } = await hub.pool.query<{ trouble: string | null; readAt: Date | null }>(
        'select trouble, read_at as "readAt" from polls where connection_id = $1',
        [connection.connectionId],
      );
      return rows[0] ?? null;
    },
    (poll) => poll !== null && (pattern === null ? poll.trouble === null : pattern.test(poll.trouble ?? '')),
  );
const listIsReadAgain = async (): Promise<void> => {
  const before = callsMade.filter((call) => call === 'list').length;
  // The second look begins when the first has been stored.
  await eventually(
    async () => callsMade.filter((call) => call === 'list').length,
    (now) => now >= before + 2,
  );
};

async function holdAndInvoice(sale: Sale, remoteId: string): Promise<string> {
  const call = callerWith(hub, tickpick.connection);
  const globalId = `g-${randomUUID()}`;
  const hold = { global_id: globalId, remote_id: remoteId, quantity: sale.quantity };
  // Our published contract as it stands: the sandbox's own words for it have their tests elsewhere.
  assert.equal((await call('POST', '/oi/v1/holds', hold)).status, 201);
  assert.equal((await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: sale.saleId })).status, 201);
  return globalId;
}

/** The list shows the sale only when its invoice has come: whoever reads it between the two begins an order of its own. */
async function invoicedUnseen(remoteId: string): Promise<{ sale: Sale; globalId: string }> {
  tickpick.faults.always('list', { kind: 'answer', status: 200, body: [] });
  const sale = tickpick.sell({ remoteId: 'not told', quantity: 2 });
  const globalId = await holdAndInvoice(sale, remoteId);
  tickpick.faults.clear();
  return { sale, globalId };
}

describe('an order that came by order integration', () => {
  it('is the same order when the list shows it', async () => {
    const remoteId = await listing();
    const { sale, globalId } = await invoicedUnseen(remoteId);
    await listIsReadAgain();
    const order = await tickpick.order(globalId);
    assert.equal(order?.state, 'confirmed');
    assert.deepEqual(await ownedOf(remoteId), [order?.orderId, order?.orderId]);
    const { rows } = await hub.pool.query(
      'select from orders where connection_id = $1 and (global_id = $2 or marketplace_order_id = $2)',
      [tickpick.connection.connectionId, sale.saleId],
    );
    assert.equal(rows.length, 1);
  });

  it('is the same order when the list showed it before its invoice came', async () => {
    const remoteId = await listing();
    const sale = tickpick.sell({ remoteId: 'not told', quantity: 2 });
    const seen = await readInFull(sale);
    assert.equal(seen?.state, 'reported');
    await holdAndInvoice(sale, remoteId);
    await lookNow(seen?.orderId);
    await comesTo(sale.saleId, 'duplicate');
    assert.equal((await ownedOf(remoteId)).length, 2);
  });

  for (const wraps of [false, true]) {
    it(`is undone when its event is cancelled, though its own word is COMPLETED (list ${wraps ? 'wrapped' : 'bare'})`, async () => {
      const remoteId = await listing();
      const sale = tickpick.sell({ remoteId: 'not told', quantity: 2 });
      const globalId = await holdAndInvoice(sale, remoteId);
      ways.wraps = wraps;
      tickpick.book.cancel(sale);
      await comesTo(globalId, 'cancelled');
      assert.deepEqual(await ownedOf(remoteId), []);
      delete ways.wraps;
    });
  }
});

describe('an order that came by order integration, was cancelled, and stands again', () => {
  it('changes nothing, and a person is told once, however often the list shows it', async () => {
    const remoteId = await listing();
    const { sale, globalId } = await invoicedUnseen(remoteId);
    tickpick.book.cancel(sale);
    const cancelled = await comesTo(globalId, 'cancelled');
    const told = async () => {
      const { rows } = await hub.pool.query<{ kind: string; sentence: string }>(
        'select kind, sentence from alerts where order_id = $1',
        [cancelled?.orderId],
      );
      return rows;
    };
    sale.state = 'confirmed';
    await listIsReadAgain();
    assert.deepEqual(await told(), [], 'a list that was overtaken by the end says the same');
    await hub.pool.query("update orders set confirmed_at = confirmed_at - interval '16 minutes' where order_id = $1", [
      cancelled?.orderId,
    ]);
    await eventually(told, (alerts) => alerts.length > 0);
    await listIsReadAgain();
    const [alert, ...more] = await told();
    assert.deepEqual([alert?.kind, more], ['sale_told_again', []]);
    assert.match(alert?.sentence ?? '', /^TickPick shows its sale .* as confirmed, after it had been cancelled/);
    assert.equal((await tickpick.order(globalId))?.state, 'cancelled');
    assert.deepEqual(await ownedOf(remoteId), []);
  });
});

describe('an order whose hold was told no under the same number', () => {
  it('changes nothing, and a person is told once, however often the list shows it', async () => {
    tickpick.faults.always('list', { kind: 'answer', status: 200, body: [] });
    const sale = tickpick.sell({ remoteId: 'not told', quantity: 2 });
    const hold = { global_id: sale.saleId, remote_id: 'nobody has it', quantity: 2 };
    assert.equal((await callerWith(hub, tickpick.connection)('POST', '/oi/v1/holds', hold)).status, 404);
    tickpick.faults.clear();
    const told = async () => {
      const { rows } = await hub.pool.query<{ kind: string; sentence: string }>(
        'select kind, sentence from alerts join orders using (account_id, order_id) where global_id = $1',
        [sale.saleId],
      );
      return rows;
    };
    await eventually(told, (alerts) => alerts.length > 0);
    await listIsReadAgain();
    const [alert, ...more] = await told();
    assert.deepEqual([alert?.kind, more], ['sale_against_our_no', []]);
    assert.match(alert?.sentence ?? '', /although it asked for these tickets and was told no/);
    assert.equal((await tickpick.order(sale.saleId))?.state, 'declined');
  });
});

describe('an order that nobody asked for', () => {
  it('takes no tickets, waits a quarter of an hour for its invoice, and then is a person’s', async () => {
    const remoteId = await listing();
    const sale = tickpick.sell({ remoteId, quantity: 2 });
    const order = await readInFull(sale);
    assert.equal(order?.state, 'reported');
    assert.deepEqual([order?.unitPrice, order?.total], [null, null], 'nobody knows of how many its price is');
    await lookNow(order?.orderId, '14 minutes');
    await eventually(
      () => storyOf(hub.pool, order),
      (entries) => entries.length >= 2,
    );
    assert.equal((await tickpick.order(sale.saleId))?.state, 'reported');
    await lookNow(order?.orderId, '2 minutes');
    await comesTo(sale.saleId, 'stuck');
    const { rows } = await hub.pool.query('select sentence from alerts where order_id = $1', [order?.orderId]);
    assert.match(rows[0]?.sentence, /never asked for its tickets/);
    assert.match(
      JSON.stringify(await storyOf(hub.pool, order)),
      /"wholesale_price":250/,
      'the price is kept as it came',
    );
    assert.deepEqual(await ownedOf(remoteId), []);
  });

  it('goes on when a person says that it stands: its tickets are found, invoiced, and confirmed by hand', async () => {
    const remoteId = await listing();
    const sale = tickpick.sell({ remoteId: 'not told', quantity: 2 });
    const seen = await readInFull(sale);
    await lookNow(seen?.orderId, '16 minutes');
    const stuck = await comesTo(sale.saleId, 'stuck');
    await actOn(hub, stuck, { do: 'fill', remoteId, by: 'Ada' });
    const order = await comesTo(sale.saleId, 'confirming');
    assert.equal((await ownedOf(remoteId)).length, 2);
    assert.ok(order?.invoiceId);
    await actOn(hub, order, { do: 'note_confirmed', by: 'Ada' });
    await comesTo(sale.saleId, 'confirmed');
    const lines = (await storyOf(hub.pool, order)).flatMap(({ exchanges }) =>
      exchanges.map(({ request }) => request.line),
    );
    assert.ok(lines.includes(`Ada: fill from listing ${remoteId}`), lines.join('; '));
    await eventually(
      () => hub.pool.query('select kind from alerts where order_id = $1 and over_at is null', [order?.orderId]),
      ({ rows }) => rows.length === 0,
    );
  });

  it('begins nothing when it was over before we heard of it', async () => {
    const sale = tickpick.sell({ remoteId: 'not told', quantity: 1 });
    tickpick.book.cancel(sale);
    const other = tickpick.sell({ remoteId: 'not told', quantity: 1 });
    await readInFull(other);
    assert.equal(await tickpick.order(sale.saleId), null);
  });

  it('whose event is in a state that nobody told us of is shown to a person, and is neither sold nor gone', async () => {
    const remoteId = await listing();
    const unclear = { quantity: 2, order_status: 'CONFIRMED', status: 'Postponed' };
    const sale = tickpick.sell({ remoteId, quantity: 2 });
    const row = { ...unclear, order_number: Number(sale.saleId) };
    tickpick.faults.always('list', { kind: 'answer', status: 200, body: [row] });
    tickpick.faults.always('read', { kind: 'answer', status: 200, body: row });
    const order = await comesTo(sale.saleId, 'reported');
    const { rows } = await eventually(
      () => hub.pool.query('select kind from alerts where order_id = $1', [order?.orderId]),
      (seen) => seen.rows.length > 0,
    );
    assert.deepEqual(rows, [{ kind: 'sale_unclear' }]);
    await listIsReadAgain();
    assert.equal((await tickpick.order(sale.saleId))?.state, 'reported');
    assert.deepEqual(await ownedOf(remoteId), []);
    tickpick.faults.clear();
  });
});

describe('a list that cannot be read', () => {
  it('says why, 401 with the allowlist, and is read again', async () => {
    ways.allows = ['192.0.2.1'];
    await troubleComesTo(/401.*allowlist/);
    delete ways.allows;
    await troubleComesTo(null);
  });

  for (const [status, retryAfter, words] of [
    [429, '1', /429: too many calls/],
    [429, null, /429: too many calls/],
    [503, '1', /503: too many calls/],
    [503, null, /503, which says nothing certain/],
  ] as const) {
    it(`says why, ${status} ${retryAfter === null ? 'without' : 'with'} Retry-After, and is read again`, async () => {
      ways.turnsAway = { status, retryAfter };
      await troubleComesTo(words);
      ways.turnsAway = null;
      await troubleComesTo(null);
    });
  }

  it('is read again after every other fault', async () => {
    const faults: WireFault[] = [
      { kind: 'fail_before' },
      { kind: 'cut_before' },
      { kind: 'answer', status: 200, body: { message: 'nothing' } },
    ];
    for (const fault of faults) {
      tickpick.faults.next('list', fault);
      const sale = tickpick.sell({ remoteId: 'not told', quantity: 1, unitPrice: 4_210 });
      const order = await readInFull(sale);
      assert.deepEqual(order?.total, { amount: 4_210, currency: 'USD' }, 'one ticket has one price');
    }
  });
});

describe('a list that is read once in an hour', () => {
  const lists: string[] = [];
  let patient: Selling;
  before(async () => {
    const onCall = (call: string): void => void lists.push(call);
    patient = await startSelling(hub, tickpickOrders(), { onCall, settings: { poll_seconds: 3_600 } });
    await eventually(
      async () => lists.length,
      (times) => times === 1,
    );
  });
  after(() => patient.stop());

  it('is read at once with credentials that were entered, right after others were refused', async () => {
    const { accountId, connectionId } = patient.connection;
    const by = { kind: 'command_line', id: null, name: 'the command line' } as const;
    const enter = (credentials: object): Promise<void> =>
      changeCredentials(
        hub.pool,
        connectionId,
        tickpickMarketplace,
        { credentials, vault: openTestVault() },
        { accountId, by, at: Date.now() },
      );
    await enter({ token: 'somebody-else' });
    await troubleComesTo(/401/, patient);
    await enter(patient.credentials);
    await troubleComesTo(null, patient);
  });

  it('is read again when its credentials were sealed anew during the look', async () => {
    const before = lists.length;
    patient.faults.next('list', { kind: 'slow', ms: 1_500 });
    await makePollDue(hub.pool, { ...patient.connection, at: Date.now() });
    await eventually(
      async () => lists.length,
      (times) => times === before + 1,
    );
    await enterCredentials(hub.pool, patient.connection, patient.credentials);
    await eventually(
      async () => lists.length,
      (times) => times === before + 2,
    );
  });
});

/** The adapter over real HTTP, without a hub: how each way in which a call can end is told. */
describe('the answer to a look', () => {
  const its: TickpickWays = {};
  const outbound = openOutbound('allow');
  let sandbox: SellingMarketplace;
  before(async () => {
    sandbox = await startSaleMarketplace(tickpickOrders(its));
  });
  after(async () => {
    await sandbox.stop();
    await outbound.close();
  });

  const look = async (
    saleId: string,
    token = (sandbox.credentials as { token: string }).token,
    seen: Partial<Order> = {},
  ) => {
    const { api_address } = sandbox.settings as { api_address: string };
    const api = openOrderApi(token, outbound.sendTo(api_address));
    const order = { globalId: saleId, ...seen } as Order;
    const told = await api.read?.({ saleId, order, now: Date.now() }, AbortSignal.timeout(5_000));
    assert.ok(told);
    return told.outcome;
  };

  it('is the order, or that there is none', async () => {
    const { saleId } = sandbox.sell({ remoteId: 'not told', quantity: 1 });
    const found = await look(saleId);
    assert.equal(found.kind === 'done' && found.answer.standing, 'confirmed');
    const none = await look('1');
    assert.equal(none.kind === 'refused' && none.why, 'sale_unknown');
  });

  it('is not that there is none, while one that was listed has not been read: a person is told after a while', async () => {
    assert.equal((await look('1', undefined, { state: 'reported', attempts: 1 })).kind, 'unsure');
    const late = await look('1', undefined, { state: 'reported', attempts: 8 });
    assert.equal(late.kind === 'refused' && late.why, 'bad_request');
    assert.match(late.kind === 'refused' ? late.detail : '', /does not show it \(TickPick knows no such order\)/);
  });

  it('is a refusal that names both causes, when the token is not taken', async () => {
    const refused = await look('1', 'another.token-of-somebody');
    assert.equal(refused.kind === 'refused' && refused.why, 'not_allowed');
    assert.match(refused.kind === 'refused' ? refused.detail : '', /token is not good, or .* allowlist/);
  });

  it('is that nothing was asked, when there were too many calls', async () => {
    const kinds: string[] = [];
    for (const status of [429, 503] as const) {
      for (const retryAfter of ['1', null]) {
        its.turnsAway = { status, retryAfter };
        kinds.push((await look('1')).kind);
      }
    }
    its.turnsAway = null;
    assert.deepEqual(kinds, ['not_sent', 'not_sent', 'not_sent', 'unsure']);
  });

  it('is no answer when it is about another order', async () => {
    const { saleId } = sandbox.sell({ remoteId: 'not told', quantity: 1 });
    const other = { order_number: 5, order_status: 'REJECTED', status: 'Scheduled' };
    sandbox.faults.next('read', { kind: 'answer', status: 200, body: other });
    assert.equal((await look(saleId)).kind, 'unsure');
  });
});

describe('when an order was made', () => {
  const at = (purchase_date: unknown) => readOrder({ order_number: 1, purchase_date })?.seen.facts.soldAt;
  const noon = Date.UTC(2031, 4, 4, 12);
  const hourMs = 3_600_000;

  it('is read with its zone, and without one is the latest that can be meant, wherever the hub stands', () => {
    const zone = process.env.TZ;
    try {
      for (const tz of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
        process.env.TZ = tz;
        for (const text of ['2031-05-04T12:00:00Z', '2031-05-04T08:00:00-04:00', 'Sun, 04 May 2031 12:00:00 GMT']) {
          assert.equal(at(text), noon, `${text} in ${tz}`);
        }
        for (const text of ['2031-05-04T12:00:00', '2031-05-04 12:00:00.000', '05/04/2031 12:00:00 PM']) {
          assert.equal(at(text), noon + 12 * hourMs, `${text} in ${tz}`);
        }
        assert.equal(at('2031-05-04'), noon + 24 * hourMs, tz);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('is not known where it is no time', () => {
    for (const none of [undefined, null, 7, '', 'yesterday', {}]) assert.equal(at(none), null, String(none));
  });
});

describe('what TickPick says', () => {
  const standing = (order_status: unknown, status: unknown) =>
    readOrder({ order_number: 1, order_status, status })?.seen.standing;

  it('is read by the event first, and by the order then', () => {
    const read = (['Scheduled', 'Rescheduled', 'Canceled', 'Postponed', undefined] as const).map((status) =>
      ['CONFIRMED', 'COMPLETED', 'REJECTED', 'PENDING', 'Canceled'].map((word) => standing(word, status)),
    );
    const takesPlace = ['confirmed', 'confirmed', 'rejected', 'unclear', 'unclear'];
    const unknown = ['unclear', 'unclear', 'rejected', 'unclear', 'unclear'];
    assert.deepEqual(read, [takesPlace, takesPlace, Array(5).fill('cancelled'), unknown, unknown]);
  });

  it('is read without a fall, whatever it is', () => {
    const words = fc.constantFrom('CONFIRMED', 'REJECTED', 'Scheduled', 'Canceled', '__proto__', 'toString');
    const row = fc.record(
      {
        order_number: fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom('..', 'a/b', '7', 2 ** 53)),
        order_status: fc.oneof(fc.jsonValue(), words),
        status: fc.oneof(fc.jsonValue(), words),
        quantity: fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(1)),
        wholesale_price: fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom('1.005', '1e9', '-1', '')),
      },
      { requiredKeys: [] },
    );
    const sure = new Set(['CONFIRMED', 'COMPLETED']);
    fc.assert(
      fc.property(fc.array(fc.oneof(row, fc.jsonValue())), fc.jsonValue(), (rows, anything) => {
        readOrders(anything);
        assert.deepEqual(readOrders({ orders: rows }), readOrders(rows));
        for (const one of rows) {
          const read = readOrder(one);
          if (read === null) continue;
          const { status, order_status } = one as Record<string, unknown>;
          assert.match(read.saleId, /^[0-9A-Za-z_-]{1,64}$/);
          if (read.seen.standing === 'confirmed') assert.ok(sure.has(order_status as string) && status === 'Scheduled');
          if (read.seen.standing === 'cancelled') assert.equal(status, 'Canceled');
          if (read.seen.standing === 'rejected') assert.equal(order_status, 'REJECTED');
          const { total } = read.seen.facts;
          assert.ok(total === null || (Number.isSafeInteger(total.amount) && total.amount >= 0));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Last, so that everything above has left its record. */
describe('TickPick, when all is done', () => {
  it('was only ever looked at', () => {
    assert.deepEqual([...new Set(callsMade)].sort(), ['list', 'read']);
  });

  it('has left its token in no row', async () => {
    const { token } = tickpick.credentials as { token: string };
    const { rows } = await hub.pool.query('select from journal where exchanges::text like $1', ['%/details%']);
    assert.ok(rows.length > 0, 'it was used');
    assert.deepEqual(await tablesThatTell(hub.pool, [token, token.slice(4)]), []);
  });
});
