// Every registered POS ends a deal in trouble as it should, through the real hub, one POS beside another.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyLedger } from '../../src/db/verify.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { dealSuite } from './pos-deals.ts';
import { posSandboxes } from './sandboxes.ts';
import { tablesThatTell } from './secrets.ts';

let hub: TestHub;

before(async () => {
  hub = await startTestHub({ logLevel: 'error' });
});
after(() => hub.close());

const secrets = new Set<string>();

describe('deals in trouble', { concurrency: true }, () => {
  for (const pos of posBySlug.values()) {
    const sandbox = posSandboxes[pos.slug];
    if (pos.kind === 'network' && sandbox) dealSuite({ pos, sandbox, hub: () => hub, secrets });
  }
});

describe('after all of that', () => {
  it('no key of any POS is in any table', async () => {
    assert.ok(secrets.size > 0);
    assert.deepEqual(await tablesThatTell(hub.pool, [...secrets]), []);
  });

  it('the ledger verifies clean', async () => {
    const { orders, violations } = await verifyLedger(hub.pool, () => {});
    assert.ok(orders > 0);
    assert.deepEqual(violations, []);
  });

  it('the hub was troubled with nothing', async () => {
    const { body } = await hub.call<string>('GET', '/metrics');
    assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0');
  });
});
