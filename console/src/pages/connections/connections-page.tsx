// Connections: every marketplace that the account sells on, how each is, and when something last came from it.
import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import { listConnections } from '../../api/routes/connections.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { useCallsSentence } from '../../parts/calls-sentence.ts';
import { ConnectionState, isPlain } from '../../parts/connection-state.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { rereadPaceMs } from '../../parts/pace.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { StandingList, StandingRow } from '../../parts/standing-list.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './connections-page.module.css';

export const connectionsKey = ['connections'];

export function ConnectionsPage() {
  const mayManage = useMay('manage');
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: connectionsKey,
    queryFn: ({ signal }) => listConnections({ signal }),
    refetchInterval: ({ state }) => rereadPaceMs(state.data?.items.map(({ pace }) => pace) ?? []),
  });
  useRereadOn(['connection', 'alert'], connectionsKey);
  return (
    <div className={styles.page}>
      <PageHead title="Connections" about="The marketplaces that you sell on, and how each is.">
        {data &&
          data.items.length > 0 &&
          (mayManage ? <ConnectButton /> : <span className="quiet">An owner connects more.</span>)}
      </PageHead>
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={4} height={72} />
      ) : data.items.length === 0 ? (
        <EmptyState
          title="No marketplace is connected yet"
          icon={<IconPlugConnected size={28} stroke={1.5} />}
          action={mayManage && <ConnectButton />}
        >
          {mayManage
            ? 'Connect the first one: it takes a few minutes, and a test call at the end shows that it works.'
            : 'An owner of this account can connect one.'}
        </EmptyState>
      ) : (
        <StandingList>
          {data.items.map((connection) => (
            <Row key={connection.connection_id} connection={connection} />
          ))}
        </StandingList>
      )}
    </div>
  );
}

function ConnectButton() {
  return (
    <Button renderRoot={(props) => <Link to={'/connections/new' as string} {...props} />}>Connect a marketplace</Button>
  );
}

function Row({ connection }: { connection: Connection }) {
  const { connection_id: id, marketplace, is, sentence, lists_sales: listsSales } = connection;
  const ofCalls = useCallsSentence(connection);
  const tellsOfSales = connection.notices_path !== null;
  return (
    <StandingRow
      to={`/connections/${id}`}
      name={<Marketplace slug={marketplace} />}
      badges={<ConnectionState {...connection} />}
      facts={[
        ['Last order', <Last key="order" at={connection.last_order_at} />],
        ...(tellsOfSales ? [['Last notice', <Last key="notice" at={connection.last_notice_at} />] as const] : []),
        ...(listsSales ? [['List read', <Last key="read" at={connection.last_read_at} />] as const] : []),
      ]}
      needsYou={is === 'troubled' || is === 'refused'}
      sentence={isPlain(is) ? ofCalls : sentence}
    />
  );
}

function Last({ at }: { at: string | null }) {
  return at === null ? <span className="quiet">never</span> : <Time at={at} />;
}
