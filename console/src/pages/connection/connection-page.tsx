// One connection: how it is, what the marketplace is given, what it is set to, and what is known of it and how well.
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Connection, MarketplaceBody } from '../../../../src/http/broker/schemas/connections.ts';
import { changeConnection, listMarketplaces, readConnection } from '../../api/routes/connections.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { useReading } from '../../app/use-reading.ts';
import { BrokenPage } from '../../parts/broken-page.tsx';
import columns from '../../parts/columns.module.css';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { DeclaredFacts } from '../../parts/declared/declared-facts.tsx';
import { rereadPaceMs } from '../../parts/pace.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import styles from './connection-page.module.css';
import { ConnectionSettings } from './connection-settings.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { HealthPanel } from './health-panel.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { UnreadableNotices } from './unreadable-notices.tsx';

const toConnections = <WayBack to="/connections">Connections</WayBack>;

export function ConnectionPage() {
  const { connectionId } = useParams({ strict: false }) as { connectionId: string };
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: ['connections', connectionId],
    queryFn: ({ signal }) => readConnection({ params: { connection_id: connectionId }, signal }),
    refetchInterval: ({ state }) => rereadPaceMs([state.data?.pace]),
  });
  const marketplaces = useReading({
    queryKey: ['marketplaces'],
    queryFn: ({ signal }) => listMarketplaces({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useRereadOn(['connection', 'alert'], ['connections']);
  if (data === undefined && error) {
    const retry = (): Promise<unknown> => Promise.all([refetch(), marketplaces.refetch()]);
    return <BrokenPage title="Connection" back={toConnections} error={error} retry={retry} />;
  }
  if (data === undefined || marketplaces.isPending) return <BlockSkeleton height={520} />;
  const marketplace = marketplaces.data?.items.find(({ slug }) => slug === data.marketplace);
  return (
    <div className={styles.page}>
      {toConnections}
      <PageHead title={data.name} {...(marketplace ? { about: howItDeals(marketplace) } : {})}>
        <PauseButton connection={data} asksFirst={marketplace?.asks_first ?? true} />
      </PageHead>
      {error && <StaleNote readAt={dataUpdatedAt} />}
      <div className={columns.even}>
        <HealthPanel connection={data} />
        <KeysPanel connection={data} />
      </div>
      {data.notices_path !== null && <UnreadableNotices connection={data} />}
      {marketplaces.error && marketplace === undefined && (
        <ErrorState error={marketplaces.error} retry={marketplaces.refetch} />
      )}
      {marketplace && (
        <>
          <Credentials connection={data} marketplace={marketplace} />
          <Panel title="Settings" about={settingsAbout(data)}>
            <ConnectionSettings connection={data} marketplace={marketplace} />
          </Panel>
          <Panel
            title={`What is known of ${data.name}`}
            about="Each fact with how well it is known, and from where. Nothing is invented: what is not public is a setting."
          >
            <DeclaredFacts facts={marketplace.capabilities} />
          </Panel>
        </>
      )}
    </div>
  );
}

function howItDeals({ asks_first: asks, tells_of_sales: tells, name }: MarketplaceBody): string {
  if (asks && tells) return `${name} asks before it sells, and tells of other sales.`;
  return asks ? `${name} asks before it sells.` : `${name} sells, and tells of it afterwards.`;
}

function settingsAbout({ assumed, name }: Connection): string {
  if (assumed.length === 0) return 'In force within seconds. What is empty has its default.';
  const [count, are] = assumed.length === 1 ? ['One setting', 'is'] : [`${assumed.length} settings`, 'are'];
  return `${count} ${are} at a cautious default, because nothing public says how ${name} has it. Enter what your contract or its support says.`;
}

function PauseButton({ connection, asksFirst }: { connection: Connection; asksFirst: boolean }) {
  const mayManage = useMay('manage');
  const queries = useQueryClient();
  const { connection_id: id, name, paused_at: pausedAt } = connection;
  const isPaused = pausedAt !== null;
  const meanwhile = asksFirst
    ? `${name} is told no when it asks for tickets, and its list of sales is left alone.`
    : `The list of sales of ${name} is left alone, and it may go on selling.`;
  if (!mayManage) return <span className="quiet">An owner can {isPaused ? 'resume' : 'pause'} it.</span>;
  return (
    <ConfirmButton
      label={isPaused ? 'Resume' : 'Pause'}
      object={name}
      consequence={
        isPaused
          ? `${asksFirst ? `${name} may ask for tickets again, and its` : 'Its'} list of sales is read at once.`
          : `${meanwhile} What it has sold already is still worked, and so is every sale of which it tells us: to stop those, take your listings down there.`
      }
      variant={isPaused ? 'filled' : 'default'}
      asks={!isPaused}
      onConfirm={async () => {
        await changeConnection({ params: { connection_id: id }, body: { paused: !isPaused } });
        await Promise.all([['connections'], ['health']].map((queryKey) => queries.invalidateQueries({ queryKey })));
      }}
    />
  );
}

function Credentials({ connection, marketplace }: { connection: Connection; marketplace: MarketplaceBody }) {
  const mayManage = useMay('manage');
  const { name, has_credentials: hasCredentials } = connection;
  if (marketplace.credentials.length === 0) return null;
  const stand = hasCredentials
    ? `Credentials stand, and nobody is shown them.`
    : `None are entered: ${name}’s sales can neither be read nor confirmed.`;
  return (
    <Panel title={`Your credentials at ${name}`} about={stand}>
      {!mayManage ? (
        <p className="quiet">An owner can enter them.</p>
      ) : hasCredentials ? (
        <details className={styles.replace}>
          <summary>Replace them</summary>
          <CredentialsForm key={connection.connection_id} connection={connection} fields={marketplace.credentials} />
        </details>
      ) : (
        <CredentialsForm key={connection.connection_id} connection={connection} fields={marketplace.credentials} />
      )}
    </Panel>
  );
}
