// Every registered POS keeps its port: what it declares, what it says of its answers, and how it ends a deal in trouble.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyLedger } from '../../src/db/verify.ts';
import { posBySlug } from '../../src/pos/registry.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { posSuite } from './pos-suite.ts';
import { posSandboxes } from './sandboxes.ts';
import { tablesThatTell } from './secrets.ts';

let hub: TestHub;

before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

const secrets = new Set<string>();

for (const pos of posBySlug.values()) posSuite({ pos, sandbox: posSandboxes[pos.slug], hub: () => hub, secrets });

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
