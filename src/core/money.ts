// Money as integer minor units of a currency, and how many decimals a currency has.
import type { Money } from './order.ts';

const minorDigitsOf = new Map<string, number>();

/** How many decimals a price in that currency has. */
export function minorDigits(currency: string): number {
  let digits = minorDigitsOf.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    minorDigitsOf.set(currency, digits);
  }
  return digits;
}

/** Whether the offer pays the price. Nobody can say across currencies, so then it does not. */
export function pays(offer: Money | null, price: Money): boolean {
  return offer !== null && offer.currency === price.currency && offer.amount >= price.amount;
}
