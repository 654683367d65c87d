// "Ask for help": sends the operator a case about an order, with the same evidence as a waiver attached.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { OrderId } from '../../core/order.ts';
import { recordDeed } from '../../db/deeds.ts';
import { inTransaction } from '../../db/pool.ts';
import { insertSupportCase } from '../../db/support-cases.ts';
import { doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { gatherCaseOf } from './gather-case.ts';
import { noSuchOrder } from './read-order.ts';
import { OrderParams } from './schemas/orders.ts';
import { SupportCaseBody, SupportRequest } from './schemas/waivers.ts';

const example: SupportCaseBody = {
  case_id: '5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11',
  asked_at: '2026-11-22T20:14:03.120Z',
};

export function supportCaseRoutes(server: FastifyInstance, parts: BrokerParts): void {
  server.post<{ Params: OrderParams; Body: SupportRequest }>(
    '/orders/:order_id/support-cases',
    declared({
      permission: 'trade',
      tag: 'Orders',
      operationId: 'askForHelp',
      summary: 'Ask the operator for help',
      description:
        'The operator of this hub gets the question with all that is on record about the order, as it stands now.',
      params: OrderParams,
      body: SupportRequest,
      answers: { 201: answer('Asked.', SupportCaseBody, { asked: example }) },
      problems: ['not_found'],
    }),
    async ({ broker, params, body }, reply) => {
      const { accountId } = broker;
      const orderId = params.order_id.toLowerCase() as OrderId;
      const evidence = await gatherCaseOf(parts, accountId, orderId, { ground: null, atStake: null, note: '' });
      if (evidence === null) throw new RequestProblem('not_found', noSuchOrder);
      const [caseId, askedAt] = [randomUUID(), parts.clock()];
      const asked = { accountId, caseId, orderId, question: body.question.trim(), askedAt, askedBy: broker.name };
      await inTransaction(parts.pool, async (client) => {
        await insertSupportCase(client, { ...asked, evidence });
        await recordDeed(client, {
          accountId,
          at: askedAt,
          by: doerOf(broker),
          what: 'support_case.opened',
          did: `asked the operator for help with ${evidence.global_id}`,
          subject: { kind: 'order', id: orderId },
        });
      });
      return reply.code(201).send({ case_id: caseId, asked_at: new Date(askedAt).toISOString() });
    },
  );
}
