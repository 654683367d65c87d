// The embedded PostgreSQL in ordinary times: first and later starts, where it listens, and what it refuses to touch.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';
import { EmbeddedPostgresError } from '../../src/db/embedded/failures.ts';
import { processMark, serverProcessesIn } from '../../src/db/embedded/processes.ts';
import { eventually, makeDataFolder, makeUsedDataFolder, openHere, queryOnce, startOpener } from './data-folder.ts';

const commandLine = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

test('a first start makes the database, a second one finds it again', async (t) => {
  const dataDir = await makeDataFolder(t);
  const first = await openHere(t, { dataDir, role: 'hub' });
  await queryOnce(first.url, "create table remembered as select 'a sale' as what");
  const firstPid = first.serverPid();
  await first.close();
  assert.equal(processMark(firstPid), undefined, 'the last one to leave stops the server');
  await first.close();

  const second = await openHere(t, { dataDir, role: 'hub' });
  assert.deepEqual(await queryOnce(second.url, 'select what from remembered'), [{ what: 'a sale' }]);
  assert.equal(second.url, first.url, 'the port used last is used again');
  await second.close();
});

test('it is durable, reachable from this machine only, and keeps its password to itself', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const server = await openHere(t, { dataDir, role: 'hub', settings: { work_mem: '7MB' } });
  const settings = await queryOnce(
    server.url,
    `select name, setting from pg_settings where name in
     ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'server_encoding', 'data_checksums', 'work_mem')`,
  );
  assert.deepEqual(Object.fromEntries(settings.map((row) => [row.name, row.setting])), {
    fsync: 'on',
    synchronous_commit: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '.',
    server_encoding: 'UTF8',
    data_checksums: 'on',
    work_mem: '7168',
  });
  assert.equal((await stat(join(dataDir, 'postgres', 'holdfast-password'))).mode & 0o777, 0o600);
  await assert.rejects(queryOnce(server.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1'), /password/);
  await server.close();
});

test('a folder too deep for socket files and with blanks in its name', async (t) => {
  const dataDir = join(await makeDataFolder(t), 'a broker’s data', 'deep'.repeat(30), 'deeper'.repeat(20));
  const server = await openHere(t, { dataDir, role: 'hub' });
  assert.equal(new URL(server.url).hostname, '127.0.0.1');
  assert.deepEqual(await queryOnce(server.url, 'select 1 as one'), [{ one: 1 }]);
  await server.close();
});

test('a folder that is not too deep is asked by its socket file, also after its server was killed', async (t) => {
  const dataDir = join(await realpath(await makeDataFolder(t)), 'a broker’s, or two');
  if (Buffer.byteLength(dataDir) > 75) return t.skip('folders for passing files lie deep here');
  const server = await openHere(t, { dataDir, role: 'hub' });
  const address = 'select inet_server_addr() as address';
  const { hostname } = new URL(server.url);
  assert.equal(decodeURIComponent(hostname), join(dataDir, 'postgres'));
  assert.deepEqual(await queryOnce(server.url, address), [{ address: null }]);
  const byLoopback = server.url.replace(hostname, '127.0.0.1');
  assert.deepEqual(await queryOnce(byLoopback, address), [{ address: '127.0.0.1' }]);
  const killed = server.serverPid();
  process.kill(killed, 'SIGKILL');
  await eventually(() => server.serverPid() !== killed, 'it is started again');
  assert.deepEqual(await queryOnce(server.url, address), [{ address: null }]);
  await server.close();
});

test('a folder whose file system has no socket files', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const server = await openHere(t, {
    dataDir,
    role: 'hub',
    // PostgreSQL ends with the same words where the path is too long for a socket.
    settings: { unix_socket_directories: 'deep'.repeat(30) },
  });
  assert.equal(new URL(server.url).hostname, '127.0.0.1');
  assert.deepEqual(await queryOnce(server.url, 'select 1 as one'), [{ one: 1 }]);
  await server.close();
});

test('when the port used last is taken, another one is used', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const before = await openHere(t, { dataDir, role: 'hub' });
  await before.close();
  const taken = Number(new URL(before.url).port);
  const foreigner = createServer().listen(taken, '127.0.0.1');
  t.after(() => foreigner.close());

  const after = await openHere(t, { dataDir, role: 'hub' });
  assert.notEqual(new URL(after.url).port, String(taken));
  assert.deepEqual(await queryOnce(after.url, 'select 1 as one'), [{ one: 1 }]);
  await after.close();
});

test('killed while it makes the database, it begins anew at the next start', async (t) => {
  const dataDir = await makeDataFolder(t);
  const interrupted = startOpener(t, dataDir, 'hub');
  const isHalfMade = async (): Promise<boolean> => {
    for (const name of await readdir(dataDir)) {
      const catalog = join(dataDir, name, 'cluster', 'global');
      if (name.startsWith('postgres.unfinished-') && (await readdir(catalog).catch(() => [])).length > 0) return true;
    }
    return false;
  };
  await eventually(isHalfMade, 'the database is being made');
  await interrupted.kill();
  assert.ok(!(await readdir(dataDir)).includes('postgres'), 'nothing half-made has the final name');

  const server = await openHere(t, { dataDir, role: 'hub' });
  assert.deepEqual(await queryOnce(server.url, 'select 1 as one'), [{ one: 1 }]);
  await server.close();
  const again = await openHere(t, { dataDir, role: 'hub' });
  await again.close();
  assert.deepEqual((await readdir(dataDir)).sort(), ['postgres', 'postgres-control'], 'the half-made one is removed');
});

test('a hub that is told to stop while it starts for the first time ends what it has begun', async (t) => {
  const dataDir = await makeDataFolder(t);
  const stopsOnceThereIs = async (name: RegExp): Promise<void> => {
    const environment = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0' };
    const hub = spawn(process.execPath, [commandLine, 'start', '--json'], { env: environment, stdio: 'ignore' });
    t.after(() => hub.kill('SIGKILL'));
    const ended = once(hub, 'exit');
    const names = (): Promise<string[]> => readdir(dataDir, { recursive: true }).catch(() => []);
    await eventually(async () => (await names()).some((one) => name.test(one)), `there is ${name}`, 60_000);
    hub.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  };
  await stopsOnceThereIs(/^postgres\.unfinished-/);
  assert.deepEqual(await readdir(dataDir), ['postgres-control'], 'nothing half-made is left');
  await stopsOnceThereIs(/^postgres.postmaster\.pid$/);
  await assert.rejects(access(join(dataDir, 'postgres', 'postmaster.pid')), 'its server is gone');
  assert.deepEqual(await serverProcessesIn(join(dataDir, 'postgres')), []);
});

test('a copy of a running data folder gets a server of its own', async (t) => {
  const [dataDir, copiedTo] = [await makeUsedDataFolder(t), await makeDataFolder(t)];
  const original = await openHere(t, { dataDir, role: 'hub' });
  await queryOnce(original.url, 'checkpoint');
  // All but the socket itself, which Node cannot copy.
  await cp(join(dataDir, 'postgres'), join(copiedTo, 'postgres'), {
    recursive: true,
    filter: (source) => !basename(source).startsWith('.s.PGSQL.') || source.endsWith('.lock'),
  });

  const copy = await openHere(t, { dataDir: copiedTo, role: 'hub' });
  assert.notEqual(copy.serverPid(), original.serverPid());
  await copy.close();
  assert.deepEqual(await queryOnce(original.url, 'select 1 as one'), [{ one: 1 }], 'the original is left alone');
  await original.close();
});

test('the log does not grow from start to start without bound', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  await (await openHere(t, { dataDir, role: 'hub' })).close();
  const log = join(dataDir, 'postgres-control', 'server.log');
  await writeFile(log, 'x'.repeat(9 * 1024 * 1024));
  await (await openHere(t, { dataDir, role: 'hub' })).close();
  assert.ok((await stat(log)).size < 1024 * 1024);
  assert.match(await readFile(log, 'utf8'), /ready to accept connections/);
});

test('what it cannot use is refused in plain sentences, and left as it was', async (t) => {
  const parent = await makeDataFolder(t);
  const refused = (dataDir: string, words: RegExp): Promise<void> =>
    assert.rejects(
      openEmbeddedPostgres({ dataDir, role: 'hub' }),
      (failure: unknown) => failure instanceof EmbeddedPostgresError && words.test(failure.message),
    );

  await writeFile(join(parent, 'a-file'), '');
  await refused(join(parent, 'a-file'), /a file of that name is in the way/);

  if (process.platform === 'linux')
    await refused('/proc/holdfast/data', /No folder can be made at \/proc\/holdfast\/data/);

  const otherVersion = join(parent, 'other-version');
  await mkdir(join(otherVersion, 'postgres'), { recursive: true });
  await writeFile(join(otherVersion, 'postgres', 'PG_VERSION'), '17\n');
  await refused(otherVersion, /made by PostgreSQL 17, and this Holdfast brings PostgreSQL 18/);

  const somebodys = join(parent, 'somebodys');
  await mkdir(join(somebodys, 'postgres'), { recursive: true });
  await writeFile(join(somebodys, 'postgres', 'letter.txt'), 'dear');
  await refused(somebodys, /holds files but no PostgreSQL database/);
  assert.equal(await readFile(join(somebodys, 'postgres', 'letter.txt'), 'utf8'), 'dear');
});

test('a lost or wrong password file is named, and the files are left alone', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const file = join(dataDir, 'postgres', 'holdfast-password');
  const right = await readFile(file, 'utf8');
  const isRefusal = (failure: unknown): boolean =>
    failure instanceof EmbeddedPostgresError && /holdfast-password/.test(failure.message);
  await writeFile(file, 'wrong\n');
  await assert.rejects(openEmbeddedPostgres({ dataDir, role: 'hub' }), isRefusal);
  await rm(file);
  await assert.rejects(openEmbeddedPostgres({ dataDir, role: 'hub' }), isRefusal);
  assert.deepEqual(await serverProcessesIn(join(dataDir, 'postgres')), []);
  await writeFile(file, right);
  await (await openHere(t, { dataDir, role: 'hub' })).close();
});
