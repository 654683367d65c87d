// What an order is, at a glance: money, time left, where it stands.
import type { OrderDetail } from '../../../../src/http/broker/schemas/orders.ts';
import { Countdown } from '../../parts/countdown.tsx';
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import { EventName, endOf, isLosing, moodOf, placeSentence } from '../../parts/order-words.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ExactTime } from '../../parts/time.tsx';
import styles from './order-head.module.css';

const worthWords = {
  total: null,
  unit_price: 'by its price',
  listing_price: 'by the listing’s price',
} as const;

export function OrderHead({ order }: { order: OrderDetail }) {
  const { money, alert, standing, event_at: eventAt, venue } = order;
  const end = endOf(order);
  return (
    <header className={styles.head} data-mood={moodOf(order)}>
      <div className={styles.stakes}>
        <span className={styles.money}>
          <Money value={money} />
        </span>
        {money && worthWords[money.is] && <span className="quiet">{worthWords[money.is]}</span>}
        {end !== null && (
          <span className={styles.left}>
            <Countdown until={end} left="left" isCalm={!order.needs_you} />
          </span>
        )}
      </div>
      <div className={styles.what}>
        <p className={styles.facts}>
          <StatusBadge state={order.state} isLosing={isLosing(order)} />
          <Marketplace slug={order.marketplace} />
        </p>
        <h1>
          <EventName {...order} />
        </h1>
        <p className="figures">{placeSentence(order)}</p>
        <p className={styles.where}>
          {venue && <bdi>{venue}</bdi>}
          {venue && eventAt && ' · '}
          {eventAt && <ExactTime at={eventAt} />}
        </p>
        <p className={styles.standing}>{standing}</p>
        {alert && !isSaid(alert.kind, order.state) && <p className={styles.alert}>{alert.sentence}</p>}
      </div>
    </header>
  );
}

/** Where an unfilled sale stands is all that the alert says. */
function isSaid(kind: string, state: OrderDetail['state']): boolean {
  return kind === state && state === 'unfilled';
}
