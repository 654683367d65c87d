// A broker's desk for browser tests: a hub, an account with listings and connections, a marketplace that asks first and one
// that sells first.
import type { AccountId } from '../../src/core/order.ts';
import { saleSandboxes } from '../../src/sandbox/registry.ts';
import { signIn } from '../support/broker.ts';
import {
  callerWith,
  makeConnection,
  makeListing,
  startTestHub,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { type Selling, startSelling } from '../support/selling.ts';

export type Desk = {
  hub: TestHub;
  accountId: AccountId;
  /** The account's owner, who is signed in: by the API, and by the cookie in a browser. */
  owner: Awaited<ReturnType<typeof signIn>>;
  asking: TestConnection;
  seller: Selling;
  /** A marketplace asks for tickets; returns the status of the answer. */
  ask: (globalId: string, remoteId: string, quantity: number) => Promise<number>;
  /** Sells tickets that another has, so that somebody must see to it. Returns the sale's number. */
  sellWhatIsGone: (money?: number) => Promise<string>;
  close: () => Promise<void>;
};

export async function openDesk(): Promise<Desk> {
  const hub = await startTestHub();
  const owner = await signIn(hub);
  const { accountId } = owner;
  const asking = await makeConnection(hub.pool, { accountId, marketplace: 'gametime' });
  const sandbox = saleSandboxes.find(({ slug }) => slug === 'stubhub');
  if (sandbox === undefined) throw new Error('there is no such sandbox');
  const seller = await startSelling(hub, sandbox, { accountId });
  const ask = async (globalId: string, remoteId: string, quantity: number): Promise<number> => {
    const body = { global_id: globalId, remote_id: remoteId, quantity };
    return (await callerWith(hub, asking)('POST', '/oi/v1/holds', body)).status;
  };
  let sales = 0;
  return {
    hub,
    accountId,
    owner,
    asking,
    seller,
    ask,
    async sellWhatIsGone(unitPrice = 21_000) {
      const remoteId = await makeListing(hub.pool, accountId, { seats: ['7', '8'] });
      await ask(`gone-${++sales}`, remoteId, 2);
      const { saleId } = seller.sell({ remoteId, quantity: 2, unitPrice });
      return saleId;
    },
    async close() {
      await seller.stop();
      await hub.close();
    },
  };
}
