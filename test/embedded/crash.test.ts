// The embedded PostgreSQL when processes die: the hub, the server's main process, all of the server, or everything.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { processMark, serverProcessesIn } from '../../src/db/embedded/processes.ts';
import { answers, eventually, makeUsedDataFolder, openHere, queryOnce, startOpener } from './data-folder.ts';

const onLinux = process.platform === 'linux' ? false : 'finding all processes of a server needs /proc';

test('a killed hub leaves a server behind, which the next hub adopts', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const killed = startOpener(t, dataDir, 'hub');
  const before = await killed.opened();
  await killed.kill();
  assert.ok(await answers(before.url), 'the server outlives its hub');

  const next = await openHere(t, { dataDir, role: 'hub' });
  assert.equal(next.serverPid(), before.serverPid);
  assert.equal(next.url, before.url);
  await next.close();
  assert.equal(processMark(before.serverPid), undefined, 'an adopted server is stopped as well');
});

test('a server that no longer reacts is ended and started again', { timeout: 30_000 }, async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const killed = startOpener(t, dataDir, 'hub');
  const before = await killed.opened();
  await killed.kill();
  process.kill(before.serverPid, 'SIGSTOP');

  const next = await openHere(t, { dataDir, role: 'hub' });
  assert.notEqual(next.serverPid(), before.serverPid);
  assert.ok(await answers(next.url));
  await next.close();
});

test('everything killed at once, and its process id now belongs to another program', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const killed = startOpener(t, dataDir, 'hub');
  const before = await killed.opened();
  await queryOnce(before.url, "create table remembered as select 'a sale' as what");
  await killed.kill();
  process.kill(before.serverPid, 'SIGKILL');
  await eventually(() => processMark(before.serverPid) === undefined, 'the server is gone');

  // Of the server's own account: PostgreSQL itself sees that another account's process cannot be its predecessor.
  const { uid, gid } = await stat(join(dataDir, 'postgres'));
  const foreigner = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
  t.after(() => foreigner.kill('SIGKILL'));
  await once(foreigner, 'spawn');
  const noteFile = join(dataDir, 'postgres', 'postmaster.pid');
  const note = await readFile(noteFile, 'utf8');
  await writeFile(noteFile, note.replace(/^\d+/, String(foreigner.pid)));

  const next = await openHere(t, { dataDir, role: 'hub' });
  assert.deepEqual(await queryOnce(next.url, 'select what from remembered'), [{ what: 'a sale' }]);
  assert.equal(foreigner.exitCode ?? foreigner.signalCode, null, 'the other program is left alone');
  await next.close();
});

test('the hub starts a killed server again, on the same address, as often as it takes', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const progress: string[] = [];
  const hub = await openHere(t, {
    dataDir,
    role: 'hub',
    onProgress: (sentence) => progress.push(sentence),
  });
  await queryOnce(hub.url, 'create table sales (n int)');
  for (const round of [1, 2, 3]) {
    await queryOnce(hub.url, `insert into sales values (${round})`);
    progress.length = 0;
    process.kill(hub.serverPid(), 'SIGKILL');
    await eventually(() => progress.length > 0, 'the hub notices', 1_000);
    assert.match(progress[0] ?? '', /stopped unexpectedly/);
    await eventually(() => answers(hub.url), 'the same address answers again', 5_000);
  }
  assert.deepEqual(await queryOnce(hub.url, 'select count(*)::int as n from sales'), [{ n: 3 }]);
  await hub.close();
  assert.equal(processMark(hub.serverPid()), undefined, 'the restarted server is stopped');
});

test('busy sessions that outlive a killed server do not keep the next one from starting', {
  skip: onLinux,
}, async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const hub = await openHere(t, { dataDir, role: 'hub' });
  // A session in the middle of work does not look whether its server still lives.
  const stuckInWork = queryOnce(hub.url, "do $$ begin perform pg_notify('x', ''); loop perform 1; end loop; end $$");
  stuckInWork.catch(() => undefined);
  await eventually(
    async () =>
      (await queryOnce(hub.url, "select from pg_stat_activity where query like 'do %' and state = 'active'")).length >
      0,
    'the session is at work',
  );
  const killedPid = hub.serverPid();
  process.kill(killedPid, 'SIGKILL');
  await eventually(() => hub.serverPid() !== killedPid, 'the hub started another');
  assert.ok(await answers(hub.url));
  await assert.rejects(stuckInWork);
  await hub.close();
});

test('every process of the server killed at once', { skip: onLinux }, async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const hub = await openHere(t, { dataDir, role: 'hub' });
  const killedPid = hub.serverPid();
  for (const pid of await serverProcessesIn(join(dataDir, 'postgres'))) process.kill(pid, 'SIGKILL');
  await eventually(() => hub.serverPid() !== killedPid, 'the hub started another');
  assert.ok(await answers(hub.url));
  await hub.close();
});

test('a hub that closes while its server is just being started again leaves nothing behind', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const progress: string[] = [];
  const hub = await openHere(t, { dataDir, role: 'hub', onProgress: (sentence) => progress.push(sentence) });
  process.kill(hub.serverPid(), 'SIGKILL');
  await eventually(() => progress.length > 0, 'the restart has begun');
  await hub.close();
  assert.deepEqual(await serverProcessesIn(join(dataDir, 'postgres')), []);
  assert.ok(!(await answers(hub.url)));
});

test('Ctrl-C in the terminal reaches the hub and not its server', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const hub = startOpener(t, dataDir, 'hub', { ownGroup: true });
  const { url, serverPid } = await hub.opened();
  process.kill(-(hub.process.pid as number), 'SIGINT');
  await once(hub.process, 'exit');
  assert.ok(await answers(url));
  assert.notEqual(processMark(serverPid), undefined);
});
