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
  /** More are counted instead of drawn; those of the order that is looked at are drawn wherever they stand. */
  most?: number;
};

export function Seats({ seats, most = 40 }: Props) {
  const from = firstDrawn(seats, most);
  return (
    <ul className={styles.seats} aria-label="Seats">
      <More count={from} />
      {seats.slice(from, from + most).map(({ label, use }, place) => (
        <li key={from + place} data-use={use} title={`${label ?? 'General admission'}: ${words[use]}`}>
          <span aria-hidden="true">{label ?? ''}</span>
          <span className="for-readers">{`${label ?? 'General admission'}, ${words[use]}`}</span>
        </li>
      ))}
      <More count={seats.length - from - most} />
    </ul>
  );
}

function More({ count }: { count: number }) {
  return count > 0 && <li data-use="more">+{count.toLocaleString('en')}</li>;
}

/** As many stand before them as after them. */
function firstDrawn(seats: readonly Seat[], most: number): number {
  const isMine = ({ use }: Seat): boolean => use === 'mine';
  const last = seats.findLastIndex(isMine);
  if (last < most) return 0;
  const middle = Math.floor((seats.findIndex(isMine) + last) / 2);
  return Math.max(0, Math.min(middle - Math.floor(most / 2), seats.length - most));
}
