// Waivers over the published API: a sale that should not have happened, its case with the proof, and what became of asking.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../http/problems.ts';
import { type BrokerClient, scriptWith } from '../support/broker.ts';
import { callerWith, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
let broker: BrokerClient;
/** An order that was released, whose tickets went to another, and which was invoiced all the same. */
let orderId: string;
let globalId: string;

before(async () => {
  hub = await startTestHub();
  broker = await scriptWith(hub, { name: 'nightly' });
  const { accountId } = broker;
  const asking = callerWith(hub, await makeConnection(hub.pool, { accountId, marketplace: 'ticket-evolution' }));
  const rival = callerWith(hub, await makeConnection(hub.pool, { accountId, marketplace: 'gametime' }));
  const remoteId = await makeListing(hub.pool, accountId, { seats: ['5', '6'] });
  globalId = `te-${randomUUID()}`;
  const hold = { global_id: globalId, remote_id: remoteId, quantity: 2 };
  assert.equal((await asking('POST', '/oi/v1/holds', hold)).status, 201);
  assert.equal((await asking('DELETE', `/oi/v1/holds/${globalId}`)).status, 200);
  assert.equal((await rival('POST', '/oi/v1/holds', { ...hold, global_id: 'gt-9' })).status, 201);
  assert.equal((await asking('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: '884' })).status, 409);
  const { rows } = await hub.pool.query('select order_id from orders where global_id = $1', [globalId]);
  orderId = rows[0].order_id;
});
after(() => hub.close());

type Case = {
  ground: string;
  claim: string;
  availability: { sentence: string; tickets: { owner: { marketplace: string; global_id: string } | null }[] };
  story: { sentence: string; exchanges: { request: { line: string } }[] }[];
};
type Waiver = { waiver_id: string; state: string; ground: string; saved: unknown; submitted_at: string; case: Case };

describe('a sale that should not have happened', () => {
  it('is offered by itself, because the record shows it', async () => {
    const { body } = await broker.call<{ items: { order_id: string; sentence: string }[] }>(
      'GET',
      '/waivers/candidates',
    );
    assert.equal(body.items.length, 1);
    assert.equal(body.items[0]?.order_id, orderId);
    assert.match(body.items[0]?.sentence ?? '', /Keep this record for a waiver/);
  });

  let waiver: Waiver;
  it('has its case gathered: the ground, the whole conversation, and who owned the tickets then', async () => {
    const at_stake = { amount: 37_000, currency: 'USD' };
    const opened = await broker.call<Waiver>('POST', '/waivers', { order_id: orderId, at_stake, note: 'Please.' });
    assert.equal(opened.status, 201);
    waiver = opened.body;
    assert.equal(waiver.ground, 'sold_after_release');
    assert.match(waiver.case.claim, /^Ticket Evolution sold these tickets after it had released its hold/);
    assert.match(waiver.case.availability.sentence, /none was free at that moment/);
    assert.deepEqual(
      waiver.case.availability.tickets.map(({ owner }) => [owner?.marketplace, owner?.global_id]),
      [
        ['Gametime', 'gt-9'],
        ['Gametime', 'gt-9'],
      ],
    );
    const lines = waiver.case.story.flatMap(({ exchanges }) => exchanges.map(({ request }) => request.line));
    assert.ok(lines.some((line) => line.includes(`/oi/v1/holds/${globalId}/invoice`)));
    assert.ok(waiver.case.story.every(({ sentence }) => sentence.length > 10));
    const { body } = await broker.call<{ items: unknown[] }>('GET', '/waivers/candidates');
    assert.deepEqual(body.items, []);
  });

  it('has one waiver, and no order of another account can have one here', async () => {
    assertProblem(await broker.call('POST', '/waivers', { order_id: orderId }), 'conflict');
    const other = await scriptWith(hub);
    assertProblem(await other.call('POST', '/waivers', { order_id: orderId }), 'not_found');
    assertProblem(await other.call('GET', `/waivers/${waiver.waiver_id}`), 'not_found');
    assertProblem(await other.call('PATCH', `/waivers/${waiver.waiver_id}`, { note: 'mine' }), 'not_found');
    assertProblem(await other.call('GET', `/waivers/${waiver.waiver_id}/case.pdf`), 'not_found');
  });

  it('comes as a file of either kind', async () => {
    const json = await broker.call<Case>('GET', `/waivers/${waiver.waiver_id}/case.json`);
    assert.match(json.headers.get('content-disposition') ?? '', /attachment; filename="waiver-te-[^"/]+\.json"/);
    assert.equal(json.body.ground, 'sold_after_release');
    const pdf = await broker.call<string>('GET', `/waivers/${waiver.waiver_id}/case.pdf`);
    assert.equal(pdf.headers.get('content-type'), 'application/pdf');
    assert.ok(pdf.body.startsWith('%PDF-'));
  });

  it('is submitted and then waived, and says what that saved', async () => {
    const path = `/waivers/${waiver.waiver_id}`;
    assertProblem(await broker.call('PATCH', path, { state: 'waived' }), 'conflict');
    const { body: submitted } = await broker.call<Waiver>('PATCH', path, { state: 'submitted' });
    assert.ok(submitted.submitted_at !== null);
    assertProblem(
      await broker.call('PATCH', path, {
        saved: { amount: 1, currency: 'EUR' },
        at_stake: { amount: 1, currency: 'USD' },
      }),
      'malformed',
    );
    const { body: waived } = await broker.call<Waiver>('PATCH', path, { state: 'waived' });
    assert.deepEqual(waived.saved, { amount: 37_000, currency: 'USD' });
    const { body: page } = await broker.call<{ items: { state: string; global_id: string }[] }>(
      'GET',
      '/waivers?state=waived',
    );
    assert.deepEqual(
      page.items.map(({ state, global_id }) => [state, global_id]),
      [['waived', globalId]],
    );
    const { body: deeds } = await broker.call<{ items: { did: string }[] }>('GET', '/deeds?subject_kind=waiver');
    assert.deepEqual(
      deeds.items.map(({ did }) => did),
      ['noted that a waiver is waived', 'noted that a waiver is submitted', `opened a waiver for ${globalId}`],
    );
  });
});

describe('asking for help', () => {
  it('sends the operator the question with the evidence as it stands', async () => {
    const question = 'They say that they never got our answer.';
    const asked = await broker.call('POST', `/orders/${orderId}/support-cases`, { question });
    assert.equal(asked.status, 201);
    const { rows } = await hub.pool.query('select * from support_cases where case_id = $1', [asked.body.case_id]);
    assert.equal(rows[0].question, question);
    assert.equal(rows[0].asked_by, 'token nightly');
    assert.ok(rows[0].evidence.story.length > 2);
    assertProblem(await broker.call('POST', `/orders/${orderId}/support-cases`, { question: ' ' }), 'malformed');
    assertProblem(await broker.call('POST', `/orders/${randomUUID()}/support-cases`, { question }), 'not_found');
  });
});

describe('an order about which the same was asked all night', () => {
  it('has the middle of its record left out of its case, which says so', async () => {
    const { rows } = await hub.pool.query('select waiver_id from waivers where order_id = $1', [orderId]);
    const readCase = async (): Promise<Case> =>
      (await broker.call<Waiver>('GET', `/waivers/${rows[0].waiver_id}`)).body.case;
    const before = await readCase();
    await hub.pool.query(
      `insert into journal (account_id, order_id, entry, at, steps, exchanges)
       select account_id, order_id, entry + n, at + n * interval '1 second', '[]', exchanges
       from journal, generate_series(1, 3000) n
       where order_id = $1 and entry = (select max(entry) from journal where order_id = $1)`,
      [orderId],
    );
    const after = await readCase();
    assert.equal(after.story.length, 2_001);
    assert.deepEqual(after.story.slice(0, before.story.length), before.story);
    const entries = before.story.length + 1_000;
    assert.match(
      after.story[1_000]?.sentence ?? '',
      new RegExp(`^${entries.toLocaleString('en')} entries before this one, in which nothing changed, are left out`),
    );
    assert.ok(after.story.every(({ exchanges }, place) => place === 1_000 || exchanges.length > 0));
    assert.equal(after.ground, before.ground);
  });
});
