// Purchases as Gametime shows them, read as sales. Reading is tolerant, for no page of its own gives the fields: what is
// not where it is expected is not known, and a status that nobody told us of is `unclear`.
// Source: the v3 swagger (THIRD-PARTY); the four statuses are Gametime's own words for its filter (VENDOR copy).
import Type from 'typebox';
import type { Money } from '../../core/order.ts';
import type { SaleSeen, SaleStanding } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import { listingIdIn, readAs, readableRows, titleIn } from '../tolerant-reading.ts';

/** An order number, in letters that cannot lead a path astray. A number beyond the exact ones would be another sale's. */
export const OrderNumber = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' }),
]);

/** Times come as texts such as `ISODate("...")`; none of them is needed, so none of them can spoil a purchase. */
const Purchase = Type.Object({ id: OrderNumber });
const Text = Type.String({ minLength: 1, maxLength: 256 });
const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });
const Cents = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const Results = Type.Object({ results: Type.Array(Type.Unknown()) });
const PageNumber = Type.Object({ page: Type.Integer({ minimum: 0 }) });
const PageSize = Type.Object({ per_page: Type.Integer({ minimum: 1 }) });

const standings: Readonly<Record<string, SaleStanding>> = {
  unconfirmed: 'unconfirmed',
  unfulfilled: 'confirmed',
  completed: 'confirmed',
  // By either side: the answer does not say by which.
  rejected: 'rejected',
};

export type PurchaseSeen = { saleId: string; seen: SaleSeen; record: unknown };

/** Null: it is no purchase. */
export function readPurchase(body: unknown): PurchaseSeen | null {
  if (!hasShape(Purchase, body)) return null;
  const row: Record<string, unknown> = body;
  const quantity = readAs(Quantity, row.quantity);
  // Whether the price is of one ticket or of all is not public: it is taken only where both are the same.
  const price = quantity === 1 ? moneyOf(row.price) : null;
  const facts = {
    remoteId: listingIdIn(row.listing_reference_id),
    quantity,
    unitPrice: price,
    total: price,
    buyer: buyerOf(row),
    confirmBy: null,
    event: titleIn(row.event),
    numbers: [],
  };
  return { saleId: String(body.id), seen: { standing: standingOf(row.status), facts }, record: body };
}

/** What a list holds. `page` and `perPage` null: it does not say. */
export type PurchaseList = { purchases: PurchaseSeen[]; rows: number; page: number | null; perPage: number | null };

/** Null: it is no list, or none of purchases. */
export function readPurchaseList(body: unknown): PurchaseList | null {
  if (!hasShape(Results, body)) return null;
  const purchases = readableRows(body.results, readPurchase);
  if (purchases === null) return null;
  return {
    purchases,
    rows: body.results.length,
    page: hasShape(PageNumber, body) ? body.page : null,
    perPage: hasShape(PageSize, body) ? body.per_page : null,
  };
}

/** The purchase of that number, alone or in a list. Null: it is not there. */
export function findPurchase(body: unknown, saleId: string): PurchaseSeen | null {
  const among = readPurchaseList(body)?.purchases ?? [readPurchase(body)];
  return among.find((purchase) => purchase?.saleId === saleId) ?? null;
}

function standingOf(status: unknown): SaleStanding {
  return typeof status === 'string' && Object.hasOwn(standings, status) ? (standings[status] ?? 'unclear') : 'unclear';
}

function buyerOf(row: Record<string, unknown>): Record<string, string> | null {
  const said = ['first_name', 'last_name', 'email', 'phone'].flatMap((name) => {
    const text = readAs(Text, row[name]);
    return text === null ? [] : [[name, text] as const];
  });
  return said.length === 0 ? null : Object.fromEntries(said);
}

function moneyOf(cents: unknown): Money | null {
  const amount = readAs(Cents, cents);
  return amount === null ? null : { amount, currency: 'USD' };
}
