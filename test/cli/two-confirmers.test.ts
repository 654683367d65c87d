// Two confirmers at the moment of connecting, as a broker meets them: SkyBox confirms a marketplace's orders itself, and Holdfast
// is connected to the same marketplace. Whichever is connected second is the one that says so.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Command } from '../../src/cli/command.ts';
import { connect } from '../../src/cli/connect.ts';
import { posConnect } from '../../src/cli/pos-connect.ts';
import { bothConfirm } from '../../src/pos/two-confirmers.ts';
import { type SandboxSkyBox, startSkyBox } from '../../src/sandbox/skybox/skybox.ts';
import { makeAccount, testSecretKey } from '../support/hub.ts';
import { openTestPool, type TestPool } from '../support/test-pool.ts';

describe('two confirmers', () => {
  let pool: TestPool;
  let folder: string;
  let pos: SandboxSkyBox;
  let settings: string;

  before(async () => {
    pool = await openTestPool();
    folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
    pos = await startSkyBox();
    pos.confirmsElsewhere([{ marketplace: 'TICKET_EVOLUTION', integrationProvider: 'NATIVE', confirmOrders: true }]);
    settings = join(folder, 'skybox.json');
    await writeFile(settings, JSON.stringify(pos.settings));
  });
  after(async () => {
    await pos.stop();
    await pool.close();
    await rm(folder, { recursive: true });
  });

  const run = async (command: Command, values: Record<string, string>) => {
    const environment = { DATABASE_URL: pool.url, DATA_DIR: folder, HOLDFAST_SECRET_KEY: testSecretKey };
    const silence = (): void => {};
    const invocation = { values, positionals: [], environment, isJson: true, tell: silence, progress: silence };
    const ended = await command.run(invocation);
    assert.ok(ended);
    return { text: ended.text, document: ended.document as Record<string, unknown> };
  };

  it('are told of when the POS is connected after the marketplace', async () => {
    const account = await makeAccount(pool);
    const before = await run(connect, { account, marketplace: 'ticket-evolution' });
    assert.equal(before.document.both_confirm, undefined);
    const { text, document } = await run(posConnect, { account, pos: 'skybox', settings });
    assert.deepEqual(document.both_confirm, ['ticket-evolution']);
    assert.match(text, /TWO CONFIRMERS: SkyBox is set to confirm orders of Ticket Evolution itself/);
  });

  it('are told of when the marketplace is connected after the POS', async () => {
    const account = await makeAccount(pool);
    const first = await run(posConnect, { account, pos: 'skybox', settings });
    assert.deepEqual(first.document.both_confirm, []);
    assert.doesNotMatch(first.text, /CONFIRM/i);
    const { text, document } = await run(connect, { account, marketplace: 'ticket-evolution' });
    assert.deepEqual(document.both_confirm, ['skybox']);
    assert.match(text, /TWO CONFIRMERS/);
    const other = await run(connect, { account, marketplace: 'tickpick' });
    assert.doesNotMatch(other.text, /TWO CONFIRMERS/);
  });

  it('that cannot be asked for are told of as that, and it is connected all the same', async () => {
    const account = await makeAccount(pool);
    pos.faults.next('read', { kind: 'locked_out' });
    const { text, document } = await run(posConnect, { account, pos: 'skybox', settings });
    assert.deepEqual([document.connected, document.both_confirm], [true, null]);
    assert.match(text, /could not be asked: SkyBox does not let us in/);
  });

  it('are recognised however the POS spells a marketplace', () => {
    const slugs = ['ticket-evolution', 'ticketnetwork', 'ticketnetwork-mercury', 'vivid-seats', 'stubhub', 'tickpick'];
    assert.deepEqual(bothConfirm(['VIVID_SEATS'], slugs), ['vivid-seats']);
    assert.deepEqual(bothConfirm(['Ticket Evolution', 'StubHub'], slugs), ['ticket-evolution', 'stubhub']);
    assert.deepEqual(bothConfirm(['TICKET_NETWORK'], slugs), ['ticketnetwork', 'ticketnetwork-mercury']);
    assert.deepEqual(bothConfirm(['OTHER', 'TICKET_CITY', ''], slugs), []);
  });
});
