import type { AccountId } from '../core/order.ts';
import { readTimeline } from '../db/journal.ts';
import { readHeadings } from '../db/listings.ts';
import { readOrder } from '../db/orders.ts';
import { posBySlug } from '../pos/registry.ts';
import { type Command, Failed, onlyArgument } from './command.ts';
import { namedMarketplace } from './connect.ts';
import { namedAccount, withDatabase } from './database.ts';
import { namedOrder, noSuchOrder } from './order-act.ts';
import { orderDocument, orderText } from './order-story.ts';

export const orderShow: Command = {
  summary: 'shows an order with its whole timeline',
  usage: '--account ID --marketplace SLUG ORDER',
  help: `
Shows one order: what it is now, and everything that was asked, answered and
done about it, oldest first.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order show --account ID --marketplace ticket-evolution te-7f3c2a90`,
  options: { account: { type: 'string' }, marketplace: { type: 'string' } },
  async run(invocation) {
    const globalId = onlyArgument(invocation, 'ORDER');
    const marketplace = namedMarketplace(invocation);
    const story = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const orderId = await namedOrder(pool, accountId, marketplace, globalId);
      const order = await readOrder(pool, accountId, orderId);
      if (!order) throw new Failed(noSuchOrder(marketplace, globalId));
      const remoteId = order.remoteId ?? '';
      const heading = (await readHeadings(pool, accountId, [remoteId])).get(remoteId) ?? null;
      const pos = heading && (posBySlug.get(heading.pos)?.name ?? heading.pos);
      const cast = { marketplace: marketplace.name, pos, quantity: order.quantity };
      return { order, heading, cast, timeline: await readTimeline(pool, accountId, orderId) };
    });
    return { document: orderDocument(story), text: orderText(story) };
  },
};
