// Notices that could not be read, of one connection: what came, when, and why not. A sale may be behind each.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type NoticeShown, readUnreadableNotices } from '../../connections/unreadable-notices.ts';
import type { ConnectionId } from '../../core/order.ts';
import type { BrokerParts } from './broker.ts';
import { knownConnection } from './connection-body.ts';
import { answer, declared } from './declared.ts';
import { cursorsOf, InstantKey, readPage, UuidKey } from './pages.ts';
import { ConnectionParams } from './schemas/connections.ts';
import {
  type UnreadableNotice,
  UnreadableNotices,
  UnreadableNoticesQuery,
  usualDays,
} from './schemas/unreadable-notices.ts';
import { timeOf } from './times.ts';

const dayMs = 86_400_000;
const cursors = cursorsOf('unreadable-notices', Type.Object({ at: InstantKey, noticeId: UuidKey }));

const example: UnreadableNotice = {
  notice_id: '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  at: '2026-11-22T20:14:03.120Z',
  why: 'The notice names no order.',
  text: '{"event":"sale","order":null}',
  is_cut: false,
  request_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001',
};

export function unreadableNoticeRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, vault, clock } = parts;
  server.get<{ Params: ConnectionParams; Querystring: UnreadableNoticesQuery }>(
    '/connections/:connection_id/unreadable-notices',
    declared({
      permission: 'read',
      tag: 'Connections',
      operationId: 'listUnreadableNotices',
      summary: 'List the notices that could not be read',
      description:
        'What came with the connection’s key or signature and could not be read, newest first, secrets removed: a sale may be behind each. The alert is `notice_unreadable`.',
      params: ConnectionParams,
      querystring: UnreadableNoticesQuery,
      answers: { 200: answer('They.', UnreadableNotices, { notices: { items: [example], next_cursor: null } }) },
      problems: ['not_found'],
    }),
    async ({ broker: { accountId }, params: { connection_id: id }, query }) => {
      await knownConnection(parts, accountId, id);
      const since = clock() - (query.days ?? usualDays) * dayMs;
      const connectionId = id as ConnectionId;
      return readPage(query, cursors, {
        read: (before, limit) => readUnreadableNotices(pool, vault, { accountId, connectionId, since, before, limit }),
        keyOf: ({ at, noticeId }) => ({ at, noticeId }),
        itemOf: noticeBody,
      });
    },
  );
}

function noticeBody({ noticeId, at, why, text, isCut, requestId }: NoticeShown): UnreadableNotice {
  return { notice_id: noticeId, at: timeOf(at), why, text, is_cut: isCut, request_id: requestId };
}
