// What became of each ticket: every order that asked for some, when it owned them, and how it ended; of all tickets or of one.
import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ListingDetail } from '../../../../src/http/broker/schemas/listings.ts';
import { countOf } from '../../parts/count-of.ts';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { numberOf, seatWords } from '../../parts/order-words.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ExactTime, Time } from '../../parts/time.tsx';
import styles from './ticket-story.module.css';

type AskedOrder = ListingDetail['orders'][number];

export function TicketStory({ listing }: { listing: ListingDetail }) {
  const [seat, setSeat] = useState('');
  const { orders, seats, more_orders: hasMore, remote_id: remoteId } = listing;
  const labels = seats.flatMap(({ seat: label }) => (label === null ? [] : [label]));
  const shown = seat === '' ? orders : orders.filter((order) => order.seats.includes(seat));
  const choice = labels.length > 0 && orders.length > 0 && (
    <NativeSelect
      size="xs"
      aria-label="Whose story"
      value={seat}
      onChange={({ currentTarget }) => setSeat(currentTarget.value)}
      data={[
        { value: '', label: 'Every ticket' },
        ...labels.map((label) => ({ value: label, label: `Seat ${label}` })),
      ]}
    />
  );
  return (
    <Panel title="What became of them" aside={choice}>
      {orders.length === 0 ? (
        <p className="quiet">No marketplace has asked for any of these tickets yet.</p>
      ) : shown.length === 0 ? (
        <p className="quiet">No order ever had seat {seat}.</p>
      ) : (
        <ol className={styles.orders}>
          {shown.map((order) => (
            <li key={order.order_id}>
              <AskedFor order={order} />
            </li>
          ))}
        </ol>
      )}
      {hasMore && (
        <p className={styles.more}>
          <Link to="/orders" search={{ listing: remoteId } as never}>
            All orders of this listing
          </Link>
        </p>
      )}
    </Panel>
  );
}

function AskedFor({ order }: { order: AskedOrder }) {
  return (
    <>
      <span className={styles.line}>
        <StatusBadge state={order.state} />
        <Marketplace slug={order.marketplace} />
        <Link to="/orders/$orderId" params={{ orderId: order.order_id }} className={styles.number}>
          {numberOf(order)}
        </Link>
        <span className={styles.money}>
          {/* What a listing costs today says nothing of an order of last month. */}
          {order.money && order.money.is !== 'listing_price' && <Money value={order.money} />}
        </span>
      </span>
      <span className={styles.last}>
        <span className="figures">{ticketsOf(order)}</span>
        <Owned order={order} />
      </span>
    </>
  );
}

/** "2 tickets: 5, 6". */
function ticketsOf({ quantity, seats }: AskedOrder): string {
  const words = quantity === null ? '' : countOf(quantity, 'ticket');
  return [words, seatWords(seats)].filter(Boolean).join(': ');
}

function Owned({ order: { owned, created_at: createdAt } }: { order: AskedOrder }) {
  const last = owned.at(-1);
  if (last === undefined) {
    return (
      <span>
        asked <Time at={createdAt} />, never had them
      </span>
    );
  }
  return (
    <span>
      {owned.length > 1 && `${owned.length} times, at last `}
      since <ExactTime at={last.since} />
      {last.until && (
        <>
          {' '}
          until <ExactTime at={last.until} />
        </>
      )}
    </span>
  );
}
