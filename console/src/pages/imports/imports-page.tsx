// Imports: a file of listings is dropped or chosen, and everything that becomes of it is shown, with what is wrong line by line.
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { addressOf } from '../../api/route.ts';
import { listImports } from '../../api/routes/listings.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { usePages } from '../../app/use-pages.ts';
import columns from '../../parts/columns.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { WayBack } from '../../parts/way-back.tsx';
import { FileDrop } from './file-drop.tsx';
import { FileShape } from './file-shape.tsx';
import { ImportCard } from './import-card.tsx';
import styles from './imports-page.module.css';

const key = ['imports'];

export function ImportsPage() {
  const mayTrade = useMay('trade');
  const { data, error, refetch, rows, dataUpdatedAt, hasNextPage, isFetchingNextPage, onEnd } = usePages({
    queryKey: key,
    read: (cursor, signal) => listImports({ query: { limit: 20, ...cursor }, signal }),
    everyMs: 5_000,
  });
  useRereadOn(['import'], key, 400);
  return (
    <div className={columns.column}>
      <WayBack to="/listings">Listings</WayBack>
      <PageHead title="Import" about="A CSV of your listings. All of a file is taken, or nothing of it.">
        <Button
          component="a"
          variant="default"
          className={styles.example}
          href={addressOf('/imports/example.csv')}
          download
          leftSection={<IconDownload size={15} aria-hidden="true" />}
        >
          Example file
        </Button>
      </PageHead>
      {mayTrade ? (
        <FileDrop onSent={() => void refetch()} isBusy={rows[0]?.state === 'running'} />
      ) : (
        <p className={styles.forbidden}>An operator or an owner of this account can import files.</p>
      )}
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      <div className={columns.beside}>
        <Panel title="What became of your files">
          {data === undefined ? (
            error ? (
              <ErrorState error={error} retry={refetch} />
            ) : (
              <RowsSkeleton rows={4} height={64} />
            )
          ) : rows.length === 0 ? (
            <p className="quiet">No file has been imported yet.</p>
          ) : (
            <ol className={styles.imports}>
              {rows.map((one, place) => (
                <li key={one.import_id}>
                  <ImportCard done={one} isNewest={place === 0} />
                </li>
              ))}
            </ol>
          )}
          {hasNextPage && (
            <Button variant="subtle" loading={isFetchingNextPage} onClick={onEnd}>
              Older ones
            </Button>
          )}
        </Panel>
        <FileShape />
      </div>
    </div>
  );
}
