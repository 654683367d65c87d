// Listings: the whole shelf, found by words, narrowed by time and by whether a ticket is free. The list stands in the address.

import { Button, NativeSelect } from '@mantine/core';
import { IconTicket, IconUpload } from '@tabler/icons-react';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ListingsQuery } from '../../../../src/http/broker/schemas/listings.ts';
import { listListings } from '../../api/routes/listings.ts';
import { useRereadOn } from '../../app/live.tsx';
import { PosChoice } from '../../app/pos-choice.tsx';
import { useMay } from '../../app/session.ts';
import { usePages } from '../../app/use-pages.ts';
import { ColumnChoice } from '../../parts/column-choice.tsx';
import { countOf } from '../../parts/count-of.ts';
import { DataTable } from '../../parts/data-table.tsx';
import styles from '../../parts/list-page.module.css';
import { usePageTitle } from '../../parts/page-title.ts';
import { SearchWords } from '../../parts/search-words.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { useTableAddress } from '../../parts/table-address.ts';
import { ViewsMenu } from '../../parts/views-menu.tsx';
import { columns, ListingCard } from './listing-columns.tsx';

const perPage = 100;
/** An event that began this long ago may still be sold, and is looked up at the door. */
const stillOnMs = 6 * 3_600_000;

type Filters = Readonly<Record<string, string | undefined>>;

export function ListingsPage() {
  usePageTitle('Listings');
  const { filters, columns: shown, filter, show, sort, sortBy } = useTableAddress();
  const { q = '', when = '', free = '', pos = '' } = filters;
  const { searchStr } = useLocation();
  const navigate = useNavigate();
  const mayTrade = useMay('trade');
  const isLatestFirst = sort === null ? when === 'past' : sort.isDescending;
  // "Upcoming" begins when it is asked for: else every drawing would be a new question.
  const query = useMemo(
    () => queryOf({ q, when, free, pos }, isLatestFirst, Date.now()),
    [q, when, free, pos, isLatestFirst],
  );
  const list = usePages({
    queryKey: ['listings', query],
    read: (cursor, signal) => listListings({ query: { ...query, limit: perPage, ...cursor }, signal }),
  });
  useRereadOn(['order', 'import'], ['listings'], 5_000);
  const { data, error, refetch, rows, dataUpdatedAt, isPlaceholderData, isSearchingOn, mayLookFurther } = list;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>Listings</h1>
        <div className={styles.tools}>
          <ViewsMenu page="listings" query={searchStr.replace(/^\?/, '')} />
          <span className={styles.deskOnly}>
            <ColumnChoice columns={columns} shown={shown} onChange={show} />
          </span>
          {mayTrade && <ImportLink />}
        </div>
      </header>
      <search className={styles.bar} aria-label="Narrow the list">
        <SearchWords
          label="Search listings"
          hint="Event, venue, section or listing"
          words={q}
          onWords={(next) => filter({ q: next })}
        />
        <NativeSelect
          size="xs"
          aria-label="Event time"
          value={when}
          onChange={({ currentTarget }) => filter({ when: currentTarget.value, sort: undefined })}
          data={[
            { value: '', label: 'Upcoming' },
            { value: 'past', label: 'Past' },
            { value: 'any', label: 'Any time' },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Free tickets"
          value={free}
          onChange={({ currentTarget }) => filter({ free: currentTarget.value })}
          data={[
            { value: '', label: 'Free or not' },
            { value: 'some', label: 'Some free' },
            { value: 'none', label: 'None free' },
          ]}
        />
        <PosChoice label="POS" none="Every POS" value={pos} onChange={(next) => filter({ pos: next })} />
      </search>
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      <div className={styles.list} data-old={isPlaceholderData || undefined}>
        {data === undefined ? (
          error ? (
            <ErrorState error={error} retry={refetch} />
          ) : (
            <RowsSkeleton rows={18} />
          )
        ) : rows.length === 0 ? (
          isSearchingOn ? (
            <EmptyState title="Looking further on…">
              None of the first listings fits. The next are being looked at.
            </EmptyState>
          ) : mayLookFurther ? (
            <EmptyState
              title="None among the first twenty thousand"
              action={<Button onClick={() => void list.fetchNextPage()}>Look further on</Button>}
            >
              Another word finds it sooner.
            </EmptyState>
          ) : (
            <Nothing
              isNarrowed={Boolean(q || free || when || pos)}
              onAll={() => void navigate({ to: '/listings', search: { when: 'any' } as never })}
            />
          )
        ) : (
          <DataTable
            label="Listings"
            rows={rows}
            rowKey={(row) => row.remote_id}
            columns={columns}
            shown={shown}
            sort={{ by: 'when', isDescending: isLatestFirst }}
            onSort={(next) => sortBy(next ?? { by: 'when', isDescending: false })}
            pathOf={(row) => `/listings/${encodeURIComponent(row.remote_id)}`}
            card={(row) => <ListingCard row={row} />}
            onEnd={list.onEnd}
          />
        )}
      </div>
      <p role="status" className={styles.foot}>
        {list.isFetchingNextPage || isSearchingOn
          ? 'Reading more…'
          : rows.length > 0 && `${countOf(rows.length, 'listing')}${list.hasNextPage ? ' so far' : ''}`}
      </p>
    </div>
  );
}

function queryOf({ q, when, free, pos }: Filters, isLatestFirst: boolean, now: number): ListingsQuery {
  const edge = new Date(now - stillOnMs).toISOString();
  return {
    ...(q ? { q } : {}),
    ...(when === '' ? { from: edge } : {}),
    ...(when === 'past' ? { to: edge } : {}),
    ...(pos ? { pos } : {}),
    ...(free ? { has_free: free === 'some' } : {}),
    sort: isLatestFirst ? 'latest' : 'soonest',
  };
}

function ImportLink({ isFirstStep = false }: { isFirstStep?: boolean }) {
  return (
    <Button
      renderRoot={(props) => <Link to="/imports" {...props} />}
      variant={isFirstStep ? 'filled' : 'default'}
      leftSection={<IconUpload size={15} aria-hidden="true" />}
    >
      Import
    </Button>
  );
}

function Nothing({ isNarrowed, onAll }: { isNarrowed: boolean; onAll: () => void }) {
  const mayTrade = useMay('trade');
  const all = (
    <Button variant="default" onClick={onAll}>
      Show all listings
    </Button>
  );
  if (isNarrowed) {
    return (
      <EmptyState title="No listing fits" action={all}>
        Words find the beginnings of words in an event, a venue, a section or your own id.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="The shelf is empty"
      icon={<IconTicket size={28} stroke={1.5} />}
      action={mayTrade ? <ImportLink isFirstStep /> : all}
    >
      No upcoming event has a listing. Import a file of yours, or <Link to="/points-of-sale">connect your POS</Link> and
      its listings come by themselves.
    </EmptyState>
  );
}
