// An account with one of everything that a route of the broker API can name, and the same names without anything behind them.
// A route that names something new needs it here.
import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../../src/core/order.ts';
import { exampleFile } from '../../../src/import/example-file.ts';
import { scriptWith, signIn, type TestPerson } from '../../support/broker.ts';
import type { Call } from '../../support/hub.ts';
import {
  callerWith,
  connectBridge,
  eventually,
  makeConnection,
  makeListing,
  type TestConnection,
  type TestHub,
} from '../../support/hub.ts';

export type Belongings = {
  accountId: string;
  remoteId: string;
  orderId: string;
  /** As the marketplace calls the order. */
  globalId: string;
  /** Of that order. */
  waiverId: string;
  /** An order that nobody has opened a waiver for. */
  plainOrderId: string;
  connectionId: string;
  keyId: string;
  alertId: string;
  channelId: string;
  viewId: string;
  importId: string;
  /** A person beside the owner. */
  personId: string;
  personEmail: string;
  invitationId: string;
  tokenId: string;
};

export type Account = { owner: TestPerson & { call: Call; cookie: string }; accountId: AccountId; has: Belongings };

/** What the account has is called after `word`, wherever a name can be chosen. */
export async function makeAccountWithEverything(hub: TestHub, word: string): Promise<Account> {
  const owner = await signIn(hub, { name: `${word} Owner` });
  const { accountId, call } = owner;
  await hub.pool.query('update accounts set name = $2 where account_id = $1', [accountId, `${word} Tickets`]);
  const person = await signIn(hub, { accountId, role: 'operator', name: `${word} Operator` });
  const connection = await makeConnection(hub.pool, { accountId });
  // Nobody answers there.
  await connectBridge(hub.pool, accountId, 'http://127.0.0.1:9', { key: `${word} key` });
  await keepTheHubAway(hub, accountId);
  const order = await makeHold(hub, connection, `${word}-listing`);
  const { orderId: plainOrderId } = await makeHold(hub, connection, `${word}-plain`);
  const has: Belongings = {
    accountId,
    ...order,
    plainOrderId,
    waiverId: await made(call, '/waivers', { order_id: order.orderId, note: word }, 'waiver_id'),
    connectionId: connection.connectionId,
    keyId: connection.keyId,
    channelId: await makeChannel(call, word),
    alertId: await makeAlert(hub, accountId, connection.connectionId, word),
    viewId: await made(call, '/views', { page: 'orders', name: `${word} view`, query: '', shared: true }, 'view_id'),
    importId: await makeImport(call, word),
    personId: person.personId,
    personEmail: person.email,
    invitationId: await made(
      call,
      '/invitations',
      { email: `${word}@invited.example`, role: 'viewer' },
      'invitation_id',
    ),
    tokenId: (await scriptWith(hub, { accountId, name: `${word} token` })).tokenId,
  };
  return { owner, accountId, has };
}

/** Names that nothing is called by. */
export function nothing(): Belongings {
  return {
    accountId: randomUUID(),
    remoteId: `TG-${randomUUID()}`,
    orderId: randomUUID(),
    globalId: randomUUID(),
    waiverId: randomUUID(),
    plainOrderId: randomUUID(),
    connectionId: randomUUID(),
    keyId: randomUUID().replaceAll('-', '').slice(0, 12),
    alertId: randomUUID(),
    channelId: randomUUID(),
    viewId: randomUUID(),
    importId: randomUUID(),
    personId: randomUUID(),
    personEmail: `${randomUUID()}@nobody.example`,
    invitationId: randomUUID(),
    tokenId: randomUUID().replaceAll('-', '').slice(0, 12),
  };
}

/** What it does by itself would be taken for what a call has done. */
async function keepTheHubAway({ pool }: TestHub, accountId: AccountId): Promise<void> {
  await pool.query('update stock_polls set due_at = null where account_id = $1', [accountId]);
  await pool.query(
    `insert into reconciliations (account_id, due_at) values ($1, now() + interval '1 day') on conflict do nothing`,
    [accountId],
  );
}

async function makeHold(hub: TestHub, connection: TestConnection, remoteId: string) {
  const { accountId } = connection;
  await makeListing(hub.pool, accountId, { remoteId });
  const globalId = `${remoteId}-${randomUUID()}`;
  const hold = { global_id: globalId, remote_id: remoteId, quantity: 2 };
  const { status } = await callerWith(hub, connection)('POST', '/oi/v1/holds', hold);
  const { rows } = await hub.pool.query<{ order_id: string }>('select order_id from orders where global_id = $1', [
    globalId,
  ]);
  if (status !== 201 || !rows[0]) throw new Error(`there is no hold: ${status}`);
  return { remoteId, globalId, orderId: rows[0].order_id };
}

/** Paused, so that the hub itself tells nobody of anything, and changes nothing by that. */
async function makeChannel(call: Call, word: string): Promise<string> {
  const channelId = await made(call, '/alert-channels', { email: `${word}@channel.example` }, 'channel_id');
  await call('PATCH', `/alert-channels/${channelId}`, { paused: true });
  return channelId;
}

/** Of a connection: an order that is acted on may end its own. */
async function makeAlert(hub: TestHub, accountId: AccountId, connectionId: string, word: string): Promise<string> {
  const { rows } = await hub.pool.query<{ alert_id: string }>(
    `insert into alerts (account_id, connection_id, kind, sentence, at)
     values ($1, $2, 'connection_refused', $3, now()) returning alert_id`,
    [accountId, connectionId, `${word} is refused.`],
  );
  return rows[0]?.alert_id ?? '';
}

/** One that is over, so that it changes nothing any more. */
async function makeImport(call: Call, word: string): Promise<string> {
  const csv = { 'content-type': 'text/csv' };
  const answer = await call('POST', `/imports?file_name=${word}.csv`, exampleFile.replaceAll('TG-', `${word}-`), csv);
  const importId = String(answer.body.import_id);
  await eventually(
    async () => (await call('GET', `/imports/${importId}`)).body.state,
    (state) => state === 'done',
  );
  return importId;
}

async function made(call: Call, path: string, body: object, id: string): Promise<string> {
  const answer = await call('POST', path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return String(answer.body[id]);
}
