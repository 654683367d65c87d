// Somebody who calls as the marketplace would: a broker's connection with one hold that stands, and every call worded by
// the marketplace's own side of the wire. The suite asks in here and never writes an address or a field by itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AskingMarketplace, OrderIntegrationProfile } from '../../src/marketplaces/dialect.ts';
import type { SandboxMarketplace } from '../../src/sandbox/order-integration/marketplace.ts';
import type { MarketplaceWire, Question } from '../../src/sandbox/order-integration/wire.ts';
import { type Answer, callerOf, makeConnection, makeListing, type TestConnection } from '../support/hub.ts';
import { type HubUnderTest, profileFor } from './marketplace-examples.ts';

export type Headers = Record<string, string>;

/** A marketplace under test, and the other side of its wire. */
export type UnderTest = { hub: HubUnderTest; marketplace: AskingMarketplace; sandbox: SandboxMarketplace };

export type Caller = {
  connection: TestConnection;
  profile: OrderIntegrationProfile;
  wire: MarketplaceWire;
  /** The headers that open the connection. */
  rightly: Headers;
  /** The hold that stands, and the listing that it is of. */
  globalId: string;
  remoteId: string;
  newDeal: () => string;
  lookAt: (globalId: string) => Question;
  holdOf: (globalId: string) => Question;
  invoiceOf: (globalId: string) => Question;
  /** Any call, told what it was answered with. */
  send: (question: Question, headers?: Headers) => Promise<Answer>;
};

/** What a ticket of the test's listings costs. */
const unitPrice = 185;

export async function callerWithAHold({ hub, marketplace, sandbox }: UnderTest, settings: object): Promise<Caller> {
  const connection = await makeConnection(hub.pool, { marketplace: marketplace.slug, settings });
  const remoteId = await makeListing(hub.pool, connection.accountId);
  const wire = sandbox.wire(settings);
  const rightly = wire.keyHeader(connection.apiKey);
  const name = randomUUID();
  let drawn = 0;
  const newDeal = (): string => sandbox.dealId(name, ++drawn);
  const holdOf = (globalId: string): Question => ({
    ...{ ask: 'hold', globalId, remoteId, quantity: 1 },
    offer: sandbox.currency === null ? null : { unitPrice, overridePrice: false },
  });
  const invoiceOf = (globalId: string): Question => {
    return { ask: 'invoice', globalId, quantity: 1, orderId: sandbox.orderId(name, ++drawn) };
  };
  const lookAt = (id: string): Question => ({ ask: 'look', globalId: id, quantity: 1, orderId: null });
  const send: Caller['send'] = (question, headers = rightly) => {
    const { method, path, body } = wire.requestFor(question);
    return callerOf(hub.url)(method, path, body ?? undefined, headers);
  };
  const globalId = newDeal();
  const { status, body } = await send(holdOf(globalId));
  assert.equal(status, 201, `the right key opens: ${JSON.stringify(body)}`);
  const profile = profileFor(marketplace, settings);
  return { connection, profile, wire, rightly, globalId, remoteId, newDeal, lookAt, holdOf, invoiceOf, send };
}
