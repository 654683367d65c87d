// Adding a marketplace is a folder and a line: one that does not exist is put into a registry, and the hub speaks with
// it; no other code knows it. The same suite judges it, and tells one that says too little what is missing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Type from 'typebox';
import type { Fact } from '../../src/core/evidence.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import { assertProblem } from '../http/problems.ts';
import { callerWith, makeAccount, makeConnection, makeListing } from '../support/hub.ts';
import { faultsOfFacts } from './declared-facts.ts';
import { fifthWheel, fifthWheelExamples, fifthWheelSandbox } from './fifth-wheel.ts';
import { type HubWith, startHubWith } from './hub-with.ts';
import { asExamples, codesIn, missingFrom, play } from './marketplace-examples.ts';
import { faultsOfProfile, settle } from './marketplace-settings.ts';
import { marketplaceSuite } from './marketplace-suite.ts';
import { tradingWith } from './sandboxes.ts';

let hub: HubWith;

/** Another that deals in the same way. */
const spareWheel: Marketplace = { ...fifthWheel, slug: 'spare-wheel', name: 'Spare Wheel' };

before(async () => {
  hub = await startHubWith([fifthWheel, spareWheel]);
});
after(() => hub.close());

marketplaceSuite({
  marketplace: fifthWheel,
  examples: fifthWheelExamples,
  sandbox: tradingWith(fifthWheelSandbox, {}),
  hub: () => hub,
  registered: [fifthWheel.slug, spareWheel.slug],
});

describe('a marketplace', () => {
  it('that was added has troubled the hub with nothing', () => assert.deepEqual(hub.troubles, []));

  it('sees and moves nothing of what the same broker sells on another', async () => {
    const accountId = await makeAccount(hub.pool);
    const remote_id = await makeListing(hub.pool, accountId, { seats: ['1', '2'] });
    const [ours, theirs] = await Promise.all(
      [fifthWheel, spareWheel].map(async ({ slug: marketplace }) =>
        callerWith(hub, await makeConnection(hub.pool, { accountId, marketplace })),
      ),
    );
    assert.ok(ours && theirs);
    const hold = { global_id: 'one-deal', remote_id, quantity: 1 };
    assert.equal((await ours('POST', '/oi/v1/holds', hold)).status, 201);
    assertProblem(await theirs('GET', '/oi/v1/holds/one-deal'), 'hold_unknown');
    assert.equal((await theirs('POST', '/oi/v1/holds', hold)).status, 201, 'the same id is another deal there');
    assert.equal((await theirs('DELETE', '/oi/v1/holds/one-deal')).body.status, 'released');
    assert.equal((await ours('GET', '/oi/v1/holds/one-deal')).body.status, 'held');
  });

  it('that is not in the registry, or does not ask before it sells, is let in nowhere', async () => {
    const { capabilities } = fifthWheel;
    const flow: Fact<'instant_notification'> = { ...capabilities.flow, value: 'instant_notification' };
    const notifying: Marketplace = { ...fifthWheel, slug: 'sixth-wheel', capabilities: { ...capabilities, flow } };
    const other = await startHubWith([notifying]);
    try {
      for (const [marketplace, code] of [
        ['fifth-wheel', 'unauthenticated'],
        ['sixth-wheel', 'forbidden'],
      ] as const) {
        const connection = await makeConnection(other.pool, { marketplace });
        for (const [method, path] of [
          ['GET', '/oi/v1/holds/d-1'],
          ['POST', '/oi/v1/holds'],
          ['DELETE', '/oi/v1/holds/d-1'],
        ] as const) {
          assertProblem(await callerWith(other, connection)(method, path), code);
        }
      }
    } finally {
      await other.close();
    }
  });
});

describe('a marketplace that says too little is told', () => {
  const { holdLifetimeMs } = fifthWheel.capabilities;
  const faults = (fact: object): string[] =>
    faultsOfFacts({ life: { ...holdLifetimeMs, ...fact } }, fifthWheel.settings, new Set(['life']));

  it('what is wrong with a fact', () => {
    assert.deepEqual(faults({}), []);
    assert.deepEqual(faults({ grade: 'VENDOR' }), ['life is unknown, and yet graded VENDOR']);
    assert.deepEqual(faults({ grade: 'SURE', value: 1 }), ['life has the grade SURE, which there is not']);
    assert.deepEqual(faults({ source: ' ' }), ['life has no source']);
    assert.deepEqual(faults({ value: 600_000 }), ['life has a value that nobody knows: infer it, or say unknown']);
    assert.deepEqual(faults({ setting: undefined }), ['life is UNKNOWN, is acted on, and cannot be set']);
    assert.deepEqual(faults({ setting: { name: 'x', assumed: '1' } }), ['life is set by x, which is no setting']);
    assert.deepEqual(faults({ setting: { name: 'hold_minutes', assumed: '15' } }), [
      'life assumes 15, and hold_minutes is 10 by default',
    ]);
    const bare = Type.Object({ hold_minutes: Type.Integer() });
    assert.deepEqual(faultsOfFacts({ life: holdLifetimeMs }, bare, new Set()), [
      'life is set by hold_minutes, which has no default',
      'life is set by hold_minutes, which is not described',
    ]);
  });

  it('what is wrong with a profile', () => {
    const profile = settle(fifthWheel, {});
    assert.ok(profile);
    const spoilt = (change: object): string[] => faultsOfProfile({ ...profile, ...change }, fifthWheel);
    assert.deepEqual(spoilt({}), []);
    for (const change of [
      { keyHeader: 'X-Key' },
      { keyHeader: 'host' },
      { holdLifetimeMs: Number.NaN },
      { answerBudgetMs: 60_000 },
      { binding: false },
      { statuses: { nonsense: 400 } },
      { statuses: { not_available: 200 } },
      { fields: { nonsense: 'x' } },
      { fields: { global_id: 'remote_id' } },
      { fields: { status: 'order_id' } },
    ]) {
      assert.notDeepEqual(spoilt(change), [], JSON.stringify(change));
    }
  });

  it('what its examples do not show, or only claim to', () => {
    const [published, , away] = fifthWheelExamples;
    assert.ok(published && away);
    assert.deepEqual(missingFrom([published, away], fifthWheel), ['no example shows holdLifetimeMs']);
    const claiming = { ...away, shows: ['answerBudgetMs', 'holdLifetimeMs', 'pollIntervalMs', 'colour'] };
    assert.deepEqual(missingFrom([published, claiming], fifthWheel), [
      '"a POS that is away" does not show holdLifetimeMs',
      '"a POS that is away" claims to show pollIntervalMs, which does not show yet',
      'colour is no capability',
    ]);
    assert.deepEqual([...codesIn([away])], ['pos_unreachable']);
    assert.throws(() => asExamples([{ ...away, listings: [] }]), /additional/);
  });

  it('which answer is not as its example says', async () => {
    const [published] = fifthWheelExamples;
    assert.ok(published);
    const [first] = published.exchanges;
    assert.ok(first);
    for (const answer of [
      { status: 200, body: {} },
      { status: 201, body: { status: 'confirmed' } },
      { status: 201, body: { seats: [{ seat: '1' }] } },
      { status: 201, body: { expires_at: '{held_at + 300 s}' } },
      { status: 201, body: { order_id: '{text}' } },
      { status: 201, body: { confirmed_at: '{time}' } },
      { status: 201, body: { nothing: null } },
    ]) {
      const lying = { ...published, exchanges: [{ ...first, answer }] };
      await assert.rejects(play(hub, fifthWheel, lying), /exchange 1/, JSON.stringify(answer));
    }
  });
});
