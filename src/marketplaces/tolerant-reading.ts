// Reading what a marketplace shows where no page of its own promises its form: whatever is not as expected is not known,
// and spoils nothing else.
import Type, { type Static, type TSchema } from 'typebox';
import type { Money } from '../core/order.ts';
import { hasShape } from '../shape.ts';

/** Null: it is something else. */
export function readAs<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> | null {
  return hasShape(schema, value) ? value : null;
}

const Decimal = Type.Union([Type.Number({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,12})?$' })]);

/** Dollars, as a number or a text. Parts of a cent are rounded. Null: it is no amount. */
export function dollarsOf(value: unknown): Money | null {
  const dollars = Number(readAs(Decimal, value) ?? Number.NaN);
  // 1.005 * 100 is a little less than it should be: digits that no amount has are dropped first.
  const amount = Math.round(Number((dollars * 100).toFixed(4)));
  return Number.isSafeInteger(amount) ? { amount, currency: 'USD' } : null;
}

const Title = Type.String({ minLength: 1, maxLength: 500 });

/** What people call something, such as an event. Null: it is not said, or is no title. */
export function titleIn(value: unknown): string | null {
  return readAs(Title, typeof value === 'string' ? value.trim() : null);
}

const SeatLabels = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1, maxItems: 1_000 });

/** The seats that are named one by one. Null: not every one of them has a label, so none are named. */
export function seatLabelsIn(values: readonly unknown[]): string[] | null {
  const labels = values.map((value) => (typeof value === 'number' ? String(value) : value));
  return readAs(
    SeatLabels,
    labels.map((label) => (typeof label === 'string' ? label.trim() : label)),
  );
}

const ListingId = Type.Union([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ minLength: 1, maxLength: 128 }),
]);

/** The broker's own number of a listing. Null: it is not said; a number beyond the exact ones would be another's. */
export function listingIdIn(value: unknown): string | null {
  const id = readAs(ListingId, value);
  return id === null ? null : String(id);
}

/**
 * The rows of a list of sales, read one by one. One that cannot be read is nobody's sale, and no reason to lose the others. Null:
 * none of them can, so they are written in another way than we know, and all that is sold would be lost in silence.
 */
export function readableRows<Row>(rows: readonly unknown[], read: (row: unknown) => Row | null): Row[] | null {
  const readable = rows.flatMap((row) => read(row) ?? []);
  return rows.length > 0 && readable.length === 0 ? null : readable;
}

/**
 * The fields of a form but for its last one: a form that was cut off on the way is still a form, and nobody can tell its last
 * field from a whole one.
 */
export function surelyWholeFields(form: string): URLSearchParams {
  return new URLSearchParams(form.slice(0, Math.max(0, form.lastIndexOf('&'))));
}

/** JSON, or null. Some write a mark of the encoding before all else. */
export function decodedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}

/** What stands under this name, where there is such a thing at all. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
