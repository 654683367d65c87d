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

/** `1,234.50 USD`. */
export function moneyText(money: Money): string {
  const digits = digitsOf(money.currency);
  return moneyWith(money, digits, digits);
}

/** The same without decimals, where there is little room. */
export function roughMoneyText(money: Money): string {
  return moneyWith(money, digitsOf(money.currency), 0);
}

function moneyWith({ amount, currency }: Money, digits: number, shown: number): string {
  const number = new Intl.NumberFormat('en', { minimumFractionDigits: shown, maximumFractionDigits: shown });
  return `${number.format(amount / 10 ** digits)} ${currency.replace(/[^A-Za-z]/g, '').slice(0, 3)}`;
}

/** A marketplace may write a currency in its own way. */
function digitsOf(currency: string): number {
  return /^[A-Za-z]{3}$/.test(currency) ? minorDigits(currency) : 2;
}
