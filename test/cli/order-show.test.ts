// `holdfast order show`: an order's story in the sentences of the console, each with what was said, for whoever has no browser.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  callerWith,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
  testSecretKey,
} from '../support/hub.ts';
import { runHoldfast } from './run-holdfast.ts';

let hub: TestHub;
let connection: TestConnection;
before(async () => {
  hub = await startTestHub();
  connection = await makeConnection(hub.pool);
});
after(() => hub.close());

async function show(...words: string[]): Promise<string> {
  const order = ['order', 'show', '--account', connection.accountId, '--marketplace', 'ticket-evolution'];
  const environment = { DATABASE_URL: hub.databaseUrl, HOLDFAST_SECRET_KEY: testSecretKey };
  const { code, stdout, stderr } = await runHoldfast([...order, ...words], environment);
  assert.equal(code, 0, stderr);
  return stdout;
}

it('tells the story as the console does, and the record as JSON', async () => {
  const call = callerWith(hub, connection);
  const remoteId = await makeListing(hub.pool, connection.accountId);
  await call('POST', '/oi/v1/holds', { global_id: 'te-1', remote_id: remoteId, quantity: 2 });
  await call('DELETE', '/oi/v1/holds/te-1');
  const lines = (await show('te-1')).trimEnd().split('\n');
  assert.equal(lines[0], 'Ticket Evolution te-1: released. The tickets were let go of.');
  assert.match(
    lines[1] ?? '',
    /^ {2}2 of listing TG-\S+: The Longest Night, \d{4}-\d\d-\d\d \d\d:\d\d UTC, section 112, row C, seats 1, 2$/,
  );
  const story = lines.slice(3);
  assert.match(
    story[0] ?? '',
    /^\d{4}-\d\d-\d\d .* Ticket Evolution asked for 2 tickets, and they were set aside\. .*\(Ticket Evolution\)$/,
  );
  assert.match(story[1] ?? '', /^ {4}.*: POST \/oi\/v1\/holds$/);
  assert.match(story[2] ?? '', /let go/);
  assert.match(story[3] ?? '', /: DELETE \/oi\/v1\/holds\/te-1$/);
  const record = JSON.parse(await show('te-1', '--json')) as { timeline: unknown[]; listed_for: { event: string } };
  assert.equal(record.timeline.length, 2);
  assert.equal(record.listed_for.event, 'The Longest Night');
});

it('tells of an order that has no listing', async () => {
  await callerWith(hub, connection)('DELETE', '/oi/v1/holds/never-held');
  assert.match(await show('never-held'), /^Ticket Evolution never-held: released\./);
  await callerWith(hub, connection)('POST', '/oi/v1/holds', { global_id: 'te-no', remote_id: 'nothing', quantity: 1 });
  assert.match(await show('te-no'), / {2}refused: the listing is not known here\n/);
});

it('finds an order by its number at the marketplace as well', async () => {
  const call = callerWith(hub, connection);
  const remoteId = await makeListing(hub.pool, connection.accountId);
  await call('POST', '/oi/v1/holds', { global_id: 'te-2', remote_id: remoteId, quantity: 2 });
  await call('POST', '/oi/v1/holds/te-2/invoice', { order_id: '8841207' });
  const shown = await show('te-2');
  assert.equal(await show('8841207'), shown);
  assert.match(shown, /^\d{4}-\d\d-\d\d [\d:.]+Z /m);
});
