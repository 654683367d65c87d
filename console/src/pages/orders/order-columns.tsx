// The columns of the list of orders, and an order as a card on a phone: state, money, time left, then what it is about.
import type { OrderSummary } from '../../../../src/http/broker/schemas/orders.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { EventName, endOf, isLosing, numberOf, placeWords } from '../../parts/order-words.tsx';
import { RowCard } from '../../parts/row-card.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ExactTime, Time } from '../../parts/time.tsx';

export function columnsOf({ sortsMore }: { sortsMore: boolean }): readonly Column<OrderSummary>[] {
  return [
    {
      key: 'state',
      head: 'State',
      width: '7.25rem',
      cell: (row) => <StatusBadge state={row.state} isLosing={isLosing(row)} />,
    },
    {
      key: 'money',
      head: 'Money',
      width: '6.5rem',
      align: 'end',
      isSortable: sortsMore,
      cell: (row) => <Money value={row.money} />,
    },
    {
      key: 'ends',
      head: 'Time left',
      width: '6rem',
      align: 'end',
      isSortable: sortsMore,
      cell: (row) => <Ends {...row} />,
    },
    { key: 'event', head: 'Event', cell: (row) => <EventName {...row} /> },
    { key: 'standing', head: 'How it stands', isExtra: true, cell: (row) => <Standing {...row} /> },
    {
      key: 'tickets',
      head: 'Tickets',
      width: '8.5rem',
      cell: (row) => <span className="figures">{placeWords(row)}</span>,
    },
    { key: 'marketplace', head: 'Marketplace', width: '10rem', cell: (row) => <Marketplace slug={row.marketplace} /> },
    {
      key: 'number',
      head: 'Number',
      width: '8.5rem',
      cell: (row) => <CopyId id={numberOf(row)} what="order number" />,
    },
    {
      key: 'begun',
      head: 'Begun',
      width: '6.5rem',
      align: 'end',
      isSortable: true,
      cell: (row) => <Time at={row.created_at} />,
    },
    {
      key: 'venue',
      head: 'Venue',
      width: '9rem',
      isExtra: true,
      cell: (row) => (row.venue ? <AsWritten>{row.venue}</AsWritten> : '—'),
    },
    {
      key: 'when',
      head: 'Event time',
      width: '9.5rem',
      isExtra: true,
      cell: (row) => (row.event_at ? <ExactTime at={row.event_at} /> : '—'),
    },
    {
      key: 'listing',
      head: 'Listing',
      width: '9rem',
      isExtra: true,
      cell: (row) => (row.remote_id ? <CopyId id={row.remote_id} what="listing" /> : '—'),
    },
    { key: 'binding', head: 'Binds', width: '5rem', isExtra: true, cell: (row) => (row.binding ? 'yes' : 'no') },
    { key: 'pos', head: 'POS', width: '9rem', isExtra: true, cell: (row) => row.pos_name ?? '—' },
  ];
}

/** The reason in words belongs beside what waits for a person. */
export const columnsOfWaiting = ['state', 'money', 'ends', 'event', 'standing', 'marketplace', 'number', 'begun'];

function Ends(row: OrderSummary) {
  const end = endOf(row);
  return end === null ? <span className="quiet">—</span> : <Countdown until={end} isCalm={!row.needs_you} />;
}

function Standing({ alert, standing }: OrderSummary) {
  const sentence = alert?.sentence ?? standing;
  return <span title={sentence}>{sentence}</span>;
}

export function OrderCard({ row }: { row: OrderSummary }) {
  return (
    <RowCard
      head={
        <>
          <StatusBadge state={row.state} isLosing={isLosing(row)} />
          <Marketplace slug={row.marketplace} />
        </>
      }
      figure={<Money value={row.money} />}
      name={<EventName {...row} />}
      last={
        <>
          <span className="figures one-line">{placeWords(row)}</span>
          {endOf(row) === null ? <Time at={row.created_at} /> : <Ends {...row} />}
        </>
      }
    />
  );
}
