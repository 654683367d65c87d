// Webhooks of a POS, through the hub's own door: only the POS is believed, the answer is quick, and whatever happens to
// hints on their way (lost, late, doubled, in the wrong order), the shelf ends up as the POS has it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { PosCall } from '../../src/sandbox/pos/pos-server.ts';
import { eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { type BrokerWithStock, brokerWithStock, hintKey } from './broker-with-stock.ts';

const anHour = 3_600_000;

describe('hints of a POS', { concurrency: 4 }, () => {
  let hub: TestHub;
  const brokers: BrokerWithStock[] = [];
  before(async () => {
    hub = await startTestHub();
  });
  after(async () => {
    await hub.close();
    for (const { pos } of brokers) await pos.stop();
  });

  /** Read once, and then, but for hints, not again while the test lasts. */
  async function broker(pollEveryMs = anHour, onCall: (call: PosCall) => void = () => {}): Promise<BrokerWithStock> {
    const made = await brokerWithStock(hub, [{ remoteId: 'TG-1', seats: ['1', '2'] }], { pollEveryMs, onCall });
    brokers.push(made);
    await made.becomes('TG-1', '1:free 2:free');
    await eventually(made.standing, (standing) => standing?.passedAt != null);
    return made;
  }

  it('have the groups that they name read again, and no others', async () => {
    const { pos, hint, becomes, shelf } = await broker();
    pos.addListing({ remoteId: 'TG-2', seats: ['7'] });
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    const answer = await hint({ remote_ids: ['TG-1'] });
    assert.deepEqual([answer.status, answer.body], [202, {}]);
    await becomes('TG-1', '1:elsewhere 2:free');
    assert.equal(await shelf('TG-2'), null, 'nobody spoke of it');
  });

  it('that name nothing have the news read', async () => {
    const { pos, hint, becomes } = await broker();
    pos.addListing({ remoteId: 'TG-2', seats: ['7'] });
    assert.equal((await hint({})).status, 202);
    await becomes('TG-2', '7:free');
  });

  it('name groups that are gone, and groups by an id that is new', async () => {
    const { pos, hint, becomes, hold } = await broker();
    pos.shelf.move('TG-1', 'TG-8');
    await hint({ remote_ids: ['TG-8'] });
    await eventually(
      () => hold('TG-8', 1),
      ({ status }) => status === 201,
    );
    pos.shelf.remove('TG-8');
    await hint({ remote_ids: ['TG-8', 'no such group'] });
    await becomes('TG-1', '1:order');
    pos.addListing({ remoteId: 'TG-8', seats: ['5'] });
    await hint({ remote_ids: ['TG-8'] });
    await becomes('TG-8', '5:free');
    pos.shelf.remove('TG-8');
    await hint({ remote_ids: ['TG-8'] });
    await becomes('TG-8', '');
  });

  it('name a group that is gone, and have the one read that has its free seats now', async () => {
    const { pos, hint, becomes } = await broker();
    pos.addListing({ remoteId: 'TG-2', seats: ['1', '2'] });
    pos.shelf.standElsewhere('TG-2', ['1', '2'], 'held');
    await hint({ remote_ids: ['TG-2'] });
    await becomes('TG-2', '1:elsewhere 2:elsewhere');
    pos.shelf.standElsewhere('TG-2', ['1', '2'], null);
    pos.shelf.remove('TG-1');
    await hint({ remote_ids: ['TG-1'] });
    await becomes('TG-1', '');
    await becomes('TG-2', '1:free 2:free');
  });

  it('may be lost: the usual reading comes past', async () => {
    const { pos, becomes } = await broker(300);
    pos.shelf.standElsewhere('TG-1', ['1', '2'], 'held');
    await becomes('TG-1', '1:elsewhere 2:elsewhere');
  });

  it('may be late, doubled and in the wrong order', async () => {
    const { pos, hint, becomes, accountId } = await broker();
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    await hint({ remote_ids: ['TG-1', 'TG-1'] });
    pos.shelf.standElsewhere('TG-1', ['1'], null);
    pos.shelf.standElsewhere('TG-1', ['2'], 'sold');
    await Promise.all([hint({ remote_ids: ['TG-1'] }), hint({ remote_ids: ['TG-1'] })]);
    await becomes('TG-1', '1:free 2:elsewhere');
    await hint({ remote_ids: ['TG-1'] });
    const waiting = async () =>
      (await hub.pool.query('select due_at - hinted_at as "after" from stock_hints where account_id = $1', [accountId]))
        .rows;
    // What left the shelf without a reference is looked at once more in a while; that alone may be left.
    await eventually(waiting, (rows) => rows.length <= 1);
    await becomes('TG-1', '1:free 2:elsewhere');
  });

  it('that cross the usual reading do not overwrite what it saw later', async () => {
    const asked: string[] = [];
    const { pos, hint, becomes } = await broker(anHour, ({ kind }) => asked.push(kind));
    const isAsked = (kind: string, times: number): Promise<unknown> =>
      eventually(
        async () => asked.filter((one) => one === kind).length,
        (count) => count === times,
      );
    asked.length = 0;
    // The news are asked for first and seen last; the group is asked for next, seen first and told last.
    pos.faults.next('groups', { kind: 'slow', ms: 1_600 });
    pos.faults.next('group', { kind: 'slow_answer', ms: 2_000 });
    await hint({});
    await isAsked('groups', 1);
    await hint({ remote_ids: ['TG-1'] });
    await isAsked('group', 1);
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    await isAsked('group', 2);
    await becomes('TG-1', '1:elsewhere 2:free');
  });

  it('that cross an order’s letting go do not take what it let go of for another’s', async () => {
    const asked: string[] = [];
    const { pos, hint, becomes, shelf, hold, call } = await broker(anHour, ({ kind }) => asked.push(kind));
    assert.equal((await hold('TG-1', 2, 'lets-go')).status, 201);
    await becomes('TG-1', '1:order 2:order');
    asked.length = 0;
    // Seen while the hold stands, and told when it is gone.
    pos.faults.next('group', { kind: 'slow_answer', ms: 1_500 });
    pos.faults.next('group', { kind: 'slow', ms: 500 });
    await hint({ remote_ids: ['TG-1'] });
    await eventually(
      async () => asked,
      (seen) => seen.includes('group'),
    );
    assert.equal((await call('DELETE', '/oi/v1/holds/lets-go')).status, 200);
    await becomes('TG-1', '1:free 2:free');
    await eventually(
      async () => asked.filter((kind) => kind === 'group').length,
      (count) => count === 2,
    );
    assert.equal(await shelf('TG-1'), '1:free 2:free', 'and it is read once more, to be sure');
    assert.equal((await hold('TG-1', 2)).status, 201);
  });

  it('that cross an order’s letting go of what the POS never held for it are believed at once', async () => {
    const asked: string[] = [];
    const { pos, hint, becomes, hold } = await broker(anHour, ({ kind }) => asked.push(kind));
    asked.length = 0;
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    pos.faults.next('group', { kind: 'slow_answer', ms: 1_000 });
    await hint({ remote_ids: ['TG-1'] });
    await eventually(
      async () => asked,
      (seen) => seen.includes('group'),
    );
    assert.equal((await hold('TG-1', 2)).body.code, 'not_available');
    await becomes('TG-1', '1:elsewhere 2:free');
    assert.deepEqual(asked, ['group', 'hold'], 'or whoever asks in vain for what is gone keeps it on the shelf');
  });

  it('that name nothing and come while the news are read have them read once more', async () => {
    const asked: string[] = [];
    const { pos, hint, becomes } = await broker(anHour, ({ kind }) => asked.push(kind));
    asked.length = 0;
    // Seen at once, and told late: what is new meanwhile is not in it.
    pos.faults.next('groups', { kind: 'slow_answer', ms: 1_000 });
    await hint({});
    await eventually(
      async () => asked,
      (seen) => seen.includes('groups'),
    );
    pos.addListing({ remoteId: 'TG-2', seats: ['7'] });
    await hint({});
    await becomes('TG-2', '7:free');
  });

  it('are followed while another POS is slow, in order at each', async () => {
    const asked: string[] = [];
    const slow = await broker(anHour, ({ kind }) => asked.push(kind));
    const { pos, hint, becomes } = await broker();
    asked.length = 0;
    slow.pos.faults.always('group', { kind: 'slow', ms: 19_000 });
    try {
      await slow.hint({ remote_ids: ['TG-1', 'TG-2'] });
      await eventually(
        async () => asked,
        (seen) => seen.includes('group'),
      );
      for (const seat of ['1', '2']) {
        pos.shelf.standElsewhere('TG-1', [seat], 'sold');
        await hint({ remote_ids: ['TG-1'] });
        await becomes('TG-1', seat === '1' ? '1:elsewhere 2:free' : '1:elsewhere 2:elsewhere');
      }
      assert.deepEqual(asked, ['group'], 'one thing after another, and the first has not been answered');
    } finally {
      brokers.splice(brokers.indexOf(slow), 1);
      await slow.pos.stop();
    }
  });

  it('that come while the POS fails are followed when it does not', async () => {
    const { pos, hint, shelf, accountId } = await broker();
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    pos.faults.next('group', { kind: 'fail_before' });
    await hint({ remote_ids: ['TG-1'] });
    const due = 'select due_at > now() as later from stock_hints where account_id = $1';
    const isPutOff = async () => (await hub.pool.query<{ later: boolean }>(due, [accountId])).rows[0]?.later ?? false;
    await eventually(isPutOff, (later) => later);
    await eventually(
      async () => pos.faults.draw('group'),
      (fault) => fault === null,
    );
    // Its time comes at once, whenever it was put off.
    const laterOn = async (): Promise<string | null> => {
      await hub.pool.query('update stock_hints set due_at = now() where account_id = $1', [accountId]);
      return shelf('TG-1');
    };
    await eventually(laterOn, (seen) => seen === '1:elsewhere 2:free');
  });

  it('are answered while the POS is slow, and not when it has answered', async () => {
    const { pos, hint } = await broker();
    const slowMs = 3_000;
    pos.faults.always('group', { kind: 'slow', ms: slowMs });
    await hint({ remote_ids: ['TG-1'] });
    const began = performance.now();
    assert.equal((await hint({ remote_ids: ['TG-1'] })).status, 202);
    assert.ok(performance.now() - began < slowMs);
    pos.faults.clear();
  });

  it('of strangers are refused, and change nothing', async () => {
    const { hint, accountId, posId } = await broker();
    const body = { remote_ids: ['TG-1'] };
    for (const headers of [
      {},
      { authorization: 'Bearer guess' },
      { authorization: hintKey },
      { 'x-api-key': hintKey },
    ]) {
      const { status, body: problem } = await hint(body, headers as Record<string, string>);
      assert.deepEqual([status, problem.code], [401, 'unauthenticated']);
    }
    const key = { authorization: `Bearer ${hintKey}` };
    for (const id of [randomUUID(), 'nobody', `${posId}'`]) {
      assert.equal(
        (await hub.call('POST', `/pos/v1/${encodeURIComponent(id)}/notifications`, body, key)).status,
        401,
        id,
      );
    }
    assert.equal((await hub.call('GET', `/pos/v1/${posId}/notifications`)).status, 405);
    const { rows } = await hub.pool.query('select from stock_hints where account_id = $1', [accountId]);
    assert.equal(rows.length, 0);
  });

  it('that cannot be read are told so, and cannot hurt', async () => {
    const { hint, becomes, pos, accountId } = await broker();
    for (const text of ['[', '[]', '{"remote_ids":[1]}', '{"remote_ids":""}']) {
      const { status, body } = await hint(text);
      assert.deepEqual([status, body.code], [400, 'malformed'], text);
    }
    for (const name of ['x'.repeat(128), 'TG\u0000-1', '🎟'.repeat(60), '../../holds', '%']) {
      assert.equal((await hint({ remote_ids: [name] })).status, 202, name);
    }
    pos.shelf.standElsewhere('TG-1', ['1'], 'sold');
    await hint({ remote_ids: ['TG-1'] });
    await becomes('TG-1', '1:elsewhere 2:free');
    const { rows } = await hub.pool.query('select count(*) as count from listings where account_id = $1', [accountId]);
    assert.deepEqual(rows, [{ count: 1 }]);
  });
});
