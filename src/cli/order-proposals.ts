import { matchMeanings, type Proposal } from '../core/comparable.ts';
import type { AccountId } from '../core/order.ts';
import { readOrder } from '../db/orders.ts';
import { readProposals } from '../db/proposals.ts';
import { type Command, Failed, onlyArgument } from './command.ts';
import { namedMarketplace } from './connect.ts';
import { namedAccount, withDatabase } from './database.ts';
import { namedOrder, noSuchOrder } from './order-act.ts';

export const orderProposals: Command = {
  summary: 'lists listings that could fill an unfilled sale',
  usage: '--account ID --marketplace SLUG ORDER',
  help: `
Lists other listings of the same event with enough tickets side by side, the
most comparable first.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order proposals --account ID --marketplace ticket-evolution 8841207`,
  options: { account: { type: 'string' }, marketplace: { type: 'string' } },
  async run(invocation) {
    const saleId = onlyArgument(invocation, 'ORDER');
    const marketplace = namedMarketplace(invocation);
    const proposals = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const order = await readOrder(pool, accountId, await namedOrder(pool, accountId, marketplace, saleId));
      if (!order) throw new Failed(noSuchOrder(marketplace, saleId));
      const found = await readProposals(pool, order);
      if (found === null) {
        throw new Failed(`The listing of sale ${saleId} is not known here, so nothing can be compared with it.`);
      }
      return found;
    });
    const lines = proposals.map(lineOf);
    return {
      document: { sale_id: saleId, proposals },
      text: lines.length > 0 ? lines.join('\n') : 'No other listing of this event has enough tickets together.',
    };
  },
};

function lineOf({ remoteId, section, row, seats, price, currency, match }: Proposal): string {
  const place = [
    section && `section ${section}`,
    row && `row ${row}`,
    seats.some((seat) => seat !== null) && `seats ${seats.join(', ')}`,
  ];
  const where = place.filter(Boolean).join(', ') || 'general admission';
  return `${match.padEnd(6)}  ${remoteId}: ${where}, ${(price / 100).toFixed(2)} ${currency} each (${matchMeanings[match]})`;
}
