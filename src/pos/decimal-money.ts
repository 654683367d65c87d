// Amounts as most POS systems write them: a decimal number, or the text of one, in whole units of the currency.
import Type from 'typebox';
import { minorDigits } from '../core/money.ts';
import type { Money } from '../core/order.ts';
import { hasShape } from '../shape.ts';

const Decimal = Type.Union([Type.Number({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,12})?$' })]);
const Currency = Type.String({ pattern: '^[A-Z]{3}$' });

/** Parts of a minor unit are rounded. Null: it is no amount, or in no currency. */
export function moneyFrom(amount: unknown, currency: unknown): Money | null {
  if (!hasShape(Decimal, amount) || !hasShape(Currency, currency)) return null;
  const unit = 10 ** minorDigits(currency);
  // 1.005 * 100 is a little less than it should be: digits that no amount has are dropped first.
  const minor = Math.round(Number((Number(amount) * unit).toFixed(4)));
  return Number.isSafeInteger(minor) ? { amount: minor, currency } : null;
}

export function decimalOf({ amount, currency }: Money): number {
  return amount / 10 ** minorDigits(currency);
}
