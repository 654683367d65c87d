// Holds: who holds what, since when, until when, and what letting go of it costs; the one that ends first at the top.

import { NativeSelect } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useContext, useState } from 'react';
import type { HoldsQuery, HoldsPage as Page } from '../../../../src/http/broker/schemas/holds.ts';
import { listHolds } from '../../api/routes/orders.ts';
import { useRereadOn } from '../../app/live.tsx';
import { useMay } from '../../app/session.ts';
import { usePages } from '../../app/use-pages.ts';
import { countOf } from '../../parts/count-of.ts';
import { DataTable } from '../../parts/data-table.tsx';
import list from '../../parts/list-page.module.css';
import { MarketplacesContext } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { BulkBar } from '../../parts/order-actions/bulk-bar.tsx';
import { objectOf } from '../../parts/order-words.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { SearchWords } from '../../parts/search-words.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { StaleNote } from '../../parts/stale-note.tsx';
import { EmptyState, ErrorState } from '../../parts/states.tsx';
import { useTableAddress } from '../../parts/table-address.ts';
import { ViewsMenu } from '../../parts/views-menu.tsx';
import { HoldCard, holdColumns } from './hold-columns.tsx';
import styles from './holds-page.module.css';

const perPage = 100;
const everyMs = 15_000;

export function HoldsPage() {
  usePageTitle('Holds');
  const { filters, filter } = useTableAddress();
  const { q, marketplace = '', binding = '' } = filters;
  const query = queryOf({ q, marketplace, binding });
  const queryKey = ['holds', query];
  const { searchStr } = useLocation();
  const marketplaces = [...useContext(MarketplacesContext)];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayTrade = useMay('trade');
  const { data, error, refetch, rows, onEnd, dataUpdatedAt } = usePages({
    queryKey,
    read: (cursor, signal) => listHolds({ query: { ...query, limit: perPage, ...cursor }, signal }),
    everyMs,
  });
  useRereadOn(['order'], ['holds']);
  const isNarrowed = Boolean(q || marketplace || binding);
  return (
    <div className={list.page}>
      <header className={list.head}>
        <h1>Holds</h1>
        {data?.pages[0] && <Totals totals={data.pages[0].totals} />}
        <div className={list.tools}>
          <ViewsMenu page="holds" query={searchStr.replace(/^\?/, '')} />
        </div>
      </header>
      <search className={list.bar} aria-label="Narrow the list">
        <SearchWords label="Search holds" words={q ?? ''} onWords={(next) => filter({ q: next })} />
        <NativeSelect
          size="xs"
          aria-label="Marketplace"
          value={marketplace}
          onChange={({ currentTarget }) => filter({ marketplace: currentTarget.value })}
          data={[
            { value: '', label: 'Every marketplace' },
            ...marketplaces.map(([slug, { name }]) => ({ value: slug, label: name })),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Binding or not"
          value={binding}
          onChange={({ currentTarget }) => filter({ binding: currentTarget.value })}
          data={[
            { value: '', label: 'Binding or not' },
            { value: 'true', label: 'Binding' },
            { value: 'false', label: 'Not binding' },
          ]}
        />
      </search>
      {error && data && <StaleNote readAt={dataUpdatedAt} />}
      <div className={list.list}>
        {data === undefined ? (
          error ? (
            <ErrorState error={error} retry={refetch} />
          ) : (
            <RowsSkeleton rows={16} />
          )
        ) : rows.length === 0 ? (
          isNarrowed ? (
            <EmptyState title="No hold fits">Take a word or a choice away to see more.</EmptyState>
          ) : (
            <EmptyState title="Nothing is on hold">
              Every ticket is free, or sold. When a marketplace asks for some, they are here until it sells them or lets
              them go.
            </EmptyState>
          )
        ) : (
          <DataTable
            label="Holds"
            rows={rows}
            rowKey={(row) => row.order_id}
            columns={holdColumns({ mayTrade })}
            pathOf={(row) => `/orders/${row.order_id}`}
            card={(row) => <HoldCard row={row} />}
            onEnd={onEnd}
            {...(mayTrade ? { selection: { chosen, onChange: setChosen, nameOf: objectOf } } : {})}
          />
        )}
      </div>
      <BulkBar rows={rows.filter((row) => chosen.has(row.order_id))} onDone={() => setChosen(new Set())} />
    </div>
  );
}

function queryOf({ q, marketplace, binding }: Record<'q' | 'marketplace' | 'binding', string | undefined>): HoldsQuery {
  return {
    ...(q ? { q } : {}),
    ...(marketplace ? { marketplace: [marketplace] } : {}),
    ...(binding ? { binding: binding === 'true' } : {}),
  };
}

function endingWords(count: number): string {
  if (count === 0) return 'none ends';
  return count === 1 ? '1 ends' : `${count.toLocaleString('en')} end`;
}

function Totals({ totals }: { totals: Page['totals'] }) {
  const { holds, tickets, binding, ending_soon: endingSoon, money } = totals;
  if (holds === 0) return null;
  return (
    <p className={styles.totals}>
      <strong className="figures">{tickets.toLocaleString('en')}</strong> {tickets === 1 ? 'ticket' : 'tickets'} in{' '}
      {countOf(holds, 'hold')}
      {money.map((sum, place) => (
        <span key={sum.currency}>
          {place === 0 ? ', worth ' : place < money.length - 1 ? ', ' : ' and '}
          <Money value={sum} isRound />
        </span>
      ))}
      <span className="quiet">
        {' '}
        · {binding.toLocaleString('en')} binding · {endingWords(endingSoon)} within 5 min
      </span>
    </p>
  );
}
