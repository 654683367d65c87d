// What people and scripts changed, newest first.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type DeedRow, listDeeds } from '../../db/deeds.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { cursorsOf, InstantKey, readPage, UuidKey } from './pages.ts';
import { type Deed, DeedsPage, DeedsQuery } from './schemas/deeds.ts';

const cursors = cursorsOf('deeds', Type.Object({ at: InstantKey, deedId: UuidKey }));

const revoked: Deed = {
  deed_id: '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  at: '2026-11-22T20:14:03.120Z',
  by: { kind: 'person', id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001', name: 'Ada Lovelace' },
  what: 'token.revoked',
  did: 'revoked the token nightly',
  subject: { kind: 'token', id: '7Hq2ZkYw01Ab' },
  details: {},
};

export function deedRoutes(server: FastifyInstance, { pool }: BrokerParts): void {
  server.get<{ Querystring: DeedsQuery }>(
    '/deeds',
    declared({
      permission: 'read',
      tag: 'People',
      operationId: 'listDeeds',
      summary: 'List what people and scripts changed',
      description: 'Every change, with who made it and when, newest first. Nothing here is ever altered or removed.',
      querystring: DeedsQuery,
      answers: { 200: answer('The deeds.', DeedsPage, { deeds: { items: [revoked], next_cursor: null } }) },
    }),
    async ({ broker, query }) => {
      const { subject_kind: kind, subject_id: id = null } = query;
      if (kind === undefined && id !== null) {
        throw new RequestProblem('malformed', [{ field: 'subject_kind', message: 'is missing' }]);
      }
      return readPage(query, cursors, {
        read: (before, limit) =>
          listDeeds(pool, { accountId: broker.accountId, subject: kind ? { kind, id } : null, before, limit }),
        keyOf: ({ at, deedId }) => ({ at, deedId }),
        itemOf: deedBody,
      });
    },
  );
}

function deedBody(row: DeedRow): Deed {
  return {
    deed_id: row.deedId,
    at: new Date(row.at).toISOString(),
    by: { kind: row.byKind, id: row.byId, name: row.byName },
    what: row.what,
    did: row.did,
    subject: { kind: row.subjectKind, id: row.subjectId },
    details: { ...row.details },
  };
}
