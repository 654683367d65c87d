// Sums of money, currency by currency: nobody adds dollars to pounds. The largest comes first.
import type { MoneyValue } from './money.tsx';

export function addUpMoney(money: readonly (MoneyValue | null)[]): MoneyValue[] {
  const sums = new Map<string, number>();
  for (const one of money) if (one !== null) sums.set(one.currency, (sums.get(one.currency) ?? 0) + one.amount);
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .toSorted((one, other) => other.amount - one.amount);
}
