// The columns of the holds, and a hold as a card on a phone: time left, then what is held, where, and how to let it go.
import type { HeldOrder } from '../../../../src/http/broker/schemas/holds.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { ActionButton } from '../../parts/order-actions/action-button.tsx';
import { EventName, endOf, numberOf, placeWords } from '../../parts/order-words.tsx';
import { RowCard } from '../../parts/row-card.tsx';
import { Time } from '../../parts/time.tsx';

export function holdColumns({ mayTrade }: { mayTrade: boolean }): readonly Column<HeldOrder>[] {
  const columns: Column<HeldOrder>[] = [
    { key: 'ends', head: 'Time left', width: '5.75rem', align: 'end', cell: (row) => <Ends {...row} /> },
    { key: 'money', head: 'Money', width: '6.5rem', align: 'end', cell: (row) => <Money value={row.money} /> },
    { key: 'event', head: 'Event', cell: (row) => <EventName {...row} /> },
    {
      key: 'tickets',
      head: 'Tickets',
      width: '8rem',
      cell: (row) => <span className="figures">{placeWords(row)}</span>,
    },
    {
      key: 'marketplace',
      head: 'Marketplace',
      width: '10rem',
      cell: (row) => <Marketplace slug={row.marketplace} />,
    },
    { key: 'pos', head: 'POS', width: '9.25rem', isSpare: true, cell: (row) => row.pos_name ?? '—' },
    { key: 'binding', head: 'Binds', width: '3.75rem', cell: (row) => (row.binding ? 'yes' : 'no') },
    {
      key: 'since',
      head: 'Since',
      width: '6rem',
      align: 'end',
      isSpare: true,
      cell: (row) => <Time at={sinceOf(row)} />,
    },
    {
      key: 'number',
      head: 'Number',
      width: '8rem',
      isSpare: true,
      cell: (row) => <CopyId id={numberOf(row)} what="order number" />,
    },
  ];
  if (mayTrade) {
    columns.push({
      key: 'release',
      head: 'Let go',
      width: '5.5rem',
      cell: (row) => row.release && <ActionButton action={row.release} order={row} short="Release" />,
    });
  }
  return columns;
}

function sinceOf({ held_at: heldAt, created_at: createdAt }: HeldOrder): string {
  return heldAt ?? createdAt;
}

function Ends(row: HeldOrder) {
  const end = endOf(row);
  return end === null ? <span className="quiet">—</span> : <Countdown until={end} isCalm />;
}

export function HoldCard({ row }: { row: HeldOrder }) {
  return (
    <RowCard
      head={
        <>
          <Ends {...row} />
          <Marketplace slug={row.marketplace} />
        </>
      }
      figure={<Money value={row.money} />}
      name={<EventName {...row} />}
      last={
        <>
          <span className="figures one-line">{placeWords(row)}</span>
          <span>{row.binding ? 'binding' : 'not binding'}</span>
        </>
      }
    />
  );
}
