// The four Order Integration calls, as published: every success, every repeat, every refusal, on the house POS.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  type Call,
  callerWith,
  makeConnection,
  makeListing,
  ownersOf,
  startTestHub,
  type TestConnection,
  type TestHub,
  type TestListing,
} from '../support/hub.ts';
import { assertProblem, uuid } from './problems.ts';

type Hold = {
  global_id: string;
  remote_id: string | null;
  quantity: number | null;
  status: string;
  binding: boolean;
  seats: { section: string | null; row: string | null; seat: string | null }[];
  held_at: string | null;
  expires_at: string | null;
  order_id: string | null;
  invoice_id: string | null;
  confirmed_at: string | null;
};

let hub: TestHub;
let broker: TestConnection;
let call: Call;

before(async () => {
  hub = await startTestHub();
  broker = await makeConnection(hub.pool);
  call = callerWith(hub, broker);
});
after(() => hub.close());

const shelve = (listing?: TestListing): Promise<string> => makeListing(hub.pool, broker.accountId, listing);
const newId = (): string => `te-${randomUUID()}`;

function hold(global_id: string, remote_id: string, quantity = 2): Promise<Answer<Hold>> {
  return call<Hold>('POST', '/oi/v1/holds', { global_id, remote_id, quantity });
}
function invoice(globalId: string, order_id: string): Promise<Answer<Hold>> {
  return call<Hold>('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id });
}
const release = (globalId: string): Promise<Answer<Hold>> => call<Hold>('DELETE', `/oi/v1/holds/${globalId}`);
const look = (globalId: string): Promise<Answer<Hold>> => call<Hold>('GET', `/oi/v1/holds/${globalId}`);

/** A hold that stands: its id and its listing's. */
async function held(quantity = 2): Promise<{ id: string; remoteId: string; body: Hold }> {
  const [id, remoteId] = [newId(), await shelve()];
  const { status, body } = await hold(id, remoteId, quantity);
  assert.equal(status, 201);
  return { id, remoteId, body };
}

/** The hold's time runs out now. */
async function outlive(globalId: string): Promise<void> {
  const { rowCount } = await hub.pool.query(
    `update orders set expires_at = now() - interval '1 second'
     where account_id = $1 and global_id = $2 and state = 'held'`,
    [broker.accountId, globalId],
  );
  assert.equal(rowCount, 1);
}

function assertSuccess(answer: Answer<Hold>, status: number): Hold {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  assert.match(answer.headers.get('x-request-id') ?? '', uuid);
  assert.deepEqual(Object.keys(answer.body), [
    ...['global_id', 'remote_id', 'quantity', 'status', 'binding', 'seats', 'held_at', 'expires_at', 'order_id'],
    ...['invoice_id', 'confirmed_at'],
  ]);
  return answer.body;
}

describe('hold', () => {
  it('answers 201 with the hold, its seats side by side and its times', async () => {
    const [id, remoteId] = [newId(), await shelve()];
    const { held_at, expires_at, ...body } = assertSuccess(await hold(id, remoteId), 201);
    assert.deepEqual(body, {
      global_id: id,
      remote_id: remoteId,
      quantity: 2,
      status: 'held',
      binding: true,
      seats: [
        { section: '112', row: 'C', seat: '1' },
        { section: '112', row: 'C', seat: '2' },
      ],
      order_id: null,
      invoice_id: null,
      confirmed_at: null,
    });
    assert.match(held_at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Math.abs(Date.parse(held_at ?? '') - Date.now()) < 10_000, 'held now');
    const lifetime = Date.parse(expires_at ?? '') - Date.parse(held_at ?? '');
    assert.ok(Math.abs(lifetime - 900_000) < 5_000, 'for the 15 minutes of the default');
  });

  it('answers the same call again with 200 and the same hold, and takes nothing more', async () => {
    const { id, remoteId, body } = await held();
    assert.deepEqual(assertSuccess(await hold(id, remoteId), 200), body);
    const owners = await ownersOf(hub.pool, broker.accountId, remoteId);
    assert.equal(owners.filter((owner) => owner !== null).length, 2);
  });

  it('takes a price, general admission, and ids of 128 characters outside the alphabet', async () => {
    const remoteId = await shelve({ remoteId: `ö/?%#"\\ ${'🎟'.repeat(120)}`, seats: 3 });
    const id = 'é'.repeat(128);
    const unit_price = { amount: 18_500, currency: 'USD' };
    const answer = await call<Hold>('POST', '/oi/v1/holds', {
      global_id: id,
      remote_id: remoteId,
      quantity: 1,
      unit_price,
    });
    assert.deepEqual(assertSuccess(answer, 201).seats, [{ section: '112', row: 'C', seat: null }]);
    assert.equal((await look(encodeURIComponent(id))).body.remote_id, remoteId);
  });

  it('refuses a remote id that the account does not have: listing_unknown', async () => {
    const id = newId();
    assertProblem(await hold(id, 'no-such-listing'), 'listing_unknown');
    assertProblem(await hold(id, 'no-such-listing'), 'listing_unknown');
    assert.equal((await look(id)).body.status, 'declined');
  });

  it('refuses tickets that are held, sold, or too few: not_available', async () => {
    const { remoteId } = await held(4);
    assertProblem(await hold(newId(), remoteId, 1), 'not_available');
    assertProblem(await hold(newId(), await shelve(), 5), 'not_available');
  });

  it('keeps its answer when the tickets become free again', async () => {
    const first = await held(4);
    const late = newId();
    assertProblem(await hold(late, first.remoteId, 1), 'not_available');
    await release(first.id);
    assertProblem(await hold(late, first.remoteId, 1), 'not_available');
    assertSuccess(await hold(newId(), first.remoteId, 1), 201);
  });

  it('refuses a known global id with another remote id or quantity: global_id_reused', async () => {
    const { id, remoteId } = await held();
    assertProblem(await hold(id, remoteId, 1), 'global_id_reused');
    assertProblem(await hold(id, await shelve(), 2), 'global_id_reused');
  });

  it('refuses a quantity that breaks the split rule: split_not_allowed', async () => {
    const remoteId = await shelve({ split: 'pairs' });
    assertProblem(await hold(newId(), remoteId, 3), 'split_not_allowed');
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, remoteId), [null, null, null, null]);
  });

  it('says of a hold that was released or has expired that it was', async () => {
    const released = await held();
    await release(released.id);
    assertProblem(await hold(released.id, released.remoteId), 'hold_released');
    const expired = await held();
    await outlive(expired.id);
    assertProblem(await hold(expired.id, expired.remoteId), 'hold_expired');
  });
});

describe('release', () => {
  it('answers 200, frees the tickets, and answers again with the same', async () => {
    const { id, remoteId, body } = await held();
    assert.deepEqual(assertSuccess(await release(id), 200), { ...body, status: 'released' });
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, remoteId), [null, null, null, null]);
    assert.deepEqual(assertSuccess(await release(id), 200), { ...body, status: 'released' });
  });

  it('leaves a tombstone for an id never seen, by which a later hold is refused', async () => {
    const [id, remoteId] = [newId(), await shelve()];
    const tombstone = assertSuccess(await release(id), 200);
    assert.deepEqual(tombstone, {
      global_id: id,
      remote_id: null,
      quantity: null,
      status: 'released',
      binding: true,
      seats: [],
      held_at: null,
      expires_at: null,
      order_id: null,
      invoice_id: null,
      confirmed_at: null,
    });
    assertProblem(await hold(id, remoteId), 'hold_released');
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, remoteId), [null, null, null, null]);
    assert.deepEqual(assertSuccess(await release(id), 200), tombstone);
    assert.deepEqual(assertSuccess(await look(id), 200), tombstone);
  });

  it('refuses to let go of a sale: already_invoiced', async () => {
    const { id } = await held();
    await invoice(id, newId());
    assertProblem(await release(id), 'already_invoiced');
    assert.equal((await look(id)).body.status, 'confirmed');
  });

  it('takes a JSON content type without a body, as many clients send it', async () => {
    const { id } = await held();
    const answer = await call<Hold>('DELETE', `/oi/v1/holds/${id}`, undefined, { 'content-type': 'application/json' });
    assert.equal(assertSuccess(answer, 200).status, 'released');
  });
});

describe('invoice', () => {
  it('answers 201 with the sale, and the same call again with 200 and the same', async () => {
    const { id, body } = await held();
    const order = newId();
    const sold = assertSuccess(await invoice(id, order), 201);
    assert.match(sold.invoice_id ?? '', /./);
    assert.ok(Math.abs(Date.parse(sold.confirmed_at ?? '') - Date.now()) < 10_000, 'confirmed now');
    const { invoice_id, confirmed_at } = sold;
    assert.deepEqual(sold, { ...body, status: 'confirmed', order_id: order, invoice_id, confirmed_at });
    assert.deepEqual(assertSuccess(await invoice(id, order), 200), sold);
    assert.deepEqual(assertSuccess(await look(id), 200), sold);
  });

  it('takes a total and a buyer', async () => {
    const { id } = await held();
    const body = {
      order_id: newId(),
      total: { amount: 37_000, currency: 'USD' },
      buyer: { name: 'Ann', seats: [5, 6] },
    };
    assertSuccess(await call<Hold>('POST', `/oi/v1/holds/${id}/invoice`, body), 201);
  });

  it('answers a hold that comes again after its invoice with 200 and the sale', async () => {
    const { id, remoteId } = await held();
    const sold = await invoice(id, newId());
    assert.deepEqual(assertSuccess(await hold(id, remoteId), 200), sold.body);
  });

  it('refuses a global id never seen: hold_unknown; and keeps the call as evidence', async () => {
    const [id, order] = [newId(), newId()];
    assertProblem(await invoice(id, order), 'hold_unknown');
    const { rows } = await hub.pool.query(
      `select exchange from stray_exchanges where account_id = $1 and exchange -> 'request' -> 'body' ->> 'order_id' = $2`,
      [broker.accountId, order],
    );
    assert.equal(rows[0]?.exchange.response.body.code, 'hold_unknown');
    assertProblem(await look(id), 'hold_unknown');
  });

  it('keeps a malformed call as evidence, though a problem names its fields no further than within a character', async () => {
    const [id, name] = [newId(), `${'x'.repeat(199)}😀`];
    assertProblem(await call('POST', `/oi/v1/holds/${id}/invoice`, { order_id: newId(), [name]: 1 }), 'malformed');
    const { rows } = await hub.pool.query(
      `select exchange from stray_exchanges where account_id = $1 and exchange -> 'request' ->> 'line' like $2`,
      [broker.accountId, `%/${id}/%`],
    );
    assert.equal(rows[0]?.exchange.response.body.code, 'malformed');
  });

  it('refuses another order id for a sale, and an order id that another hold has: order_id_reused', async () => {
    const [first, second] = [await held(), await held()];
    const order = newId();
    await invoice(first.id, order);
    assertProblem(await invoice(first.id, newId()), 'order_id_reused');
    assertProblem(await invoice(second.id, order), 'order_id_reused');
    assert.equal((await look(second.id)).body.status, 'held');
    assertSuccess(await invoice(second.id, newId()), 201);
  });

  it('refuses what was released: hold_released; and what was never held: not_available', async () => {
    const { id, remoteId } = await held(4);
    const refused = newId();
    assertProblem(await hold(refused, remoteId, 1), 'not_available');
    assertProblem(await invoice(refused, newId()), 'not_available');
    await release(id);
    assertProblem(await invoice(id, newId()), 'hold_released');
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, remoteId), [null, null, null, null]);
  });

  it('takes the same tickets again for an expired hold, where they are still free', async () => {
    const { id, remoteId, body } = await held();
    await outlive(id);
    assert.equal((await look(id)).body.status, 'expired');
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, remoteId), [null, null, null, null]);
    const sold = assertSuccess(await invoice(id, newId()), 201);
    assert.equal(sold.status, 'confirmed');
    assert.deepEqual(sold.seats, body.seats);
    const owners = await ownersOf(hub.pool, broker.accountId, remoteId);
    assert.deepEqual([owners[0] === owners[1], owners[0] !== null, owners[2], owners[3]], [true, true, null, null]);
  });

  it('refuses an expired hold whose tickets are gone, again and again, and tells the broker: hold_expired', async () => {
    const { id, remoteId } = await held();
    await outlive(id);
    assert.equal((await look(id)).body.status, 'expired');
    assertSuccess(await hold(newId(), remoteId, 4), 201);
    const order = newId();
    assertProblem(await invoice(id, order), 'hold_expired');
    assertProblem(await invoice(id, order), 'hold_expired');
    const { rows } = await hub.pool.query(
      'select kind, sentence from alerts where account_id = $1 and sentence like $2',
      [broker.accountId, `%${order}%`],
    );
    assert.deepEqual(
      rows.map((row) => row.kind),
      ['invoice_refused'],
    );
  });
});

describe('an invoice for a hold that this hub never had', () => {
  it('is told to the broker once for its connection: how many, the first, and since when', async () => {
    const other = await makeConnection(hub.pool);
    const callOther = callerWith(hub, other);
    const invoiceUnknown = async (id: string): Promise<void> => {
      const body = { order_id: `order of ${id}` };
      assert.equal((await callOther('POST', `/oi/v1/holds/${id}/invoice`, body)).status, 404);
    };
    const told = async () => {
      const { rows } = await hub.pool.query<{ alertId: string; kind: string; sentence: string; at: number }>(
        'select alert_id as "alertId", kind, sentence, at from alerts where connection_id = $1 and over_at is null',
        [other.connectionId],
      );
      return rows;
    };
    const ids = [newId(), newId(), newId()] as const;
    assert.equal((await callOther('GET', `/oi/v1/holds/${ids[0]}`)).status, 404);
    assert.deepEqual(await told(), [], 'a question is no sale');
    for (const id of [ids[0], ids[1], ids[1], ids[2]]) await invoiceUnknown(id);
    const [alert, ...more] = await told();
    assert.deepEqual([alert?.kind, more], ['invoice_unknown', []]);
    const since = new Date(alert?.at ?? 0).toISOString().replace('T', ' ').slice(0, 16);
    const expected = `: 3 since ${since} UTC, the first ${ids[0]} as its order order of ${ids[0]}. It was told`;
    assert.ok(alert?.sentence.includes(expected), alert?.sentence);

    await hub.pool.query('update alerts set done_at = now() where alert_id = $1', [alert?.alertId]);
    await invoiceUnknown(newId());
    const [next] = await told();
    assert.notEqual(next?.alertId, alert?.alertId, 'whoever has seen to the first hears of the next');
    assert.match(next?.sentence ?? '', /: 1 since/);
  });
});

describe('look', () => {
  it('shows the hold whatever became of it', async () => {
    const { id, body } = await held();
    assert.deepEqual(assertSuccess(await look(id), 200), body);
    await outlive(id);
    assert.deepEqual({ ...(await look(id)).body, expires_at: null }, { ...body, status: 'expired', expires_at: null });
    await release(id);
    assert.equal(assertSuccess(await look(id), 200).status, 'released');
  });
});
