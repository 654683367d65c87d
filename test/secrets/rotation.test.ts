// The key that seals credentials is changed while a hub runs and is asked for holds: it misses none, everything is sealed
// with the new key afterwards, and the old one goes only when nothing needs it.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { insertChannel } from '../../src/db/alert-channels.ts';
import { storeCredentials } from '../../src/db/connections.ts';
import { connectPos } from '../../src/db/points-of-sale.ts';
import { countByKey, sealedColumns } from '../../src/db/reseal.ts';
import { keyName, Vault } from '../../src/db/sealed.ts';
import { rotateKeys } from '../../src/key-rotation.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { openVault, readSecretKeys } from '../../src/secret-keys.ts';
import {
  type Call,
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';

let dataDir: string;
let hub: TestHub;
let pos: SandboxPos;
let connection: TestConnection;
let call: Call;
const told: string[] = [];

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-keys-'));
  hub = await startTestHub({ dataDir }, {});
  pos = await startSandboxPos();
  connection = await makeConnection(hub.pool);
  call = callerWith(hub, connection);
});
after(async () => {
  await hub.close();
  await pos.stop();
  await rm(dataDir, { recursive: true });
});

const rotate = (environment: NodeJS.ProcessEnv = {}) =>
  rotateKeys({
    ...{ pool: hub.pool, environment, dataDir, settleMs: 20 },
    ...{ tell: (sentence: string) => void told.push(sentence), progress: () => {} },
  });

async function hold(at: SandboxPos): Promise<number> {
  const remoteId = await makeListing(hub.pool, connection.accountId, { pos: 'bridge' });
  at.addListing({ remoteId, seats: ['1', '2', '3', '4'] });
  const body = { global_id: randomUUID(), remote_id: remoteId, quantity: 2 };
  return (await call('POST', '/oi/v1/holds', body)).status;
}

async function sealSomethingEverywhere(vault: Vault): Promise<void> {
  const { accountId, connectionId } = connection;
  await connectPos(hub.pool, accountId, 'bridge', vault.seal({ url: pos.url, key: pos.key }));
  await storeCredentials(hub.pool, accountId, connectionId, vault.seal({ token: 'a token', secret: 'a secret' }));
  await hub.pool.query('update connections set tokens = $2 where account_id = $1', [accountId, vault.seal({ t: 1 })]);
  const channel = {
    accountId,
    channelId: randomUUID(),
    kind: 'email' as const,
    shown: 'a@b.example',
    createdAt: Date.now(),
  };
  await insertChannel(hub.pool, { ...channel, sealed: vault.seal({ kind: 'email', address: 'a@b.example' }) });
}

describe('a rotation', () => {
  it('seals everything anew while the hub is asked for holds, and misses none', async () => {
    await sealSomethingEverywhere(openVault({}, dataDir));
    const before = readSecretKeys({}, dataDir);
    assert.equal(await hold(pos), 201);
    let isOver = false;
    const holding = (async (): Promise<number[]> => {
      const statuses: number[] = [];
      while (!isOver) statuses.push(await hold(pos));
      return statuses;
    })();
    const rotated = await rotate();
    isOver = true;
    assert.ok((await holding).every((status) => status === 201));

    const { current, others } = readSecretKeys({}, dataDir);
    assert.notDeepEqual(current, before.current);
    assert.deepEqual(others, [], 'the old key is gone');
    assert.deepEqual(rotated && { ...rotated, others: Object.values(rotated.others) }, {
      ...{ key: keyName(current), resealed: sealedColumns.length, unreadable: 0, others: [0] },
      isInTheEnvironment: false,
    });
    assert.deepEqual([...(await countByKey(hub.pool))], [[keyName(current), sealedColumns.length]]);
    const { mode } = await stat(join(dataDir, 'secret.key'));
    assert.equal(mode & 0o777, 0o600);
  });

  it('is noticed by the hub that runs: it opens what the new key seals, and settings that are changed meanwhile', async () => {
    const other = await startSandboxPos({ key: 'another-pos-key' });
    try {
      const sealed = openVault({}, dataDir).seal({ url: other.url, key: other.key });
      await connectPos(hub.pool, connection.accountId, 'bridge', sealed);
      await eventually(
        async () => {
          await hold(other);
          return other.book().length;
        },
        (holds) => holds > 0,
      );
    } finally {
      await other.stop();
    }
  });

  it('keeps a key that is still needed, and leaves what no key opens', async () => {
    const lost = new Vault(() => ({ current: randomBytes(32), others: [] }));
    await hub.pool.query('update connections set tokens = $2 where account_id = $1', [
      connection.accountId,
      lost.seal('what nobody can read'),
    ]);
    const rotated = await rotate();
    assert.equal(rotated?.unreadable, 1);
    assert.equal(rotated?.resealed, sealedColumns.length - 1);
    await hub.pool.query('update connections set tokens = null where account_id = $1', [connection.accountId]);
  });

  it('is done by one at a time', async () => {
    const both = await Promise.all([rotate(), rotate()]);
    assert.equal(both.filter((rotated) => rotated === null).length, 1);
  });

  it('with keys of the environment takes those, and touches no file', async () => {
    const file = await readFile(join(dataDir, 'secret.key'), 'utf8');
    const older = readSecretKeys({}, dataDir).current;
    const next = randomBytes(32);
    const environment = {
      HOLDFAST_SECRET_KEY: next.toString('base64'),
      HOLDFAST_SECRET_KEYS_OTHER: `${randomBytes(32).toString('base64')}, ${older.toString('base64')}`,
    };
    const rotated = await rotate(environment);
    assert.equal(rotated?.key, keyName(next));
    assert.equal(rotated?.others[keyName(older)], 0);
    assert.deepEqual([...(await countByKey(hub.pool)).keys()], [keyName(next)]);
    assert.equal(await readFile(join(dataDir, 'secret.key'), 'utf8'), file);
  });

  it('tells how it goes, and never a key', async () => {
    const { current } = readSecretKeys({}, dataDir);
    assert.ok(told.length >= 2);
    assert.ok(!told.join('\n').includes(current.toString('base64')));
  });
});

it('knows every sealed column of the schema', async () => {
  // Hashes are no secrets that anybody could open.
  const { rows } = await hub.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' and column_name not like '%hash' order by 1`,
  );
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`).sort();
  assert.deepEqual(
    rows.map(({ name }) => name),
    known,
  );
});
