// When a second batch of an account goes beside the first: a row that somebody has locked holds up the first one here.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { type GroupCommit, LedgerUnavailable } from '../../src/engine/group-commit.ts';
import { holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, type TestConnection } from '../support/hub.ts';

const seats = Array.from({ length: 40 }, (_, index) => String(index + 1));

let database: TestDatabase;
let pool: Pool;
let batchPool: Pool;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

describe('an account whose batch is held up', { timeout: 10_000 }, () => {
  let broker: TestConnection;
  let free: string;
  let locked: LockedListing;
  let alsoLocked: LockedListing;
  let batches: number[];
  let commits: GroupCommit;
  let heldUp: Promise<unknown>;
  let skippedMs: number;

  beforeEach(async () => {
    // Connections have timers too: those of one clock must not be put out by another.
    mock.timers.enable({ apis: ['setTimeout'] });
    pool = openPool(database.url, 4);
    batchPool = openBatchPool(database.url, 3);
    broker = await makeConnection(pool);
    free = await makeListing(pool, broker.accountId, { seats });
    locked = await lockedListing(broker);
    alsoLocked = await lockedListing(broker);
    batches = [];
    skippedMs = 0;
    commits = openCommits(batchPool, {
      onBatch: (commands) => batches.push(commands),
      clock: () => Date.now() + skippedMs,
    });
    heldUp = submit('held up', locked.remoteId);
    await nextTurn();
  });

  afterEach(async () => {
    await Promise.all([locked.unlock(), alsoLocked.unlock()]);
    await commits.settled();
    const { violations } = await verifyLedger(pool, () => {});
    await Promise.all([pool.end(), batchPool.end()]);
    mock.timers.reset();
    assert.deepEqual(violations, []);
  });

  const submit = (globalId: string, remoteId = free) =>
    commits.submit(broker.accountId, holdOf(broker, globalId, remoteId));

  /** Each comes in a turn of its own, as calls do. */
  async function submitInTurn(count: number): Promise<Promise<unknown>[]> {
    const submitted: Promise<unknown>[] = [];
    for (let number = 1; number <= count; number++) {
      submitted.push(submit(`free ${number}`));
      await nextTurn();
    }
    return submitted;
  }

  it('lets few commands wait together, and not for long', async () => {
    const few = await submitInTurn(3);
    mock.timers.tick(24);
    await nextTurn();
    const late = submit('late');
    await nextTurn();
    mock.timers.tick(1);
    await Promise.all([...few, late]);
    assert.deepEqual(batches, [4]);
  });

  it('lets many commands wait for nobody', async () => {
    await Promise.all(await submitInTurn(16));
    assert.deepEqual(batches, [16]);
  });

  it('goes on beside it for as long as it is held up', async () => {
    mock.timers.tick(25);
    await submit('first');
    await submit('second');
    assert.deepEqual(batches, [1, 1]);
  });

  it('gives no tickets to a hold that has waited past its time, and does all else', async () => {
    const late = submit('late');
    const again = commits.submit(broker.accountId, { ...holdOf(broker, 'again', free), waited: { moved: true } });
    await nextTurn();
    skippedMs = 3_000;
    mock.timers.tick(25);
    await assert.rejects(late, LedgerUnavailable);
    await again;
    assert.deepEqual(batches, [1]);
    const { rows } = await pool.query('select global_id from orders where account_id = $1', [broker.accountId]);
    assert.deepEqual(rows, [{ global_id: 'again' }]);
  });

  it('keeps what comes for an order in it behind it', async () => {
    const again = submit('held up', locked.remoteId);
    await nextTurn();
    mock.timers.tick(25);
    await submit('free');
    assert.deepEqual(batches, [1]);
    await locked.unlock();
    await Promise.all([heldUp, again]);
    assert.deepEqual(batches, [1, 1, 1]);
  });

  it('writes no third beside two, however many wait', async () => {
    mock.timers.tick(25);
    const beside = submit('beside', alsoLocked.remoteId);
    await nextTurn();
    mock.timers.tick(25);
    const many = await submitInTurn(16);
    await pool.query('select pg_sleep(0.1)');
    assert.deepEqual(batches, []);
    await alsoLocked.unlock();
    await Promise.all([beside, ...many]);
    assert.deepEqual(batches, [1, 16]);
  });

  it('lets few wait again when it is through', async () => {
    mock.timers.tick(25);
    const beside = submit('beside', alsoLocked.remoteId);
    await nextTurn();
    await locked.unlock();
    await heldUp;
    const few = await submitInTurn(2);
    mock.timers.tick(25);
    await Promise.all(few);
    assert.deepEqual(batches, [1, 2]);
    await alsoLocked.unlock();
    await beside;
  });

  it('is not taken for held up after it was through in time', async () => {
    const next = submit('next', alsoLocked.remoteId);
    mock.timers.tick(10);
    await locked.unlock();
    await heldUp;
    await nextTurn();
    const few = await submitInTurn(2);
    mock.timers.tick(15);
    await nextTurn();
    const late = submit('late');
    await nextTurn();
    mock.timers.tick(10);
    await Promise.all([...few, late]);
    assert.deepEqual(batches, [1, 3]);
    await alsoLocked.unlock();
    await next;
  });
});

type LockedListing = { remoteId: string; unlock: () => Promise<void> };

/** A listing whose row somebody else has locked, as an import does. */
async function lockedListing({ accountId }: TestConnection): Promise<LockedListing> {
  const remoteId = await makeListing(pool, accountId, { seats });
  const locker = await pool.connect();
  await locker.query('begin');
  await locker.query('select from listings where account_id = $1 and remote_id = $2 for update', [accountId, remoteId]);
  let unlocked: Promise<void> | undefined;
  const letGo = async () => {
    await locker.query('rollback');
    locker.release();
  };
  return {
    remoteId,
    unlock: () => {
      unlocked ??= letGo();
      return unlocked;
    },
  };
}
