// Now, the console's home. It answers, in this order and without a click: is anything wrong, what does it cost and by when,
// what should I press? Below that, the day.
import { useContext } from 'react';
import { readNow } from '../../api/routes/now.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import { beginningOfDay } from '../../parts/day.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { StaleNote } from '../../parts/stale-note.tsx';
import { ZoneContext } from '../../parts/time.tsx';
import { Connections } from './connections.tsx';
import { DayTable } from './day-table.tsx';
import { HoldCharts } from './hold-charts.tsx';
import { LiveOrders } from './live-orders.tsx';
import styles from './now-page.module.css';
import { NowSkeleton } from './now-skeleton.tsx';
import { Queue } from './queue.tsx';

const key = ['now'];
/** Even when the stream is away. */
const everyMs = 10_000;

export function NowPage() {
  const zone = useContext(ZoneContext);
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: [...key, zone],
    queryFn: ({ signal }) => readNow({ query: { since: beginningOfDay(zone) }, signal }),
    refetchInterval: everyMs,
  });
  useRereadOn(['order', 'alert', 'connection'], key);
  usePageTitle('Now', data?.needs_you.items.length);
  if (data === undefined) return error ? <BrokenPage title="Now" error={error} retry={refetch} /> : <NowSkeleton />;
  return (
    <div className={styles.page}>
      {error && <StaleNote readAt={dataUpdatedAt} />}
      <Queue queue={data.needs_you} counts={data.today.counts} isConnected={data.connections.length > 0} />
      <div className={styles.below}>
        <LiveOrders latest={data.latest} />
        <div className={styles.side}>
          <DayTable counts={data.today.counts} />
          <HoldCharts minutes={data.holds} now={data.at} />
          <Connections now={data} />
        </div>
      </div>
    </div>
  );
}
