// Our own notice and callback, by which marketplaces deal whose wire is not public: from a signed notice to a signed
// confirmation or rejection, by call or by hand; and that only who knows the secret, or our key, is listened to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { listStandingAlerts, noteAlertDone } from '../../src/db/alerts.ts';
import { readOwnNotice } from '../../src/marketplaces/own-notice.ts';
import { isSignedBy, signed } from '../../src/marketplaces/standard-webhooks.ts';
import { axsSales } from '../../src/sandbox/axs/axs.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import { sandboxSigningSecret, signedHeaders } from '../../src/sandbox/instant-notification/signed-messages.ts';
import { startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { blocksOf } from '../docs/markdown.ts';
import {
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  ownersOf,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { actOn, type Selling, startSelling, storyOf } from '../support/selling.ts';
import { effectsOn } from './desk.ts';

let hub: TestHub;
let axs: Selling;
/** The marketplace's own time. */
let now = Date.now();
/** The ids of our callbacks, by what they were about. */
const callbackIds: string[] = [];

before(async () => {
  hub = await startTestHub();
  const { understand } = axsSales;
  const listening: typeof axsSales = {
    ...axsSales,
    understand: (asked, ...rest) => {
      callbackIds.push(String(asked.headers['webhook-id']));
      return understand(asked, ...rest);
    },
  };
  axs = await startSelling(hub, listening, { clock: () => now });
});
after(async () => {
  await axs.stop();
  await hub.close();
});

const listing = (seats: readonly string[] = ['1', '2', '3', '4'], on = axs): Promise<string> =>
  makeListing(hub.pool, on.connection.accountId, { seats });
const comesTo = (sale: Pick<Sale, 'saleId'>, state: string, on = axs) =>
  eventually(
    () => on.order(sale.saleId),
    (order) => order?.state === state,
  );
const ownedOf = async (remoteId: string, on = axs): Promise<number> =>
  (await ownersOf(hub.pool, on.connection.accountId, remoteId)).filter((owner) => owner !== null).length;
const alertsOf = async (sale: Sale, on = axs): Promise<string[]> => {
  const order = await on.order(sale.saleId);
  const { rows } = await hub.pool.query<{ kind: string }>('select kind from alerts where order_id = $1 order by kind', [
    order?.orderId,
  ]);
  return rows.map(({ kind }) => kind);
};
const tell = async (sale: Sale, news: 'sold' | 'cancelled', on = axs): Promise<void> => {
  const notice = on.noticeOf(sale, news);
  assert.ok(notice);
  assert.equal((await on.notifier().sendOnce(notice))?.status, 202);
};
const reserve = (remoteId: string, quantity = 2): Sale => {
  const sale = axs.sell({ remoteId, quantity });
  sale.isProvisional = true;
  return sale;
};
const address = (on = axs): string => `/ion/v1/${on.connection.connectionId}/notifications`;
const post = (text: string, headers: Record<string, string> = {}) => hub.call('POST', address(), text, headers);

describe('a sale that is announced', () => {
  it('is invoiced, and confirmed with its seats', async () => {
    const sale = axs.sell({ remoteId: await listing(['5', '6', '7']), quantity: 2 });
    await tell(sale, 'sold');
    const order = await comesTo(sale, 'confirmed');
    assert.deepEqual(order?.seats, ['5', '6']);
    assert.deepEqual(order?.total, { amount: 25_000, currency: 'USD' });
    assert.deepEqual(order?.buyer, { name: 'Robin Vale' });
    assert.equal(order?.confirmBy, sale.confirmBy);
    assert.ok(order?.invoiceId);
    assert.deepEqual(
      sale.heard.map(({ said, seats, effect }) => ({ said, seats, effect })),
      [{ said: 'confirm', seats: ['5', '6'], effect: 'changed' }],
    );
    const { exchanges } = (await storyOf(hub.pool, order)).findLast((entry) => entry.exchanges.length > 0) ?? {};
    assert.deepEqual(exchanges?.at(-1)?.request.body, {
      type: 'sale.confirmed',
      data: {
        sale_id: sale.saleId,
        seats: [
          { section: '112', row: 'C', seat: '5' },
          { section: '112', row: 'C', seat: '6' },
        ],
      },
    });
  });

  it('without tickets is unfilled, and a person’s rejection reaches the marketplace', async () => {
    const sale = axs.sell({ remoteId: await listing(['1']), quantity: 2 });
    await tell(sale, 'sold');
    const order = await comesTo(sale, 'unfilled');
    assert.deepEqual(await alertsOf(sale), ['unfilled']);
    await actOn(hub, order, { do: 'reject', reason: 'The tickets are gone', by: 'a test' });
    await comesTo(sale, 'rejected');
    assert.deepEqual(
      sale.heard.map(({ said, reason }) => [said, reason]),
      [['reject', 'The tickets are gone']],
    );
  });

  it('is taken whatever stands beside what is published, and kept even where it cannot be stored as it came', async () => {
    const remoteId = await listing();
    for (const [name, odd] of [
      ['odd-1', { buyer: { name: 'R\u0000bin' } }],
      ['odd-2', { buyer: { name: '\ud800' } }],
      ['odd-3', { buyer: { deep: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) } }],
      ['odd-4', { confirm_by: '9999-12-31T23:59:59-05:00' }],
    ] as const) {
      const data = { sale_id: name, remote_id: remoteId, quantity: 1, ...odd, more: 1 };
      const text = JSON.stringify({ type: 'sale.created', data });
      assert.equal((await post(text, signedHeaders(name, text))).status, 202, name);
      assert.ok(await axs.order(name), name);
    }
  });
});

describe('a sale that is cancelled', () => {
  it('before our word arrives is undone by the answer to it', async () => {
    const remoteId = await listing();
    const sale = axs.sell({ remoteId, quantity: 2 });
    axs.book.cancel(sale);
    await tell(sale, 'sold');
    await comesTo(sale, 'cancelled');
    assert.deepEqual(
      sale.heard.map(({ effect }) => effect),
      ['refused'],
    );
    assert.equal(await ownedOf(remoteId), 0);
  });

  it('in a notice that overtakes its announcement stays cancelled', async () => {
    const remoteId = await listing();
    const sale = axs.sell({ remoteId, quantity: 2 });
    axs.book.cancel(sale);
    await tell(sale, 'cancelled');
    await tell(sale, 'sold');
    assert.equal((await axs.order(sale.saleId))?.state, 'cancelled');
    assert.equal(await ownedOf(remoteId), 0);
    assert.equal(sale.heard.length, 0);
  });

  it('because its deadline has passed is undone, and the fine is on the marketplace’s book', async () => {
    const remoteId = await listing();
    const sale = axs.sell({ remoteId, quantity: 2 });
    axs.faults.always('confirm', { kind: 'fail_before' });
    await tell(sale, 'sold');
    await comesTo(sale, 'confirming');
    now += 15 * 60_000;
    axs.passDeadlines();
    await comesTo(sale, 'cancelled');
    axs.faults.clear();
    assert.deepEqual([sale.state, sale.isFined], ['cancelled', true]);
    assert.equal(await ownedOf(remoteId), 0);
  });
});

describe('tickets that are asked for before there is a sale', () => {
  it('are set aside, and become the sale', async () => {
    const remoteId = await listing();
    const sale = reserve(remoteId);
    await tell(sale, 'sold');
    const held = await comesTo(sale, 'held');
    assert.deepEqual([held?.binding, await ownedOf(remoteId)], [false, 2]);
    assert.equal((held?.expiresAt ?? 0) - (held?.heldAt ?? 0), 900_000);
    axs.book.complete(sale);
    await tell(sale, 'sold');
    const order = await comesTo(sale, 'confirmed');
    assert.deepEqual(order?.seats, held?.seats);
    assert.equal(await ownedOf(remoteId), 2);
  });

  it('are let go when they are not wanted, in whatever order the notices come', async () => {
    const remoteId = await listing();
    const sale = reserve(remoteId);
    await tell(sale, 'sold');
    await comesTo(sale, 'held');
    await tell(sale, 'cancelled');
    await comesTo(sale, 'released');
    const other = reserve(remoteId);
    await tell(other, 'cancelled');
    await tell(other, 'sold');
    assert.equal((await axs.order(other.saleId))?.state, 'released');
    assert.equal(await ownedOf(remoteId), 0);
  });

  it('stay with the sale when the word to let them go comes late', async () => {
    const remoteId = await listing();
    const sale = reserve(remoteId);
    await tell(sale, 'sold');
    const released = axs.noticeOf(sale, 'cancelled');
    assert.ok(released);
    axs.book.complete(sale);
    await tell(sale, 'sold');
    await comesTo(sale, 'confirmed');
    assert.equal((await axs.notifier().sendOnce(released))?.status, 202);
    assert.equal((await axs.order(sale.saleId))?.state, 'confirmed');
    assert.equal(await ownedOf(remoteId), 2);
  });

  it('become the sale also when it is told while a slow POS is still asked to hold them', async () => {
    const pos = await startSandboxPos({ key: 'bridge-secret' });
    try {
      const { accountId } = axs.connection;
      await connectBridge(hub.pool, accountId, pos.url);
      const remoteId = await makeListing(hub.pool, accountId, { seats: ['1', '2'], pos: 'bridge' });
      pos.addListing({ remoteId, seats: ['1', '2'] });
      pos.faults.next('hold', { kind: 'slow', ms: 400 });
      const sale = reserve(remoteId);
      await tell(sale, 'sold');
      assert.equal((await axs.order(sale.saleId))?.state, 'holding');
      axs.book.complete(sale);
      await tell(sale, 'sold');
      const order = await comesTo(sale, 'confirmed');
      assert.ok(order?.invoiceId);
      assert.deepEqual(
        pos.book().map(({ state }) => state),
        ['sold'],
      );
    } finally {
      await pos.stop();
    }
  });
});

describe('a confirmation that goes wrong on the way', () => {
  const faults: WireFault[] = [
    { kind: 'fail_before' },
    { kind: 'fail_after' },
    { kind: 'cut_before' },
    { kind: 'cut_after' },
    { kind: 'answer', status: 429, body: { code: 'rate_limited' } },
    { kind: 'answer', status: 401, body: { code: 'unauthenticated' } },
    { kind: 'answer', status: 400, body: { anything: 'else' } },
    { kind: 'answer', status: 409, body: 'a page' },
    { kind: 'answer', status: 404, body: {} },
    { kind: 'answer', status: 302, body: {} },
  ];
  for (const fault of faults) {
    const name = fault.kind === 'answer' ? `${fault.status}` : fault.kind.replace('_', ' ');
    it(`(${name}) is taken exactly once, and has the same id every time`, async () => {
      const sale = axs.sell({ remoteId: await listing(['1', '2']), quantity: 2 });
      axs.faults.next('confirm', fault);
      await tell(sale, 'sold');
      const order = await comesTo(sale, 'confirmed');
      // It cannot be asked what it heard: a word whose answer was lost is said again, and is taken as said.
      const isHeardTwice = fault.kind === 'fail_after' || fault.kind === 'cut_after';
      assert.deepEqual(effectsOn(sale), ['confirm changed', ...(isHeardTwice ? ['confirm again'] : [])]);
      const ids = callbackIds.filter((id) => id.startsWith(`${order?.orderId}`));
      assert.deepEqual(ids, [`${order?.orderId}.confirmed`, `${order?.orderId}.confirmed`]);
    });
  }
});

describe('the door for notices', () => {
  const newSale = async (): Promise<{ sale: Sale; text: string; headers: Record<string, string> }> => {
    const sale = axs.sell({ remoteId: await listing(), quantity: 1 });
    const { text = '', headers = {} } = axs.noticeOf(sale, 'sold') ?? {};
    return { sale, text, headers };
  };

  it('opens to a signature, or to our key', async () => {
    const { sale, text, headers } = await newSale();
    assert.equal((await post(text, { authorization: `Bearer ${axs.connection.apiKey}` })).status, 202);
    await comesTo(sale, 'confirmed');
    const other = await newSale();
    const rotated = `v1,${Buffer.alloc(32).toString('base64')} v1a,unknown ${other.headers['webhook-signature']}`;
    assert.equal((await post(other.text, { ...other.headers, 'webhook-signature': rotated })).status, 202);
    await comesTo(other.sale, 'confirmed');
    assert.ok(headers['webhook-id']);
  });

  it('is closed to everybody else', async () => {
    const { sale, text, headers } = await newSale();
    const seconds = Math.floor(Date.now() / 1_000);
    const otherSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { 'webhook-id': _id, ...nameless } = headers;
    const strangers: Record<string, Record<string, string>> = {
      'nothing at all': {},
      'no id': nameless,
      'an empty signature': { ...headers, 'webhook-signature': '' },
      'the signature of another message': signedHeaders('other', 'another text'),
      'another id': { ...headers, 'webhook-id': 'other' },
      'another secret': signed(otherSecret, 'id', text, Date.now()),
      'another version': { ...headers, 'webhook-signature': `${headers['webhook-signature']}`.replace('v1,', 'v2,') },
      'what is too old': signedHeaders('id', text, seconds - 301),
      'what is yet to come': signedHeaders('id', text, seconds + 310),
      'no time': { ...headers, 'webhook-timestamp': 'now' },
    };
    for (const [what, sent] of Object.entries(strangers)) assert.equal((await post(text, sent)).status, 401, what);
    assert.equal((await post(`${text} `, headers)).status, 401, 'a byte more');
    const { apiKey } = await makeConnection(hub.pool, { marketplace: 'axs' });
    assert.equal((await post(text, { ...headers, authorization: `Bearer ${apiKey}` })).status, 403, 'another’s key');
    assert.equal(await axs.order(sale.saleId), null);
  });

  it('tells what is wrong with a notice, and keeps it', async () => {
    const details = { sale_id: 'S-1', remote_id: 'L-1', quantity: 1 };
    const wrong: [unknown, RegExp][] = [
      ['no object', /type must be one of sale\.created, sale\.cancelled/],
      [{ type: 'sale.create', data: details }, /type must be one of/],
      [{ type: 'toString', data: details }, /type must be one of/],
      [{ type: 'sale.created' }, /data must be object/],
      [{ type: 'sale.created', data: { ...details, quantity: '2' } }, /data\.quantity must be integer/],
      [{ type: 'sale.created', data: { ...details, total: { amount: 1.5, currency: 'USD' } } }, /data\.total\.amount/],
      [{ type: 'sale.created', data: { ...details, confirm_by: 'soon' } }, /data\.confirm_by/],
      [{ type: 'sale.created', data: { ...details, sale_id: 'a\u0000b' } }, /data\.sale_id/],
      [{ type: 'hold.requested', data: { sale_id: 'S-1' } }, /data must have required properties remote_id/],
      [{ type: 'sale.cancelled', data: {} }, /data must have required properties sale_id/],
    ];
    for (const [body, why] of wrong) {
      const text = JSON.stringify(body);
      const { status, body: told } = await post(text, signedHeaders('wrong', text));
      assert.equal(status, 400, text);
      assert.match(String(told.detail), why);
    }
    const { rows } = await hub.pool.query('select from stray_exchanges where connection_id = $1', [
      axs.connection.connectionId,
    ]);
    assert.ok(rows.length >= wrong.length);
  });

  it('has a person told of a notice that cannot be read, once, until one comes that can', async () => {
    const selling = await startSelling(hub, axsSales);
    try {
      const { accountId, connectionId } = selling.connection;
      const standing = async (): Promise<{ alertId: string; kind: string; sentence: string }[]> =>
        (await listStandingAlerts(hub.pool, accountId, 10)).alerts;
      const send = async (text: string, headers: Record<string, string>): Promise<number> =>
        (await hub.call('POST', address(selling), text, headers)).status;
      const wrong = JSON.stringify({ type: 'sale.create', data: { sale_id: 'S-1' } });
      assert.equal(await send(wrong, {}), 401);
      assert.deepEqual(await standing(), [], 'a stranger raises none');
      for (let time = 0; time < 2; time++) assert.equal(await send(wrong, signedHeaders(`wrong-${time}`, wrong)), 400);
      const [alert, ...more] = await standing();
      assert.deepEqual([alert?.kind, more], ['notice_unreadable', []]);
      assert.match(alert?.sentence ?? '', /^AXS sent a notice that cannot be read \(type must be one of sale\.created/);
      const noted = async () =>
        (await hub.pool.query('select noticed_at from connections where connection_id = $1', [connectionId])).rows;
      assert.deepEqual(await noted(), [{ noticed_at: null }], 'nothing was heard by it');
      await noteAlertDone(hub.pool, accountId, { alertId: alert?.alertId ?? '', by: 'a test', at: Date.now() });
      assert.equal(await send(wrong, signedHeaders('wrong-again', wrong)), 400);
      const [anew] = await standing();
      assert.ok(anew && anew.alertId !== alert?.alertId, 'the next one may be another sale');
      await noteAlertDone(hub.pool, accountId, { alertId: anew.alertId, by: 'a test', at: Date.now() });
      await tell(selling.sell({ remoteId: await listing(['1', '2'], selling), quantity: 2 }), 'sold', selling);
      await eventually(
        () => hub.pool.query('select from alerts where connection_id = $1 and over_at is null', [connectionId]),
        ({ rowCount }) => rowCount === 0,
      );
    } finally {
      await selling.stop();
    }
  });
});

describe('a marketplace that no call can reach', () => {
  let mute: Selling;
  before(async () => {
    mute = await startSelling(hub, axsSales, { settings: { callback_address: null } });
  });
  after(() => mute.stop());

  it('is confirmed by hand, and the person is told', async () => {
    const remoteId = await listing(['1', '2'], mute);
    const sale = mute.sell({ remoteId, quantity: 2 });
    await tell(sale, 'sold', mute);
    const order = await comesTo(sale, 'confirming', mute);
    assert.ok(order?.invoiceId);
    assert.deepEqual(await alertsOf(sale, mute), ['confirm_by_hand']);
    await actOn(hub, order, { do: 'note_confirmed', by: 'a test' });
    await comesTo(sale, 'confirmed', mute);
    assert.equal(sale.heard.length, 0);
  });

  it('is rejected by hand, and the person is told', async () => {
    const sale = mute.sell({ remoteId: await listing(['1'], mute), quantity: 2 });
    await tell(sale, 'sold', mute);
    const order = await comesTo(sale, 'unfilled', mute);
    await actOn(hub, order, { do: 'reject', reason: 'gone', by: 'a test' });
    const rejecting = await comesTo(sale, 'rejecting', mute);
    assert.deepEqual(await alertsOf(sale, mute), ['reject_by_hand', 'unfilled']);
    await actOn(hub, rejecting, { do: 'note_rejected', by: 'a test' });
    await comesTo(sale, 'rejected', mute);
    assert.equal(sale.heard.length, 0);
  });

  it('and that waits for no confirmation has its sales confirmed with the invoice', async () => {
    const final = await startSelling(hub, axsSales, { settings: { callback_address: null, confirm_needed: false } });
    try {
      const sale = final.sell({ remoteId: await listing(['1', '2'], final), quantity: 2 });
      await tell(sale, 'sold', final);
      const order = await comesTo(sale, 'confirmed', final);
      assert.ok(order?.invoiceId);
      assert.deepEqual([await alertsOf(sale, final), sale.heard], [[], []]);
    } finally {
      await final.stop();
    }
  });
});

describe('signatures', () => {
  it('are those of the specification’s own example', () => {
    // From the test vectors of github.com/standard-webhooks/standard-webhooks.
    const text = '{"test": 2432232314}';
    const example = ['whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_');
    const headers = signed(example, 'msg_p5jXN8AQM9LWM0D4loKWxJek', text, 1_614_265_330_000);
    assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('are judged without falling over, and only the right one is good', () => {
    const anything = fc.record({
      'webhook-id': fc.string(),
      'webhook-timestamp': fc.oneof(fc.string(), fc.integer().map(String)),
      'webhook-signature': fc.oneof(
        fc.string(),
        fc.base64String().map((text) => `v1,${text}`),
      ),
    });
    fc.assert(
      fc.property(anything, fc.string({ unit: 'binary' }), (headers, text) => {
        assert.equal(isSignedBy(sandboxSigningSecret, { headers, text }, Date.now()), false);
        assert.equal(isSignedBy(sandboxSigningSecret, { headers: signedHeaders('x', text), text }, Date.now()), true);
      }),
    );
  });
});

describe('a notice, read', () => {
  it('is not spoilt by what it leaves out, nor by null in its place', () => {
    const details = { sale_id: 'S-1', remote_id: 'TG-1', quantity: 2 };
    const read = (data: object) => readOwnNotice({ headers: {}, text: JSON.stringify({ type: 'sale.created', data }) });
    const bare = read(details);
    assert.equal(bare.kind, 'read');
    assert.deepEqual(read({ ...details, total: null, confirm_by: null, buyer: null }), bare);
    assert.equal(read({ ...details, quantity: null }).kind, 'malformed');
  });

  it('is what it says, or malformed, and never a reason to fall over', () => {
    const type = fc.constantFrom('sale.created', 'sale.cancelled', 'hold.requested', 'hold.released', '__proto__');
    const details = fc.record(
      { sale_id: fc.anything(), remote_id: fc.anything(), quantity: fc.anything(), buyer: fc.anything() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(type, fc.oneof(details, fc.anything()), (word, data) => {
        let text: string;
        try {
          text = JSON.stringify({ type: word, data });
        } catch {
          return;
        }
        const read = readOwnNotice({ headers: {}, text });
        if (read.kind === 'malformed') return;
        const [sighting] = read.sightings;
        assert.ok(sighting?.seen && sighting.saleId.length > 0 && sighting.saleId.length <= 128);
      }),
    );
  });
});

describe('docs/own-notice.md', () => {
  const page = readFileSync(new URL('../../docs/own-notice.md', import.meta.url), 'utf8');
  const examples = blocksOf(page).flatMap(({ language, text }) => (language === 'json' ? [JSON.parse(text)] : []));

  it('shows notices that are read as it says', () => {
    const [created, cancelled] = examples.slice(0, 2).map((example) => {
      const read = readOwnNotice({ headers: {}, text: JSON.stringify(example) });
      return read.kind === 'read' ? read.sightings[0] : null;
    });
    assert.deepEqual(created?.seen, {
      standing: 'unconfirmed',
      facts: {
        remoteId: 'TG-8841',
        quantity: 2,
        unitPrice: null,
        total: { amount: 25_000, currency: 'USD' },
        buyer: { name: 'Robin Vale' },
        confirmBy: Date.UTC(2031, 4, 4, 12),
        numbers: [],
      },
    });
    assert.deepEqual([cancelled?.saleId, cancelled?.seen?.standing], ['S-20419', 'cancelled']);
  });

  it('shows callbacks as they are sent', async () => {
    const sale = axs.sell({ remoteId: await listing(['5', '6']), quantity: 2 });
    await tell(sale, 'sold');
    const gone = axs.sell({ remoteId: sale.remoteId, quantity: 2 });
    await comesTo(sale, 'confirmed');
    await tell(gone, 'sold');
    await actOn(hub, await comesTo(gone, 'unfilled'), { do: 'reject', reason: 'The tickets are gone', by: 'a test' });
    const sent = [await comesTo(sale, 'confirmed'), await comesTo(gone, 'rejected')].map(async (order) => {
      const exchanges = (await storyOf(hub.pool, order)).flatMap((entry) => entry.exchanges);
      const body = exchanges.findLast(({ direction }) => direction === 'out')?.request.body;
      return JSON.parse(JSON.stringify(body).replaceAll(order?.globalId ?? '', 'S-20419'));
    });
    assert.deepEqual(await Promise.all(sent), examples.slice(2));
  });
});

describe('the secret', () => {
  it('stands in no table', async () => {
    assert.deepEqual(await tablesThatTell(hub.pool, [sandboxSigningSecret, sandboxSigningSecret.slice(6)]), []);
  });
});
