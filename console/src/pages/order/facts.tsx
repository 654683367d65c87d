// The facts of an order: event, seats as a small row of squares, money, who holds what, and every number to copy.

import { Link } from '@tanstack/react-router';
import type { OrderDetail } from '../../../../src/http/broker/schemas/orders.ts';
import { capital } from '../../parts/capital.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { sectionWords } from '../../parts/order-words.tsx';
import { type Seat, Seats } from '../../parts/seats.tsx';
import { ExactTime } from '../../parts/time.tsx';
import styles from './facts.module.css';

export function Facts({ order }: { order: OrderDetail }) {
  const { listing } = order;
  return (
    <section className={styles.panel} aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <Place order={order} />
      <dl className={styles.facts}>
        <Fact name="Marketplace">
          <Marketplace slug={order.marketplace} />
        </Fact>
        <Fact name="How it sells">
          {order.flow === 'order_integration' ? 'asks first, then sells' : 'sells first, then tells us'}
        </Fact>
        <Fact name="Binding">{order.binding ? 'yes: letting go may cost' : 'no'}</Fact>
        <Fact name="Total">{order.total && <Money value={order.total} />}</Fact>
        <Fact name="Each">{order.unit_price && <Money value={order.unit_price} />}</Fact>
        <Fact name="Listed at">{listing && <Money value={listing.price} />}</Fact>
        <Fact name="Why not">{order.refusal_words}</Fact>
        <Fact name="Rejected as">{order.reject_reason}</Fact>
        <Fact name="Begun">
          <ExactTime at={order.created_at} />
        </Fact>
        <Fact name="Held">{order.held_at && <ExactTime at={order.held_at} />}</Fact>
        <Fact name="Hold ends">{order.expires_at && order.held_at && <ExactTime at={order.expires_at} />}</Fact>
        <Fact name="Confirm by">{order.confirm_by && <ExactTime at={order.confirm_by} />}</Fact>
        <Fact name="Confirmed">{order.confirmed_at && <ExactTime at={order.confirmed_at} />}</Fact>
        <Buyer buyer={order.buyer} />
        <Fact name="POS">{order.pos_name}</Fact>
        <IdFact name="Order number" id={order.marketplace_order_id} />
        <IdFact name="Global id" id={order.global_id} />
        <IdFact name="Invoice" id={order.invoice_id} />
        <IdFact name="Hold in the POS" id={order.pos_hold_id} />
        <IdFact name="Our order id" id={order.order_id} />
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function IdFact({ name, id }: { name: string; id: string | null }) {
  return <Fact name={name}>{id !== null && <CopyId id={id} what={name.toLowerCase()} />}</Fact>;
}

function Place({ order }: { order: OrderDetail }) {
  const { listing, section, row, remote_id: remoteId, sold_seats: soldSeats } = order;
  const where = [section && sectionWords(section), row && `row ${row}`].filter(Boolean).join(', ');
  const seats = seatsOf(order);
  return (
    <div className={styles.place}>
      <p>
        <strong>{where ? capital(where) : 'No place is named'}</strong>
      </p>
      {seats.length > 0 && <Seats seats={seats} />}
      {soldSeats !== null && soldSeats.length > 0 && (
        <p className="quiet">It says that it sold {soldSeats.join(', ')}.</p>
      )}
      {remoteId && (
        <p className={styles.listing}>
          {listing ? (
            <Link to="/listings/$remoteId" params={{ remoteId }}>
              Listing {remoteId}
            </Link>
          ) : (
            `Listing ${remoteId}`
          )}
          {listing ? (
            <span className="quiet figures">
              {' '}
              · {listing.free} of {listing.tickets} free
            </span>
          ) : (
            <span className="quiet"> · not known here (any more)</span>
          )}
        </p>
      )}
    </div>
  );
}

/** The listing's own row of seats, with this order's among them; else the seats that it had. */
function seatsOf({ listing, seats }: OrderDetail): Seat[] {
  if (listing === null) return seats.map((label) => ({ label, use: 'mine' }));
  const uses = { this: 'mine', held: 'held', sold: 'sold', elsewhere: 'elsewhere', none: 'free' } as const;
  return listing.seats.map(({ seat, owner }) => ({ label: seat, use: uses[owner] }));
}

function Buyer({ buyer }: { buyer: OrderDetail['buyer'] }) {
  if (buyer === null) return null;
  const known = Object.entries(buyer).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return (
    <Fact name="Buyer">
      {known.length > 0 && (
        <ul className={styles.buyer}>
          {known.map(([name, value]) => (
            <li key={name}>
              <span className="quiet">{name.replaceAll('_', ' ')}</span> <bdi>{String(value)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Fact>
  );
}
