// Saved views: a person's own, and those that the account shares.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { recordDeed } from '../../db/deeds.ts';
import { inTransaction } from '../../db/pool.ts';
import { deleteView, insertView, listViews, mostViews, readView, type ViewRow } from '../../db/views.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { View, ViewParams, ViewRequest, Views } from './schemas/views.ts';

const stuck: View = {
  view_id: '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  page: 'orders',
  name: 'Stuck at StubHub',
  query: 'state=stuck&marketplace=stubhub',
  shared: true,
  is_mine: true,
  created_at: '2026-11-22T20:14:03.120Z',
};

export function viewRoutes(server: FastifyInstance, { pool, clock }: BrokerParts): void {
  server.get(
    '/views',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'listViews',
      summary: 'See the saved views',
      description: 'One’s own, and those that somebody shared with the account, by name.',
      answers: { 200: answer('The views.', Views, { views: { items: [stuck] } }) },
    }),
    async ({ broker }) => {
      const rows = await listViews(pool, broker.accountId, broker.personId);
      return { items: rows.map((row) => viewBody(row, broker)) };
    },
  );

  server.post<{ Body: ViewRequest }>(
    '/views',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'saveView',
      summary: 'Save a view',
      description: `Keeps a list’s filters and order under a name. An account shares at most ${mostViews}. What a token saves is shared.`,
      body: ViewRequest,
      answers: { 201: answer('Saved.', View, { saved: stuck }) },
      problems: ['conflict'],
    }),
    async ({ broker, body }, reply) => {
      const shared = body.shared || broker.personId === null;
      if (shared) mayShare(broker);
      const { page, query } = body;
      const viewId = randomUUID();
      const name = body.name.trim();
      const { personId, accountId } = broker;
      const row: ViewRow = { viewId, personId, page, name, query, shared, createdAt: clock() };
      const isKept = await inTransaction(pool, async (db) => {
        const kept = await insertView(db, accountId, row);
        const subject = { kind: 'view', id: viewId };
        const did = `saved the view ${name}${shared ? ' for everybody' : ''}`;
        if (kept)
          await recordDeed(db, { accountId, at: clock(), by: doerOf(broker), what: 'view.saved', did, subject });
        return kept;
      });
      if (!isKept) throw new RequestProblem('conflict', `There are ${mostViews} views already. Remove some first.`);
      return reply.code(201).send(viewBody(row, broker));
    },
  );

  server.delete<{ Params: ViewParams }>(
    '/views/:view_id',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'removeView',
      summary: 'Remove a view',
      description: 'Removes one’s own view. Somebody else’s that is shared needs the permission `manage`.',
      params: ViewParams,
      answers: { 204: noContent('Removed.') },
      problems: ['not_found'],
    }),
    async ({ broker, params }, reply) => {
      const { accountId } = broker;
      const viewId = params.view_id.toLowerCase();
      await inTransaction(pool, async (db) => {
        const view = await readView(db, accountId, viewId);
        const isMine = view !== null && view.personId === broker.personId;
        if (view === null || !(isMine || view.shared)) throw new RequestProblem('not_found', 'There is no such view.');
        if (!isMine && !broker.permissions.has('manage')) {
          throw new RequestProblem('forbidden', 'It is somebody else’s. Its maker or an owner can remove it.');
        }
        await deleteView(db, accountId, viewId);
        const subject = { kind: 'view', id: viewId };
        const did = `removed the view ${view.name}`;
        await recordDeed(db, { accountId, at: clock(), by: doerOf(broker), what: 'view.removed', did, subject });
      });
      return reply.code(204).send();
    },
  );
}

function mayShare({ permissions }: BrokerCaller): void {
  if (!permissions.has('trade')) throw new RequestProblem('forbidden', 'Sharing a view needs the permission "trade".');
}

function viewBody({ viewId, personId, page, name, query, shared, createdAt }: ViewRow, broker: BrokerCaller): View {
  return {
    view_id: viewId,
    page: page as View['page'],
    name,
    query,
    shared,
    is_mine: personId === broker.personId,
    created_at: new Date(createdAt).toISOString(),
  };
}
