// Lists of orders: searched, filtered, page by page, and as CSV.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readOrderPage } from '../../db/order-pages.ts';
import type { BrokerParts } from './broker.ts';
import { csvHeaders } from './csv.ts';
import { answer, declared, text } from './declared.ts';
import { namesOf } from './naming.ts';
import { summaryBody } from './order-body.ts';
import { exampleOrder } from './order-examples.ts';
import { filterOf, sortOf } from './order-questions.ts';
import { csvOfOrders } from './orders-csv.ts';
import { cursorsOf, UuidKey } from './pages.ts';
import { OrdersCsvQuery, OrdersPage, OrdersQuery } from './schemas/orders.ts';
import { usuallyPerPage } from './schemas/page.ts';

/** A place in a list: what it is sorted by, as PostgreSQL writes it, and the order's id. */
export const PlaceKey = Type.Object({
  value: Type.String({
    pattern: '^(-?\\d{1,18}|infinity|\\d{4,6}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?\\+00)$',
  }),
  orderId: UuidKey,
});

export function orderListRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;
  const names = namesOf(parts);

  server.get<{ Querystring: OrdersQuery }>(
    '/orders',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'listOrders',
      summary: 'Search the orders',
      description:
        'Orders that fit every field that is given. Words find the beginnings of words, in any order. A page of a search for a very common word may be shorter than its limit, even empty, and still have a `next_cursor`: go on until that is null.',
      querystring: OrdersQuery,
      answers: { 200: answer('The orders.', OrdersPage, { orders: { items: [exampleOrder], next_cursor: null } }) },
    }),
    async ({ broker, query }) => {
      const { limit = usuallyPerPage, sort: wanted, cursor: _cursor, ...asked } = query;
      const filter = await filterOf(pool, broker.accountId, asked);
      const sort = sortOf(wanted, filter);
      const cursors = cursorsOf(`orders ${sort}`, PlaceKey);
      const { items, next } = await readOrderPage(pool, broker.accountId, filter, {
        sort,
        after: cursors.read(query),
        limit,
      });
      return {
        items: items.map((item) => summaryBody(item, names)),
        next_cursor: next === null ? null : cursors.write(next),
      };
    },
  );

  server.get<{ Querystring: OrdersCsvQuery }>(
    '/orders.csv',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'exportOrders',
      summary: 'Export the orders as CSV',
      description:
        'The same orders as the list, all of them, a row each, with a head. In UTF-8 behind a byte order mark, by which a spreadsheet knows it; a cell that a spreadsheet would take for a formula begins with an apostrophe. Should it break off, the connection is cut: a file that ends well is whole.',
      querystring: OrdersCsvQuery,
      answers: {
        200: text(
          'The orders.',
          'text/csv',
          'order_id,marketplace,state\r\n7d0c1c6e-5d61-8c7e-9f0a-3f1a2b4c5d6e,stubhub,confirmed\r\n',
        ),
      },
    }),
    async ({ broker, query }, reply) => {
      const { sort: wanted, ...asked } = query;
      const filter = await filterOf(pool, broker.accountId, asked);
      const sort = sortOf(wanted, filter);
      const day = new Date(clock()).toISOString().slice(0, 10);
      reply.headers(csvHeaders(`orders-${day}.csv`));
      return reply.send(Readable.from(csvOfOrders(pool, broker.accountId, filter, sort, names)));
    },
  );
}
