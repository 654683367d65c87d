// A row of a list as a card on a phone: what it is and its figure, its name, and a quiet line of what else counts.
import styles from './row-card.module.css';

type Props = {
  head: React.ReactNode;
  /** On the right of the first line: what it is worth. */
  figure: React.ReactNode;
  name: React.ReactNode;
  /** Two pieces: left and right. */
  last: React.ReactNode;
};

export function RowCard({ head, figure, name, last }: Props) {
  return (
    <div className={styles.card}>
      <span className={styles.line}>
        {head}
        <span className={styles.figure}>{figure}</span>
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.last}>{last}</span>
    </div>
  );
}
