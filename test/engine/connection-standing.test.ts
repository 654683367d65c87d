// Whether a connection works, as its marketplace's answers show: what is told of a refusal, and of whose.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readConnection } from '../../src/db/connections.ts';
import type { Pool } from '../../src/db/pool.ts';
import { ConnectionStanding } from '../../src/engine/connection-standing.ts';
import { Hosts } from '../../src/engine/hosts.ts';
import { MarketplaceDirectory } from '../../src/engine/marketplace-directory.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { marketplaceBySlug } from '../../src/marketplaces/registry.ts';
import { makeConnection, openTestVault, startTestHub, type TestHub } from '../support/hub.ts';
import { enterCredentials } from '../support/selling.ts';

const outbound = openOutbound('allow');
let hub: TestHub;
let pool: Pool;
before(async () => {
  hub = await startTestHub();
  pool = hub.pool;
});
after(async () => {
  await outbound.close();
  await hub.close();
});

describe('a refusal of credentials', () => {
  const refusal = { kind: 'refused', why: 'not_allowed', detail: 'as the test says' } as const;

  it('is told of, unless others were entered since it was asked with them', async () => {
    const connection = await makeConnection(pool, { marketplace: 'tickpick' });
    await enterCredentials(pool, connection, { token: 'the-first' });
    const clock = Date.now;
    const hosts = new Hosts({ sendTo: outbound.sendTo, clock });
    const directory = new MarketplaceDirectory({ pool, vault: openTestVault(), hosts, marketplaceBySlug, clock });
    const onTrouble = (trouble: unknown): never => assert.fail(String(trouble));
    const standing = new ConnectionStanding({ pool, clock, nameOf: (slug) => slug, onTrouble });
    const whose = { ...connection, marketplace: 'tickpick' };
    const remoteNow = async () => {
      const row = await readConnection(pool, connection.accountId, connection.connectionId);
      return row && directory.remoteOf(row, 'owed');
    };
    const hearRefusalOf = (remote: Awaited<ReturnType<typeof remoteNow>>) =>
      standing.heard(whose, refusal, { isCurrent: () => directory.isCurrent(connection, remote, 'owed') });
    const told = async () => {
      const { rows } = await pool.query<{ kind: string }>('select kind from alerts where connection_id = $1', [
        connection.connectionId,
      ]);
      return rows.map(({ kind }) => kind);
    };

    const before = await remoteNow();
    await enterCredentials(pool, connection, { token: 'the-second' });
    await hearRefusalOf(before);
    assert.deepEqual(await told(), []);
    await hearRefusalOf(await remoteNow());
    assert.deepEqual(await told(), ['connection_refused']);
  });
});
