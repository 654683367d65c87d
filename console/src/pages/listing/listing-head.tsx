// What the listing is: event, time, place, what a ticket costs, and how many tickets are whose.
import type { ListingDetail } from '../../../../src/http/broker/schemas/listings.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { placeOf } from '../../parts/listing-words.ts';
import { Money } from '../../parts/money.tsx';
import { TicketBar } from '../../parts/ticket-bar.tsx';
import { ExactTime } from '../../parts/time.tsx';
import styles from './listing-head.module.css';

export function ListingHead({ listing }: { listing: ListingDetail }) {
  const { event, venue, event_at: eventAt, price, pos_name: posName, remote_id: remoteId } = listing;
  return (
    <header className={styles.head}>
      <div className={styles.what}>
        <h1>
          <bdi>{event}</bdi>
        </h1>
        <p className="quiet">
          <bdi>{venue}</bdi> · <ExactTime at={eventAt} />
        </p>
        <p className={styles.ids}>
          <span className="quiet">Listing</span> <CopyId id={remoteId} what="listing" />
          <span className="quiet"> in {posName}</span>
        </p>
      </div>
      <div className={styles.place}>
        <strong>
          <bdi>{placeOf(listing)}</bdi>
        </strong>
        <span className={styles.price}>
          <Money value={price} /> <span className="quiet">each</span>
        </span>
        <TicketBar counts={listing} />
      </div>
    </header>
  );
}
