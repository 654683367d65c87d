// Hubs are updated one after another: the first of the new version migrates, and the others go on as they are.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { callerWith, makeConnection, makeListing, startTestHub } from '../support/hub.ts';

it('a hub goes on holding, selling and letting go when a newer one has added to every table', async () => {
  const hub = await startTestHub();
  try {
    const broker = await makeConnection(hub.pool);
    const remoteId = await makeListing(hub.pool, broker.accountId, { seats: 40 });
    const call = callerWith(hub, broker);
    const deal = async (globalId: string): Promise<number[]> => {
      const asked = { global_id: globalId, remote_id: remoteId, quantity: 1 };
      const address = `/oi/v1/holds/${globalId}`;
      const answers = [
        await call('POST', '/oi/v1/holds', asked),
        await call('POST', `${address}/invoice`, { order_id: `order-${globalId}` }),
        await call('GET', address),
        await call('POST', '/oi/v1/holds', { ...asked, global_id: `${globalId}-let-go` }),
        await call('DELETE', `${address}-let-go`),
      ];
      return answers.map(({ status }) => status);
    };
    const well = [201, 201, 200, 201, 200];
    assert.deepEqual(await deal('before'), well);
    const { rows } = await hub.pool.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    );
    assert.ok(rows.some(({ name }) => name === 'orders'));
    for (const { name } of rows) await hub.pool.query(`alter table ${name} add column added_later text`);
    // Its connections have their statements prepared already.
    for (let number = 1; number <= 4; number++) assert.deepEqual(await deal(`after-${number}`), well);
  } finally {
    await hub.close();
  }
});
