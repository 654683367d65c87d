// Reports: pictures first, the figures under them, the same as a file for a spreadsheet. Span and grouping stand in the
// address.
import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { addressOf } from '../../api/route.ts';
import { type Report, readDeclines, readReport } from '../../api/routes/reports.ts';
import { useReading } from '../../app/use-reading.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { useTableAddress } from '../../parts/table-address.ts';
import { DayChart } from './day-chart.tsx';
import { DeclinesTable } from './declines-table.tsx';
import { Figures } from './figures.tsx';
import { ColumnMeanings, groupings, nameOfGrouping, ReportTable } from './report-table.tsx';
import styles from './reports-page.module.css';
import { SoldChart } from './sold-chart.tsx';
import { spanOf, spans } from './span.ts';

export function ReportsPage() {
  const { filters, filter } = useTableAddress();
  const span = spanOf(filters.days);
  const grouping = groupings.find((one) => one === filters.by) ?? 'marketplace';
  const query = { from: span.from, to: span.to };
  const byDay = useReport(query, 'day');
  const grouped = useReport(query, grouping);
  const declines = useReading({
    queryKey: ['reports', 'declines', query],
    queryFn: ({ signal }) => readDeclines({ query, signal }),
  });
  const isRead = byDay.data !== undefined && grouped.data !== undefined;
  const trouble = byDay.error ?? grouped.error;
  return (
    <div className={styles.page}>
      <PageHead title="Reports" about="Orders count on the day on which they began, in your time zone.">
        <SegmentedControl
          size="xs"
          aria-label="Span of time"
          value={span.days}
          onChange={(days) => filter({ days })}
          data={spans.map((days) => ({ value: days, label: `${days} days` }))}
        />
      </PageHead>
      {trouble && isRead && <StaleNote readAt={grouped.dataUpdatedAt} />}
      {trouble && !isRead ? (
        <ErrorState
          error={trouble}
          retry={() => Promise.all([byDay, grouped, declines].map(({ refetch }) => refetch()))}
        />
      ) : byDay.data === undefined || grouped.data === undefined ? (
        <>
          <BlockSkeleton height={84} />
          <BlockSkeleton height={300} />
          <BlockSkeleton height={320} />
        </>
      ) : isNothing(byDay.data) ? (
        <EmptyState title="Nothing happened in this time">
          As soon as a marketplace asks for tickets, or tells of a sale, it is counted here.
        </EmptyState>
      ) : (
        <>
          <Figures rows={byDay.data.rows} />
          <div className={styles.charts}>
            <Panel title="Sales by day" about="Sold and confirmed, and what was rejected.">
              <DayChart report={byDay.data} />
            </Panel>
            <Panel title={`Sold by ${nameOfGrouping[grouping]}`} about="Money of what was sold and confirmed.">
              <SoldChart rows={grouped.data.rows} isMarketplace={grouping === 'marketplace'} />
            </Panel>
          </div>
          <Panel
            title="Figures"
            {...(grouped.data.is_cut ? { about: 'There are more groups; these are the busiest.' } : {})}
            aside={
              <>
                <SegmentedControl
                  size="xs"
                  aria-label="Grouped by"
                  value={grouping}
                  onChange={(by) => filter({ by })}
                  data={groupings.map((value) => ({ value, label: `By ${nameOfGrouping[value]}` }))}
                />
                <Button
                  variant="default"
                  component="a"
                  href={addressOf('/reports/performance.csv', { ...query, group_by: grouping })}
                  leftSection={<IconDownload size={14} aria-hidden="true" />}
                >
                  CSV
                </Button>
              </>
            }
          >
            <ReportTable rows={grouped.data.rows} grouping={grouping} />
            <ColumnMeanings />
          </Panel>
          <Panel title="Why marketplaces were told no" about="Only of those that ask before they sell.">
            {declines.error && declines.data === undefined ? (
              <ErrorState error={declines.error} retry={declines.refetch} />
            ) : (
              <DeclinesTable rows={declines.data?.rows ?? null} />
            )}
          </Panel>
        </>
      )}
    </div>
  );
}

function useReport(query: { from: string; to: string }, group_by: (typeof groupings)[number]) {
  return useReading({
    queryKey: ['reports', 'performance', query, group_by],
    queryFn: ({ signal }) => readReport({ query: { ...query, group_by }, signal }),
    placeholderData: (before) => before,
  });
}

function isNothing({ rows }: Report): boolean {
  return rows.every(({ asked, told }) => asked === 0 && told === 0);
}
