// A call that waits for a slow POS costs the ledger nothing meanwhile: its hub asks the POS itself, and says when it has moved.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { callerWith, connectBridge, makeConnection, makeListing, startTestHub, type TestHub } from '../support/hub.ts';

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
