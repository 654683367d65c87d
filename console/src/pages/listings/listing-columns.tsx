// The columns of the shelf, and a listing as a card on a phone.
import type { ListingSummary } from '../../../../src/http/broker/schemas/listings.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { placeOf, splitName } from '../../parts/listing-words.ts';
import { Money } from '../../parts/money.tsx';
import { EventName } from '../../parts/order-words.tsx';
import { RowCard } from '../../parts/row-card.tsx';
import { TicketBar } from '../../parts/ticket-bar.tsx';
import { ExactTime, Time } from '../../parts/time.tsx';
import styles from './listing-columns.module.css';

export const columns: readonly Column<ListingSummary>[] = [
  {
    key: 'when',
    head: 'Event time',
    width: '9.5rem',
    isSortable: true,
    cell: (row) => <ExactTime at={row.event_at} />,
  },
  { key: 'event', head: 'Event', cell: (row) => <EventName {...row} /> },
  {
    key: 'venue',
    head: 'Venue',
    width: '9rem',
    isSpare: true,
    cell: (row) => <AsWritten>{row.venue}</AsWritten>,
  },
  { key: 'place', head: 'Place', width: '7rem', cell: (row) => <bdi className="figures">{placeOf(row)}</bdi> },
  { key: 'tickets', head: 'Tickets', width: '13rem', cell: (row) => <TicketBar counts={row} /> },
  { key: 'price', head: 'Each', width: '5.75rem', align: 'end', cell: (row) => <Money value={row.price} /> },
  { key: 'split', head: 'Sold', width: '7.5rem', cell: (row) => splitName(row.split) },
  { key: 'listing', head: 'Listing', width: '7rem', cell: (row) => <CopyId id={row.remote_id} what="listing" /> },
  { key: 'pos', head: 'POS', width: '9rem', isExtra: true, cell: (row) => row.pos_name },
  {
    key: 'changed',
    head: 'Changed',
    width: '7.5rem',
    align: 'end',
    isExtra: true,
    cell: (row) => <Time at={row.updated_at} />,
  },
];

export function ListingCard({ row }: { row: ListingSummary }) {
  return (
    <RowCard
      head={<ExactTime at={row.event_at} />}
      figure={<Money value={row.price} />}
      name={<EventName {...row} />}
      last={
        <>
          <bdi className="figures one-line">{placeOf(row)}</bdi>
          <span className={styles.tickets}>
            <TicketBar counts={row} />
          </span>
        </>
      }
    />
  );
}
