// Several processes on one data folder: one hub at most, any number of tools, and the last to leave stops the server.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';
import { DataFolderInUse } from '../../src/db/embedded/failures.ts';
import { processMark, serverProcessesIn } from '../../src/db/embedded/processes.ts';
import { answers, makeDataFolder, makeUsedDataFolder, openHere, startOpener } from './data-folder.ts';

test('a second hub is told which process has the folder, until that one is gone', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const first = startOpener(t, dataDir, 'hub');
  const { serverPid } = await first.opened();

  const isRefusal = (failure: unknown): boolean =>
    failure instanceof DataFolderInUse && failure.message.includes(`process ${first.process.pid}`);
  await assert.rejects(openEmbeddedPostgres({ dataDir, role: 'hub' }), isRefusal);
  const second = startOpener(t, dataDir, 'hub');
  assert.equal((await second.told('failed')).failed, 'DataFolderInUse');
  assert.notEqual(processMark(serverPid), undefined, 'a refused hub leaves the server alone');

  await first.kill();
  const next = await openHere(t, { dataDir, role: 'hub' });
  await assert.rejects(openEmbeddedPostgres({ dataDir, role: 'hub' }), DataFolderInUse);
  await next.close();
  const last = await openHere(t, { dataDir, role: 'hub' });
  await last.close();
});

test('of two hubs that start at the same moment, one runs and one is refused', async (t) => {
  const dataDir = await makeDataFolder(t);
  const both = [startOpener(t, dataDir, 'hub'), startOpener(t, dataDir, 'hub')];
  const outcomes = await Promise.all(both.map((hub) => Promise.any([hub.told('url'), hub.told('failed')])));
  assert.equal(outcomes.filter((outcome) => outcome.failed === 'DataFolderInUse').length, 1);
  assert.equal(outcomes.filter((outcome) => 'url' in outcome).length, 1);
});

test('a tool beside a hub uses its server and leaves it running', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const hub = startOpener(t, dataDir, 'hub');
  const { url, serverPid } = await hub.opened();
  const tool = await openHere(t, { dataDir, role: 'tool' });
  assert.equal(tool.serverPid(), serverPid);
  await tool.close();
  assert.ok(await answers(url));
  await hub.close();
  assert.equal(processMark(serverPid), undefined);
});

test('a hub that comes to a tool keeps the server when the tool leaves, and the other way round', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const firstTool = startOpener(t, dataDir, 'tool');
  const { url, serverPid } = await firstTool.opened();
  const hub = await openHere(t, { dataDir, role: 'hub' });
  assert.equal(hub.serverPid(), serverPid);
  await firstTool.close();
  assert.ok(await answers(url), 'the hub still uses it');

  const secondTool = startOpener(t, dataDir, 'tool');
  await secondTool.opened();
  await hub.close();
  assert.ok(await answers(url), 'the second tool still uses it');
  await secondTool.close();
  assert.equal(processMark(serverPid), undefined, 'the last one stops it');
});

test('a tool that was killed does not count as a user any more', async (t) => {
  const dataDir = await makeUsedDataFolder(t);
  const killed = startOpener(t, dataDir, 'tool');
  const { serverPid } = await killed.opened();
  const other = await openHere(t, { dataDir, role: 'tool' });
  await killed.kill();
  await other.close();
  assert.equal(processMark(serverPid), undefined);
});

test('many tools at once, coming and going', async (t) => {
  const dataDir = await makeDataFolder(t);
  const inProcesses = Array.from({ length: 3 }, () => startOpener(t, dataDir, 'tool'));
  const comeAndGo = async (): Promise<void> => {
    for (let visit = 0; visit < 5; visit++) {
      const tool = await openHere(t, { dataDir, role: 'tool' });
      assert.ok(await answers(tool.url));
      await tool.close();
    }
  };
  const visits = Array.from({ length: 4 }, comeAndGo);
  await Promise.all(inProcesses.map(async (tool) => assert.ok(await answers((await tool.opened()).url))));
  await Promise.all(inProcesses.map((tool) => tool.close()));
  await Promise.all(visits);
  assert.deepEqual(await serverProcessesIn(join(dataDir, 'postgres')), []);
});
