// Orders as TickPick shows them, read as sales. Two fields look alike and are never mixed: `order_status` is the life of the
// order, `status` that of the event, and an order for a cancelled event still reads COMPLETED. A word that nobody told us of
// is `unclear`. Source: a broker's integration notes and working client (THIRD-PARTY).
import Type from 'typebox';
import type { Money } from '../../core/order.ts';
import type { SaleSeen, SaleStanding } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import { readAs, readableRows, seatLabelsIn, titleIn } from '../tolerant-reading.ts';

/** In letters that cannot lead a path astray. A number beyond the exact ones would be another order's. */
const OrderNumber = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' }),
]);
const TickpickOrder = Type.Object({ order_number: OrderNumber });
const Wrapped = Type.Object({ orders: Type.Array(Type.Unknown()) });

const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });
const Decimal = Type.Union([Type.Number({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,6})?$' })]);

export type OrderSeen = { saleId: string; seen: SaleSeen; record: unknown };

/** Null: it is no order. */
export function readOrder(body: unknown): OrderSeen | null {
  if (!hasShape(TickpickOrder, body)) return null;
  const row: Record<string, unknown> = body;
  const quantity = readAs(Quantity, row.quantity);
  // Whether the payout is of one ticket or of all is not public: it is taken only where both are the same.
  const price = quantity === 1 ? moneyOf(row.wholesale_price) : null;
  const facts = {
    // It names section, row and seats, and no listing of ours.
    remoteId: null,
    quantity,
    unitPrice: price,
    total: price,
    buyer: null,
    confirmBy: null,
    event: titleIn(row.event_name),
    seats: Array.isArray(row.seat_numbers) ? seatLabelsIn(row.seat_numbers) : null,
    soldAt: instantOf(row.purchase_date),
    numbers: [],
  };
  return { saleId: String(body.order_number), seen: { standing: standingOf(row), facts }, record: body };
}

/** Null: it is no list, or none of orders. */
export function readOrders(body: unknown): OrderSeen[] | null {
  const rows = Array.isArray(body) ? (body as unknown[]) : hasShape(Wrapped, body) ? body.orders : null;
  return rows && readableRows(rows, readOrder);
}

const orderStandings: Readonly<Record<string, SaleStanding>> = {
  // The first that is ever seen of an order: whoever was asked first has said yes by then.
  CONFIRMED: 'confirmed',
  COMPLETED: 'confirmed',
  REJECTED: 'rejected',
};
const eventsThatTakePlace: ReadonlySet<unknown> = new Set(['Scheduled', 'Rescheduled']);

function standingOf({ status, order_status }: Record<string, unknown>): SaleStanding {
  if (status === 'Canceled') return 'cancelled';
  const isKnown = typeof order_status === 'string' && Object.hasOwn(orderStandings, order_status);
  const standing = isKnown ? (orderStandings[order_status] ?? 'unclear') : 'unclear';
  // The order's own yes says nothing about an event of which we do not know how it stands.
  return standing === 'confirmed' && !eventsThatTakePlace.has(status) ? 'unclear' : standing;
}

const namesItsZone = /(z|gmt|utc|[+-]\d\d:?\d\d)$/i;
const isDay = /^\d{4}-\d\d-\d\d$/;
/** How far the last place on earth is behind UTC. */
const latestZoneMs = 12 * 3_600_000;
const dayMs = 86_400_000;

/**
 * In which form the time comes, and of which zone, is not public. One without a zone is the latest that it can mean, and never the
 * hub's own: else an order that was made after the broker connected would pass for one from before, and nobody would hear of it.
 * Null: it is no time.
 */
function instantOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : '';
  const isPlain = !namesItsZone.test(text);
  const inUtc = [Date.parse(`${text}Z`), Date.parse(`${text} UTC`)].find((instant) => !Number.isNaN(instant));
  const instant = isPlain ? (inUtc ?? Number.NaN) + latestZoneMs + (isDay.test(text) ? dayMs : 0) : Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

/** Dollars, as a number or a text. Tenths of a cent are rounded. */
function moneyOf(decimal: unknown): Money | null {
  const amount = Math.round(Number(readAs(Decimal, decimal) ?? Number.NaN) * 100);
  return Number.isSafeInteger(amount) ? { amount, currency: 'USD' } : null;
}
