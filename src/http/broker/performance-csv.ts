// The performance report as a table for spreadsheets.
import type { Money } from '../../core/order.ts';
import { type Cell, csvLine } from './csv.ts';
import type { Report, ReportRow } from './schemas/reports.ts';

const counts = [
  'asked',
  'declined',
  'released',
  'expired',
  'told',
  'unfilled',
  'rejected',
  'rejected_by_rule',
  'cancelled',
  'stuck',
  'sales',
  'tickets',
  'decline_rate',
  'fault_rate',
  'confirm_p50_ms',
  'confirm_p95_ms',
] as const satisfies readonly (keyof ReportRow)[];
const moneys = ['sold', 'at_risk', 'lost'] as const satisfies readonly (keyof ReportRow)[];

const unpriced = ['sold_unpriced', 'at_risk_unpriced', 'lost_unpriced'] as const satisfies readonly (keyof ReportRow)[];

/** A column for each kind of money in each currency that occurs. */
export function performanceCsv({ group_by, rows }: Report): string {
  const currencies = [
    ...new Set(rows.flatMap((one) => moneys.flatMap((name) => one[name].map((m) => m.currency)))),
  ].sort();
  const columns = moneys.flatMap((name) => currencies.map((currency) => ({ name, currency })));
  const head = csvLine([
    group_by,
    ...counts,
    ...columns.map(({ name, currency }) => `${name}_minor_units_${currency}`),
    ...unpriced,
  ]);
  const lines = rows.map((one) => {
    const cells: Cell[] = columns.map(({ name, currency }) => amountIn(one[name], currency));
    return csvLine([one.label, ...counts.map((name) => one[name]), ...cells, ...unpriced.map((name) => one[name])]);
  });
  return head + lines.join('');
}

function amountIn(moneys: readonly Money[], currency: string): number {
  return moneys.find((money) => money.currency === currency)?.amount ?? 0;
}
