// Sales and rejected sales by day: bars from zero, stacked, labelled directly.
import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { Report } from '../../api/routes/reports.ts';

const dayMs = 86_400_000;

export function DayChart({ report }: { report: Report }) {
  const days = everyDay(report);
  const total = (name: 'sales' | 'rejected'): number => days.reduce((sum, day) => sum + day[name], 0);
  return (
    <figure aria-label={`Sales by day: ${total('sales')} sold, ${total('rejected')} rejected.`}>
      <BarChart
        h={230}
        data={days}
        dataKey="day"
        type="stacked"
        withLegend
        legendProps={{ verticalAlign: 'top', height: 32, itemSorter: null }}
        gridAxis="x"
        maxBarWidth={32}
        tickLine="none"
        xAxisProps={{
          minTickGap: 24,
          interval: 'equidistantPreserveStart',
          tickFormatter: (day: string) => shortDay(day),
        }}
        yAxisProps={{ width: 36, allowDecimals: false }}
        series={[
          { name: 'sales', label: 'Sold', color: 'var(--good)' },
          { name: 'rejected', label: 'Rejected', color: 'var(--losing-line)' },
        ]}
      />
    </figure>
  );
}

/** Days on which nothing happened have no row, and yet they went by. */
function everyDay({ rows, from, to }: Report): { day: string; sales: number; rejected: number }[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  // The account's day may have begun before, or may end after, that of the calendar.
  const first = [from.slice(0, 10), rows[0]?.key ?? ''].filter((day) => day !== '').sort()[0] ?? '';
  const last = [to.slice(0, 10), rows.at(-1)?.key ?? ''].sort().at(-1) ?? '';
  const days = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    const row = known.get(day);
    days.push({ day, sales: row?.sales ?? 0, rejected: row?.rejected ?? 0 });
  }
  return days;
}

function shortDay(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
