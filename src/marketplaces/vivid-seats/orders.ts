// Orders as Vivid Seats shows them, read as sales. There is no cancelled state: an order that comes to nothing is shown no
// more. A status that nobody told us of is `unclear`.
// Source: Broker Portal API 1.0.0 (THIRD-PARTY: a copy of the spec).
import Type from 'typebox';
import type { Money } from '../../core/order.ts';
import type { SaleFacts, SaleSeen, SaleStanding } from '../../core/sale.ts';
import { dollarsOf, readAs, readableRows, titleIn } from '../tolerant-reading.ts';
import { elementsOf, textIn } from './xml.ts';

export const OrderNumber = Type.String({ pattern: '^[1-9][0-9]{0,15}$' });
const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });
const Text = Type.String({ maxLength: 256 });

export type ReadingWays = {
  /** Whether an order that waits for a reservation asks us to hold its tickets. */
  holdsBeforeSale: boolean;
  /** By which field of an order its headliner is known. */
  headlinerField: 'event' | 'eventId';
};

const standings: Readonly<Record<string, SaleStanding>> = {
  UNCONFIRMED: 'unconfirmed',
  PENDING_SHIPMENT: 'confirmed',
  COMPLETED: 'confirmed',
  VERIFICATION: 'under_review',
  // What it asks of us is not public: it is watched, and nothing is done about it.
  PENDING_RESERVATION: 'under_review',
};

export type OrderSeen = { saleId: string; seen: SaleSeen };

/** Null: it is no order. */
function readOrder(order: unknown, ways: ReadingWays): OrderSeen | null {
  const saleId = readAs(OrderNumber, textIn(order, 'orderId'));
  if (saleId === null) return null;
  const quantity = readAs(Quantity, Number(textIn(order, 'quantity') ?? Number.NaN));
  // Of one ticket, as it is paid to the seller.
  const unitPrice = dollarsOf(textIn(order, 'cost'));
  const facts: SaleFacts = {
    remoteId: textIn(order, 'brokerTicketId'),
    quantity,
    unitPrice,
    total: totalOf(unitPrice, quantity),
    buyer: buyerIn(order),
    confirmBy: null,
    event: titleIn(textIn(order, 'event')),
    headliner: titleIn(textIn(order, ways.headlinerField)),
    numbers: [],
  };
  return { saleId, seen: { standing: standingOf(textIn(order, 'status'), ways), facts } };
}

/** What a list without orders may be called: no page of its own says it. */
const listNames = /^(orders|(.+)?list|arrayof.*)$/i;

/** All orders in an answer, alone or in a list. Null: it is an answer of another kind. */
export function readOrders(answer: unknown, ways: ReadingWays): { orders: OrderSeen[]; rows: number } | null {
  const [[name, list] = ['', null]] = Object.entries(answer ?? {});
  const rows = [answer, list].flatMap((parent) => [...elementsOf(parent, 'order'), ...elementsOf(parent, 'Order')]);
  if (rows.length === 0 && !listNames.test(name)) return null;
  const orders = readableRows(rows, (order) => readOrder(order, ways));
  return orders && { orders, rows: rows.length };
}

/** Null: the answer shows that order nowhere. */
export function findOrder(answer: unknown, saleId: string, ways: ReadingWays): SaleSeen | null {
  return readOrders(answer, ways)?.orders.find((order) => order.saleId === saleId)?.seen ?? null;
}

function standingOf(status: string | null, { holdsBeforeSale }: ReadingWays): SaleStanding {
  if (status === 'PENDING_RESERVATION' && holdsBeforeSale) return 'provisional';
  return status !== null && Object.hasOwn(standings, status) ? (standings[status] ?? 'unclear') : 'unclear';
}

function totalOf(unitPrice: Money | null, quantity: number | null): Money | null {
  if (unitPrice === null || quantity === null) return null;
  const amount = unitPrice.amount * quantity;
  return Number.isSafeInteger(amount) ? { ...unitPrice, amount } : null;
}

/** Some answers leave some of it out. */
function buyerIn(order: unknown): Record<string, string> | null {
  const said = Object.entries(buyerFields).flatMap(([name, field]) => {
    const text = readAs(Text, textIn(order, field));
    return text === null ? [] : [[name, text] as const];
  });
  return said.length === 0 ? null : Object.fromEntries(said);
}

const buyerFields = {
  first_name: 'firstName',
  last_name: 'lastName',
  email: 'emailAddress',
  phone: 'mobilePhoneNumber',
};
