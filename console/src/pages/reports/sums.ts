// Sums over the rows of a report. Money of different currencies is never added up.
import type { ReportRow } from '../../api/routes/reports.ts';
import { addUpMoney } from '../../parts/add-up-money.ts';
import type { MoneyValue } from '../../parts/money.tsx';

type Count = { [Name in keyof ReportRow]: ReportRow[Name] extends number ? Name : never }[keyof ReportRow];
type Moneys = 'sold' | 'at_risk' | 'lost';

export function sumOf(rows: readonly ReportRow[], name: Count): number {
  return rows.reduce((sum, row) => sum + row[name], 0);
}

/** One for each currency, the largest first. */
export function moneyOf(rows: readonly ReportRow[], name: Moneys): MoneyValue[] {
  return addUpMoney(rows.flatMap((row) => row[name]));
}

/** Of the orders whose money is not in these sums. */
export function unpricedText(count: number, sums: readonly MoneyValue[]): string {
  return `${sums.length === 0 ? '' : 'and '}${count.toLocaleString('en')} without a price`;
}

/** Null: there is nothing to share out. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

export function percentText(share: number | null): string {
  if (share === null) return '—';
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: share < 0.1 ? 1 : 0 })}%`;
}
