// Seats as a small row of squares, as they stand side by side: which are this order's, which are another's, which are free.
import styles from './seats.module.css';

/**
 * `mine`: of the order that is looked at. `held`: of another that is not sold yet. `sold`: of a sale. `elsewhere`: the POS has
 * sold or held it by another way.
 */
type SeatUse = 'mine' | 'held' | 'sold' | 'elsewhere' | 'free';
export type Seat = { label: string | null; use: SeatUse };

const words: Record<SeatUse, string> = {
  mine: 'of this order',
  held: 'on hold for an order',
  sold: 'sold',
  elsewhere: 'sold or held outside of here',
  free: 'free',
};
type Props = {
  seats: readonly Seat[];
  /** More are counted instead of drawn. */
  most?: number;
};

export function Seats({ seats, most = 40 }: Props) {
  return (
    <ul className={styles.seats} aria-label="Seats">
      {seats.slice(0, most).map(({ label, use }, place) => (
        <li key={place} data-use={use} title={`${label ?? 'General admission'}: ${words[use]}`}>
          <span aria-hidden="true">{label ?? ''}</span>
          <span className="for-readers">{`${label ?? 'General admission'}, ${words[use]}`}</span>
        </li>
      ))}
      {seats.length > most && <li data-use="more">+{(seats.length - most).toLocaleString('en')}</li>}
    </ul>
  );
}
