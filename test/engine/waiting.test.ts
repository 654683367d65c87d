// A call that waits for a slow POS costs the ledger nothing meanwhile: its hub asks the POS itself, and says when it has moved.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { readOrder } from '../../src/db/orders.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIdOf } from '../../src/engine/engine.ts';
import { UnansweredWatch } from '../../src/engine/unanswered-watch.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import {
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestHub,
} from '../support/hub.ts';
import { openTestRoom } from './test-room.ts';

const slowMs = 1_500;
const seats = ['1', '2', '3', '4'];

let hub: TestHub;
let pos: SandboxPos;
before(async () => {
  hub = await startTestHub();
  pos = await startSandboxPos();
});
after(async () => {
  await hub.close();
  await pos.stop();
});

/** How many commands the ledger was given so far, in how many batches. */
async function given(): Promise<{ commands: number; batches: number }> {
  const { body } = await hub.call<string>('GET', '/metrics');
  const count = (what: string): number =>
    Number(new RegExp(`^holdfast_batch_commands_${what} (\\d+)$`, 'm').exec(body)?.[1]);
  return { commands: count('sum'), batches: count('count') };
}

describe('a hold that waits for a slow POS', () => {
  it('gives the ledger nothing to do until the POS has answered, and is answered then', async () => {
    const waiting = 5;
    const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: 10_000 } });
    await connectBridge(hub.pool, connection.accountId, pos.url, { key: pos.key });
    const call = callerWith(hub, connection);
    const remoteIds = await Promise.all(
      Array.from({ length: waiting }, () => makeListing(hub.pool, connection.accountId, { seats, pos: 'bridge' })),
    );
    for (const remoteId of remoteIds) pos.addListing({ remoteId, seats });
    pos.faults.next('hold', { kind: 'slow', ms: slowMs }, waiting);
    const before = await given();
    const answers = await Promise.all(
      remoteIds.map((remote_id) => call('POST', '/oi/v1/holds', { global_id: randomUUID(), remote_id, quantity: 2 })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 201),
    );
    // Each: the call, the POS's answer, and one look at what has become of it.
    assert.equal((await given()).commands - before.commands, 3 * waiting);
  });

  it('costs two batches: the POS’s answer and what the caller is told of it are one', async () => {
    const connection = await makeConnection(hub.pool);
    await connectBridge(hub.pool, connection.accountId, pos.url, { key: pos.key });
    const remote_id = await makeListing(hub.pool, connection.accountId, { seats, pos: 'bridge' });
    pos.addListing({ remoteId: remote_id, seats });
    const before = await given();
    const hold = { global_id: randomUUID(), remote_id, quantity: 2 };
    assert.equal((await callerWith(hub, connection)('POST', '/oi/v1/holds', hold)).status, 201);
    assert.equal((await given()).batches - before.batches, 2);
  });

  it('goes on by itself when the POS says nothing certain', async () => {
    const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: 10_000 } });
    await connectBridge(hub.pool, connection.accountId, pos.url, { key: pos.key });
    const remote_id = await makeListing(hub.pool, connection.accountId, { seats, pos: 'bridge' });
    pos.addListing({ remoteId: remote_id, seats });
    pos.faults.next('hold', { kind: 'fail_after' });
    const hold = { global_id: randomUUID(), remote_id, quantity: 2 };
    const { status } = await callerWith(hub, connection)('POST', '/oi/v1/holds', hold);
    assert.equal(status, 201);
  });
});

describe('an order that somebody else moves while its POS is asked', () => {
  it('goes on from where it is then, and not from where its hub left it', async () => {
    const connection = await makeConnection(hub.pool, { settings: { answer_budget_ms: 3_000 } });
    await connectBridge(hub.pool, connection.accountId, pos.url, { key: pos.key });
    const remote_id = await makeListing(hub.pool, connection.accountId, { seats, pos: 'bridge' });
    pos.addListing({ remoteId: remote_id, seats });
    pos.faults.next('hold', { kind: 'slow', ms: slowMs });
    const global_id = randomUUID();
    const orderId = orderIdOf(connection.connectionId as never, global_id);
    const order = () => readOrder(hub.pool, connection.accountId, orderId);
    const answer = callerWith(hub, connection)('POST', '/oi/v1/holds', { global_id, remote_id, quantity: 2 });
    await eventually(order, (found) => found?.state === 'holding');
    // As another hub on this database would: a person lets go of it there.
    const other = openTestRoom(hub.databaseUrl);
    const act = { do: 'release', by: 'a person', evenIfBinding: true } as const;
    assert.equal((await other.engine.act(connection.accountId, orderId, act)).order?.state, 'releasing');
    await other.close();
    const heard = await eventually(order, (found) => (found?.posHoldId ?? null) !== null);
    assert.equal(heard?.state, 'releasing', 'the POS says that it holds them, and they are to be let go all the same');
    assert.notEqual((await answer).status, 201);
    assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);
  });
});

describe('an order that nobody answers', () => {
  it('is told to a person after a quarter of an hour, once, and no more when it has moved on', async () => {
    const connection = await makeConnection(hub.pool);
    const { accountId } = connection;
    await connectBridge(hub.pool, accountId, pos.url, { key: pos.key, late_effect_ms: 0 });
    const call = callerWith(hub, connection);
    const [waits, isHeld] = await Promise.all(
      ['waits', 'is held'].map(async () => {
        const remoteId = await makeListing(hub.pool, accountId, { seats, pos: 'bridge' });
        pos.addListing({ remoteId, seats });
        await call('POST', '/oi/v1/holds', { global_id: remoteId, remote_id: remoteId, quantity: 2 });
        return remoteId;
      }),
    );
    pos.faults.always('release', { kind: 'fail_before' });
    assert.equal((await call('DELETE', `/oi/v1/holds/${waits}`)).body.status, 'releasing');
    const told = async () => {
      const { rows } = await hub.pool.query<{ sentence: string; isOver: boolean; globalId: string }>(
        `select a.sentence, a.over_at is not null as "isOver", o.global_id as "globalId"
         from alerts a join orders o using (account_id, order_id) where a.account_id = $1 and a.kind = 'unanswered'`,
        [accountId],
      );
      return rows;
    };
    let aheadMs = 60_000;
    const watch = async (): Promise<void> => {
      const troubles: unknown[] = [];
      const names = { marketplace: () => 'Ticket Evolution', pos: () => 'the bridge' };
      const clock = (): number => Date.now() + aheadMs;
      const one = new UnansweredWatch({ pool: hub.pool, names, clock, onTrouble: (trouble) => troubles.push(trouble) });
      await one.makeRound();
      assert.deepEqual(troubles, []);
    };
    await watch();
    assert.deepEqual(await told(), [], 'it may only be on its way');
    aheadMs = 16 * 60_000;
    // Asked within the next minutes, by the clock that is ahead.
    await watch();
    await watch();
    const [alert, another] = await told();
    assert.deepEqual(
      [alert?.globalId, alert?.isOver, another],
      [waits, false, undefined],
      `${isHeld} only waits for its end`,
    );
    assert.match(alert?.sentence ?? '', /has been releasing since .*, and the bridge gives no answer that settles it/);
    pos.faults.clear();
    await eventually(
      async () => (await call('GET', `/oi/v1/holds/${waits}`)).body.status,
      (status) => status === 'released',
      40_000,
    );
    // The watch's clock was ahead of the hub's when it raised the alert.
    await hub.pool.query(`update alerts set at = at - interval '16 minutes' where account_id = $1`, [accountId]);
    await watch();
    assert.deepEqual(
      (await told()).map(({ isOver }) => isOver),
      [true],
    );
  });
});
