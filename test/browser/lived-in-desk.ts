// A desk at which somebody has worked for a while: something of everything that the console has a page for.
import { randomUUID } from 'node:crypto';
import { noteFindings } from '../../src/db/findings.ts';
import { findPersonByEmail } from '../../src/db/people.ts';
import { exampleFile } from '../../src/import/example-file.ts';
import { addressOfLink, offerNewPassword } from '../../src/people/one-time-links.ts';
import { type SandboxPos, startSandboxPos } from '../../src/sandbox/pos/sandbox-pos.ts';
import { makePerson } from '../support/broker.ts';
import { callerWith, connectBridge, eventually, makeListing } from '../support/hub.ts';
import { type Desk, openDesk } from './desk.ts';

export type LivedInDesk = Desk & {
  /** What stands in addresses. */
  orderId: string;
  remoteId: string;
  waiverId: string;
  /** Paths of links that open once; looking does not use them. */
  joinPath: string;
  passwordPath: string;
};

export async function openLivedInDesk(): Promise<LivedInDesk> {
  const desk = await openDesk();
  const bridge = await startSandboxPos({ key: 'a key of the bridge' });
  const remoteId = await trade(desk);
  const waiverId = await claim(desk);
  await connectBridge(desk.hub.pool, desk.accountId, bridge.url, { key: 'a key of the bridge' });
  await find(desk, bridge);
  await furnish(desk);
  const { body } = await desk.owner.call<{ items: { order_id: string }[] }>('GET', '/orders?state=unfilled');
  return {
    ...desk,
    orderId: body.items[0]?.order_id ?? '',
    remoteId,
    waiverId,
    ...(await links(desk)),
    async close() {
      await desk.close();
      await bridge.stop();
    },
  };
}

/** Sales, holds, a sale of what is gone, and a file of listings. */
async function trade(desk: Desk): Promise<string> {
  const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: 30 });
  for (let number = 0; number < 6; number++) await desk.ask(`held-${number}`, remoteId, 2);
  for (let number = 0; number < 4; number++) desk.seller.sell({ remoteId, quantity: 1 + (number % 3) });
  const gone = await desk.sellWhatIsGone();
  await eventually(
    () => desk.seller.order(gone),
    (order) => order?.state === 'unfilled',
  );
  await desk.owner.call('POST', '/imports?file_name=march.csv', exampleFile, { 'content-type': 'text/csv' });
  return remoteId;
}

/** Two sales after a release: of one there is a case. */
async function claim(desk: Desk): Promise<string> {
  const asking = callerWith(desk.hub, desk.asking);
  for (const name of ['first', 'second']) {
    const remoteId = await makeListing(desk.hub.pool, desk.accountId, { seats: ['5', '6'] });
    await desk.ask(`${name}-released`, remoteId, 2);
    await asking('DELETE', `/oi/v1/holds/${name}-released`);
    await desk.ask(`${name}-rival`, remoteId, 2);
    await asking('POST', `/oi/v1/holds/${name}-released/invoice`, { order_id: `${name}-884` });
  }
  const { body: found } = await desk.owner.call<{ items: { order_id: string }[] }>('GET', '/waivers/candidates');
  const { body } = await desk.owner.call('POST', '/waivers', { order_id: found.items[0]?.order_id });
  return String(body.waiver_id);
}

async function find({ hub, accountId, seller }: Desk, bridge: SandboxPos): Promise<void> {
  const reference = randomUUID();
  const sentence = `REST bridge holds 2 tickets (hold 17) under our reference ${reference}, and there is no such order here.`;
  const cause = { kind: 'hold_of_nobody', subject: bridge.url, orderId: reference as never, pos: 'bridge' };
  await noteFindings(hub.pool, accountId, [{ ...cause, sentence }], Date.now());
  await hub.pool.query(
    `insert into alerts (account_id, connection_id, kind, sentence, at) values ($1, $2, 'connection_refused', $3, now())`,
    [
      accountId,
      seller.connection.connectionId,
      'StubHub refuses our credentials (401). Its sales are neither read nor confirmed meanwhile.',
    ],
  );
}

async function furnish({ owner, hub, accountId }: Desk): Promise<void> {
  await owner.call('POST', '/tokens', { name: 'nightly export', scopes: ['read'] });
  await owner.call('POST', '/alert-channels', { webhook: 'http://127.0.0.1:9/holdfast' });
  await makePerson(hub, [{ accountId, role: 'viewer' }], 'Grace Hopper');
}

async function links({ owner, hub }: Desk): Promise<Pick<LivedInDesk, 'joinPath' | 'passwordPath'>> {
  const invitation = { email: 'mary@broker.example', role: 'operator' };
  const { body } = await owner.call('POST', '/invitations', invitation);
  const by = { kind: 'command_line', id: null, name: 'a test' } as const;
  const person = await findPersonByEmail(hub.pool, owner.email);
  if (person === null) throw new Error('the owner is nobody');
  const { link, token } = await offerNewPassword(hub.pool, person, by, Date.now());
  return {
    joinPath: new URL(String(body.link)).pathname,
    passwordPath: new URL(addressOfLink(hub.url, link, token)).pathname,
  };
}
