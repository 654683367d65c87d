// The order: one deal with one marketplace, from its first call to its end. Plain data, in the field's own words.
// Instants are milliseconds since the epoch; money is integer minor units with a currency (ISO 4217).
import type { OrderState } from './transitions.ts';

type Brand<Name extends string> = { readonly __brand: Name };
export type AccountId = string & Brand<'AccountId'>;
export type ConnectionId = string & Brand<'ConnectionId'>;
export type OrderId = string & Brand<'OrderId'>;
export type Instant = number;

export type Money = { amount: number; currency: string };

/** How a marketplace deals: it asks before it sells, or it tells us that it has sold. */
export type Flow = 'order_integration' | 'instant_notification';

/** Every reason for which a call or an order is refused. Closed: each dialect must be able to say each in its own words. */
export const refusals = [
  'listing_unknown',
  'hold_unknown',
  'not_available',
  'global_id_reused',
  'hold_released',
  'hold_expired',
  'already_invoiced',
  'order_id_reused',
  'split_not_allowed',
  'price_too_low',
  'pos_unreachable',
] as const;
export type Refusal = (typeof refusals)[number];

/** Why, as the record has it: what the marketplace was told, or a reason of the broker's own, which is none of its business. */
export type RecordedRefusal = Refusal | 'connection_paused';

export type Order = {
  accountId: AccountId;
  orderId: OrderId;
  connectionId: ConnectionId;
  marketplace: string;
  flow: Flow;
  /** The marketplace's own id for the deal; it ties hold, release and invoice together. */
  globalId: string;
  state: OrderState;
  /** Whether letting go of the hold costs the broker. */
  binding: boolean;
  /** Null on a tombstone: a release that came before its hold. */
  remoteId: string | null;
  quantity: number | null;
  unitPrice: Money | null;
  section: string | null;
  row: string | null;
  /** The seats that were claimed, by label; null labels are general-admission places. Kept after the claim is dropped. */
  seats: readonly (string | null)[] | null;
  /** The seats that the marketplace says it sold, by label. Null: it leaves them to us. */
  soldSeats: readonly string[] | null;
  /** What it was sold for, and who plays there, in the marketplace's words. Null: it does not say. */
  event: string | null;
  headliner: string | null;
  /** Why the marketplace was told no. Once set it stays, so that the same question gets the same answer. */
  refusal: RecordedRefusal | null;
  heldAt: Instant | null;
  expiresAt: Instant | null;
  /** The marketplace's order number, which comes with the invoice. */
  marketplaceOrderId: string | null;
  total: Money | null;
  buyer: Readonly<Record<string, unknown>> | null;
  posHoldId: string | null;
  invoiceId: string | null;
  confirmedAt: Instant | null;
  /** When the marketplace gives up waiting for our confirmation. Null: it names no time. */
  confirmBy: Instant | null;
  /** Why the broker rejects the sale, in the words that were chosen for the marketplace. */
  rejectReason: string | null;
  /** Whether the marketplace has spoken of the sale since we last read it there. */
  unread: boolean;
  /** When the waiting caller must have its answer, at the latest. */
  answerBy: Instant | null;
  /** When a question that may have changed the POS was last sent; null: surely nothing was sent. */
  sentAt: Instant | null;
  /** When the order needs attention next: a lease that runs out, a retry, or the end of a hold. Null: never again. */
  dueAt: Instant | null;
  /** How often the present question was put to the other side. */
  attempts: number;
  /** How often the POS has said no to it since, and is asked again all the same. */
  refusals: number;
  /** The number of journal entries written about this order. */
  entries: number;
  createdAt: Instant;
};

/** Whether it is a sale that we were told of, and not asked about first. */
export function isTold({ flow }: Pick<Order, 'flow'>): boolean {
  return flow === 'instant_notification';
}

/** One seat (or general-admission place) as an answer shows it. */
export type Seat = { section: string | null; row: string | null; seat: string | null };

export function seatsOf(order: Order): Seat[] {
  return (order.seats ?? []).map((seat) => ({ section: order.section, row: order.row, seat }));
}
