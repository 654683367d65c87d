// What a person decides about a sale, from the command line: refuse it, look for its tickets once more, or note what was
// done by hand at the marketplace. The act is on record with whoever gave it.
import type { Act } from '../core/command.ts';
import type { AccountId, Order } from '../core/order.ts';
import { settlementsOf } from '../core/settle.ts';
import { stateMeanings } from '../core/transitions.ts';
import { findConnection } from '../db/accounts.ts';
import { findOrderByNumber } from '../db/order-numbers.ts';
import { readOrder } from '../db/orders.ts';
import { orderIdOf } from '../engine/order-id.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import { type Command, Failed, type Invocation, onlyArgument, type Result, required, WrongUsage } from './command.ts';
import { openCommandRoom } from './command-room.ts';
import { namedMarketplace } from './connect.ts';
import { namedAccount, withDatabase } from './database.ts';
import { whoIsAsking } from './doer.ts';

export const whose = { account: { type: 'string' }, marketplace: { type: 'string' } } as const;

export const orderReject: Command = {
  summary: 'tells a marketplace that a sale cannot be filled',
  usage: '--account ID --marketplace SLUG --reason TEXT ORDER',
  help: `
Rejects an unfilled sale at its marketplace. This cannot be undone, and most
marketplaces count it against you. A marketplace that knows only certain reasons
gets yours as a note under "Other".

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order reject --account ID --marketplace ticket-evolution \\
    --reason "Tickets No Longer Available" 8841207`,
  options: { ...whose, reason: { type: 'string' } },
  run: (invocation) => {
    const reason = required(invocation, 'reason');
    if (reason.length > 500) throw new WrongUsage('--reason has more than 500 characters');
    return actOn(invocation, { do: 'reject', reason, by: whoIsAsking() });
  },
};

export const orderRetry: Command = {
  summary: "looks again for a sale's tickets, or asks the POS again",
  usage: '--account ID --marketplace SLUG ORDER',
  help: `
Looks for tickets once more, after you have put some back on the listing. If
they are there now, the sale is invoiced and confirmed. Where the marketplace
asked first, it is the very seats that it was told.

A sale that is stuck with its tickets, because the POS would not let us in or
could not be reached for too long, is asked for again: the POS is looked into
first, so that nothing is sold twice. See at the marketplace that it stands.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order retry --account ID --marketplace ticket-evolution 8841207`,
  options: whose,
  run: (invocation) => actOn(invocation, { do: 'retry', by: whoIsAsking() }),
};

export const orderFill: Command = {
  summary: 'fills a sale without tickets from another listing',
  usage: '--account ID --marketplace SLUG --from REMOTE_ID ORDER',
  help: `
Takes tickets of another listing for a sale whose own are gone; then it is
invoiced and confirmed. The buyer must not be worse off: "holdfast order
proposals" lists what is comparable. Most marketplaces want the buyer's consent.

A sale that names its seats can be filled from its own listing in this way, with
other seats. So can one that is stuck without tickets, such as a sale that its
marketplace has confirmed without asking; and one that its marketplace asked for
and invoiced, and whose tickets the POS will not sell: you owe it tickets, and
it is confirmed as soon as it has some.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order fill --account ID --marketplace ticket-evolution \\
    --from TG-20419 8841207`,
  options: { ...whose, from: { type: 'string' } },
  run: (invocation) => actOn(invocation, { do: 'fill', remoteId: required(invocation, 'from'), by: whoIsAsking() }),
};

const notedAs: Readonly<Record<string, 'note_confirmed' | 'note_rejected' | 'note_cancelled'>> = {
  confirmed: 'note_confirmed',
  rejected: 'note_rejected',
  cancelled: 'note_cancelled',
};

export const orderNote: Command = {
  summary: 'notes what was done to a sale by hand or elsewhere',
  usage: '--account ID --marketplace SLUG --as confirmed|rejected|cancelled ORDER',
  help: `
For marketplaces that take no such word by a call: you confirm or reject the
sale in their own pages, and note it here so that the order comes to rest. A
sale that the marketplace has cancelled without telling is noted as cancelled:
its invoice in the POS is undone, and its tickets are free again.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order note --account ID --marketplace tickpick --as confirmed 552011`,
  options: { ...whose, as: { type: 'string' } },
  run: (invocation) => {
    const as = required(invocation, 'as');
    const noted = notedAs[as];
    if (noted === undefined) throw new WrongUsage('--as must be confirmed, rejected or cancelled');
    return actOn(invocation, { do: noted, by: whoIsAsking() });
  },
};

export async function actOn(invocation: Invocation, act: Act): Promise<Result> {
  const saleId = onlyArgument(invocation, 'ORDER');
  const marketplace = namedMarketplace(invocation);
  const order = await withDatabase(invocation, async (pool, databaseUrl) => {
    const accountId = (await namedAccount(pool, invocation)) as AccountId;
    const orderId = await namedOrder(pool, accountId, marketplace, saleId);
    const room = await openCommandRoom(invocation, pool, databaseUrl);
    try {
      const { steps } = await room.engine.act(accountId, orderId, act);
      if (steps.length === 0)
        throw new Failed(await whyNot(room.lookUps, accountId, orderId, { marketplace, saleId, act }));
    } finally {
      await room.close();
    }
    return (await readOrder(pool, accountId, orderId)) as Order;
  });
  const { state } = order;
  return {
    document: { sale_id: saleId, state },
    text: `Sale ${saleId} of ${marketplace.name} is ${state}: ${stateMeanings[state]}.`,
  };
}

type Database = Parameters<typeof readOrder>[0];

export async function namedOrder(pool: Database, accountId: AccountId, marketplace: Marketplace, saleId: string) {
  const connectionId = await findConnection(pool, accountId, marketplace.slug);
  if (!connectionId)
    throw new Failed(`This account is not connected to ${marketplace.name}. "holdfast connect" does that.`);
  const known = await findOrderByNumber(pool, accountId, connectionId, saleId);
  return known?.orderId ?? orderIdOf(connectionId, saleId);
}

export function noSuchOrder({ name }: Marketplace, number: string): string {
  return `${name} has no order here whose global id or order number is ${number}.`;
}

async function whyNot(
  pool: Database,
  accountId: AccountId,
  orderId: Order['orderId'],
  { marketplace, saleId, act }: { marketplace: Marketplace; saleId: string; act: Act },
): Promise<string> {
  const order = await readOrder(pool, accountId, orderId);
  if (!order) return noSuchOrder(marketplace, saleId);
  const cannot = `Sale ${saleId} is ${order.state}: ${stateMeanings[order.state]}. That cannot be done to it now.`;
  const settled = settlementsOf(order);
  if (settled.length === 0) return cannot;
  if (act.do !== 'settle' || !settled.includes(act.as)) return `${cannot} It can be settled as ${settled.join(', ')}.`;
  return act.invoiceId === null && order.invoiceId === null
    ? `Sale ${saleId} has no invoice on record: give its number with --invoice.`
    : `The tickets of sale ${saleId} are another order's here, so it cannot be invoiced. Look at who has them, or settle it in another way.`;
}
