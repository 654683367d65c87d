// Connections to marketplaces: made, set up, and given keys. A key is in one answer and nowhere else; credentials in none.
import type { FastifyInstance } from 'fastify';
import {
  changeConnectionSettings,
  changeCredentials,
  connectMarketplace,
  setPaused,
} from '../../connections/connecting.ts';
import { whatIsWrong } from '../../connections/whole-settings.ts';
import type { ConnectionId } from '../../core/order.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { knownConnection, readConnections } from './connection-body.ts';
import { connectionExample, issuedExample, marketplaceExample, triedExample } from './connection-examples.ts';
import { connectionKeyRoutes } from './connection-keys.ts';
import { tryMarketplace } from './connection-test.ts';
import { answer, declared, noContent } from './declared.ts';
import { marketplaceBody } from './marketplace-body.ts';
import {
  Connection,
  ConnectionChange,
  ConnectionParams,
  Connections,
  CredentialsBody,
  IssuedKey,
  Marketplaces,
  NewConnection,
} from './schemas/connections.ts';
import { Tried } from './schemas/declared.ts';
import { unreadableNoticeRoutes } from './unreadable-notices.ts';

const shared = { permission: 'manage', tag: 'Connections' } as const;

export function connectionRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, marketplaces, vault, whoConfirms, clock, feed } = parts;
  const changeBy = (broker: BrokerCaller) => ({ accountId: broker.accountId, by: doerOf(broker), at: clock() });
  const tell = (broker: BrokerCaller, connectionId: string): void =>
    feed.tell(broker.accountId, { kind: 'connection', data: { connection_id: connectionId } });
  const marketplaceOf = async ({ accountId }: BrokerCaller, connectionId: string) => {
    const connection = await knownConnection(parts, accountId, connectionId);
    return { connection, marketplace: namedMarketplace(parts, connection.marketplace) };
  };

  server.get(
    '/marketplaces',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listMarketplaces',
      summary: 'List the marketplaces',
      description:
        'Every marketplace that this hub speaks with: what is known of it and how well, and what can be set.',
      answers: { 200: answer('They.', Marketplaces, { marketplaces: { items: [marketplaceExample] } }) },
    }),
    async () => ({ items: [...marketplaces.values()].map(marketplaceBody) }),
  );

  server.get(
    '/connections',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listConnections',
      summary: 'List connections',
      description: 'All connections of the account, how each is, and its keys without their secrets.',
      answers: { 200: answer('The connections.', Connections, { connections: { items: [connectionExample] } }) },
    }),
    async ({ broker }) => ({ items: await readConnections(parts, broker.accountId) }),
  );

  server.post<{ Body: NewConnection }>(
    '/connections',
    declared({
      ...shared,
      operationId: 'addConnection',
      summary: 'Connect a marketplace',
      description:
        'Connects the account with default settings, and issues the first key. The key is shown once. A POS that can confirm orders itself is asked at once whether it does for this marketplace: that is an alert, `two_confirmers`.',
      body: NewConnection,
      answers: { 201: answer('Connected.', IssuedKey, { issued: issuedExample }) },
      problems: ['conflict'],
    }),
    async ({ broker, body }, reply) => {
      const marketplace = namedMarketplace(parts, body.marketplace);
      const issued = await connectMarketplace(pool, marketplace, changeBy(broker));
      if (issued === null) {
        throw new RequestProblem('conflict', `${marketplace.name} is connected already; issue another key instead.`);
      }
      const { connectionId, keyId, apiKey } = issued;
      tell(broker, connectionId);
      whoConfirms.askSoon(broker.accountId);
      return reply.code(201).send({ connection_id: connectionId, key_id: keyId, api_key: apiKey });
    },
  );

  server.get<{ Params: ConnectionParams }>(
    '/connections/:connection_id',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'getConnection',
      summary: 'See a connection',
      description:
        'How it is, what is set, and its keys without their secrets. How its host and its pace fare is as this hub sees it, once it has called there.',
      params: ConnectionParams,
      answers: { 200: answer('The connection.', Connection, { connection: connectionExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => knownConnection(parts, broker.accountId, params.connection_id),
  );

  server.patch<{ Params: ConnectionParams; Body: ConnectionChange }>(
    '/connections/:connection_id',
    declared({
      ...shared,
      operationId: 'changeConnection',
      summary: 'Change a connection’s settings, or pause it',
      description:
        'Changes what is named and leaves the rest. The marketplace’s own schema judges; in force within seconds. Where an address changes to which credentials are sent, they are forgotten and must be entered again. While it is paused nothing new is sold there: a hold is declined as `not_available`, and its list of sales is left alone. Its notices are stored and worked, for what a marketplace has sold is sold; and what was begun is finished.',
      params: ConnectionParams,
      body: ConnectionChange,
      answers: { 200: answer('Changed.', Connection, { connection: connectionExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params: { connection_id: id }, body }) => {
      const { marketplace } = await marketplaceOf(broker, id);
      const connectionId = id as ConnectionId;
      const change = changeBy(broker);
      if (body.settings || body.unset) {
        await changeConnectionSettings(
          pool,
          connectionId,
          marketplace,
          (before) => settled(marketplace, before, body),
          change,
        );
      }
      if (body.paused !== undefined) await setPaused(pool, connectionId, marketplace, body.paused, change);
      tell(broker, id);
      return knownConnection(parts, broker.accountId, id);
    },
  );

  server.put<{ Params: ConnectionParams; Body: CredentialsBody }>(
    '/connections/:connection_id/credentials',
    declared({
      ...shared,
      operationId: 'enterCredentials',
      summary: 'Enter credentials',
      description:
        'What the account proves itself with at the marketplace. Encrypted before it is stored; never shown.',
      params: ConnectionParams,
      body: CredentialsBody,
      answers: { 204: noContent('Entered.') },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params: { connection_id: id }, body: { credentials } }, reply) => {
      const { marketplace } = await marketplaceOf(broker, id);
      const schema = marketplace.instantNotification?.credentials;
      if (!schema) throw new RequestProblem('conflict', `Nothing is ever sent to ${marketplace.name}.`);
      refuseWrong(whatIsWrong(schema, credentials));
      await changeCredentials(pool, id as ConnectionId, marketplace, { credentials, vault }, changeBy(broker));
      tell(broker, id);
      return reply.code(204).send();
    },
  );

  server.post<{ Params: ConnectionParams }>(
    '/connections/:connection_id/test',
    declared({
      ...shared,
      operationId: 'testConnection',
      summary: 'Test a connection',
      description:
        'Reads the beginning of the marketplace’s list of sales, with the credentials that are entered, and does nothing about it. Where nothing can be called it says so.',
      params: ConnectionParams,
      answers: { 200: answer('What came of it.', Tried, { works: triedExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params: { connection_id: id } }) => {
      const { connection, marketplace } = await marketplaceOf(broker, id);
      const tried = await tryMarketplace(parts, broker.accountId, connection, marketplace);
      tell(broker, id);
      return tried;
    },
  );

  connectionKeyRoutes(server, parts);
  unreadableNoticeRoutes(server, parts);
}

/** The settings as they would be; refuses them where they do not fit the marketplace. */
function settled(
  { settings: schema }: Marketplace,
  before: object,
  { settings = {}, unset = [] }: ConnectionChange,
): object {
  const after: Record<string, unknown> = { ...before, ...settings };
  for (const name of unset) delete after[name];
  refuseWrong(whatIsWrong(schema, after));
  return after;
}

function namedMarketplace({ marketplaces }: Pick<BrokerParts, 'marketplaces'>, slug: string): Marketplace {
  const marketplace = marketplaces.get(slug);
  if (!marketplace) {
    const message = `must be one of: ${[...marketplaces.keys()].join(', ')}`;
    throw new RequestProblem('malformed', [{ field: 'marketplace', message }]);
  }
  return marketplace;
}

function refuseWrong(faults: ReturnType<typeof whatIsWrong>): void {
  if (faults.length > 0) throw new RequestProblem('malformed', faults);
}
