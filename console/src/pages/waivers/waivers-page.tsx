// Waivers: what may have to be asked for, what was asked, and what came of it.
import { Button } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import {
  type Candidates,
  listCandidates,
  listWaivers,
  openWaiver,
  type WaiverListed,
} from '../../api/routes/waivers.ts';
import { useMay } from '../../app/session.ts';
import { usePages } from '../../app/use-pages.ts';
import { useReading } from '../../app/use-reading.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { Badge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './waivers-page.module.css';
import { groundNames, stateLooks } from './words.ts';

export const waiversKey = ['waivers'];

export function WaiversPage() {
  const { data, error, refetch, rows, dataUpdatedAt, hasNextPage, onEnd, isFetchingNextPage } = usePages({
    queryKey: waiversKey,
    read: (cursor, signal) => listWaivers({ query: cursor, signal }),
  });
  const candidates = useReading({
    queryKey: [...waiversKey, 'candidates'],
    queryFn: ({ signal }) => listCandidates({ signal }),
  });
  const suspects = candidates.data?.items ?? [];
  return (
    <div className={styles.page}>
      <PageHead
        title="Waivers"
        about="A sale that should not have happened need not be yours to pay for. The record of the conversation is the proof."
      />
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      {data && candidates.error && candidates.data === undefined && (
        <ErrorState error={candidates.error} retry={candidates.refetch} />
      )}
      {data && suspects.length > 0 && (
        <Panel title="These may be for a waiver" about="The record shows that something was not right.">
          <ul className={styles.list}>
            {suspects.map((suspect) => (
              <Suspect key={suspect.order_id} suspect={suspect} />
            ))}
          </ul>
        </Panel>
      )}
      {error && data === undefined ? (
        <ErrorState error={error} retry={() => Promise.all([refetch(), candidates.refetch()])} />
      ) : data === undefined || candidates.isPending ? (
        <RowsSkeleton rows={5} height={60} />
      ) : rows.length === 0 ? (
        <EmptyState title="No waiver was asked for yet" icon={<IconGavel size={28} stroke={1.5} />}>
          When a marketplace sells what it had released, or what it never asked about, open a case here or from the
          order.
        </EmptyState>
      ) : (
        <Panel title="Cases">
          <ul className={styles.list}>
            {rows.map((waiver) => (
              <Case key={waiver.waiver_id} waiver={waiver} />
            ))}
          </ul>
        </Panel>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={onEnd}>
          Show older ones
        </Button>
      )}
    </div>
  );
}

function Suspect({ suspect }: { suspect: Candidates['items'][number] }) {
  const mayTrade = useMay('trade');
  const navigate = useNavigate();
  return (
    <li>
      <div className={styles.story}>
        <p dir="auto">{suspect.sentence}</p>
        <p className={styles.facts}>
          <Marketplace slug={suspect.marketplace} />
          <Link to={`/orders/${suspect.order_id}` as string}>{suspect.global_id}</Link>
          {suspect.event && <bdi className="one-line">{suspect.event}</bdi>}
          <Time at={suspect.at} />
        </p>
      </div>
      {mayTrade && (
        <ConfirmButton
          label="Open a case"
          object={suspect.global_id}
          consequence="Gathers the conversation and who owned the tickets then. Nothing is sent to anyone."
          variant="default"
          onConfirm={async () => {
            const { waiver_id: id } = await openWaiver({ body: { order_id: suspect.order_id } });
            await navigate({ to: `/waivers/${id}` as string });
          }}
        />
      )}
    </li>
  );
}

function Case({ waiver }: { waiver: WaiverListed }) {
  const { mood, shape, word } = stateLooks[waiver.state];
  return (
    <li>
      <div className={styles.story}>
        <p>
          <Link to={`/waivers/${waiver.waiver_id}` as string}>{groundNames[waiver.ground]}</Link>{' '}
          <Badge mood={mood} shape={shape}>
            {word}
          </Badge>
        </p>
        <p className={styles.facts}>
          <Marketplace slug={waiver.marketplace} />
          <span>{waiver.global_id}</span>
          {waiver.event && <bdi className="one-line">{waiver.event}</bdi>}
          <span>
            opened <Time at={waiver.opened_at} /> by <bdi>{waiver.opened_by}</bdi>
          </span>
        </p>
      </div>
      <div className={styles.stake}>
        {waiver.saved || waiver.at_stake ? (
          <>
            <Money value={waiver.saved ?? waiver.at_stake} />
            <span className="quiet">{waiver.saved ? 'saved' : 'at stake'}</span>
          </>
        ) : (
          <span className="quiet">no sum entered yet</span>
        )}
      </div>
    </li>
  );
}
