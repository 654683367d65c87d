// SkyBox, Ticket Evolution Core and Tixstock as a broker has them: connected to a hub that reads their stock, holds what
// marketplaces ask for, and is told by them, or finds by itself, what others took.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { AccountId } from '../../src/core/order.ts';
import { readStockStanding } from '../../src/db/stock-polls.ts';
import { cautiousSwitches, type PosSwitches } from '../../src/sandbox/pos/switches.ts';
import { startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { signatureHeader } from '../../src/sandbox/skybox/webhooks.ts';
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

/** A broker with SkyBox and one group of four seats, read once and then only when it is hinted at. */
async function withSkyBox() {
  const { accountId } = await makeConnection(hub.pool);
  const remoteId = String(randomInt(1, 2 ** 31));
  const pos = await startSkyBox();
  pos.addListing({ remoteId, seats: ['5', '6', '7', '8'] });
  const [group] = pos.skybox.shelf.all;
  ok(group);
  const [key, secret] = [`a-key-${randomUUID()}`, `a-secret-${randomUUID()}`];
  const hints = { hint_key: key, webhook_secret: secret, webhook_signature_header: signatureHeader };
  const settings = { ...pos.settings, poll_every_ms: 3_600_000, ...hints };
  const posId = await connectSandbox(hub.pool, accountId, 'skybox', { settings });
  const standing = () => readStockStanding(hub.pool, { accountId, pos: 'skybox' });
  await eventually(standing, (seen) => seen?.passedAt != null && seen.leaseEnds === null);
  strictEqual(await shelfOf(accountId, remoteId), '5:free 6:free 7:free 8:free');
  const url = `${hub.url}/pos/v1/${posId}/notifications`;
  const headers = { authorization: `Bearer ${key}` };
  const registration = { id: 1, topic: 'INVENTORY', url, headers, secret };
  pos.webhooks.registrations.set(1, registration);
  const signatureOf = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  /** As SkyBox would send it, but for what is said otherwise. */
  const send = (text: string, otherwise: Record<string, string> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body: text,
      headers: { ...headers, [signatureHeader]: signatureOf(text), ...otherwise },
    });
  return { pos, accountId, remoteId, group, registration, standing, signatureOf, send };
}

describe('SkyBox', () => {
  test('sends webhooks twice and in the wrong order, and its groups are read again as they are', async () => {
    const { pos, accountId, remoteId, group, registration, standing } = await withSkyBox();
    try {
      pos.webhooks.behave({ times: 2, lateMs: [60, 0, 30] });
      const { skybox } = pos;
      skybox.takeElsewhere(group, [5], 'sold');
      skybox.takeElsewhere(group, [6], 'held');
      for (const id of skybox.holds.keys()) skybox.release(id);
      skybox.takeElsewhere(group, [7], 'held');
      await becomes(accountId, remoteId, '5:elsewhere 6:free 7:elsewhere 8:free');
      await pos.webhooks.settled();
      // However slow SkyBox is itself, its webhooks are answered within its second: else it would send no more.
      pos.faults.always('groups', { kind: 'slow', ms: 1_500 });
      for (let times = 0; times < 3; times++) skybox.shelf.touch(group);
      await pos.webhooks.settled();
      strictEqual(pos.webhooks.failuresAt(registration), 0);
      await eventually(standing, (seen) => seen?.leaseEnds === null && (seen.dueAt ?? 0) > Date.now());
      strictEqual(await shelfOf(accountId, remoteId), '5:elsewhere 6:free 7:elsewhere 8:free');
    } finally {
      await pos.stop();
    }
  });

  test('is not believed when it is somebody else, and its own words are not either: it is looked at', async () => {
    const { pos, accountId, remoteId, group, standing, signatureOf, send } = await withSkyBox();
    try {
      pos.webhooks.behave({ areLost: true });
      pos.skybox.takeElsewhere(group, [8], 'sold');
      const before = await standing();
      const words = JSON.stringify({ topic: 'INVENTORY', id: group.id, status: 'DEPLETED', quantity: 0, tickets: [] });
      const forged: [string, Record<string, string>][] = [
        [words, { authorization: 'Bearer a guess' }],
        [words, { [signatureHeader]: signatureOf('something else') }],
        [words.slice(0, 20), { [signatureHeader]: signatureOf(words) }],
        ['', { [signatureHeader]: signatureOf(words) }],
      ];
      for (const [text, otherwise] of forged) strictEqual((await send(text, otherwise)).status, 401);
      deepStrictEqual(await standing(), before);
      strictEqual(await shelfOf(accountId, remoteId), '5:free 6:free 7:free 8:free');
      const answer = await send(words);
      deepStrictEqual([answer.status, await answer.text()], [200, '{}']);
      await becomes(accountId, remoteId, '5:free 6:free 7:free 8:elsewhere');
      // Of a group that there is not, and cut off before it was signed: something may have changed, and nothing has.
      const seen = await standing();
      const unknown = JSON.stringify({ topic: 'INVENTORY', id: 4_040_404, quantity: 4 });
      for (const text of [unknown, unknown.slice(0, 9)]) strictEqual((await send(text)).status, 200);
      await eventually(standing, (now) => (now?.readAt ?? 0) > (seen?.readAt ?? 0) && (now?.dueAt ?? 0) > Date.now());
      const { rows } = await hub.pool.query('select remote_id from listings where account_id = $1', [accountId]);
      deepStrictEqual(rows, [{ remote_id: remoteId }]);
      strictEqual(await shelfOf(accountId, remoteId), '5:free 6:free 7:free 8:elsewhere');
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

  /** With one group of four seats, read once; held with takes or holds, as the settings say. */
  async function withCore(settings: object, coreHoldId: PosSwitches['coreHoldId'] = 'nowhere') {
    const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: 2_000 } });
    const { accountId } = connection;
    const remoteId = String(randomInt(1, 2 ** 31));
    const pos = await startSandboxCore({
      token: `token-${randomUUID()}`,
      secret: `secret-${randomUUID()}`,
      switches: { ...cautiousSwitches, coreHoldId },
    });
    pos.addListing({ remoteId, seats: ['5', '6', '7', '8'] });
    const entered = { ...pos.settings, poll_every_ms: 3_600_000, ...settings };
    await connectSandbox(hub.pool, accountId, 'ticket-evolution-core', { settings: entered });
    await becomes(accountId, remoteId, '5:free 6:free 7:free 8:free');
    const call = callerWith(hub, connection);
    const globalId = randomUUID();
    const hold = () => call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
    const order = async () => {
      const { rows } = await hub.pool.query<{ state: string; attempts: number }>(
        'select state, attempts from orders where account_id = $1',
        [accountId],
      );
      return rows[0];
    };
    const outlive = (): Promise<unknown> =>
      hub.pool.query('update orders set expires_at = now(), due_at = now() where account_id = $1', [accountId]);
    const states = (): string[] => pos.book().map(({ state }) => state);
    return { pos, accountId, remoteId, call, globalId, hold, order, outlive, states };
  }

  test('holds by takes, which never end there: each is sold, let go of, or ended when its time has come', async () => {
    const flows = {
      sold: async ({ call, globalId, order }: Awaited<ReturnType<typeof withCore>>) => {
        await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: globalId });
        await eventually(order, (seen) => seen?.state === 'confirmed');
      },
      released: async ({ call, globalId, order }: Awaited<ReturnType<typeof withCore>>) => {
        strictEqual((await call('DELETE', `/oi/v1/holds/${globalId}`)).status, 200);
        await eventually(order, (seen) => seen?.state === 'released');
      },
      'released in time': async ({ outlive, order }: Awaited<ReturnType<typeof withCore>>) => {
        await outlive();
        await eventually(order, (seen) => seen?.state === 'expired');
      },
    };
    await Promise.all(
      Object.entries(flows).map(async ([name, run]) => {
        const broker = await withCore({ hold_by: 'take' });
        try {
          const held = await broker.hold();
          strictEqual(held.status, 201);
          ok(Number.isFinite(Date.parse(String(held.body.expires_at))), 'the hub ends it, and says when');
          strictEqual(broker.pos.book()[0]?.expiresAt, null);
          await run(broker);
          deepStrictEqual([broker.states(), broker.pos.heldThere()], [[name.split(' ')[0]], 0]);
        } finally {
          await broker.pos.stop();
        }
      }),
    );
  });

  test('keeps a take’s tickets with their order while no address lets go of it', async () => {
    const release_take_path = '/v9/ticket_groups/{group_id}/let_go/{hold_id}';
    const { pos, accountId, remoteId, call, globalId, hold, order, states } = await withCore({
      hold_by: 'take',
      release_take_path,
    });
    try {
      strictEqual((await hold()).status, 201);
      await call('DELETE', `/oi/v1/holds/${globalId}`);
      await eventually(order, (seen) => (seen?.attempts ?? 0) > 1);
      strictEqual((await order())?.state, 'releasing');
      deepStrictEqual([await shelfOf(accountId, remoteId), states()], ['5:order 6:order 7:free 8:free', ['held']]);
    } finally {
      await pos.stop();
    }
  });

  test('keeps tickets of a hold whose answer was lost with their order, where its lists show no notes', async () => {
    const { pos, accountId, remoteId, hold, order, states } = await withCore({}, 'only_in_the_answer');
    try {
      pos.faults.next('hold', { kind: 'cut_after' });
      const { status, body } = await hold();
      deepStrictEqual([status, body.code, states()], [503, 'pos_unreachable', ['held']]);
      // It is asked to let go, finds nothing by which ours would be known, and that is no proof.
      await eventually(order, (seen) => (seen?.attempts ?? 0) > 2);
      strictEqual((await order())?.state, 'undoing');
      deepStrictEqual([await shelfOf(accountId, remoteId), states()], ['5:order 6:order 7:free 8:free', ['held']]);
    } finally {
      await pos.stop();
    }
  });
});
