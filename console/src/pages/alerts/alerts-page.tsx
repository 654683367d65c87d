// Alerts: what needs a person, newest first, and that somebody has seen to it.
import { Button, SegmentedControl } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AlertBody } from '../../../../src/http/broker/schemas/alerts.ts';
import { listAlerts, noteAlertDone } from '../../api/routes/alerts.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { usePages } from '../../app/use-pages.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { placeSentence } from '../../parts/order-words.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { useTableAddress } from '../../parts/table-address.ts';
import { ExactTime, Time } from '../../parts/time.tsx';
import styles from './alerts-page.module.css';

const key = ['alerts'];

export function AlertsPage() {
  const { filters, filter } = useTableAddress();
  const isAll = filters.show === 'all';
  const { data, error, refetch, rows, dataUpdatedAt, hasNextPage, onEnd, isFetchingNextPage } = usePages({
    queryKey: [...key, isAll],
    read: (cursor, signal) => listAlerts({ query: { standing: !isAll, ...cursor }, signal }),
  });
  useRereadOn(['alert'], key);
  return (
    <div className={styles.page}>
      <PageHead title="Alerts" about="What needs a person. An alert ends by itself when its cause is gone.">
        <SegmentedControl
          size="xs"
          aria-label="Which alerts"
          value={isAll ? 'all' : 'open'}
          onChange={(show) => filter({ show: show === 'all' ? 'all' : undefined })}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
        />
        <Button variant="default" renderRoot={(props) => <Link to="/settings" hash="alerts" {...props} />}>
          Where alerts go
        </Button>
      </PageHead>
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={6} height={76} />
      ) : rows.length === 0 ? (
        <EmptyState
          title={isAll ? 'No alert was ever raised' : 'Nothing is open'}
          icon={<IconBell size={28} stroke={1.5} />}
        >
          {isAll
            ? 'When a sale cannot be filled, an order is stuck or a marketplace refuses us, it stands here.'
            : 'Nobody is needed. What was raised before stands under “All”.'}
        </EmptyState>
      ) : (
        <ul className={styles.list}>
          {rows.map((alert) => (
            <Alert key={alert.alert_id} alert={alert} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={onEnd}>
          Show older ones
        </Button>
      )}
    </div>
  );
}

function Alert({ alert }: { alert: AlertBody }) {
  const isOpen = alert.over_at === null && alert.done_at === null;
  const sentence = <span dir="auto">{alert.sentence}</span>;
  return (
    <li className={styles.alert} data-open={isOpen || undefined}>
      <div className={styles.stake} data-empty={(alert.money === null && !alert.ends_at) || undefined}>
        {alert.money ? <Money value={alert.money} /> : <span className="quiet">—</span>}
        {isOpen && alert.ends_at && <Countdown until={alert.ends_at} />}
      </div>
      <div className={styles.story}>
        <p>
          <strong>{alert.title}.</strong> {alert.event === null ? sentence : <Tickets alert={alert} />}
        </p>
        {alert.event !== null && <p>{sentence}</p>}
        <p className={styles.facts}>
          {alert.marketplace && <Marketplace slug={alert.marketplace} />}
          {alert.remote_id && <CopyId id={alert.remote_id} what="listing" />}
          <Time at={alert.at} />
          {alert.over_at && (
            <span>
              over <Time at={alert.over_at} />
            </span>
          )}
          {alert.done_at && (
            <span>
              seen to by <bdi>{alert.done_by}</bdi>, <Time at={alert.done_at} />
            </span>
          )}
        </p>
      </div>
      <div className={styles.acts}>
        <Subject alert={alert} />
        {isOpen && <SeenTo alert={alert} />}
      </div>
    </li>
  );
}

/** What the order is about, as the broker knows it. */
function Tickets({ alert }: { alert: AlertBody }) {
  const { event, event_at: eventAt } = alert;
  return (
    <>
      <bdi className={styles.event}>{event}</bdi>
      {eventAt && (
        <>
          , <ExactTime at={eventAt} />
        </>
      )}
      {' · '}
      <bdi>{placeSentence(alert)}</bdi>
    </>
  );
}

function Subject({ alert }: { alert: AlertBody }) {
  const { order_id: order, connection_id: connection, pos } = alert;
  if (pos) return <OpenButton to={`/points-of-sale/${pos}`}>Open POS</OpenButton>;
  if (order) return <OpenButton to={`/orders/${order}`}>Open order</OpenButton>;
  return connection ? <OpenButton to={`/connections/${connection}`}>Open connection</OpenButton> : null;
}

function OpenButton({ to, children }: { to: string; children: string }) {
  return (
    <Button variant="default" renderRoot={(props) => <Link to={to} {...props} />}>
      {children}
    </Button>
  );
}

function SeenTo({ alert }: { alert: AlertBody }) {
  const mayTrade = useMay('trade');
  const queries = useQueryClient();
  if (!mayTrade) return null;
  return (
    <ConfirmButton
      label="Seen to"
      object={`alert ${alert.title}`}
      consequence="It is not told of again. Nothing about the order changes."
      variant="subtle"
      onConfirm={async () => {
        await noteAlertDone({ params: { alert_id: alert.alert_id } });
        await queries.invalidateQueries({ queryKey: key });
      }}
    />
  );
}
