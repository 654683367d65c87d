// The laws for trouble with a marketplace that tells us of sales: one that is asked too often is waited for as it asks, access
// that runs out is had again, and what nobody sees to in time is cancelled and fined in its own book, and told to the hub.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Order } from '../../src/core/order.ts';
import type { Sale } from '../../src/sandbox/instant-notification/sale-book.ts';
import type { SaleCall, SaleFault } from '../../src/sandbox/instant-notification/sale-faults.ts';
import { eventually, makeListings } from '../support/hub.ts';
import { enterCredentials, startSelling } from '../support/selling.ts';
import { comesToRest, disposable, type Judged, keepsItsSecrets, restOf } from './sale-scene.ts';

/** Its access is lent for a while, and what it was lent by is good for longer. */
const renewedByUs: ReadonlySet<string> = new Set(['stubhub', 'ticketnetwork']);
/** Has one word for whatever ended without a sale. */
const showsOneEndOnly: ReadonlySet<string> = new Set(['gametime']);
/** Says that it is too much, and not for how long. */
const namesNoTime: ReadonlySet<string> = new Set(['vivid-seats']);
/** A call that comes so soon after one that was turned away was on its way already. */
const onTheWayMs = 200;

export function saleTrouble(judged: Judged): void {
  const { sandbox } = judged;
  it('is left alone for as long as it asks, and the sale ends as if nothing had been', () => waitsAsTold(judged));

  if (sandbox.expireAccess) {
    const isRenewed = renewedByUs.has(sandbox.slug);
    const how = isRenewed ? 'with what the hub has renewed' : 'when a person has entered what is good';
    it(`goes on when its access has run out, ${how}`, () => outlivesItsAccess(judged, isRenewed));
  }

  if (sandbox.confirmsByItself) return;
  it('cancels and fines in its own book what nobody saw to in time, and the hub learns of it', () =>
    passesItsDeadline(judged));
}

async function waitsAsTold(judged: Judged): Promise<void> {
  const { marketplace, sandbox, hub } = judged;
  const calls: { fault: SaleFault | null; at: number }[] = [];
  const onCall = (_call: SaleCall, fault: SaleFault | null): void => {
    calls.push({ fault, at: performance.now() });
  };
  await using selling = disposable(await startSelling(hub(), sandbox, { seed: marketplace.slug, onCall }));
  const isConfirmed = restOf(judged) === 'confirmed';
  const waitSeconds = 2;
  const tooMany = { kind: 'too_many_calls', waitSeconds } as const;
  selling.faults.next('confirm', tooMany);
  selling.faults.next('any', tooMany);
  await comesToRest(judged, selling, 30_000);
  const turnedAway = calls.filter(({ fault }) => fault !== null);
  assert.equal(turnedAway.length, isConfirmed ? 2 : 1);
  if (namesNoTime.has(marketplace.slug)) return;
  for (const { at: toldAt } of turnedAway) {
    const after = calls.map(({ at }) => Math.round(at - toldAt)).filter((ms) => ms > onTheWayMs);
    assert.ok(
      after.every((ms) => ms >= waitSeconds * 1_000),
      `called ${after.join(', ')} ms after it asked for ${waitSeconds} s`,
    );
  }
}

async function outlivesItsAccess(judged: Judged, isRenewed: boolean): Promise<void> {
  const { marketplace, sandbox, hub } = judged;
  await using selling = disposable(await startSelling(hub(), sandbox, { seed: `${marketplace.slug} access` }));
  await comesToRest(judged, selling, 20_000);
  selling.faults.next('any', { kind: 'access_expired' });
  const { connectionId } = selling.connection;
  const refusals = async (): Promise<boolean[]> => {
    const { rows } = await hub().pool.query<{ over: boolean }>(
      `select over_at is not null as over from alerts where connection_id = $1 and kind = 'connection_refused'`,
      [connectionId],
    );
    return rows.map(({ over }) => over);
  };
  const resting = comesToRest(judged, selling, 60_000);
  if (!isRenewed) {
    await eventually(refusals, (seen) => seen.length > 0, 20_000);
    const credentials = selling.logIn();
    assert.ok(credentials);
    await enterCredentials(hub().pool, selling.connection, credentials);
  }
  await resting;
  await eventually(refusals, (seen) => seen.every((over) => over) && seen.length === (isRenewed ? 0 : 1), 20_000);
  await keepsItsSecrets(hub(), selling);
}

/** One that was seen to in time, one that a person said no to, and one that nobody did anything about. */
async function passesItsDeadline(judged: Judged): Promise<void> {
  const { marketplace, sandbox, hub } = judged;
  const past = { ms: 0 };
  const clock = (): number => Date.now() + past.ms;
  await using selling = disposable(await startSelling(hub(), sandbox, { seed: `${marketplace.slug} deadline`, clock }));
  const kept = await comesToRest(judged, selling, 20_000);
  if (kept.state !== 'confirmed') selling.book.confirm(kept);
  const [remoteId = ''] = await makeListings(hub().pool, selling.connection.accountId, [{ seats: ['1'] }]);
  const [refused, forgotten] = [0, 1].map(() => selling.sell({ remoteId, quantity: 2 })) as [Sale, Sale];
  for (const sale of [refused, forgotten]) selling.announce(sale, 'sold');
  const comesTo = (sale: Sale, ...states: Order['state'][]) =>
    eventually(
      () => selling.order(sale.saleId),
      (order) => order !== null && states.includes(order.state),
      20_000,
    );
  for (const sale of [refused, forgotten]) await comesTo(sale, 'unfilled');
  selling.book.reject(refused, null);
  past.ms = (sandbox.confirmWithinMs ?? Number.NaN) - 60_000;
  selling.passDeadlines();
  assert.equal(forgotten.state, 'unconfirmed', 'its time is not over');
  past.ms += 120_000;
  selling.passDeadlines();
  assert.deepEqual(
    [kept, refused, forgotten].map(({ state, isFined }) => [state, isFined]),
    [
      ['confirmed', false],
      ['rejected', false],
      ['cancelled', true],
    ],
  );
  assert.equal(selling.book.summary().fined, 1);
  await selling.settled();
  // Some show of a sale only that it is no more, whoever ended it.
  await comesTo(forgotten, 'cancelled', ...(showsOneEndOnly.has(marketplace.slug) ? (['rejected'] as const) : []));
}
