// Orders as Ticket Evolution shows them, read as sales. Field names beyond those that its pages name are not public, so
// reading is tolerant: what is not where it is expected is not known, and a word that nobody told us of is `unclear`.
// Source: ticketevolution.atlassian.net/wiki/spaces/API/pages/3033661442 and 3083141149 (VENDOR); states from its client.
import Type, { type Static } from 'typebox';
import type { Money } from '../../core/order.ts';
import { nothingSaid, type SaleSeen, type SaleStanding } from '../../core/sale.ts';
import { hasShape, Maybe } from '../../shape.ts';
import { listingIdIn } from '../tolerant-reading.ts';

/** A number beyond the exact ones would be another's. */
export const Id = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ minLength: 1, maxLength: 64 }),
]);
const Amount = Type.Union([Type.String(), Type.Number()]);

/** More tickets than any order has are no number of tickets. */
const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });

const Item = Type.Object({
  quantity: Quantity,
  price: Maybe(Amount),
  remote_id: Type.Optional(Type.Unknown()),
  ticket_group: Maybe(Type.Object({ remote_id: Type.Optional(Type.Unknown()) })),
});

const TicketEvolutionOrder = Type.Object({
  id: Id,
  order_group_id: Maybe(Id),
  state: Type.String(),
  total: Maybe(Amount),
  fraud_check_status: Maybe(Type.String()),
  buyer: Maybe(Type.Object({ type: Maybe(Type.String()), id: Maybe(Id), name: Maybe(Type.String()) })),
  items: Type.Array(Item),
});
type TicketEvolutionOrder = Static<typeof TicketEvolutionOrder>;

/** One state of its → what it means for the sale. `cancel_proposed` takes both sides: until we agree, the sale stands. */
const standings: Readonly<Record<string, SaleStanding>> = {
  open: 'under_review',
  pending: 'unconfirmed',
  accepted: 'confirmed',
  completed: 'confirmed',
  cancel_proposed: 'confirmed',
  rejected: 'rejected',
  canceled: 'cancelled',
  canceled_open: 'cancelled',
  canceled_post_acceptance: 'cancelled',
};

/** Null: it is no order that we can read. */
export function readOrder(body: unknown): SaleSeen | null {
  if (!hasShape(TicketEvolutionOrder, body)) return null;
  const [item, ...others] = body.items;
  const numbers = orderNumbers(body.order_group_id, body.id);
  // Two listings in one order are two deals of ours: a person must look.
  if (!item || others.length > 0) return { standing: 'unclear', facts: { ...nothingSaid, numbers } };
  const facts = {
    remoteId: listingIdIn(item.remote_id ?? item.ticket_group?.remote_id),
    quantity: item.quantity,
    unitPrice: moneyOf(item.price),
    total: moneyOf(body.total),
    buyer: body.buyer ? { ...body.buyer } : null,
    confirmBy: null,
    numbers,
  };
  return { standing: standingOf(body), facts };
}

/** A client's order waits while the fraud check is pending; one of an office (Ticket Evolution itself is office 6) does not. */
function standingOf({ state, buyer, fraud_check_status }: TicketEvolutionOrder): SaleStanding {
  const standing = Object.hasOwn(standings, state) ? (standings[state] ?? 'unclear') : 'unclear';
  const isChecked = buyer?.type !== 'Client' || fraud_check_status !== 'pending';
  return standing === 'unconfirmed' && !isChecked ? 'under_review' : standing;
}

/** `<order group>-<order>` is how people write it; calls take the right-hand part. */
export function orderNumbers(group: string | number | null | undefined, id: string | number): string[] {
  return group === null || group === undefined ? [] : [`${group}-${id}`];
}

/** Decimal text, or a number, in dollars: its broker prices are in no other currency. Tenths of a cent are rounded. */
function moneyOf(amount: string | number | null | undefined): Money | null {
  const value = Number(amount ?? Number.NaN);
  const cents = Math.round(value * 100);
  return Number.isSafeInteger(cents) && cents >= 0 ? { amount: cents, currency: 'USD' } : null;
}
