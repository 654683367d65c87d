// As whom PostgreSQL runs: as root in open and closed folders, as an ordinary user, and root on an ordinary user's folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, chown, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answers, isRoot, makeDataFolder, makeUsedDataFolder, nobody, openHere, startOpener } from './data-folder.ts';

const needsRoot = isRoot ? false : 'only root can play root and another user';
const needsReach = needsRoot || (nobodyReachesTheSources() ? false : 'an ordinary user cannot read the sources here');

function nobodyReachesTheSources(): boolean {
  const script = fileURLToPath(new URL('./opener.ts', import.meta.url));
  try {
    execFileSync(process.execPath, ['--check', script], { ...nobody, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('root in a folder that is closed to everyone else', { skip: needsRoot }, async (t) => {
  const dataDir = await makeDataFolder(t);
  await chmod(dataDir, 0o700);
  for (const start of ['first', 'second']) {
    const server = await openHere(t, { dataDir, role: 'hub' });
    assert.ok(await answers(server.url), `the ${start} start`);
    await server.close();
  }
  const { mode, uid } = await stat(dataDir);
  assert.deepEqual([mode & 0o777, uid], [0o700, 0], 'the folder stays closed');
});

test('root closes a folder that was open before', { skip: needsRoot }, async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  await (await openHere(t, { dataDir, role: 'hub' })).close();
  await chmod(dataDir, 0o700);
  const server = await openHere(t, { dataDir, role: 'hub' });
  assert.ok(await answers(server.url));
  await server.close();
});

test('an ordinary user, from the first start on', { skip: needsReach }, async (t) => {
  const dataDir = await makeDataFolder(t);
  await chown(dataDir, nobody.uid, nobody.gid);
  const asUser = startOpener(t, dataDir, 'hub', { account: nobody });
  assert.ok(await answers((await asUser.opened()).url));
  await asUser.close();
});

test('root makes the database in a user’s folder, and the user goes on alone', { skip: needsReach }, async (t) => {
  const dataDir = await makeDataFolder(t);
  await chown(dataDir, nobody.uid, nobody.gid);
  await (await openHere(t, { dataDir, role: 'hub' })).close();

  const asUser = startOpener(t, dataDir, 'hub', { account: nobody });
  const { url, serverPid } = await asUser.opened();
  const rootsTool = await openHere(t, { dataDir, role: 'tool' });
  assert.equal(rootsTool.serverPid(), serverPid);
  await rootsTool.close();
  assert.ok(await answers(url));
  await asUser.close();
});

test('an ordinary user is told when the folder may not be written', { skip: needsReach }, async (t) => {
  const dataDir = await makeDataFolder(t);
  const refused = startOpener(t, dataDir, 'hub', { account: nobody });
  assert.match(String((await refused.told('failed')).message), /This user may not write to/);
});
