// One POS: how it is, what was found there, what happens while it is away, what is set, and what is known of it and how well.
// One that is not connected yet is connected here.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { PointOfSale, PosKind, TriedPos } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { disconnectPointOfSale, listPointsOfSale, listPosKinds } from '../../api/routes/points-of-sale.ts';
import { useMay } from '../../app/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import { capital } from '../../parts/capital.ts';
import columns from '../../parts/columns.module.css';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { DeclaredFacts } from '../../parts/declared/declared-facts.tsx';
import { rereadPaceMs } from '../../parts/pace.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { ToldFacts, ToldList } from '../../parts/told-list.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { Confirmers, FindingsPanel } from './findings-panel.tsx';
import styles from './point-of-sale-page.module.css';
import { PosHealth } from './pos-health.tsx';
import { PosSettingsForm } from './pos-settings.tsx';
import { WhenAwayPanel } from './when-away.tsx';

const toAll = <WayBack to="/points-of-sale">POS systems</WayBack>;

export function PointOfSalePage() {
  const { pos: slug } = useParams({ strict: false }) as { pos: string };
  const [isNew, setNew] = useState(false);
  const kinds = useReading({
    queryKey: ['pos-kinds'],
    queryFn: ({ signal }) => listPosKinds({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const all = useReading({
    queryKey: ['points-of-sale'],
    queryFn: ({ signal }) => listPointsOfSale({ signal }),
    refetchInterval: ({ state }) => rereadPaceMs(state.data?.items.map(({ pace }) => pace) ?? []),
  });
  if (kinds.data === undefined || all.data === undefined) {
    const error = kinds.error ?? all.error;
    return error ? (
      <BrokenPage title="POS" back={toAll} error={error} retry={() => Promise.all([kinds.refetch(), all.refetch()])} />
    ) : (
      <BlockSkeleton height={520} />
    );
  }
  const kind = kinds.data.items.find(({ pos }) => pos === slug);
  const stands = all.data.items.find(({ pos }) => pos === slug) ?? null;
  if (kind === undefined) {
    return (
      <EmptyState title="There is no such POS" action={<Link to={'/points-of-sale' as string}>All POS systems</Link>}>
        This hub speaks with {kinds.data.items.map(({ name }) => name).join(', ')}.
      </EmptyState>
    );
  }
  return (
    <div className={styles.page}>
      {toAll}
      {all.error && <StaleNote readAt={all.dataUpdatedAt} />}
      {stands ? (
        <Connected key={slug} kind={kind} pos={stands} isNew={isNew} />
      ) : (
        <NotConnected kind={kind} onConnected={() => setNew(true)} />
      )}
      <Known kind={kind} />
    </div>
  );
}

function Connected({ kind, pos, isNew }: { kind: PosKind; pos: PointOfSale; isNew: boolean }) {
  const [tried, setTried] = useState<TriedPos | null>(null);
  // Two confirmers are told of once: where they were asked for, if they were.
  const isToldOf = (tried?.both_confirm?.length ?? 0) > 0;
  if (kind.kind === 'ledger') {
    return (
      <PageHead
        title={kind.name}
        about="It is inside Holdfast and needs no connecting: what it says and what the ledger says is one commit. It has the listings that are imported from files."
      />
    );
  }
  return (
    <>
      <PageHead title={kind.name} about="Your tickets stand there; every hold and sale of them is put to it.">
        <Disconnect pos={pos} />
      </PageHead>
      {!isToldOf && <Confirmers pos={pos.pos} />}
      <div className={columns.even}>
        <PosHealth key={pos.pos} pos={pos} isNew={isNew} tried={tried} onTried={setTried} />
        <WhenAwayPanel key={pos.pos} pos={pos} />
      </div>
      <FindingsPanel pos={pos.pos} name={pos.name} />
      <Panel
        title="Settings"
        about="Encrypted as a whole before they are stored. A secret that you leave empty stays as it is."
      >
        <PosSettingsForm kind={kind} stands={pos} />
      </Panel>
    </>
  );
}

function NotConnected({ kind, onConnected }: { kind: PosKind; onConnected: () => void }) {
  const mayManage = useMay('manage');
  return (
    <>
      <PageHead
        title={`Connect ${kind.name}`}
        about="Its listings are read from the beginning as soon as it is connected."
      />
      <Panel title="Settings" about="Encrypted as a whole before they are stored; what is secret is never shown again.">
        {mayManage ? (
          <PosSettingsForm kind={kind} stands={null} onSaved={onConnected} />
        ) : (
          <p>An owner of this account can connect it.</p>
        )}
      </Panel>
    </>
  );
}

function Disconnect({ pos: { pos, name } }: { pos: PointOfSale }) {
  const mayManage = useMay('manage');
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!mayManage) return <span className="quiet">An owner can disconnect it.</span>;
  return (
    <ConfirmButton
      label="Disconnect"
      object={name}
      consequence="Its listings leave the shelf, and its settings are forgotten. It is refused while an order owns tickets there."
      variant="default"
      isDestructive
      asks
      onConfirm={async () => {
        await disconnectPointOfSale({ params: { pos } });
        await queries.invalidateQueries({ queryKey: ['points-of-sale'] });
        await navigate({ to: '/points-of-sale' as string });
      }}
    />
  );
}

function Known({ kind: { name, capabilities, edges } }: { kind: PosKind }) {
  return (
    <Panel
      title={`What is known of ${name}`}
      about="Each fact with how well it is known, and from where. Nothing is invented: what is not public is a setting."
    >
      <DeclaredFacts facts={capabilities} />
      {edges.length > 0 && (
        <details className={styles.edges}>
          <summary>
            At the edges: {edges.length} things that it does, or may do, and how Holdfast gets along with them
          </summary>
          <ToldList>
            {edges.map(({ about, value, grade_called: grade, copes }) => (
              <li key={about}>
                <p>
                  <strong>{capital(about)}</strong>: {value} <span className="quiet">({grade})</span>
                </p>
                <ToldFacts>{copes}</ToldFacts>
              </li>
            ))}
          </ToldList>
        </details>
      )}
    </Panel>
  );
}
