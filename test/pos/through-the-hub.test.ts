// Ticket Evolution Core and Tixstock as a broker has them: connected to a hub that reads their stock, holds what marketplaces ask
// for, and is told by them, or finds by itself, what others took.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { startSandboxCore } from '../../src/sandbox/ticket-evolution-core/ticket-evolution-core.ts';
import { startSandboxTixstock } from '../../src/sandbox/tixstock/tixstock.ts';
import { connectSandbox } from '../conformance/pos-books.ts';
import { callerWith, eventually, makeConnection, startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

/** `5:free -:order`, by slot; null: there is no such listing. */
async function shelfOf(accountId: AccountId, remoteId: string): Promise<string | null> {
  const { rows } = await hub.pool.query<{ shelf: string }>(
    `select string_agg(coalesce(seat, '-') || ':' || case when owner is null then 'free'
       when exists (select from orders o where o.account_id = $1 and o.order_id = owner) then 'order' else 'elsewhere' end,
       ' ' order by slot) as shelf
     from listings, unnest(seats, owners) with ordinality as t (seat, owner, slot)
     where account_id = $1 and remote_id = $2`,
    [accountId, remoteId],
  );
  return rows[0]?.shelf ?? null;
}

function becomes(accountId: AccountId, remoteId: string, shelf: string): Promise<unknown> {
  return eventually(
    () => shelfOf(accountId, remoteId),
    (seen) => seen === shelf,
  );
}

function seatsIn(hold: object): (string | null)[] {
  return (hold as { seats: { seat: string | null }[] }).seats.map(({ seat }) => seat);
}

/** A broker with Tixstock and one listing of four places, read once and then only when it is hinted at. */
async function withTixstock(lapseAfterMs: number) {
  const connection = await makeConnection(hub.pool);
  const { accountId } = connection;
  const remoteId = randomUUID();
  const pos = await startSandboxTixstock({ token: `token-${randomUUID()}`, lapseAfterMs });
  pos.addListing({ remoteId, seats: [null, null, null, null] });
  const settings = { ...pos.settings, poll_every_ms: 3_600_000 };
  const posId = await connectSandbox(hub.pool, accountId, 'tixstock', { settings });
  pos.tellAt(`${hub.url}/pos/v1/${posId}/notifications`);
  await becomes(accountId, remoteId, '-:free -:free -:free -:free');
  const call = callerWith(hub, connection);
  const hold = () => call('POST', '/oi/v1/holds', { global_id: randomUUID(), remote_id: remoteId, quantity: 2 });
  return { pos, accountId, remoteId, call, hold };
}

describe('Tixstock', () => {
  test('gives listings without seats, and hints that are followed', async () => {
    const { pos, accountId, remoteId, hold } = await withTixstock(600_000);
    try {
      const held = await hold();
      deepStrictEqual([held.status, seatsIn(held.body)], [201, [null, null]]);
      const told = await pos.elsewhere.hold(remoteId, 1);
      deepStrictEqual(told, {
        status: 200,
        body: { listing_id: remoteId, success: true, message: 'The listing is read again.' },
      });
      await becomes(accountId, remoteId, '-:order -:order -:free');
    } finally {
      await pos.stop();
    }
  });

  test('holds as long as it holds anything, which the marketplace is told, and no longer', async () => {
    const lapseAfterMs = 2_000;
    const { pos, call, hold } = await withTixstock(lapseAfterMs);
    try {
      const askedAt = Date.now();
      const held = await hold();
      const endsAt = Date.parse(String(held.body.expires_at));
      ok(endsAt <= Date.now() + lapseAfterMs && endsAt >= askedAt + lapseAfterMs, String(held.body.expires_at));
      await eventually(
        () => call('GET', `/oi/v1/holds/${held.body.global_id}`),
        ({ body }) => body.status === 'expired',
      );
      // The POS goes by a clock of its own.
      await eventually(
        async () => pos.book().filter(({ state }) => state === 'held'),
        (held) => held.length === 0,
      );
    } finally {
      await pos.stop();
    }
  });
});

describe('Ticket Evolution Core', () => {
  test('gives listings seat by seat, and what others took there leaves the shelf', async () => {
    const connection = await makeConnection(hub.pool);
    const { accountId } = connection;
    const remoteId = String(Date.now());
    const pos = await startSandboxCore({ token: `token-${randomUUID()}`, secret: `secret-${randomUUID()}` });
    try {
      pos.addListing({ remoteId, seats: ['5', '6', '7', '8'] });
      const settings = { ...pos.settings, poll_every_ms: 1_000 };
      await connectSandbox(hub.pool, accountId, 'ticket-evolution-core', { settings });
      await becomes(accountId, remoteId, '5:free 6:free 7:free 8:free');
      pos.goElsewhere(remoteId, ['8']);
      await becomes(accountId, remoteId, '5:free 6:free 7:free 8:elsewhere');

      const call = callerWith(hub, connection);
      const globalId = randomUUID();
      const held = await call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
      strictEqual(held.status, 201);
      const sold = await eventually(
        () => call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: globalId }),
        ({ body }) => body.status === 'confirmed',
      );
      const [line] = pos.book();
      deepStrictEqual([line?.state, line?.invoiceId], ['sold', sold.body.invoice_id]);
      deepStrictEqual(seatsIn(sold.body), line?.seats);
    } finally {
      await pos.stop();
    }
  });
});
