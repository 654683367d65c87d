// `holdfast pos connect` and `holdfast pos import` as processes: what they print, and how they exit, with no hub and beside one.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clockAheadBy, type Ended, runHoldfast } from '../cli/run-holdfast.ts';
import { startTestHub, type TestHub, testSecretKey } from '../support/hub.ts';
import { type BrokerWithStock, brokerWithStock } from './broker-with-stock.ts';

describe('the command line on listings from a POS', () => {
  let hub: TestHub;
  let broker: BrokerWithStock;
  let folder: string;
  before(async () => {
    hub = await startTestHub();
    folder = await mkdtemp(join(tmpdir(), 'holdfast-stock-'));
    const listings = Array.from({ length: 12 }, (_, index) => ({ remoteId: `TG-${index}`, seats: ['1', '2'] }));
    broker = await brokerWithStock(hub, listings, { pageSize: 5, connects: false });
    broker.pos.shelf.standElsewhere('TG-0', ['1'], 'sold');
  });
  after(async () => {
    await hub.close();
    await broker.pos.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = () => ({
    DATABASE_URL: hub.databaseUrl,
    HOLDFAST_SECRET_KEY: testSecretKey,
    DATA_DIR: folder,
  });
  const holdfast = (...words: string[]): Promise<Ended> => runHoldfast(words, environment());

  async function connect(settings: object): Promise<Ended> {
    const file = join(folder, 'bridge.json');
    await writeFile(file, JSON.stringify({ url: broker.pos.url, key: broker.pos.key, ...settings }));
    return holdfast('pos', 'connect', '--account', broker.accountId, '--pos', 'bridge', '--settings', file, '--json');
  }

  const importAll = (...words: string[]): Promise<Ended> =>
    holdfast('pos', 'import', '--account', broker.accountId, '--pos', 'bridge', ...words);

  it('says what is in the way: no such POS, none connected, none followed, one that fails', async () => {
    assert.equal((await holdfast('pos', 'import', '--account', broker.accountId, '--pos', 'house')).code, 2);
    const unconnected = await importAll();
    assert.equal(unconnected.code, 1);
    assert.match(unconnected.stderr, /not connected to the POS bridge/);
    assert.equal((await connect({})).code, 0);
    const unfollowed = await importAll();
    assert.equal(unfollowed.code, 1);
    assert.match(unfollowed.stderr, /shows no stock here/);
    broker.pos.faults.always('groups', { kind: 'fail_before' });
    await connect({ follow_stock: true });
    const failed = await importAll();
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /cannot be read: the POS answered 500/);
    broker.pos.faults.clear();
  });

  it('reads everything, beside a hub, and says what there is', async () => {
    const connected = JSON.parse((await connect({ follow_stock: true })).stdout) as Record<string, unknown>;
    assert.match(String(connected.notifications), /^\/pos\/v1\/[0-9a-f-]{36}\/notifications$/);
    const read = await importAll();
    assert.deepEqual(read, {
      code: 0,
      stdout: '12 listings with 24 tickets stand in the POS bridge: 23 free, 1 sold or held there for others.\n',
      stderr: '',
    });
    // Once is enough, however far the clock of this machine is ahead.
    const words = ['pos', 'import', '--account', broker.accountId, '--pos', 'bridge', '--json'];
    const again = await runHoldfast(words, { ...environment(), ...clockAheadBy(3_600_000) });
    assert.deepEqual(JSON.parse(again.stdout), { pos: 'bridge', listings: 12, tickets: 24, free: 23, elsewhere: 1 });
    const file = await holdfast('import', '--account', broker.accountId, '--pos', 'bridge', import.meta.filename);
    assert.equal(file.code, 1);
    assert.match(file.stderr, /stock of the POS bridge is followed/);
  });
});
