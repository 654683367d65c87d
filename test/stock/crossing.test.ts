// Everybody at once: marketplaces ask, the POS sells to others, and two hubs follow its stock and its hints, over a line
// that fails. No order loses a ticket, nothing is sold twice, and in the end ledger and POS say the same.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { restStates } from '../../src/core/transitions.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { seededRandom } from '../../src/sandbox/random.ts';
import { claimsDroppedTooEarly, disagreements } from '../conformance/pos-books.ts';
import { callerWith, eventually, startTestHub, type TestHub } from '../support/hub.ts';
import { type BrokerWithStock, brokerWithStock } from './broker-with-stock.ts';

const listings = 6;
const seats = ['1', '2', '3', '4', '5', '6', '7', '8'];
const rounds = 40;

describe('a POS that sells elsewhere while marketplaces ask', () => {
  let hubs: TestHub[];
  let broker: BrokerWithStock;
  before(async () => {
    const first = await startTestHub();
    hubs = [first, await startTestHub({ databaseUrl: first.databaseUrl })];
    const shelf = Array.from({ length: listings }, (_, index) => ({ remoteId: `TG-${index}`, seats }));
    const places = { remoteId: 'GA', seats: seats.map(() => null) };
    broker = await brokerWithStock(first, [...shelf, places], { pollEveryMs: 20, pageSize: 3 });
    await broker.becomes('GA', seats.map(() => '-:free').join(' '));
  });
  after(async () => {
    for (const hub of [...hubs].reverse()) await hub.close();
    await broker.pos.stop();
  });

  it('keeps every promise', async (context) => {
    const seed = process.env.SEED ?? String(Date.now());
    context.diagnostic(`SEED=${seed}`);
    const random = seededRandom(seed);
    const { pos, accountId } = broker;
    const { pool } = hubs[0] as TestHub;
    pos.faults.sometimes('groups', 0.1, { kind: 'fail_before' });
    pos.faults.sometimes('group', 0.1, { kind: 'slow_answer', ms: 30 });
    pos.faults.sometimes('hold', 0.05, { kind: 'cut_after' });
    pos.faults.sometimes('hold', 0.05, { kind: 'fail_after' });
    const callers = hubs.map((hub) => callerWith(hub, broker));
    const remoteId = (): string =>
      random.pick([...Array.from({ length: listings }, (_, index) => `TG-${index}`), 'GA']);
    const tally = { granted: 0, invoiced: 0, refused: 0 };

    async function deal(number: number): Promise<void> {
      const call = random.pick(callers);
      const [id, ends] = [`g-${number}`, random.pick(['invoice', 'release', 'nothing'] as const)];
      const held = await call('POST', '/oi/v1/holds', {
        global_id: id,
        remote_id: remoteId(),
        quantity: random.pick([1, 2]),
      });
      if (held.status !== 201) {
        tally.refused += 1;
        return;
      }
      tally.granted += 1;
      if (ends === 'release') await call('DELETE', `/oi/v1/holds/${id}`);
      if (ends !== 'invoice') return;
      await call('POST', `/oi/v1/holds/${id}/invoice`, { order_id: `o-${number}` });
      tally.invoiced += 1;
    }

    /** As the POS itself would: only tickets that nobody has. */
    async function tradeElsewhere(): Promise<void> {
      const id = `TG-${random.pick([0, 1, 2, 3, 4, 5])}`;
      const seat = random.pick(seats);
      pos.shelf.tradeElsewhere(id, seat, random.pick(['sold', 'held', null]));
      if (random.chance(0.7)) await broker.hint({ remote_ids: [id] });
      const early = await claimsDroppedTooEarly(pool, accountId, () => pos.book());
      assert.deepEqual(early, []);
    }

    for (let round = 0; round < rounds; round++) {
      await Promise.all([
        deal(round * 3),
        deal(round * 3 + 1),
        deal(round * 3 + 2),
        tradeElsewhere(),
        tradeElsewhere(),
      ]);
    }
    pos.faults.clear();
    const restless = 'select global_id, state from orders where account_id = $1 and state <> all($2)';
    await eventually(
      async () => (await pool.query(restless, [accountId, [...restStates, 'held']])).rows,
      (rows) => rows.length === 0,
      30_000,
    );
    await pos.settled();
    assert.ok(tally.granted > 10 && tally.invoiced > 3 && tally.refused > 3, JSON.stringify(tally));
    assert.deepEqual((await verifyLedger(pool, () => {})).violations, []);
    assert.deepEqual(await disagreements(pool, accountId, pos.book(), 'bridge'), []);
    await eventually(
      () => shelfDisagreements(),
      (found) => found.length === 0,
      30_000,
    );

    /** Seats that are elsewhere in the one book and not in the other. */
    async function shelfDisagreements(): Promise<string[]> {
      const { rows } = await pool.query<{ remote_id: string; seat: string; away: boolean }>(
        `select remote_id, seat, elsewhere as away from tickets where account_id = $1 and seat is not null`,
        [accountId],
      );
      return rows.flatMap(({ remote_id, seat, away }) => {
        const theirs = pos.shelf.find(remote_id)?.slots.find((slot) => slot.seat === seat)?.elsewhere != null;
        return theirs === away ? [] : [`${remote_id} ${seat}: ${theirs} there, ${away} here`];
      });
    }
    const places = await pool.query<{ owners: (string | null)[] }>(
      `select owners from listings where account_id = $1 and remote_id = 'GA'`,
      [accountId],
    );
    const owners = places.rows[0]?.owners ?? [];
    assert.equal(owners.length, seats.length, 'no place came or went');
    await eventually(
      async () => (await broker.shelf('GA'))?.includes('elsewhere'),
      (away) => away === false,
    );
  });
});
