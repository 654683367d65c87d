// What the runbook gives an operator to ask the database fits the tables that there are, and finds what it is for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { connectionNotices } from '../../src/cli/connection-notices.ts';
import { storePoll, takeDuePolls } from '../../src/db/connections.ts';
import {
  connectBridge,
  eventually,
  makeAccount,
  makeConnection,
  startTestHub,
  type TestHub,
  testSecretKey,
} from '../support/hub.ts';
import { enterCredentials } from '../support/selling.ts';
import { blocksOf } from './markdown.ts';

const queries = blocksOf(readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8'))
  .filter(({ language }) => language === 'sql')
  .map(({ text }) => text);

describe('docs/runbook.md', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startTestHub();
  });
  after(() => hub.close());

  async function found(query: string | undefined): Promise<string[]> {
    const { rows } = await hub.pool.query<{ connection_id: string }>(query ?? '');
    return rows.map((row) => row.connection_id);
  }

  it('finds lists of sales that are in trouble, and connections that nothing is read for', async () => {
    const [inTrouble, unread] = queries.filter((query) => query.includes('connections'));
    // A marketplace that the hub does not poll by itself, so that its rows are this test's own.
    const marketplace = 'ticketnetwork-mercury';
    const [well, troubled, silent] = [
      await makeConnection(hub.pool, { marketplace }),
      await makeConnection(hub.pool, { marketplace }),
      await makeConnection(hub.pool, { marketplace }),
    ];
    for (const connection of [well, troubled]) await enterCredentials(hub.pool, connection, { token: 'made-up' });
    const now = Date.now();
    const polls = await takeDuePolls(hub.pool, { marketplaces: [marketplace], now, leaseMs: 1, limit: 10 });
    assert.equal(polls.length, 2);
    for (const poll of polls) {
      const trouble = poll.connectionId === troubled.connectionId ? 'HTTP 500' : null;
      await storePoll(hub.pool, { ...poll, at: now, dueAt: now + 60_000, trouble });
    }
    assert.deepEqual(await found(inTrouble), [troubled.connectionId]);
    assert.deepEqual(await found(unread), [silent.connectionId]);
  });

  it('finds a POS whose stock is not read', async () => {
    const stock = queries.find((query) => query.includes('stock_polls')) ?? '';
    const accountId = await makeAccount(hub.pool);
    // Nobody listens there.
    await connectBridge(hub.pool, accountId, 'http://127.0.0.1:9', { follow_stock: true });
    const look = async () => (await hub.pool.query(stock)).rows;
    const [row] = await eventually(look, (rows) => rows[0]?.trouble != null);
    assert.equal(row?.account_id, accountId);
    await connectBridge(hub.pool, accountId, 'http://127.0.0.1:9', { follow_stock: false });
    await eventually(look, (rows) => rows.length === 0);
  });

  it('counts what of a headliner is unconfirmed', async () => {
    const count = queries.find((query) => query.includes('headliner')) ?? '';
    const { accountId, connectionId } = await makeConnection(hub.pool, { marketplace: 'vivid-seats' });
    for (const [state, confirmedAt] of [
      ['unfilled', null],
      ['confirming', null],
      ['confirming', null],
      ['confirmed', new Date()],
    ] as const) {
      await hub.pool.query(
        `insert into orders (account_id, order_id, connection_id, marketplace, flow, global_id, state, binding, headliner,
           confirmed_at, attempts, entries, created_at)
         values ($1, gen_random_uuid(), $2, 'vivid-seats', 'instant_notification', 's', $3, false, 'The Night Owls', $4, 0, 0, now())`,
        [accountId, connectionId, state, confirmedAt],
      );
    }
    const { rows } = await hub.pool.query<{ state: string; count: number }>(count);
    assert.deepEqual(rows.map((row) => `${row.state} ${row.count}`).toSorted(), ['confirming 2', 'unfilled 1']);
  });

  it('finds imports that were broken off, whoever lived to say so', async () => {
    const brokenOff = queries.find((query) => query.includes('imports')) ?? '';
    for (const [file, state, aliveFor] of [
      ['told.csv', 'broken_off', -60],
      ['silent.csv', 'running', -60],
      ['alive.csv', 'running', 60],
      ['done.csv', 'done', -60],
    ] as const) {
      const accountId = await makeAccount(hub.pool);
      await hub.pool.query(
        `insert into imports (account_id, import_id, pos, file_name, by_name, state, alive_until, phase, began_at)
         values ($1, gen_random_uuid(), 'house', $2, 'Ada', $3, now() + make_interval(secs => $4), 'reading', now())`,
        [accountId, file, state, aliveFor],
      );
    }
    const { rows } = await hub.pool.query<{ file_name: string }>(brokenOff);
    assert.deepEqual(rows.map(({ file_name }) => file_name).toSorted(), ['silent.csv', 'told.csv']);
  });

  it('shows the notices that could not be read, and what a stranger sent is none', async () => {
    const { accountId, connectionId, apiKey } = await makeConnection(hub.pool, { marketplace: 'vivid-seats' });
    const address = `/ion/v1/${connectionId}/notifications?key=${apiKey}`;
    await hub.call('POST', address, 'somebody=else', { 'content-type': 'application/x-www-form-urlencoded' });
    await hub.call('POST', `/ion/v1/${connectionId}/notifications`, 'a stranger');
    const silence = (): void => {};
    const ended = await connectionNotices.run({
      values: { account: accountId, marketplace: 'vivid-seats' },
      positionals: [],
      environment: { DATABASE_URL: hub.databaseUrl, HOLDFAST_SECRET_KEY: testSecretKey },
      ...{ isJson: false, tell: silence, progress: silence },
    });
    const [head, ...lines] = ended?.text.split('\n') ?? [];
    assert.match(head ?? '', /^\d{4}-\d\d-\d\dT[0-9:.]+Z {2}\S/);
    assert.match(lines[0] ?? '', /^ {2}request [0-9a-f-]{36}$/);
    assert.deepEqual(lines.slice(1), ['  somebody=else']);
  });

  it('is read as it stands', () => assert.equal(queries.length, 6));
});
