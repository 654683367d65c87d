// The answer comes within the connection's budget, whatever the POS does: no sale when a hold is not answered in time,
// and what the POS did late is undone; a sale that stands when it is the invoice that is late.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import {
  type Call,
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  ownersOf,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { assertProblem } from './problems.ts';

/** Of this the hub keeps 400 ms to answer in. A busy machine holds within the rest, and answers before a slow POS does. */
const budgetMs = 1_000;
const seats = ['1', '2', '3', '4'];

let hub: TestHub;
let pos: SandboxPos;
let broker: TestConnection;
let call: Call;

before(async () => {
  hub = await startTestHub();
  pos = await startSandboxPos();
  broker = await connectTo({ answer_budget_ms: budgetMs });
  call = callerWith(hub, broker);
});
after(async () => {
  await hub.close();
  await pos.stop();
});
beforeEach(() => pos.faults.clear());

async function connectTo(settings: object): Promise<TestConnection> {
  const connection = await makeConnection(hub.pool, { settings });
  await connectBridge(hub.pool, connection.accountId, pos.url, { key: pos.key, late_effect_ms: 2_000 });
  return connection;
}

async function shelve({ accountId }: TestConnection): Promise<string> {
  const remoteId = await makeListing(hub.pool, accountId, { seats, pos: 'bridge' });
  pos.addListing({ remoteId, seats });
  return remoteId;
}

const ask = async (whose = broker): Promise<{ global_id: string; remote_id: string; quantity: number }> => ({
  global_id: `te-${randomUUID()}`,
  remote_id: await shelve(whose),
  quantity: 2,
});

/** Looks until the hold has this status. */
const standingOf = (as: Call) => (globalId: string, status: string) =>
  eventually(
    () => as('GET', `/oi/v1/holds/${globalId}`),
    ({ body }) => body.status === status,
  );
const comesTo = (globalId: string, status: string) => standingOf(call)(globalId, status);

/** What the POS has done so far about the listing. */
const doneAbout = (remoteId: string): string[] =>
  pos.book().flatMap((deal) => (deal.remoteId === remoteId ? [deal.state] : []));

describe('a POS that is slow', () => {
  it('costs the sale when a hold is not answered in time, and a hold that it placed late is undone', async () => {
    const asked = await ask();
    pos.faults.next('hold', { kind: 'slow', ms: 1_500 });
    const result = await call('POST', '/oi/v1/holds', asked);
    assert.deepEqual(doneAbout(asked.remote_id), [], 'the answer came first');
    assertProblem(result, 'pos_unreachable');
    assert.equal(result.headers.get('retry-after'), '5');
    assertProblem(await call('POST', '/oi/v1/holds', asked), 'pos_unreachable');
    await pos.settled();
    await comesTo(asked.global_id, 'declined');
    assert.deepEqual(
      pos.book().filter(({ remoteId, state }) => remoteId === asked.remote_id && state !== 'released'),
      [],
    );
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, asked.remote_id), [null, null, null, null]);
    assertProblem(await call('POST', '/oi/v1/holds', asked), 'pos_unreachable');
  });

  it('does not keep the caller of a release or a look waiting either', async () => {
    const asked = await ask();
    assert.equal((await call('POST', '/oi/v1/holds', asked)).status, 201);
    pos.faults.next('release', { kind: 'slow', ms: 1_500 });
    const result = await call('DELETE', `/oi/v1/holds/${asked.global_id}`);
    assert.deepEqual(doneAbout(asked.remote_id), ['held'], 'the answer came first');
    assert.deepEqual([result.status, result.body.status], [200, 'releasing']);
    await comesTo(asked.global_id, 'released');
  });

  it('leaves a sale standing when the invoice is late: 202, and Holdfast finishes it', async () => {
    const asked = await ask();
    assert.equal((await call('POST', '/oi/v1/holds', asked)).status, 201);
    pos.faults.next('invoice', { kind: 'slow', ms: 1_500 });
    const order_id = randomUUID();
    const invoice = () => call('POST', `/oi/v1/holds/${asked.global_id}/invoice`, { order_id });
    const result = await invoice();
    assert.deepEqual(doneAbout(asked.remote_id), ['held'], 'the answer came first');
    assert.deepEqual([result.status, result.body.status, result.body.order_id], [202, 'invoicing', order_id]);
    assert.equal(result.body.invoice_id, null);
    assertProblem(await call('DELETE', `/oi/v1/holds/${asked.global_id}`), 'already_invoiced');
    const { body } = await comesTo(asked.global_id, 'confirmed');
    assert.match(body.invoice_id as string, /^I-/);
    const again = await invoice();
    assert.deepEqual([again.status, again.body], [200, body]);
  });
});

describe('a POS that is down', () => {
  it('costs the sale of a hold, and not that of an invoice', async () => {
    const [refused, sold] = [await ask(), await ask()];
    assert.equal((await call('POST', '/oi/v1/holds', sold)).status, 201);
    await pos.goDown();
    assertProblem(await call('POST', '/oi/v1/holds', refused), 'pos_unreachable');
    const answer = await call('POST', `/oi/v1/holds/${sold.global_id}/invoice`, { order_id: randomUUID() });
    assert.deepEqual([answer.status, answer.body.status], [202, 'invoicing']);
    await pos.comeBack();
    await comesTo(refused.global_id, 'declined');
    await comesTo(sold.global_id, 'confirmed');
    assert.deepEqual(await ownersOf(hub.pool, broker.accountId, refused.remote_id), [null, null, null, null]);
  });
});

describe('a caller that goes wrong while it waits', () => {
  it('is never told that nothing was done', async () => {
    const patient = await connectTo({});
    const asked = await ask(patient);
    pos.faults.next('hold', { kind: 'slow', ms: budgetMs });
    const body = JSON.stringify(asked);
    const head = `POST /oi/v1/holds HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${patient.apiKey}\r\nContent-Type: application/json`;
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const comesTo = standingOf(callerWith(hub, patient));
    await comesTo(asked.global_id, 'holding');
    socket.write('this is no HTTP\r\n\r\n');
    await once(socket, 'close');
    assert.equal(heard, '');
    await comesTo(asked.global_id, 'held');
  });
});
