// What a POS has done is stored without reading again what this hub wrote before it asked: the group commit itself, with
// what it says to the database.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Command } from '../../src/core/command.ts';
import type { Instant, OrderId } from '../../src/core/order.ts';
import { readOrder } from '../../src/db/orders.ts';
import { openBatchPool, openPool, type Pool } from '../../src/db/pool.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import type { GroupCommit } from '../../src/engine/group-commit.ts';
import { KnownOrders } from '../../src/engine/known-orders.ts';
import { holdDone, listingOf, terms, told } from '../core/situations.ts';
import { type Hold, holdOf, openCommits } from '../support/commits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeConnection, makeListing, ownersOf, type TestConnection } from '../support/hub.ts';

type Wire = { bind: (bound: { statement: string }) => void; sync: () => void };

const seats = ['1', '2', '3', '4'];

let database: TestDatabase;
let looking: Pool;
let pool: Pool;
/** The statements that batches have sent, by their names. */
let said: string[];
/** How often the server was asked to answer. */
let answers: number;
let now: Instant;
let commits: GroupCommit;
let broker: TestConnection;

before(async () => {
  database = await openTestDatabase();
  looking = openPool(database.url, 2);
  pool = openBatchPool(database.url, 2);
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: Wire };
    const { bind, sync } = connection;
    Object.assign(connection, {
      bind: (bound: { statement: string }) => {
        said.push(bound.statement);
        bind.call(connection, bound);
      },
      sync: () => {
        answers += 1;
        sync.call(connection);
      },
    });
  });
  commits = openCommits(pool, { clock: () => now });
  broker = await makeConnection(looking);
});
after(async () => {
  await pool.end();
  await looking.end();
  await database.close();
});
beforeEach(() => {
  said = [];
  answers = 0;
  now = Date.now();
});

const submit = (command: Command) => commits.submit(broker.accountId, command);
const orderOf = (orderId: OrderId) => readOrder(looking, broker.accountId, orderId);

/** Asks for a hold in the POS outside; resolves with what the POS will have said, and with the caller who waits for it. */
async function ask(globalId: string): Promise<{ remoteId: string; answered: Command; waiting: Hold }> {
  const remoteId = await makeListing(looking, broker.accountId, { seats, pos: 'bridge' });
  const hold = holdOf(broker, globalId, remoteId, now);
  const { decision } = await submit(hold);
  assert.equal(told(decision), null);
  const { question } = decision;
  if (question === null) throw new Error('the POS was not asked');
  const answered: Command = {
    kind: 'pos_answered',
    orderId: hold.orderId,
    question,
    result: holdDone({ posHoldId: `in the POS: ${globalId}` }),
    exchanges: [],
  };
  said.length = 0;
  answers = 0;
  return { remoteId, answered, waiting: { ...hold, waited: { moved: true } } };
}

describe('what a POS has done', () => {
  it('is stored, and the caller answered, in one batch that reads nothing', async () => {
    const { answered, waiting } = await ask('g-1');
    const [, reply] = await Promise.all([submit(answered), submit(waiting)]);
    assert.equal(told(reply.decision), 'created');
    assert.equal((await orderOf(waiting.orderId))?.state, 'held');
    assert.deepEqual(said, ['expect_orders_as_known', 'update_orders', 'append_entries']);
    assert.equal(answers, 1);
  });

  it('is stored beside what has to be read', async () => {
    const { answered, waiting } = await ask('g-2');
    const other = holdOf(broker, 'g-3', await makeListing(looking, broker.accountId, { seats }), now);
    const [, reply, beside] = await Promise.all([submit(answered), submit(waiting), submit(other)]);
    assert.deepEqual([told(reply.decision), told(beside.decision)], ['created', 'created']);
    assert.equal(said.filter((name) => name === 'lock_orders').length, 1, 'only for the other');
    assert.equal(said.filter((name) => name === 'commit').length, 1);
    assert.equal(answers, 2, 'one to what is read, one to what is written');
    assert.deepEqual((await verifyLedger(looking, () => {})).violations, []);
  });

  it('is judged by what is there, with all beside it, where somebody has moved the order since', async () => {
    const { answered, waiting } = await ask('g-4');
    const { orderId } = waiting;
    await looking.query("update orders set state = 'releasing', attempts = 0 where order_id = $1", [orderId]);
    const other = holdOf(broker, 'g-5', await makeListing(looking, broker.accountId, { seats }), now);
    const [, beside] = await Promise.all([submit(answered), submit(other)]);
    assert.equal(told(beside.decision), 'created');
    assert.equal((await orderOf(orderId))?.state, 'releasing');
    assert.equal((await orderOf(orderId))?.posHoldId, 'in the POS: g-4');
  });
});

describe('a hold that is repeated for another listing', () => {
  it('does not end its order in the ledger alone when its time is over: the POS is asked to let go', async () => {
    const { remoteId, answered, waiting } = await ask('g-6');
    await submit(answered);
    const { orderId } = waiting;
    const elsewhere = await makeListing(looking, broker.accountId, { seats, pos: 'bridge' });
    now += terms.holdLifetimeMs + 1;
    await submit(holdOf(broker, 'g-6', elsewhere, now));
    assert.equal((await orderOf(orderId))?.state, 'expiring');
    assert.deepEqual(await ownersOf(looking, broker.accountId, remoteId), [orderId, orderId, null, null]);
  });
});

describe('what is remembered of orders', () => {
  it('is no more than is certain, and the oldest is forgotten when there are very many', async () => {
    const { waiting } = await ask('g-7');
    const order = await orderOf(waiting.orderId);
    assert.ok(order);
    const known = new KnownOrders();
    const listing = listingOf(seats, { owners: [order.orderId, 'another', null, order.orderId] });
    known.remember({ order, listing, writtenBy: '1' });
    const [one] = known.thoseOf([waiting]).values();
    assert.deepEqual([one?.listing?.seats, one?.listing?.owners], [[], [order.orderId, order.orderId]]);
    for (let count = 0; count < 4_096; count++) {
      known.remember({ order: { ...order, orderId: `order ${count}` as OrderId }, listing: null, writtenBy: '1' });
    }
    assert.equal(known.thoseOf([waiting]).size, 0);
  });
});
