// What people and scripts changed, newest first: the record that nobody can alter.
import { Button } from '@mantine/core';
import { listDeeds } from '../../api/routes/people.ts';
import { usePages } from '../../app/use-pages.ts';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './settings-page.module.css';

const perPage = 10;

export function DeedsPanel() {
  const { data, error, refetch, rows, hasNextPage, onEnd, isFetchingNextPage } = usePages({
    queryKey: ['deeds'],
    read: (cursor, signal) => listDeeds({ query: { limit: perPage, ...cursor }, signal }),
  });
  return (
    <Panel title="Who changed what" about="Acts on orders stand in each order’s own story too.">
      {error && data === undefined ? (
        <ErrorState error={error} retry={refetch} />
      ) : data === undefined ? (
        <RowsSkeleton rows={4} height={32} />
      ) : rows.length === 0 ? (
        <p className="quiet">Nobody has changed anything yet.</p>
      ) : (
        <ul className={styles.rows}>
          {rows.map((deed) => (
            <li key={deed.deed_id}>
              <span className={styles.who}>
                <bdi>{deed.by.name}</bdi> {deed.did}
              </span>
              <span className="quiet">
                <Time at={deed.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={onEnd}>
          Show older ones
        </Button>
      )}
    </Panel>
  );
}
