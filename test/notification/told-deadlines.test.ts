// A sale that names no time until when it waits has the one that the broker was told of, at every marketplace that leaves it open.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { startSelling } from '../support/selling.ts';
import { deskOf } from './desk.ts';

const hourMs = 3_600_000;

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

const leavesItOpen = (slug: string): boolean =>
  JSON.stringify(marketplaceBySlug.get(slug)?.settings).includes('"confirm_within_minutes"');
/** Our own notice may name a time, and that of these sandboxes does. */
const mayNameIt: ReadonlySet<string> = new Set(['axs', 'ticketmaster']);

describe('a sale that names no deadline', () => {
  for (const sandbox of saleSandboxes.filter(({ slug }) => leavesItOpen(slug))) {
    it(`has the one that the broker was told of: ${sandbox.slug}`, async () => {
      const selling = await startSelling(hub, sandbox, { settings: { confirm_within_minutes: 60 } });
      try {
        const { sell, until } = deskOf(hub, selling);
        // More than there are: it waits for a person.
        const { sale } = await sell(3);
        selling.announce(sale, 'sold');
        const order = await until(sale, (known) => known?.state === 'unfilled', 20_000);
        assert.ok(order?.confirmBy);
        if (mayNameIt.has(sandbox.slug)) assert.equal(order.confirmBy, sale.confirmBy, 'its own counts');
        else assert.ok(Math.abs(order.confirmBy - order.createdAt - hourMs) < 10_000);
      } finally {
        await selling.stop();
      }
    });
  }

  it('may be one at six marketplaces', () => {
    const open = saleSandboxes.map(({ slug }) => slug).filter(leavesItOpen);
    assert.deepEqual(open.sort(), ['axs', 'fanxchange', 'seatgeek', 'ticketmaster', 'ticketnetwork', 'vivid-seats']);
  });
});
