// Orders as SeatGeek shows them, read as sales. Two shapes are about, an older one with the quantity at the top; reading
// takes both, and a status that nobody told us of is `unclear`.
// Source: Seller Direct API 1.0.0 and its guides, through a broker's integration notes (THIRD-PARTY).
import Type from 'typebox';
import type { SaleFacts, SaleSeen, SaleStanding } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import { dollarsOf, fieldOf, listingIdIn, readAs, readableRows, titleIn } from '../tolerant-reading.ts';

/** Its ids have about eleven letters and digits; none of these can lead an address or a form astray. */
export const OrderId = Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' });
const SeatgeekOrder = Type.Object({ id: OrderId });

const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });

/** `open` and `pending` were seen as words of a filter that never found anything: what they mean nobody knows. */
const standings: Readonly<Record<string, SaleStanding>> = {
  submitted: 'unconfirmed',
  confirmed: 'confirmed',
  fulfilled: 'confirmed',
  delivered: 'confirmed',
  denied: 'rejected',
  void: 'cancelled',
  cancelled: 'cancelled',
};

export type OrderSeen = { saleId: string; seen: SaleSeen };

/** Null: it is no order. */
export function readOrder(body: unknown): OrderSeen | null {
  if (!hasShape(SeatgeekOrder, body)) return null;
  const listing = fieldOf(body, 'listing');
  const payment = fieldOf(body, 'payment');
  const facts: SaleFacts = {
    remoteId: listingIdIn(fieldOf(listing, 'id') ?? fieldOf(body, 'item_id')),
    quantity: readAs(Quantity, fieldOf(listing, 'quantity') ?? fieldOf(body, 'quantity')),
    // Of one ticket, before the seller's fee.
    unitPrice: dollarsOf(fieldOf(listing, 'price')),
    // What is paid: the subtotal without the fees.
    total: dollarsOf(fieldOf(body, 'total') ?? fieldOf(payment, 'total')),
    // It takes a call of its own, and is gone after the event.
    buyer: null,
    confirmBy: null,
    event: titleIn(fieldOf(fieldOf(body, 'event'), 'name')),
    numbers: [],
  };
  return { saleId: body.id, seen: { standing: standingOf(fieldOf(body, 'status')), facts } };
}

/** An answer about one order, bare or wrapped. Null: it shows that order nowhere. */
export function findOrder(body: unknown, saleId: string): SaleSeen | null {
  for (const candidate of [body, fieldOf(body, 'order'), fieldOf(body, 'data')]) {
    const order = readOrder(candidate);
    if (order?.saleId === saleId) return order.seen;
  }
  return null;
}

/** A list, bare or wrapped. Null: it is none, or none of orders. */
export function readOrders(body: unknown): { orders: OrderSeen[]; rows: number } | null {
  const rows = [body, fieldOf(body, 'orders'), fieldOf(body, 'data')].find((candidate) => Array.isArray(candidate));
  if (!Array.isArray(rows)) return null;
  const orders = readableRows(rows, readOrder);
  return orders && { orders, rows: rows.length };
}

function standingOf(status: unknown): SaleStanding {
  return typeof status === 'string' && Object.hasOwn(standings, status) ? (standings[status] ?? 'unclear') : 'unclear';
}
