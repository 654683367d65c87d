// Orders: own stock sold to an own client, from a hold where there is one, found again by our reference, and undone.
// Source: POST /v9/orders and its variants, {return, cancel}, in the vendor's clients (VENDOR); that orders show items is the
// vendor's word, too; that they show seller_reference_number again is INFERRED, so whatever comes is matched.
import Type, { type Static } from 'typebox';
import { Maybe } from '../../shape.ts';
import { pathFrom } from '../path-template.ts';
import type { PosTickets } from '../pos.ts';
import { Id } from './groups.ts';
import { readPage } from './pages.ts';
import { isOfOtherSeats } from './seats.ts';
import type { Said, Talk } from './talk.ts';

const Note = Maybe(Type.String());
const Item = Type.Object({
  quantity: Maybe(Type.Integer()),
  seats: Type.Optional(Type.Unknown()),
  low_seat: Type.Optional(Type.Unknown()),
});
const Order = Type.Object({
  id: Id,
  state: Type.String(),
  seller_reference_number: Note,
  internal_notes: Note,
  total: Maybe(Type.Union([Type.Number(), Type.String()])),
  items: Maybe(Type.Array(Item, { maxItems: 1_000 })),
});
export type Order = Static<typeof Order>;
const Orders = Type.Object({ orders: Type.Array(Order) });
const allOrders = {
  path: '/v9/orders',
  schema: Orders,
  entriesIn: ({ orders }: Static<typeof Orders>): readonly Order[] => orders,
};
const Queued = Type.Object({});

/** Whether the sale stands. Null: it is under review, or in a state that nobody knows. */
export function standsAs({ state }: Order): boolean | null {
  if (standing.has(state)) return true;
  return ended.has(state) ? false : null;
}

const standing = new Set([
  'pending',
  'accepted',
  'completed',
  'pending_consignment',
  'pending_substitution',
  'cancel_proposed',
]);
const ended = new Set(['rejected', 'canceled', 'canceled_open', 'canceled_post_acceptance']);

/** `open`: not shown to its seller, usually while the buyer's side looks for fraud (VENDOR). It is taken or called off after that. */
export function whyInDoubt({ id, state }: Order): string {
  const why = state === 'open' ? 'it is under review, and may still be called off' : 'which nobody knows';
  return `order ${id} is ${state}: ${why}`;
}

/** Whether it is of as many tickets as were asked for, and of the same. What is not shown is no other. */
export function isOfThem(order: Order, wanted: Pick<PosTickets, 'quantity' | 'seats'>): boolean {
  const items = order.items ?? [];
  const quantities = items.map((item) => item.quantity ?? null);
  const isShown = quantities.length > 0 && quantities.every((one) => one !== null);
  const areAll = !isShown || quantities.reduce((sum, one) => sum + one, 0) === wanted.quantity;
  return areAll && !(items.length === 1 && isOfOtherSeats(items[0] ?? {}, wanted));
}

type Sale = PosTickets & { marketplaceOrderId: string };

/** `unitPrice` null: the hold's own. `held` null: by the group. Null: it is made later, and has to be looked for. */
export async function makeOrder(
  talk: Talk,
  sale: Sale,
  { unitPrice, lowSeat }: { unitPrice: number | null; lowSeat: number },
  held: { groupId: string; holdId: string } | null,
): Promise<Said<Order | null>> {
  const { ways } = talk;
  const item = {
    ticket_group_id: idOf(held?.groupId ?? sale.remoteId),
    quantity: sale.quantity,
    ...(unitPrice === null ? {} : { price: unitPrice }),
    low_seat: lowSeat,
    ...(held === null ? {} : { ticket_hold_id: idOf(held.holdId) }),
  };
  const order = {
    seller_id: ways.office_id,
    client_id: ways.clients[sale.marketplace] ?? ways.client_id,
    shipped_items: [{ items: [item] }],
    seller_reference_number: sale.reference,
    // Our reference stands in two places, because nobody knows which of them the lists show.
    internal_notes: `${sale.reference} ${sale.marketplace} ${sale.marketplaceOrderId}`,
  };
  if (ways.make_orders !== 'at_once') {
    const queued = await talk.tell(`/v9/orders/${ways.make_orders}`, { orders: [order] }, Queued);
    return queued.kind === 'said' ? { kind: 'said', shown: null } : queued;
  }
  const said = await talk.tell('/v9/orders', { orders: [order] }, Orders);
  if (said.kind !== 'said') return said;
  const made = said.shown.orders.find((one) => (one.seller_reference_number ?? sale.reference) === sale.reference);
  return made
    ? { kind: 'said', shown: made }
    : { kind: 'unsure', detail: 'Ticket Evolution Core showed no order of ours' };
}

/** Ids are numbers there, as far as is known. */
function idOf(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The order under our reference: one that stands before one that is over. Null: there is none. */
export async function findOrder(talk: Talk, reference: string): Promise<Said<Order | null>> {
  const { order_search, most_order_pages } = talk.ways;
  const found: Order[] = [];
  for (let page = 1; page <= most_order_pages; page++) {
    const listed = await readPage(talk, { ...allOrders, query: { [order_search]: reference } }, page);
    if (listed.kind !== 'said') return listed;
    const { entries, isLast } = listed.shown;
    if (entries.some(isNameless)) return { kind: 'unsure', detail: 'orders are shown without our reference' };
    found.push(...entries.filter((order) => isOurs(order, reference)));
    if (found.length > 0 || isLast) {
      return { kind: 'said', shown: found.find((order) => standsAs(order) !== false) ?? found[0] ?? null };
    }
  }
  return { kind: 'unsure', detail: 'there are more orders than can be looked through' };
}

function isOurs({ seller_reference_number, internal_notes }: Order, reference: string): boolean {
  return seller_reference_number === reference || (internal_notes ?? '').split(' ', 1)[0] === reference;
}

/** Whose such an order is cannot be told. */
function isNameless({ seller_reference_number, internal_notes }: Order): boolean {
  return seller_reference_number === undefined && internal_notes === undefined;
}

export async function readOrder(talk: Talk, orderId: string): Promise<Said<Order>> {
  const said = await talk.look(pathFrom('/v9/orders/{order_id}', { order_id: orderId }), {}, Order);
  const isIt = said.kind !== 'said' || String(said.shown.id) === orderId;
  return isIt ? said : { kind: 'unsure', detail: 'Ticket Evolution Core showed another order' };
}

/** Says that the order is off. What comes of it is looked at afterwards. */
export async function undoOrder(talk: Talk, order: Order): Promise<Said<unknown>> {
  const { undo_by, reviewer_id } = talk.ways;
  const path = pathFrom(`/v9/orders/{order_id}/${undo_by}`, { order_id: String(order.id) });
  const reviewer = reviewer_id === undefined ? {} : { reviewer_id };
  const body =
    undo_by === 'return'
      ? { amount: Number(order.total ?? 0), cancel_order: true }
      : { ...reviewer, reason: 'Tickets No Longer Available' };
  return talk.tell(path, body, Type.Unknown());
}
