// Settings: what the account has chosen for itself, where it is told of alerts, and who may do what in it.

import { readSettings } from '../../api/routes/settings.ts';
import { useReading } from '../../app/use-reading.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { BlockSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { AccountPanel } from './account-panel.tsx';
import { AlertChannelsPanel } from './alert-channels-panel.tsx';
import { DeedsPanel } from './deeds-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { RulePanel } from './rule-panel.tsx';
import styles from './settings-page.module.css';
import { TokensPanel } from './tokens-panel.tsx';

export const settingsKey = ['settings'];

export function SettingsPage() {
  const { data, error, refetch, dataUpdatedAt } = useReading({
    queryKey: settingsKey,
    queryFn: ({ signal }) => readSettings({ signal }),
  });
  return (
    <div className={styles.page}>
      <PageHead title="Settings" about="Every change is on record with who made it." />
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <>
          <BlockSkeleton height={180} />
          <BlockSkeleton height={260} />
          <BlockSkeleton height={180} />
        </>
      ) : (
        <>
          <AccountPanel settings={data} />
          <RulePanel settings={data} />
          <AlertChannelsPanel />
          <PeoplePanel />
          <TokensPanel />
          <DeedsPanel />
        </>
      )}
    </div>
  );
}
