// Orders: all of them, found by words, narrowed by state, marketplace and time, however many there are. The list stands in
// the address, so that a view can be sent to a colleague.

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useContext, useMemo, useRef, useState } from 'react';
import { addressOf } from '../../api/route.ts';
import { useMay } from '../../app/session.ts';
import { ColumnChoice } from '../../parts/column-choice.tsx';
import { countOf } from '../../parts/count-of.ts';
import { DataTable } from '../../parts/data-table.tsx';
import styles from '../../parts/list-page.module.css';
import { BulkBar } from '../../parts/order-actions/bulk-bar.tsx';
import { moodOf, objectOf } from '../../parts/order-words.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { type Sort, useTableAddress } from '../../parts/table-address.ts';
import { ZoneContext } from '../../parts/time.tsx';
import { ViewsMenu } from '../../parts/views-menu.tsx';
import { WaitingPill } from '../../parts/waiting-pill.tsx';
import { FilterBar } from './filter-bar.tsx';
import { columnsOf, columnsOfWaiting, OrderCard } from './order-columns.tsx';
import { isOpen, queryOf } from './order-filters.ts';
import { useOrderList } from './use-order-list.ts';

export function OrdersPage() {
  usePageTitle('Orders');
  const { filters, sort, columns: chosenColumns, filter, sortBy, show } = useTableAddress();
  const { searchStr } = useLocation();
  const navigate = useNavigate();
  const zone = useContext(ZoneContext);
  // "The last hour" ends when it is asked for: else every drawing would be a new question.
  const query = useMemo(() => queryOf(filters, sort, zone, Date.now()), [JSON.stringify([filters, sort]), zone]);
  const isHeld = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const list = useOrderList(query, () => !isHeld.current && isAtTheTop(box.current));
  const { rows, error, refetch, data, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = list;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayTrade = useMay('trade');
  const isWaitingList = filters.state === 'needs_you';
  const columns = columnsOf({ sortsMore: isOpen(filters) });
  const isNarrowed = Object.entries(filters).some(([, value]) => value !== undefined);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>Orders</h1>
        <WaitingPill count={list.waiting} onLetIn={list.letIn} />
        <div className={styles.tools}>
          <ViewsMenu page="orders" query={searchStr.replace(/^\?/, '')} />
          <span className={styles.deskOnly}>
            <ColumnChoice columns={columns} shown={chosenColumns} onChange={show} />
          </span>
          <Button
            component="a"
            variant="default"
            href={addressOf('/orders.csv', query)}
            download
            leftSection={<IconDownload size={15} aria-hidden="true" />}
            title="Every order that this list finds, not only those in sight"
          >
            CSV
          </Button>
        </div>
      </header>
      <FilterBar filters={filters} onFilter={filter} />
      {error && data && <StaleNote readAt={list.dataUpdatedAt} />}
      <div
        ref={box}
        className={styles.list}
        data-old={isPlaceholderData || undefined}
        onPointerEnter={() => {
          isHeld.current = true;
        }}
        onPointerLeave={() => {
          isHeld.current = false;
        }}
      >
        {data === undefined ? (
          error ? (
            <ErrorState error={error} retry={refetch} />
          ) : (
            <RowsSkeleton rows={18} />
          )
        ) : rows.length === 0 ? (
          <Nothing list={list} isNarrowed={isNarrowed} onAll={() => void navigate({ to: '/orders', search: {} })} />
        ) : (
          <DataTable
            label="Orders"
            rows={rows}
            rowKey={(row) => row.order_id}
            columns={columns}
            shown={chosenColumns ?? (isWaitingList ? columnsOfWaiting : null)}
            sort={sort ?? { by: 'begun', isDescending: true }}
            onSort={(next) => sortBy(settled(next))}
            pathOf={(row) => `/orders/${row.order_id}`}
            card={(row) => <OrderCard row={row} />}
            moodOf={moodOf}
            onEnd={list.onEnd}
            {...(mayTrade ? { selection: { chosen, onChange: setChosen, nameOf: objectOf } } : {})}
          />
        )}
      </div>
      <p role="status" className={styles.foot}>
        {isFetchingNextPage || list.isSearchingOn
          ? 'Reading more…'
          : rows.length > 0 && `${countOf(rows.length, 'order')}${hasNextPage ? ' so far' : ''}`}
        {list.mayLookFurther && rows.length > 0 && (
          <Button variant="subtle" onClick={() => void fetchNextPage()}>
            Look further back
          </Button>
        )}
      </p>
      <BulkBar rows={rows.filter((row) => chosen.has(row.order_id))} onDone={() => setChosen(new Set())} />
    </div>
  );
}

/** The end comes first and the most money comes first: the other way round helps nobody. */
function settled(sort: Sort | null): Sort | null {
  if (sort?.by === 'ends') return { by: 'ends', isDescending: false };
  return sort?.by === 'money' ? { by: 'money', isDescending: true } : sort;
}

function isAtTheTop(box: HTMLDivElement | null): boolean {
  return (box?.querySelector('section')?.scrollTop ?? 0) < 8;
}

type ListRead = Pick<ReturnType<typeof useOrderList>, 'isSearchingOn' | 'mayLookFurther' | 'fetchNextPage'>;

function Nothing({ list, isNarrowed, onAll }: { list: ListRead; isNarrowed: boolean; onAll: () => void }) {
  if (list.isSearchingOn) {
    return (
      <EmptyState title="Looking further back…">
        None of the newest orders fits. Older ones are being looked at.
      </EmptyState>
    );
  }
  if (list.mayLookFurther) {
    return (
      <EmptyState
        title="None among the newest ten thousand"
        action={<Button onClick={() => void list.fetchNextPage()}>Look further back</Button>}
      >
        Another word, or a marketplace or a time, finds it sooner.
      </EmptyState>
    );
  }
  if (isNarrowed) {
    return (
      <EmptyState
        title="No order fits"
        action={
          <Button variant="default" onClick={onAll}>
            Show all orders
          </Button>
        }
      >
        Words find the beginnings of words in an event, a venue or a buyer; numbers are found whole.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No orders yet">
      As soon as a marketplace asks for tickets, or tells of a sale, it is here, and stays here for good.
    </EmptyState>
  );
}
