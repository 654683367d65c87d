// Every registered marketplace that tells us of sales, judged by the same laws on one hub.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { marketplaceBySlug, marketplaces } from '../../src/marketplaces/registry.ts';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { saleSuite } from './sale-suite.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

describe('marketplaces that tell us of sales', { concurrency: 4 }, () => {
  it('have a sandbox each', () => {
    const telling = marketplaces.filter(({ instantNotification }) => instantNotification).map(({ slug }) => slug);
    assert.deepEqual(saleSandboxes.map(({ slug }) => slug).sort(), telling.sort());
  });
  for (const sandbox of saleSandboxes) {
    const marketplace = marketplaceBySlug.get(sandbox.slug);
    if (marketplace?.instantNotification) saleSuite({ marketplace, sandbox, hub: () => hub });
  }
});
