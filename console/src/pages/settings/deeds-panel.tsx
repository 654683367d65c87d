// What people and scripts changed, newest first: the record that nobody can alter.
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { listDeeds } from '../../api/routes/people.ts';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import styles from './settings-page.module.css';

const perPage = 10;

export function DeedsPanel() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['deeds'],
    queryFn: ({ signal, pageParam }) => listDeeds({ query: { limit: perPage, ...pageParam }, signal }),
    initialPageParam: {} as { cursor?: string },
    getNextPageParam: ({ next_cursor: cursor }) => (cursor === null ? undefined : { cursor }),
  });
  const deeds = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel title="Who changed what" about="Acts on orders stand in each order’s own story too.">
      {error && data === undefined ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <RowsSkeleton rows={4} height={32} />
      ) : deeds.length === 0 ? (
        <p className="quiet">Nobody has changed anything yet.</p>
      ) : (
        <ul className={styles.rows}>
          {deeds.map((deed) => (
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
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </Panel>
  );
}
