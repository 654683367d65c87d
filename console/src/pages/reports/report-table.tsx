// The figures of a report, a line for each group, with a line for all.
import type { ReportRow } from '../../api/routes/reports.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { capital } from '../../parts/capital.ts';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money, type MoneyValue } from '../../parts/money.tsx';
import { spanWords } from '../../parts/time.tsx';
import styles from './report-table.module.css';
import { moneyOf, percentText, shareOf, sumOf, unpricedText } from './sums.ts';

export const groupings = ['marketplace', 'event', 'day'] as const;
type Grouping = (typeof groupings)[number];
export const nameOfGrouping: Readonly<Record<Grouping, string>> = {
  marketplace: 'marketplace',
  event: 'event',
  day: 'day',
};

type Column = { head: string; title: string; cell: (row: ReportRow) => React.ReactNode };

const number = (count: number): React.ReactNode => (count === 0 ? '·' : count.toLocaleString('en'));

const columns: readonly Column[] = [
  {
    head: 'Sold',
    title: 'Money of what was sold and confirmed',
    cell: (row) => <Sums sums={row.sold} unpriced={row.sold_unpriced} />,
  },
  {
    head: 'At risk',
    title: 'Money of what is unfilled or stuck',
    cell: (row) => <Sums sums={row.at_risk} unpriced={row.at_risk_unpriced} />,
  },
  {
    head: 'Lost',
    title: 'Money of what was rejected',
    cell: (row) => <Sums sums={row.lost} unpriced={row.lost_unpriced} />,
  },
  { head: 'Sales', title: 'Orders that were sold and confirmed', cell: ({ sales }) => number(sales) },
  { head: 'Tickets', title: 'Tickets in those sales', cell: ({ tickets }) => number(tickets) },
  { head: 'Asked', title: 'Holds that were asked for', cell: ({ asked }) => number(asked) },
  {
    head: 'Declined',
    title: 'Share of the holds asked for that were told no',
    cell: (row) => percentText(row.decline_rate),
  },
  { head: 'Told', title: 'Sales that the marketplace made and told of', cell: ({ told }) => number(told) },
  { head: 'Rejected', title: 'Sales told of that were rejected', cell: ({ rejected }) => number(rejected) },
  { head: 'By rule', title: 'Rejected by your rule', cell: (row) => number(row.rejected_by_rule) },
  {
    head: 'Faults',
    title: 'Share of the sales told of that were rejected, as marketplaces count',
    cell: (row) => percentText(row.fault_rate),
  },
  { head: 'To confirm', title: 'Half were confirmed within this time', cell: (row) => timeText(row.confirm_p50_ms) },
];

export function ReportTable({ rows, grouping }: { rows: readonly ReportRow[]; grouping: Grouping }) {
  const lines = grouping === 'day' ? rows.toReversed() : rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.box} tabIndex={0} aria-label={`Figures by ${nameOfGrouping[grouping]}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{capital(nameOfGrouping[grouping])}</th>
            {columns.map(({ head, title }) => (
              <th key={head} scope="col" title={title}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {grouping === 'marketplace' ? <Marketplace slug={row.key} /> : <AsWritten>{row.label}</AsWritten>}
              </th>
              {columns.map(({ head, cell }) => (
                <td key={head}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        {rows.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">All</th>
              {columns.map(({ head, cell }) => (
                <td key={head}>{cell(allOf(rows))}</td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

/** What each column counts, for whoever has no pointer to rest on its head. */
export function ColumnMeanings() {
  return (
    <details className={styles.meanings}>
      <summary>What the columns count</summary>
      <dl>
        {columns.map(({ head, title }) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd>{title}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** All groups as one. Times cannot be added up, so they are left out. */
function allOf(rows: readonly ReportRow[]): ReportRow {
  const [asked, declined, told] = [sumOf(rows, 'asked'), sumOf(rows, 'declined'), sumOf(rows, 'told')];
  const rejected = sumOf(rows, 'rejected');
  return {
    ...{ key: '', label: 'All', asked, declined, told, rejected },
    released: sumOf(rows, 'released'),
    expired: sumOf(rows, 'expired'),
    unfilled: sumOf(rows, 'unfilled'),
    rejected_by_rule: sumOf(rows, 'rejected_by_rule'),
    cancelled: sumOf(rows, 'cancelled'),
    stuck: sumOf(rows, 'stuck'),
    sales: sumOf(rows, 'sales'),
    tickets: sumOf(rows, 'tickets'),
    decline_rate: shareOf(declined, asked),
    fault_rate: shareOf(rejected, told),
    ...{ confirm_p50_ms: null, confirm_p95_ms: null },
    sold_unpriced: sumOf(rows, 'sold_unpriced'),
    at_risk_unpriced: sumOf(rows, 'at_risk_unpriced'),
    lost_unpriced: sumOf(rows, 'lost_unpriced'),
    ...{ sold: moneyOf(rows, 'sold'), at_risk: moneyOf(rows, 'at_risk'), lost: moneyOf(rows, 'lost') },
  };
}

function Sums({ sums, unpriced }: { sums: readonly MoneyValue[]; unpriced: number }) {
  if (sums.length === 0 && unpriced === 0) return '·';
  return (
    <>
      {inOneOrder(sums).map((sum) => (
        <span key={sum.currency} className={styles.sum}>
          <Money value={sum} isRound />
        </span>
      ))}
      {unpriced > 0 && <span className={styles.unpriced}>{unpricedText(unpriced, sums)}</span>}
    </>
  );
}

/** A currency stands in the same place in every line. */
function inOneOrder(sums: readonly MoneyValue[]): MoneyValue[] {
  return sums.toSorted((one, other) => one.currency.localeCompare(other.currency));
}

function timeText(ms: number | null): string {
  if (ms === null) return '—';
  return ms < 1_000 ? `${ms} ms` : spanWords(ms);
}
