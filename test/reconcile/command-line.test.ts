// `holdfast reconcile` as a process: what it prints, and how it exits.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import { bridge } from '../../src/pos/bridge/bridge.ts';
import { type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { type BrokerWithStock, brokerWithStock } from '../stock/broker-with-stock.ts';
import { startTestHub, type TestHub, testSecretKey } from '../support/hub.ts';

describe('holdfast reconcile', () => {
  let hub: TestHub;
  let outbound: Outbound;
  let broker: BrokerWithStock;
  before(async () => {
    hub = await startTestHub();
    outbound = openOutbound('allow');
    broker = await brokerWithStock(hub, [{ remoteId: 'TG-1', seats: ['1', '2'] }]);
    await broker.becomes('TG-1', '1:free 2:free');
    await broker.hold('TG-1', 2, 'g-1');
    // Long ago, so that nothing of it can be under way.
    await hub.pool.query("update orders set sent_at = now() - interval '1 hour'");
  });
  after(async () => {
    await hub.close();
    await outbound.close();
    await broker.pos.stop();
  });

  const holdfast = (...words: string[]): Promise<Ended> =>
    runHoldfast(['reconcile', ...words], { DATABASE_URL: hub.databaseUrl, HOLDFAST_SECRET_KEY: testSecretKey });

  it('exits with 0 where everybody says the same, and with 2 when it is used wrongly', async () => {
    const { accountId } = broker;
    const stdout = `Front Row Tickets (${accountId}): 1 comparison, everybody says the same.\n`;
    assert.deepEqual(await holdfast(), { code: 0, stdout, stderr: '' });
    assert.equal((await holdfast('--days', 'many')).code, 2);
  });

  it('exits with 1 where they do not, or somebody could not be asked, and says which', async () => {
    const { accountId, pos } = broker;
    const { rows } = await hub.pool.query<{ order_id: OrderId }>('select order_id from orders');
    const desk = bridge.open({ url: pos.url, key: pos.key }, outbound.sendTo(pos.url), Date.now);
    const reference = rows[0]?.order_id as OrderId;
    const tickets = { reference, remoteId: 'TG-1', quantity: 2, seats: ['1', '2'], marketplace: 'x' };
    await desk.release({ ...tickets, posHoldId: null }, AbortSignal.timeout(5_000));
    const sentence = 'Order g-1 of Ticket Evolution is held here, and the POS has no hold under it.';
    const found = await holdfast('--account', accountId);
    assert.equal(found.code, 1);
    assert.equal(found.stdout, `Front Row Tickets (${accountId}): 1 comparison, 1 disagreement.\n  ${sentence}\n`);
    const { code, stdout } = await holdfast('--account', accountId, '--json');
    const document = JSON.parse(stdout) as {
      disagreements: number;
      accounts: { disagreements: Record<string, unknown>[] }[];
    };
    assert.deepEqual([code, document.disagreements], [1, 1]);
    const [disagreement] = document.accounts[0]?.disagreements ?? [];
    assert.deepEqual([disagreement?.kind, disagreement?.order_id], ['hold_missing', reference]);
    await pos.goDown();
    const unread = await holdfast('--account', accountId);
    assert.equal(unread.code, 1);
    assert.match(unread.stdout, /1 disagreement; \d could not be asked about\./);
  });
});
