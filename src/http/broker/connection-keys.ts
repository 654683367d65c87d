// The keys that a marketplace calls with: issued beside those that work, and revoked for good. Rotating is both, in that order.
import type { FastifyInstance } from 'fastify';
import { issueKey, withdrawKey } from '../../connections/connecting.ts';
import type { ConnectionId } from '../../core/order.ts';
import { doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { knownConnection } from './connection-body.ts';
import { issuedExample } from './connection-examples.ts';
import { answer, declared, noContent } from './declared.ts';
import { ConnectionParams, IssuedKey, KeyParams } from './schemas/connections.ts';

const shared = { permission: 'manage', tag: 'Connections' } as const;

/** Whoever is leaked to could otherwise fill the table. */
const mostKeysInUse = 10;

export function connectionKeyRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;

  server.post<{ Params: ConnectionParams }>(
    '/connections/:connection_id/keys',
    declared({
      ...shared,
      operationId: 'issueKey',
      summary: 'Issue another key',
      description: 'The others go on working: give this one to the marketplace, then revoke the old one. Shown once.',
      params: ConnectionParams,
      answers: { 201: answer('Issued.', IssuedKey, { issued: issuedExample }) },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params: { connection_id: id } }, reply) => {
      const { accountId } = broker;
      const { name, keys } = await knownConnection(parts, accountId, id);
      if (keys.filter(({ revoked_at }) => revoked_at === null).length >= mostKeysInUse) {
        throw new RequestProblem('conflict', `${mostKeysInUse} keys are in use already; revoke one first.`);
      }
      const change = { accountId, by: doerOf(broker), at: clock() };
      const { keyId, apiKey } = await issueKey(pool, id as ConnectionId, { name }, change);
      return reply.code(201).send({ connection_id: id, key_id: keyId, api_key: apiKey });
    },
  );

  server.delete<{ Params: KeyParams }>(
    '/connections/:connection_id/keys/:key_id',
    declared({
      ...shared,
      operationId: 'revokeKey',
      summary: 'Revoke a key',
      description: 'Calls that carry it are refused within a second, for good. Safe to repeat.',
      params: KeyParams,
      answers: { 204: noContent('Revoked.') },
      problems: ['not_found'],
    }),
    async ({ broker, params }, reply) => {
      const key = { keyId: params.key_id, connectionId: params.connection_id as ConnectionId };
      const change = { accountId: broker.accountId, by: doerOf(broker), at: clock() };
      if (!(await withdrawKey(pool, key, change))) {
        throw new RequestProblem('not_found', 'This connection has no such key.');
      }
      return reply.code(204).send();
    },
  );
}
