// Tokens for scripts: owners make and revoke them. No token makes another.
import type { FastifyInstance } from 'fastify';
import { type AccessTokenRow, listAccessTokens } from '../../db/access-tokens.ts';
import { issueToken, withdrawToken } from '../../people/access-tokens.ts';
import { doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { NewToken, Token, TokenParams, TokenRequest, Tokens } from './schemas/tokens.ts';
import { timeOf } from './times.ts';

const nightly: Token = {
  token_id: '7Hq2ZkYw01Ab',
  name: 'nightly',
  scopes: ['read', 'trade'],
  created_at: '2026-11-22T20:14:03.120Z',
  created_by: 'Ada Lovelace',
  expires_at: '2027-02-20T20:14:03.120Z',
  revoked_at: null,
  last_used_at: null,
};
/** It has the form of one and fails its check sum, so that nobody takes it for real. */
const exampleToken = `hft_7Hq2ZkYw01Ab${'x'.repeat(38)}`;

const dayMs = 86_400_000;
const shared = { permission: 'manage', by: 'people', tag: 'People' } as const;

export function tokenRoutes(server: FastifyInstance, { pool, clock }: BrokerParts): void {
  server.get(
    '/tokens',
    declared({
      ...shared,
      operationId: 'listTokens',
      summary: 'List tokens',
      description: 'All tokens of the account, newest first: never their secrets.',
      answers: { 200: answer('The tokens.', Tokens, { tokens: { items: [nightly] } }) },
    }),
    async ({ broker }) => ({ items: (await listAccessTokens(pool, broker.accountId)).map(tokenBody) }),
  );

  server.post<{ Body: TokenRequest }>(
    '/tokens',
    declared({
      ...shared,
      operationId: 'createToken',
      summary: 'Make a token',
      description:
        'Makes a token for a script, with as few scopes as it needs. It is shown once and stored as a hash. A token never manages people or tokens.',
      body: TokenRequest,
      answers: { 201: answer('Made.', NewToken, { made: { token: exampleToken, ...nightly } }) },
    }),
    async ({ broker, body }, reply) => {
      const now = clock();
      const expiresAt = body.expires_in_days === undefined ? null : now + body.expires_in_days * dayMs;
      const wanted = { accountId: broker.accountId, name: body.name.trim(), scopes: body.scopes, expiresAt };
      const { text, token } = await issueToken(pool, wanted, doerOf(broker), now);
      return reply.code(201).send({ token: text, ...tokenBody(token) });
    },
  );

  server.delete<{ Params: TokenParams }>(
    '/tokens/:token_id',
    declared({
      ...shared,
      operationId: 'revokeToken',
      summary: 'Revoke a token',
      description: 'Revokes a token for good, at once. Safe to repeat.',
      params: TokenParams,
      answers: {
        200: answer('Revoked.', Token, { revoked: { ...nightly, revoked_at: '2026-11-23T09:00:00.000Z' } }),
      },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => {
      const token = await withdrawToken(pool, broker.accountId, params.token_id, doerOf(broker), clock());
      if (token === null) throw new RequestProblem('not_found', 'There is no such token in this account.');
      return tokenBody(token);
    },
  );
}

function tokenBody(row: AccessTokenRow): Token {
  return {
    token_id: row.tokenId,
    name: row.name,
    scopes: row.scopes,
    created_at: new Date(row.createdAt).toISOString(),
    created_by: row.createdBy,
    expires_at: timeOf(row.expiresAt),
    revoked_at: timeOf(row.revokedAt),
    last_used_at: timeOf(row.lastUsedAt),
  };
}
