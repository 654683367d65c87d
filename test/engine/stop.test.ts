// SIGTERM: the hub finishes what it has accepted, then stops. The next hub finds nothing undone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { openPool } from '../../src/db/pool.ts';
import { startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { openTestDatabase } from '../support/database.ts';
import { callerOf, connectBridge, eventually, makeConnection, makeListing } from '../support/hub.ts';
import { startHubProcess } from '../support/hub-process.ts';
import { openMuteDoor } from '../support/mute-door.ts';

describe('a hub that is told to stop', () => {
  it('answers the call that waits for a slow POS, and then exits with 0', async () => {
    const database = await openTestDatabase();
    const pool = openPool(database.url, 2);
    const pos = await startSandboxPos();
    const broker = await makeConnection(pool);
    const seats = ['1', '2', '3', '4'];
    await makeListing(pool, broker.accountId, { remoteId: 'L1', seats, pos: 'bridge' });
    pos.addListing({ remoteId: 'L1', seats });
    await connectBridge(pool, broker.accountId, pos.url, { key: pos.key });
    pos.faults.always('hold', { kind: 'slow', ms: 1_000 });
    const hub = await startHubProcess({ DATABASE_URL: database.url });
    try {
      const call = callerOf(hub.url, { 'x-api-key': broker.apiKey });
      const answer = call('POST', '/oi/v1/holds', { global_id: 'g', remote_id: 'L1', quantity: 2 });
      const states = async () => (await pool.query<{ state: string }>('select state from orders')).rows;
      await eventually(states, ([order]) => order?.state === 'holding');
      hub.child.kill('SIGTERM');
      assert.equal((await answer).status, 201);
      assert.equal(await hub.ended, null, 'it ended by itself');
      assert.equal(hub.child.exitCode, 0);
      assert.deepEqual(await states(), [{ state: 'held' }]);
      await assert.rejects(call('GET', '/healthz'), 'nobody listens any more');
    } finally {
      await hub.kill('SIGKILL');
      await pool.end();
      await pos.stop();
      await database.close();
    }
  });

  it('is held up by no connection that was opened just in case, as browsers do', async () => {
    const database = await openTestDatabase();
    const hub = await startHubProcess({ DATABASE_URL: database.url });
    const unused = connect({ host: '127.0.0.1', port: Number(new URL(hub.url).port) });
    try {
      await once(unused, 'connect');
      await callerOf(hub.url)('GET', '/healthz');
      hub.child.kill('SIGTERM');
      await eventually(
        async () => hub.child.exitCode,
        (code) => code === 0,
        20_000,
      );
    } finally {
      unused.destroy();
      await hub.kill('SIGKILL');
      await database.close();
    }
  });

  it('takes a Ctrl-C that comes twice, from the terminal and handed on by what started it, for one', async () => {
    const listener = new URL('../../src/cli/told-to-stop.ts', import.meta.url).href;
    const program = `
      const { toldToStop } = await import('${listener}');
      const sayIt = () => process.kill(process.pid, 'SIGINT');
      toldToStop().addEventListener('abort', () => {
        sayIt();
        setTimeout(() => process.exit(7), 100);
      });
      sayIt();
      setTimeout(() => {}, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
    assert.deepEqual(await once(child, 'exit'), [7, null]);
  });

  it('ends in time where the database says nothing any more, and what it has answered stands', async () => {
    const database = await openTestDatabase();
    const door = await openMuteDoor(database.url);
    const pool = openPool(database.url, 1);
    const broker = await makeConnection(pool);
    const remoteId = await makeListing(pool, broker.accountId, { seats: ['1', '2'] });
    const hub = await startHubProcess({ DATABASE_URL: door.url, STOP_SECONDS: '1' });
    try {
      const call = callerOf(hub.url, { 'x-api-key': broker.apiKey });
      const hold = { global_id: 'g', remote_id: remoteId, quantity: 2 };
      assert.equal((await call('POST', '/oi/v1/holds', hold)).status, 201);
      door.fallMute();
      hub.child.kill('SIGTERM');
      // Each of its waits for an answer of the database alone is longer.
      await eventually(
        async () => hub.child.exitCode,
        (code) => code === 1,
        10_000,
      );
      assert.match(hub.errors, /^holdfast start: not everything was finished within 1 s, /);
      assert.deepEqual((await pool.query('select state from orders')).rows, [{ state: 'held' }]);
    } finally {
      await hub.kill('SIGKILL');
      await pool.end();
      await door.close();
      await database.close();
    }
  });
});
