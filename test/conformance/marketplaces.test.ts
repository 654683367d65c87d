// Every registered marketplace keeps its port: what it declares, what it exemplifies, who it lets in, and how it trades.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asksFirst } from '../../src/marketplaces/dialect.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { readExamples } from './marketplace-examples.ts';
import { marketplaceSuite } from './marketplace-suite.ts';
import { marketplaceSandboxes } from './sandboxes.ts';

let hub: TestHub;

before(async () => {
  hub = await startTestHub({ logLevel: 'error' });
});
after(() => hub.close());

describe('the registered marketplaces', () => {
  it('are there, each once', () => {
    const slugs = marketplaces.map(({ slug }) => slug);
    assert.ok(slugs.length > 0);
    assert.deepEqual([...new Set(slugs)], slugs);
  });

  for (const marketplace of marketplaces) {
    const { slug } = marketplace;
    marketplaceSuite({
      marketplace,
      examples: readExamples(slug),
      sandbox: marketplaceSandboxes[slug],
      hub: () => hub,
      registered: marketplaces.filter(asksFirst).map((one) => one.slug),
    });
  }

  it('have troubled the hub with nothing', async () => {
    const { body } = await hub.call<string>('GET', '/metrics');
    assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0');
  });
});
