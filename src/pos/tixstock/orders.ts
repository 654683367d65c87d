// Orders at Tixstock: made from a hold, under a number of our own, read and undone by it.
// Source: api-documentation.tixstock.com/v1/endpoints/{add-order,get-orders,update-order},
// pf-api-documentation.tixstock.com/v1/endpoints/order/{add,get,update} (VENDOR).
import Type, { type Static } from 'typebox';
import type { Outcome, PosInvoiced } from '../../core/outcome.ts';
import { hasShape } from '../../shape.ts';
import { pathFrom } from '../path-template.ts';
import type { Ask } from '../recorded-send.ts';
import { Id, readAnswer, type Said } from './answers.ts';
import type { TixstockWays } from './settings.ts';

const Order = Type.Object({ id: Id, quantity: Type.Integer(), status: Type.String() });
const One = Type.Object({ data: Order });
/** Resellers get a list, partners the order itself. */
const Found = Type.Object({ data: Type.Union([Order, Type.Array(Type.Unknown())]) });

const standing = new Set(['Approved', 'Commissionable', 'Pending Review', 'Sale on Hold']);
const ended = new Set(['Rejected', 'Cancelled', 'Refunded']);

type Sale = {
  reference: string;
  quantity: number;
  marketplace: string;
  marketplaceOrderId: string;
  soldAt: number;
  currency: string | null;
};

type StandingSale = PosInvoiced & { quantity: number };

export type Orders = {
  /** Sells that many tickets of the hold. */
  add: (ask: Ask, holdId: string, sale: Sale) => Promise<Said<PosInvoiced>>;
  /** Null: no order stands under our number. */
  read: (ask: Ask, reference: string) => Promise<Said<{ sale: StandingSale | null }>>;
  /** Says that the order is off. Whether it is so shows when it is read again. */
  undo: (ask: Ask, reference: string) => Promise<Said<{ isEnded: boolean }>>;
};

export function openOrders(ways: TixstockWays, headers: Record<string, string>): Orders {
  return {
    async add(ask, holdId, sale) {
      const path = pathFrom(ways.add_order_path, { hold_id: holdId, quantity: sale.quantity });
      const body = {
        order_id: sale.reference,
        order_status: ways.sold_status,
        datetime: new Date(sale.soldAt).toISOString(),
        currency: sale.currency ?? ways.currency,
        // The marketplace is the buyer, and its own number is nowhere else to be put.
        customer: { id: `${sale.marketplace} ${sale.marketplaceOrderId}` },
      };
      return readAnswer(await ask({ method: 'POST', path, headers, body }), One, ({ data }) =>
        data.id === sale.reference && data.quantity === sale.quantity && standing.has(data.status)
          ? { invoiceId: data.id }
          : null,
      );
    },
    async read(ask, reference) {
      const path = pathFrom(ways.read_order_path, { order_id: reference });
      const said = readAnswer(await ask({ method: 'GET', path, headers }), Found, ({ data }) => {
        const order = Array.isArray(data) ? amongThem(data, reference) : data;
        if (order === undefined) return { sale: null };
        return order !== null && order.id === reference ? saleOf(order) : null;
      });
      const isNone = said.kind === 'no' && said.isGone;
      return isNone ? { kind: 'done', answer: { sale: null } } : said;
    },
    async undo(ask, reference) {
      const path = pathFrom(ways.update_order_path, { order_id: reference });
      const request = { method: ways.update_order_method, path, headers, body: { order_status: ways.void_status } };
      return readAnswer(await ask(request), One, ({ data }) =>
        data.id === reference ? { isEnded: ended.has(data.status) } : null,
      );
    },
  };
}

/** Undefined: there is none. Null: it cannot be told, because others are shown that nobody asked for. */
function amongThem(orders: readonly unknown[], reference: string): Static<typeof Order> | null | undefined {
  if (orders.length === 0) return undefined;
  const order = orders.find((one) => hasShape(Order, one) && one.id === reference);
  return (order as Static<typeof Order> | undefined) ?? null;
}

/** Null: a status that we do not know says neither that it stands nor that it does not. */
function saleOf({ id, quantity, status }: Static<typeof Order>): { sale: StandingSale | null } | null {
  if (standing.has(status)) return { sale: { invoiceId: id, quantity } };
  return ended.has(status) ? { sale: null } : null;
}

/** What was read, as our sale. One of another number of tickets than were asked for is neither ours nor nothing. */
export function saleOfAll(
  { sale }: { sale: StandingSale | null },
  { quantity }: { quantity: number },
): Outcome<PosInvoiced | null> {
  if (sale === null) return { kind: 'done', answer: null };
  if (sale.quantity === quantity) return { kind: 'done', answer: { invoiceId: sale.invoiceId } };
  const detail = `Tixstock’s order ${sale.invoiceId} is of ${sale.quantity} tickets, and ${quantity} were asked for`;
  return { kind: 'unsure', detail: `${detail}. Look at it there` };
}
