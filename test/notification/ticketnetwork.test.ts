// TicketNetwork's ticket requests beside Mercury: found in the inventory, hinted at by webhooks, and confirmed or rejected by
// a person there, for no call that does it is public.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { pass, placeIn } from '../../src/marketplaces/ticketnetwork/inventory-passes.ts';
import { nextAccessIn } from '../../src/marketplaces/ticketnetwork/throttle.ts';
import { type Reading, readGroups, requestsInGroup } from '../../src/marketplaces/ticketnetwork/ticket-requests.ts';
import { readWebhook } from '../../src/marketplaces/ticketnetwork/webhook.ts';
import type { WireFault } from '../../src/sandbox/faults.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import {
  type TicketnetworkSandbox,
  type TicketnetworkWays,
  ticketnetworkRequests,
} from '../../src/sandbox/ticketnetwork/ticketnetwork.ts';
import { tablesThatTell } from '../conformance/secrets.ts';
import { eventually, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';
import { actOn, enterCredentials, type Selling, startSelling } from '../support/selling.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

type Network = Selling & { sandbox: TicketnetworkSandbox };
type Choice = { ways?: Partial<TicketnetworkWays>; settings?: object };

async function withNetwork(choice: Choice, test: (network: Network) => Promise<void>, on = hub): Promise<void> {
  const sandbox = ticketnetworkRequests(choice.ways);
  const settings = { vanished_means_cancelled: false, ...choice.settings };
  const selling = await startSelling(on, sandbox, { settings });
  try {
    await test({ ...selling, sandbox });
  } finally {
    await selling.stop();
  }
}

const sellAt = async (network: Network, seats: readonly string[] = ['1', '2', '3', '4']): Promise<Sale> =>
  network.sell({ remoteId: await makeListing(hub.pool, network.connection.accountId, { seats }), quantity: 2 });
const comesTo = (network: Network, sale: Sale, state: string) =>
  eventually(
    () => network.order(sale.saleId),
    (order) => order?.state === state,
  );
const ownedOf = async (network: Network, { remoteId }: Sale): Promise<number> =>
  (await ownersOf(hub.pool, network.connection.accountId, remoteId)).filter((owner) => owner !== null).length;
const alertsComeTo = async (network: Network, sale: Sale, kinds: readonly string[]): Promise<void> => {
  const order = await network.order(sale.saleId);
  await eventually(
    async () => {
      const { rows } = await hub.pool.query<{ kind: string }>('select kind from alerts where order_id = $1', [
        order?.orderId,
      ]);
      return rows.map(({ kind }) => kind).toSorted();
    },
    (seen) => seen.join() === kinds.join(),
  );
};
type Poll = { cursor: { known: unknown[] | null } | null; trouble: string | null; readAt: number | null };
const pollOf = async ({ connection }: Network): Promise<Poll | null> => {
  const { rows } = await hub.pool.query<Poll>(
    'select cursor, trouble, read_at as "readAt" from polls where connection_id = $1',
    [connection.connectionId],
  );
  return rows[0] ?? null;
};
/** A whole look that begins after this. */
const hasLooked = async (network: Network, looks = 2): Promise<void> => {
  for (let look = 0; look < looks; look++) {
    const before = (await pollOf(network))?.readAt ?? 0;
    await eventually(
      () => pollOf(network),
      (poll) => (poll?.readAt ?? 0) > before,
    );
  }
};
const address = ({ connection }: Network, key: string | null = connection.apiKey): string =>
  `/ion/v1/${connection.connectionId}/notifications${key === null ? '' : `?key=${key}`}`;

describe('a TicketNetwork that is asked too often', () => {
  it('is left alone until the time that it names, and asked again then', () =>
    withNetwork({}, async (network) => {
      await hasLooked(network);
      const { calls } = network.sandbox;
      const before = calls.length;
      network.faults.next('any', { kind: 'too_many_calls', waitSeconds: 2 });
      const sale = await sellAt(network);
      await comesTo(network, sale, 'confirming');
      const [first = 0, ...later] = calls.slice(before);
      const until = first + 2_000;
      // A second call may have been on its way with the first.
      assert.ok(
        later.every((at) => at >= until || at < first + 500),
        `${later.map((at) => at - until)} ms from then`,
      );
    }));

  it('names it in a form of its own, and whatever else is no time', () => {
    assert.equal(nextAccessIn({ nextAccessTime: '2025-Mar-26 17:16:00+0000 UTC' }), Date.UTC(2025, 2, 26, 17, 16));
    assert.equal(nextAccessIn({ nextAccessTime: '2025-Mar-26 17:16:00-0400' }), Date.UTC(2025, 2, 26, 21, 16));
    for (const nextAccessTime of [null, 7, '', 'soon', '2025-Xyz-26 17:16:00+0000 UTC', '2025-03-26 17:16:00+0000']) {
      assert.equal(nextAccessIn({ nextAccessTime }), null, String(nextAccessTime));
    }
    fc.assert(fc.property(fc.jsonValue(), (body) => assert.ok(nextAccessIn(body) !== undefined)));
  });
});

describe('a ticket request', { concurrency: true }, () => {
  it('is found in the inventory and invoiced, and a person confirms it there', () =>
    withNetwork({}, async (network) => {
      const sale = await sellAt(network);
      const order = await comesTo(network, sale, 'confirming');
      assert.ok(order?.invoiceId);
      assert.deepEqual([order?.remoteId, order?.quantity, order?.total], [sale.remoteId, 2, null]);
      await alertsComeTo(network, sale, ['confirm_by_hand']);
      network.book.confirm(sale);
      await hasLooked(network);
      assert.equal((await network.order(sale.saleId))?.state, 'confirming', 'what sold means is not public');
      await actOn(hub, order, { do: 'note_confirmed', by: 'a test' });
      await comesTo(network, sale, 'confirmed');
    }));

  it('is seen to be confirmed, where sold means that', () =>
    withNetwork({ settings: { sold_means_confirmed: true } }, async (network) => {
      const sale = await sellAt(network);
      await comesTo(network, sale, 'confirming');
      network.book.confirm(sale);
      await comesTo(network, sale, 'confirmed');
    }));

  it('that is sold before anybody has seen it on hold is one all the same', () =>
    withNetwork({}, async (network) => {
      await hasLooked(network);
      const sale = await sellAt(network);
      network.book.confirm(sale);
      await comesTo(network, sale, 'confirming');
    }));

  it('takes the seats that its tickets show, and any where a broker says so', async () => {
    for (const [take_named_seats, expected] of [
      [true, ['4', '2']],
      [false, ['1', '2']],
    ] as const) {
      await withNetwork({ settings: { take_named_seats } }, async (network) => {
        const { accountId } = network.connection;
        const remoteId = await makeListing(hub.pool, accountId, { seats: ['1', '2', '3', '4'] });
        const sale = network.sell({ remoteId, quantity: 2, seats: ['4', '2'] });
        assert.deepEqual((await comesTo(network, sale, 'confirming'))?.seats, expected);
      });
    }
  });

  it('without tickets is unfilled, and a person rejects it there', () =>
    withNetwork({}, async (network) => {
      const sale = await sellAt(network, ['1']);
      const order = await comesTo(network, sale, 'unfilled');
      await actOn(hub, order, { do: 'reject', reason: 'gone', by: 'a test' });
      await comesTo(network, sale, 'rejecting');
      await alertsComeTo(network, sale, ['reject_by_hand', 'unfilled']);
      network.book.reject(sale, null);
      await actOn(hub, order, { do: 'note_rejected', by: 'a test' });
      await comesTo(network, sale, 'rejected');
    }));

  it('is found on any page, and by another number of its listing where that is set', async () => {
    await withNetwork({ ways: { mostPerPage: 2 } }, async (network) => {
      const sales = await Promise.all(Array.from({ length: 7 }, () => sellAt(network)));
      for (const sale of sales) await comesTo(network, sale, 'confirming');
    });
    await withNetwork({ settings: { listing_id: 'ticketGroupId' } }, async (network) => {
      await makeListing(hub.pool, network.connection.accountId, { remoteId: '-1', seats: ['1', '2'] });
      const sale = network.sell({ remoteId: 'its own', quantity: 2 });
      assert.equal((await comesTo(network, sale, 'confirming'))?.remoteId, '-1');
    });
  });
});

describe('what was there before the broker came', () => {
  it('is history when it was sold, and a sale when it is on hold', async () => {
    const sandbox = ticketnetworkRequests();
    const selling = await startSelling(hub, sandbox, { settings: { poll_seconds: 3_600 } });
    const network = { ...selling, sandbox };
    try {
      const [old, open] = [await sellAt(network), await sellAt(network)];
      network.book.confirm(old);
      // Its first look, whatever it has seen so far, was into an inventory without them.
      await hasLooked(network, 1);
      await hub.pool.query(`update polls set cursor = null, due_at = now() where connection_id = $1`, [
        network.connection.connectionId,
      ]);
      await comesTo(network, open, 'confirming');
      assert.equal(await network.order(old.saleId), null);
      network.book.cancel(old);
      await hub.pool.query('update polls set due_at = now() where connection_id = $1', [
        network.connection.connectionId,
      ]);
      await hasLooked(network, 1);
      assert.equal(await network.order(old.saleId), null, 'and nobody is asked what became of it');
    } finally {
      await network.stop();
    }
  });
});

describe('a ticket request that vanishes', { concurrency: true }, () => {
  it('from its ticket group is a person’s to look at, and nothing is undone', () =>
    withNetwork({}, async (network) => {
      const sale = await sellAt(network);
      await comesTo(network, sale, 'confirming');
      await hasLooked(network, 1);
      network.book.cancel(sale);
      await alertsComeTo(network, sale, ['confirm_by_hand', 'sale_unclear']);
      assert.equal(await ownedOf(network, sale), 2);
    }));

  it('is undone where that is set, whether or not it was confirmed', () =>
    withNetwork({ settings: { vanished_means_cancelled: true, sold_means_confirmed: true } }, async (network) => {
      await hasLooked(network, 1);
      const [open, confirmed] = [await sellAt(network), await sellAt(network)];
      network.book.confirm(confirmed);
      await comesTo(network, open, 'confirming');
      await comesTo(network, confirmed, 'confirming');
      await hasLooked(network, 1);
      network.book.cancel(open);
      network.book.cancel(confirmed);
      await comesTo(network, open, 'cancelled');
      await comesTo(network, confirmed, 'cancelled');
      assert.deepEqual([await ownedOf(network, open), await ownedOf(network, confirmed)], [0, 0]);
    }));

  it('with its whole ticket group is nothing to anybody: the event is over', () =>
    withNetwork({ settings: { vanished_means_cancelled: true } }, async (network) => {
      const sale = await sellAt(network);
      await comesTo(network, sale, 'confirming');
      await hasLooked(network, 1);
      network.sandbox.forgotten.add(sale.remoteId);
      await hasLooked(network, 3);
      assert.equal((await network.order(sale.saleId))?.state, 'confirming');
      assert.deepEqual((await pollOf(network))?.cursor?.known, []);
    }));
});

describe('a webhook', { concurrency: true }, () => {
  const unlisted = { poll_seconds: 3_600 };

  for (const [casing, signs] of [
    ['Pascal', true],
    ['camel', false],
  ] as const) {
    it(`that names the request (${casing}${signs ? ', signed' : ''}) has it read at once`, () =>
      withNetwork(
        { ways: { casing, signs, namesRequestAs: 'ticketRequestId' }, settings: unlisted },
        async (network) => {
          await hasLooked(network, 1);
          const sale = await sellAt(network);
          network.announce(sale, 'sold');
          await comesTo(network, sale, 'confirming');
          network.announce(sale, 'sold');
          network.book.cancel(sale);
          network.announce(sale, 'cancelled');
          await alertsComeTo(network, sale, ['confirm_by_hand', 'sale_unclear']);
          assert.equal(await ownedOf(network, sale), 2);
        },
      ));
  }

  it('that says no more than that something happened is kept, and the inventory tells the rest', () =>
    withNetwork({}, async (network) => {
      const sale = await sellAt(network);
      const notice = network.noticeOf(sale, 'sold');
      assert.ok(notice);
      assert.equal((await network.notifier().sendOnce(notice))?.status, 200);
      const { connectionId } = network.connection;
      const { rows } = await hub.pool.query('select from stray_exchanges where connection_id = $1', [connectionId]);
      assert.equal(rows.length, 1);
      await comesTo(network, sale, 'confirming');
    }));

  it('is nothing to anybody with a signature that is wrong, or without our key', () =>
    withNetwork({ settings: unlisted }, async (network) => {
      const { text = '', headers = {} } = network.noticeOf(await sellAt(network), 'sold') ?? {};
      const { 'ms-signature': _signature, ...unsigned } = headers;
      const statusOf = async (path: string, sent: Record<string, string>, body = text) =>
        (await hub.call('POST', path, body, sent)).status;
      const path = address(network);
      assert.equal(await statusOf(path, headers), 200);
      assert.equal(await statusOf(path, unsigned), 200);
      assert.equal(await statusOf(address(network, null), headers), 401);
      assert.equal(await statusOf(path, headers, `${text} `), 401);
      const stranger = createHmac('sha256', 'a guess').update(text).digest('hex');
      for (const wrong of [`sha256=${stranger}`, stranger, 'sha256=', '', 'sha1=00']) {
        assert.equal(await statusOf(path, { ...headers, 'ms-signature': wrong }), 401, wrong);
      }
      assert.equal(await statusOf(path, unsigned, '{"Notifications": 1}'), 400);
    }));

  it('must be signed where that is set, and cannot be checked without a secret', async () => {
    await withNetwork({ settings: { ...unlisted, require_signature: true } }, async (network) => {
      const { text = '', headers = {} } = network.noticeOf(await sellAt(network), 'sold') ?? {};
      const { 'ms-signature': _signature, ...unsigned } = headers;
      assert.equal((await hub.call('POST', address(network), text, unsigned)).status, 401);
      assert.equal((await hub.call('POST', address(network), text, headers)).status, 200);
    });
    await withNetwork({ settings: unlisted }, async (network) => {
      const { webhook_secret: _secret, ...others } = network.credentials as Record<string, unknown>;
      await enterCredentials(hub.pool, network.connection, others);
      const { text = '', headers = {} } = network.noticeOf(await sellAt(network), 'sold') ?? {};
      assert.equal((await hub.call('POST', address(network), text, headers)).status, 401);
    });
  });

  it('is registered at an address that gives back what it is asked', () =>
    withNetwork({ settings: unlisted }, async (network) => {
      const echo = '6b1f0c2e-91';
      const answer = await hub.call<string>('GET', `${address(network)}&echo=${echo}`);
      assert.deepEqual([answer.status, answer.body], [200, echo]);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
      assert.equal((await hub.call('GET', `${address(network, null)}?echo=${echo}`)).status, 401);
      assert.equal((await hub.call('GET', `${address(network)}&echo=${'%3Cscript%3E%20'.repeat(60)}`)).status, 404);
      assert.equal((await hub.call('GET', address(network))).status, 404);
    }));
});

describe('access to TicketNetwork', { concurrency: true }, () => {
  it('is by one token, which is renewed once when somebody else has ended it', () =>
    withNetwork({}, async (network) => {
      const access = network.sandbox.accessAt(network.book);
      await hasLooked(network, 3);
      assert.equal(access.given.length, 1);
      access.giveToAnother();
      const sale = await sellAt(network);
      await comesTo(network, sale, 'confirming');
      assert.equal(access.given.length, 3);
      assert.deepEqual(await tablesThatTell(hub.pool, access.given), []);
    }));

  it('is shared by two hubs, of which neither ends the other’s', async () => {
    const second = await startTestHub({ databaseUrl: hub.databaseUrl });
    try {
      await withNetwork({ ways: { namesRequestAs: 'ticketRequestId' } }, async (network) => {
        const access = network.sandbox.accessAt(network.book);
        await hasLooked(network, 1);
        const path = address(network);
        const sales = await Promise.all(Array.from({ length: 6 }, () => sellAt(network)));
        for (const [index, sale] of sales.entries()) {
          const { text = '', headers = {} } = network.noticeOf(sale, 'sold') ?? {};
          const to = index % 2 === 0 ? hub : second;
          assert.equal((await to.call('POST', path, text, headers)).status, 200);
        }
        for (const sale of sales) await comesTo(network, sale, 'confirming');
        assert.equal(access.given.length, 1);
      });
    } finally {
      await second.close();
    }
  });

  it('that is not given is told in words, and nothing is asked without it', () =>
    withNetwork({}, async (network) => {
      await enterCredentials(hub.pool, network.connection, {
        ...network.credentials,
        consumer_secret: 'not-the-right-one',
      });
      const poll = await eventually(
        () => pollOf(network),
        (seen) => seen?.trouble !== null && seen !== null,
      );
      assert.match(poll?.trouble ?? '', /gives no token for this consumer key and secret: it answered 401/);
    }));
});

describe('an inventory that cannot be read', { concurrency: true }, () => {
  const throttled = {
    code: '900804',
    message: 'Message throttled out',
    description: 'You have exceeded your quota',
    nextAccessTime: '2025-Mar-26 17:16:00+0000 UTC',
  };
  const faults: WireFault[] = [
    { kind: 'fail_before' },
    { kind: 'cut_before' },
    { kind: 'answer', status: 429, body: throttled },
    { kind: 'answer', status: 400, body: { message: 'no', validationErrors: { $filter: { reasons: ['no'] } } } },
    { kind: 'answer', status: 200, body: '<h1>Welcome</h1>' },
    { kind: 'answer', status: 200, body: { results: [1, null, { tickets: [{ ticketRequestId: 'x' }] }] } },
  ];
  for (const fault of faults) {
    const name = fault.kind === 'answer' ? `${fault.status}` : fault.kind.replace('_', ' ');
    it(`now (${name}) is read again`, () =>
      withNetwork({}, async (network) => {
        network.faults.next('list', fault);
        const sale = await sellAt(network);
        await comesTo(network, sale, 'confirming');
      }));
  }
});

describe('what the inventory and a webhook say', () => {
  const reading: Reading = { listingId: 'referenceTicketGroupId', soldMeansConfirmed: false, takesNamedSeats: true };
  const group = (ticketGroupId: number, tickets: object[]) => ({
    ticketGroupId,
    referenceTicketGroupId: 'L-1',
    tickets,
  });
  const seenIn = (...results: object[]) => readGroups({ results }, reading)?.requests ?? [];

  it('is a sale only when it is clear', () => {
    const held = { ticketRequestId: 5, status: 'On Hold' };
    const [request] = seenIn(group(1, [held, { ...held, status: 'on hold' }, { status: 'Available' }]));
    assert.deepEqual([request?.saleId, request?.seen.standing, request?.seen.facts.quantity], ['5', 'unconfirmed', 2]);
    const mixed = group(1, [held, { ...held, status: 'Sold' }]);
    const apart = [group(1, [held]), group(2, [held])];
    const odd = group(1, [{ ...held, status: 'Frozen' }]);
    for (const groups of [[mixed], apart, [odd]]) {
      assert.deepEqual(
        seenIn(...groups).map(({ seen }) => seen.standing),
        ['unclear'],
      );
    }
    assert.deepEqual(seenIn(group(1, [{ ...held, mercuryTransactionId: 9 }])), [], 'Mercury tells of its own');
  });

  it('is read without falling over', () => {
    const name = fc.constantFrom('tickets', 'ticketGroupId', 'ticketRequestId', 'status', 'results', 'totalCount');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(1, -1, '7', 'sold', 'On Hold', null, 2 ** 60),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.array(tree, { maxLength: 3 }), (body, results) => {
        requestsInGroup(body, 1);
        for (const answer of [body, { results }]) {
          const groups = readGroups(answer, reading);
          if (groups === null) continue;
          const { next } = pass(placeIn(body), groups);
          assert.deepEqual(placeIn(JSON.parse(JSON.stringify(next))), next);
        }
      }),
      { numRuns: 2_000 },
    );
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(fc.property(texts, (text) => void readWebhook({ headers: {}, text }, 'ticketRequestId')));
  });
});
