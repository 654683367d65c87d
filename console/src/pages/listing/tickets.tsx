// The listing's seats as a picture, with what its squares mean.
import type { ListingDetail } from '../../../../src/http/broker/schemas/listings.ts';
import { Panel } from '../../parts/panel.tsx';
import { type Seat, Seats } from '../../parts/seats.tsx';
import styles from './tickets.module.css';

const legend: readonly { use: Seat['use']; words: string }[] = [
  { use: 'free', words: 'free' },
  { use: 'held', words: 'on hold for an order' },
  { use: 'sold', words: 'sold' },
  { use: 'elsewhere', words: 'sold or held outside of here' },
];

export function Tickets({ listing }: { listing: ListingDetail }) {
  const { seats, tickets, sells, free } = listing;
  const uses = { held: 'held', sold: 'sold', elsewhere: 'elsewhere', none: 'free' } as const;
  const drawn = seats.map(({ seat, owner }): Seat => ({ label: seat, use: uses[owner] }));
  const isGeneralAdmission = seats[0]?.seat === null;
  const shown = legend.filter(({ use }) => drawn.some((seat) => seat.use === use));
  return (
    <Panel title="Tickets">
      {tickets === 0 ? (
        <p className="quiet">It has no tickets any more: its POS shows none, and no order owns any.</p>
      ) : (
        <div className={styles.tickets}>
          <Seats seats={drawn} most={isGeneralAdmission ? 40 : 200} />
          <ul className={styles.legend} aria-hidden="true">
            {shown.map(({ use, words }) => (
              <li key={use}>
                <span data-use={use} /> {words}
              </li>
            ))}
          </ul>
          <p className={styles.sells}>
            {free === 0
              ? 'No ticket is free.'
              : sells.length === 0
                ? 'Tickets are free, but the split lets none of them be sold as they stand.'
                : `One buyer can have ${listWords(sells)} now.`}
          </p>
        </div>
      )}
    </Panel>
  );
}

/** "1, 2 or 4"; many in a row are said by their ends. */
function listWords(numbers: readonly number[]): string {
  const isRun = numbers.every((number, place) => place === 0 || number === (numbers[place - 1] ?? 0) + 1);
  if (isRun && numbers.length > 3) return `any number from ${numbers[0]} to ${numbers.at(-1)}`;
  if (numbers.length > 8) return `${numbers.slice(0, 6).join(', ')} and so on up to ${numbers.at(-1)}`;
  return numbers.length === 1 ? `${numbers[0]}` : `${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)}`;
}
