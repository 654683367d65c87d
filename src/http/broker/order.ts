// One order: its facts and story, what could fill it, and what a person does about it.
import type { FastifyInstance } from 'fastify';
import { matchMeanings } from '../../core/comparable.ts';
import type { OrderId } from '../../core/order.ts';
import { readOrder } from '../../db/orders.ts';
import { readProposals } from '../../db/proposals.ts';
import { RequestProblem } from '../problems.ts';
import { actOnOrder } from './act-on-order.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { exampleDetail } from './order-examples.ts';
import { noSuchOrder, readOrderDetail } from './read-order.ts';
import { ActionDone, ActionRequest, OrderDetail, OrderParams, Proposals } from './schemas/orders.ts';

export function orderRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const shared = { tag: 'Orders', params: OrderParams } as const;

  server.get<{ Params: OrderParams }>(
    '/orders/:order_id',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'getOrder',
      summary: 'See one order with its story',
      description:
        'What the order is, what may be done about it and what each of these costs, and everything that happened, in words and word for word.',
      answers: { 200: answer('The order.', OrderDetail, { unfilled: exampleDetail }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => {
      const detail = await readOrderDetail(parts, broker.accountId, params.order_id.toLowerCase() as OrderId);
      if (detail === null) throw new RequestProblem('not_found', noSuchOrder);
      return detail;
    },
  );

  server.get<{ Params: OrderParams }>(
    '/orders/:order_id/proposals',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listProposals',
      summary: 'See what could fill an unfilled sale',
      description:
        'Other listings of the same event with enough tickets side by side, the most comparable first. Empty where the listing that was sold is not known here.',
      answers: {
        200: answer('The listings.', Proposals, {
          alike: {
            items: [
              {
                remote_id: 'TG-20419',
                section: '112',
                row: 'B',
                seats: ['9', '10'],
                price: { amount: 19000, currency: 'USD' },
                match: 'alike',
                match_words: matchMeanings.alike,
              },
            ],
          },
        }),
      },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => {
      const order = await readOrder(parts.pool, broker.accountId, params.order_id.toLowerCase() as OrderId);
      if (order === null) throw new RequestProblem('not_found', noSuchOrder);
      const proposals = (await readProposals(parts.pool, order)) ?? [];
      const items = proposals.map(({ remoteId, section, row, seats, price, currency, match }) => ({
        remote_id: remoteId,
        section,
        row,
        seats: [...seats],
        price: { amount: price, currency },
        match,
        match_words: matchMeanings[match],
      }));
      return { items } satisfies Proposals;
    },
  );

  server.post<{ Params: OrderParams; Body: ActionRequest }>(
    '/orders/:order_id/actions',
    declared({
      ...shared,
      permission: 'trade',
      operationId: 'actOnOrder',
      summary: 'Do something about an order',
      description:
        'Does one of the order’s `actions`. What is sent to others is sent afterwards: the order in the answer may still be on its way. Safe to repeat: what you did last is not done twice. Whoever does it stands in the order’s journal.',
      body: ActionRequest,
      answers: {
        200: answer('Done.', ActionDone, {
          rejected: { repeated: false, order: { ...exampleDetail, state: 'rejecting', actions: [] } },
        }),
      },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params, body }) => actOnOrder(parts, broker, params.order_id.toLowerCase() as OrderId, body),
  );
}
