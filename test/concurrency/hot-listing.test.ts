// One ticket, one sale: 64 buyers at two hubs on one listing of 100 tickets, round after round. First the control: with
// the row lock taken away, the double sale must happen, or the rest proves nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pickSlots } from '../../src/core/claim.ts';
import { lockListings, storeOwners } from '../../src/db/listings.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import {
  callerWith,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

const rounds = 50;
const buyers = 64;
const tickets = 100;
const perBuyer = 2;
const labels = Array.from({ length: tickets }, (_, index) => String(index + 1));

describe('a hot listing', () => {
  let pool: TestPool;
  let broker: TestConnection;
  const hubs: TestHub[] = [];

  before(async () => {
    pool = await openTestPool(80);
    broker = await makeConnection(pool);
    for (let count = 0; count < 2; count++) hubs.push(await startTestHub({ databaseUrl: pool.url }));
  });

  after(async () => {
    await Promise.all(hubs.map((hub) => hub.close()));
    await pool.close();
  });

  it('is sold twice when the owner check is not under the row lock (control)', async () => {
    await makeListing(pool, broker.accountId, { remoteId: 'control', seats: labels });
    const claims = await Promise.all(
      Array.from({ length: buyers }, async (_, buyer) => {
        // Each statement by itself: the lock is gone before the claim is written.
        const listing = (await lockListings(pool, broker.accountId, ['control'])).get('control');
        assert.ok(listing);
        const picked = pickSlots(listing, listing.split, perBuyer);
        if ('refusal' in picked) return [];
        const owners = listing.owners.map((owner, slot) => (picked.slots.includes(slot) ? buyerId(buyer) : owner));
        await pool.query(storeOwners(broker.accountId, new Map([['control', owners]])));
        return picked.slots;
      }),
    );
    const sold = claims.flat();
    assert.ok(new Set(sold).size < sold.length, 'without the lock two buyers must have got the same seat');
    await pool.query("delete from listings where remote_id = 'control'");
  });

  it(`sells every ticket once, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round++) {
      const remoteId = `hot-${round}`;
      await makeListing(pool, broker.accountId, { remoteId, seats: labels });
      const answers = await Promise.all(
        Array.from({ length: buyers }, (_, buyer) =>
          hold(hubs[buyer % hubs.length] as TestHub, broker, remoteId, buyer),
        ),
      );
      const granted = answers.filter(({ status }) => status === 201);
      const refused = answers.filter(({ status }) => status === 409);
      assert.equal(granted.length, tickets / perBuyer, `round ${round}: every ticket finds a buyer`);
      assert.equal(granted.length + refused.length, buyers, `round ${round}: everybody is told yes or no`);
      const taken = granted.flatMap(({ body }) => body.seats.map(({ seat }) => seat));
      assert.equal(new Set(taken).size, tickets, `round ${round}: no seat is named in two answers`);
    }
    const { violations } = await verifyLedger(pool, () => {});
    assert.deepEqual(violations, []);
  });
});

type Held = { seats: { seat: string }[] };

function hold(hub: TestHub, broker: TestConnection, remoteId: string, buyer: number) {
  const body = { global_id: `${remoteId}-${buyer}`, remote_id: remoteId, quantity: perBuyer };
  return callerWith(hub, broker)<Held>('POST', '/oi/v1/holds', body);
}

function buyerId(buyer: number): string {
  return `00000000-0000-8000-8000-${String(buyer).padStart(12, '0')}`;
}
