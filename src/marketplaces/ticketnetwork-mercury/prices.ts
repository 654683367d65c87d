// Prices as the mirror has them: decimal numbers in units of a currency that the request does not name.
import { minorDigits } from '../../core/money.ts';
import type { Money } from '../../core/order.ts';

export type PriceSettings = { wholesale_price_is: 'per_ticket' | 'total'; currency: string };

/** What binary fractions may be off by, in minor units. */
const noise = 1e-6;

/** The most that is offered for one ticket. Rounded down: nobody pays a cent more than was said. */
export function priceOffered(
  { wholesalePrice, quantity }: { wholesalePrice: number; quantity: number },
  { wholesale_price_is, currency }: PriceSettings,
): Money {
  const minorUnits = wholesalePrice * 10 ** minorDigits(currency);
  const tickets = wholesale_price_is === 'total' ? quantity : 1;
  return { amount: Math.floor(minorUnits / tickets + noise), currency };
}

export type MirrorMoney = { value: number; currencyCode: string };

export function moneyBody({ amount, currency }: Money): MirrorMoney {
  return { value: amount / 10 ** minorDigits(currency), currencyCode: currency };
}

/** The price of a lock, for as many tickets as `wholesalePrice` was for. */
export function lockPriceBody(unitPrice: Money, quantity: number, settings: PriceSettings): MirrorMoney {
  const tickets = settings.wholesale_price_is === 'total' ? quantity : 1;
  return moneyBody({ ...unitPrice, amount: unitPrice.amount * tickets });
}
