// Waivers: sales that should not have happened, each with its case gathered from the record, and what became of asking.

import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Money, OrderId } from '../../core/order.ts';
import type { WaiverGround } from '../../core/waiver-grounds.ts';
import { recordDeed } from '../../db/deeds.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import {
  findWaiverCandidates,
  insertWaiver,
  listWaivers,
  lockWaiver,
  readWaiver,
  updateWaiver,
  type Waiver,
} from '../../db/waivers.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import type { WaiverCase } from '../../waivers/case.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { gatherCaseOf } from './gather-case.ts';
import { cursorsOf, InstantKey, readPage, UuidKey } from './pages.ts';
import { noSuchOrder } from './read-order.ts';
import {
  Candidates,
  CaseBody,
  NewWaiver,
  WaiverBody,
  WaiverChange,
  WaiverParams,
  WaiversPage,
  WaiversQuery,
} from './schemas/waivers.ts';
import { changedWaiver, listedBody, waiverBody } from './waiver-body.ts';
import { exampleCase, exampleListed, exampleWaiver } from './waiver-examples.ts';

const cursors = cursorsOf('waivers', Type.Object({ at: InstantKey, waiverId: UuidKey }));
const tag = 'Waivers';
/** What was told when a sale looked as if it should not have happened. */
const suspectKinds = ['invoice_refused', 'sale_against_our_no', 'unfilled', 'stuck'];
const suspectForMs = 90 * 86_400_000;
const mostCandidates = 50;

export function waiverRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;

  server.get<{ Querystring: WaiversQuery }>(
    '/waivers',
    declared({
      permission: 'read',
      tag,
      operationId: 'listWaivers',
      summary: 'List waivers',
      description: 'Newest first.',
      querystring: WaiversQuery,
      answers: { 200: answer('The waivers.', WaiversPage, { page: { items: [exampleListed], next_cursor: null } }) },
    }),
    async ({ broker, query }) =>
      readPage(query, cursors, {
        read: (key, limit) => {
          const after = key === null ? null : ([key.at, key.waiverId] as const);
          return listWaivers(pool, broker.accountId, { state: query.state ?? null, after, limit });
        },
        keyOf: ({ openedAt, waiverId }) => ({ at: openedAt, waiverId }),
        itemOf: listedBody,
      }),
  );

  server.get(
    '/waivers/candidates',
    declared({
      permission: 'read',
      tag,
      operationId: 'listWaiverCandidates',
      summary: 'List sales that look as if they should not have happened',
      description: `Of the last 90 days, without a waiver yet; the latest ${mostCandidates}.`,
      answers: { 200: answer('The sales.', Candidates, { none: { items: [] } }) },
    }),
    async ({ broker }) => {
      const wanted = { kinds: suspectKinds, since: clock() - suspectForMs, limit: mostCandidates };
      const found = await findWaiverCandidates(pool, broker.accountId, wanted);
      return {
        items: found.map(({ orderId, marketplace, globalId, event, at, sentence }) => ({
          ...{ order_id: orderId, marketplace, global_id: globalId, event, at: new Date(at).toISOString(), sentence },
        })),
      };
    },
  );

  server.post<{ Body: NewWaiver }>(
    '/waivers',
    declared({
      permission: 'trade',
      tag,
      operationId: 'openWaiver',
      summary: 'Open a waiver',
      description:
        'Gathers the case of an order: what was asked and answered and when, and who owned the tickets at that moment. One for each order.',
      body: NewWaiver,
      answers: { 201: answer('Opened.', WaiverBody, { opened: exampleWaiver }) },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, body }, reply) => {
      const waiver = await openWaiver(parts, broker, body);
      return reply.code(201).send(await withCase(parts, broker, waiver));
    },
  );

  const one = { tag, params: WaiverParams, problems: ['not_found'] } as const;
  server.get<{ Params: WaiverParams }>(
    '/waivers/:waiver_id',
    declared({
      ...one,
      permission: 'read',
      operationId: 'getWaiver',
      summary: 'See a waiver with its case',
      description: 'The case is gathered anew from the record at each look.',
      answers: { 200: answer('The waiver.', WaiverBody, { submitted: exampleWaiver }) },
    }),
    async ({ broker, params }) => withCase(parts, broker, await knownWaiver(pool, broker, params.waiver_id)),
  );

  server.patch<{ Params: WaiverParams; Body: WaiverChange }>(
    '/waivers/:waiver_id',
    declared({
      ...one,
      permission: 'trade',
      operationId: 'changeWaiver',
      summary: 'Say what became of a waiver',
      description: 'It is opened, then submitted to the marketplace, which waives or refuses it.',
      body: WaiverChange,
      answers: { 200: answer('Changed.', WaiverBody, { submitted: exampleWaiver }) },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params, body }) => withCase(parts, broker, await changeWaiver(parts, broker, params, body)),
  );

  server.get<{ Params: WaiverParams }>(
    '/waivers/:waiver_id/case.json',
    declared({
      ...one,
      permission: 'read',
      operationId: 'getCaseAsJson',
      summary: 'The case as a file',
      description: 'The whole conversation, word for word, secrets removed.',
      answers: { 200: answer('The case.', CaseBody, { case: exampleCase }) },
    }),
    async ({ broker, params }, reply) => {
      const found = await caseOf(parts, broker, await knownWaiver(pool, broker, params.waiver_id));
      return reply.header('content-disposition', fileNamed(found, 'json')).send(found);
    },
  );

  server.get<{ Params: WaiverParams }>(
    '/waivers/:waiver_id/case.pdf',
    declared({
      ...one,
      permission: 'read',
      operationId: 'getCaseAsPdf',
      summary: 'The case on paper',
      description: 'For the marketplace’s support desk. Long bodies are cut; the JSON has them whole.',
      answers: {
        200: {
          description: 'The case.',
          content: { 'application/pdf': { schema: Type.String(), examples: { pdf: { value: '%PDF-1.3' } } } },
        },
      },
    }),
    async ({ broker, params }, reply) => {
      const found = await caseOf(parts, broker, await knownWaiver(pool, broker, params.waiver_id));
      const headers = { 'content-type': 'application/pdf', 'content-disposition': fileNamed(found, 'pdf') };
      // Loaded here: whatever draws pages is large, and a hub is asked for one now and then.
      const { casePdf } = await import('../../waivers/case-pdf.ts');
      return reply.headers(headers).send(await casePdf(found));
    },
  );
}

/** What a marketplace calls its deal may hold anything; a file's name may not. */
function fileNamed({ global_id }: WaiverCase, ending: string): string {
  return `attachment; filename="waiver-${global_id.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)}.${ending}"`;
}

async function openWaiver(parts: BrokerParts, broker: BrokerCaller, body: NewWaiver): Promise<Waiver> {
  const { accountId } = broker;
  const orderId = body.order_id.toLowerCase() as OrderId;
  const chosen = { ground: body.ground ?? null, atStake: body.at_stake ?? null, note: body.note ?? '' };
  const found = await gatherCaseOf(parts, accountId, orderId, chosen);
  if (found === null) throw new RequestProblem('not_found', noSuchOrder);
  const [waiverId, openedAt] = [randomUUID(), parts.clock()];
  return inTransaction(parts.pool, async (client) => {
    const isNew = await insertWaiver(client, accountId, {
      ...{ waiverId, orderId, ground: found.ground, note: chosen.note, openedAt, openedBy: broker.name },
      atStake: chosen.atStake?.amount ?? null,
      currency: chosen.atStake?.currency ?? null,
    });
    if (!isNew) throw new RequestProblem('conflict', 'This order has a waiver already.');
    await record(client, broker, { waiverId, at: openedAt, did: `opened a waiver for ${found.global_id}` });
    return (await readWaiver(client, accountId, waiverId)) as Waiver;
  });
}

async function changeWaiver(
  { pool, clock }: BrokerParts,
  broker: BrokerCaller,
  { waiver_id: waiverId }: WaiverParams,
  change: WaiverChange,
): Promise<Waiver> {
  return inTransaction(pool, async (client) => {
    const before = await lockWaiver(client, broker.accountId, waiverId);
    if (before === null) throw noSuchWaiver();
    const waiver = changedWaiver(before, change, clock());
    await updateWaiver(client, broker.accountId, waiver);
    const did = waiver.state === before.state ? 'changed a waiver' : `noted that a waiver is ${waiver.state}`;
    await record(client, broker, { waiverId, at: waiver.changedAt, did });
    return waiver;
  });
}

async function withCase(parts: BrokerParts, broker: BrokerCaller, waiver: Waiver): Promise<WaiverBody> {
  return { ...waiverBody(waiver), case: (await caseOf(parts, broker, waiver)) as CaseBody };
}

async function caseOf(parts: BrokerParts, { accountId }: BrokerCaller, waiver: Waiver): Promise<WaiverCase> {
  const { orderId, ground, currency, note } = waiver;
  const atStake: Money | null =
    waiver.atStake === null || currency === null ? null : { amount: waiver.atStake, currency };
  const found = await gatherCaseOf(parts, accountId, orderId, { ground: ground as WaiverGround, atStake, note });
  if (found === null) throw new Error(`waiver ${waiver.waiverId} is about an order that is not there`);
  return found;
}

async function knownWaiver(db: Database, { accountId }: BrokerCaller, waiverId: string): Promise<Waiver> {
  const waiver = await readWaiver(db, accountId, waiverId);
  if (waiver === null) throw noSuchWaiver();
  return waiver;
}

function noSuchWaiver(): RequestProblem {
  return new RequestProblem('not_found', 'There is no such waiver in this account.');
}

function record(
  db: Database,
  broker: BrokerCaller,
  { waiverId, at, did }: { waiverId: string; at: number; did: string },
): Promise<void> {
  const subject = { kind: 'waiver', id: waiverId };
  return recordDeed(db, {
    accountId: broker.accountId,
    at,
    by: doerOf(broker),
    what: did.startsWith('opened') ? 'waiver.opened' : 'waiver.changed',
    did,
    subject,
  });
}
