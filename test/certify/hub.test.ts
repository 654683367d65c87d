// The kit against the real hub: every rule that can be provoked from outside is kept, in the published words and in the
// words of each marketplace that has its own.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Certificate, certify, type Result } from '../../src/certify/certify.ts';
import { profileSlugs, wireFor } from '../../src/certify/profiles.ts';
import { verifyLedger } from '../../src/db/verify.ts';
import { orderIntegrationSandboxes } from '../../src/sandbox/registry.ts';
import { makeConnection, makeListing, ownersOf, startTestHub, type TestHub } from '../support/hub.ts';

/** One key has one set of rights, the house POS is never slow, and the hub takes more calls than the burst makes. */
const neverProvoked = ['rate-limited', 'forbidden', 'invoice-accepted', 'pos-unreachable'];
/** The least that a connection may have. */
const hold_lifetime_seconds = 5;

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

function having({ tried }: Certificate, result: Result): string[] {
  return tried.filter(({ verdict }) => verdict.result === result).map(({ rule }) => rule.id);
}

describe('the hub is certified', { concurrency: true }, () => {
  for (const profile of profileSlugs) {
    it(`as ${profile}`, async () => {
      const sandbox = orderIntegrationSandboxes.find(({ slug }) => slug === profile);
      const marketplace = sandbox?.slug ?? 'ticket-evolution';
      const settings = { ...sandbox?.settings, hold_lifetime_seconds };
      const { accountId, apiKey } = await makeConnection(hub.pool, { marketplace, settings });
      const [large, small, pairs] = [
        await makeListing(hub.pool, accountId, { seats: 100 }),
        await makeListing(hub.pool, accountId, { seats: ['1', '2'] }),
        await makeListing(hub.pool, accountId, { seats: ['1', '2', '3', '4'], split: 'pairs' }),
      ];
      const wire = wireFor(profile, null);
      assert.ok(wire);
      const listings = { large, small, pairs };
      const certificate = await certify({ url: hub.url, key: apiKey, wire, listings, waitMs: 20_000 });
      assert.ok('tried' in certificate, JSON.stringify(certificate));
      const failed = certificate.tried.filter(({ verdict }) => verdict.result === 'failed');
      assert.deepEqual(
        failed.map(({ rule, verdict }) => [rule.id, verdict]),
        [],
      );
      assert.deepEqual(having(certificate, 'skipped'), []);
      assert.deepEqual(having(certificate, 'excused'), Object.keys(wire.excuses));
      assert.deepEqual(having(certificate, 'not_provoked'), neverProvoked);
      assert.deepEqual(certificate.leftBehind, []);
      const owned = (await ownersOf(hub.pool, accountId, large)).filter((owner) => owner !== null);
      assert.equal(owned.length, certificate.ticketsSold, 'what is not sold is let go of');
      assert.deepEqual(await ownersOf(hub.pool, accountId, small), [null, null]);
    });
  }

  it('in the words that a connection alone has agreed on', async () => {
    const settings = {
      key_header: 'x-agreed-key',
      paths: { look: 'GET /deals/{global_id}', release: 'POST /deals/drop' },
      fields: { global_id: 'deal', quantity: 'count', status: 'state', expires_at: 'until' },
      statuses: { not_available: 410 },
    };
    const { accountId, apiKey } = await makeConnection(hub.pool, { settings });
    const large = await makeListing(hub.pool, accountId, { seats: 100 });
    const small = await makeListing(hub.pool, accountId, { seats: ['1', '2'] });
    const wire = wireFor('ticket-evolution', settings);
    assert.ok(wire);
    const listings = { large, small, pairs: null };
    const certificate = await certify({ url: hub.url, key: apiKey, wire, listings, waitMs: 0 });
    assert.ok('tried' in certificate, JSON.stringify(certificate));
    assert.deepEqual(having(certificate, 'failed'), []);
    assert.deepEqual(having(certificate, 'not_provoked').sort(), [...neverProvoked, 'split-not-allowed'].sort());
    assert.deepEqual(having(certificate, 'skipped'), ['expired-is-said', 'late-invoice', 'late-invoice-too-late']);
  });

  after(async () => {
    assert.deepEqual((await verifyLedger(hub.pool, () => {})).violations, []);
  });
});
