// Who holds what, until when, and what letting go of it would do.
import type { FastifyInstance } from 'fastify';
import { stateGroups } from '../../core/state-groups.ts';
import { sumOfHolds } from '../../db/holds.ts';
import { readOrderPage } from '../../db/order-pages.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { namesOf } from './naming.ts';
import { summaryBody } from './order-body.ts';
import { exampleHeld, releaseAction } from './order-examples.ts';
import { filterOf } from './order-questions.ts';
import { PlaceKey } from './orders.ts';
import { cursorsOf } from './pages.ts';
import { readActions } from './read-order.ts';
import { HoldsPage, HoldsQuery } from './schemas/holds.ts';
import { usuallyPerPage } from './schemas/page.ts';

const cursors = cursorsOf('holds', PlaceKey);
/** What "soon" is in the totals. */
const soonMs = 5 * 60_000;

export function holdRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;
  const names = namesOf(parts);

  server.get<{ Querystring: HoldsQuery }>(
    '/holds',
    declared({
      permission: 'read',
      tag: 'Orders',
      operationId: 'listHolds',
      summary: 'See who holds what',
      description:
        'Every order whose tickets are set aside and not sold, the one that ends first at the top, with what releasing it would do and cost. Release one with `POST /orders/{order_id}/actions`.',
      querystring: HoldsQuery,
      answers: {
        200: answer('The holds.', HoldsPage, {
          holds: {
            items: [{ ...exampleHeld, release: releaseAction }],
            next_cursor: null,
            totals: { holds: 1, tickets: 2, binding: 1, ending_soon: 0, money: [{ amount: 37000, currency: 'USD' }] },
          },
        }),
      },
    }),
    async ({ broker, query }) => {
      const { limit = usuallyPerPage, cursor: _cursor, ...asked } = query;
      const { accountId } = broker;
      const filter = { ...(await filterOf(pool, accountId, asked)), states: stateGroups.on_hold };
      const after = cursors.read(query);
      const [{ items, next }, totals] = await Promise.all([
        readOrderPage(pool, accountId, filter, { sort: 'ends', after, limit }),
        sumOfHolds(pool, accountId, stateGroups.on_hold, clock() + soonMs),
      ]);
      const held = items.map(async (item) => {
        const actions = await readActions(parts, item);
        return { ...summaryBody(item, names), release: actions.find((action) => action.do === 'release') ?? null };
      });
      return {
        items: await Promise.all(held),
        next_cursor: next === null ? null : cursors.write(next),
        totals,
      } satisfies HoldsPage;
    },
  );
}
