// Says that what is shown is old: since when, and that it is being read again.
import { ClockTime } from '../../parts/time.tsx';
import styles from './now-page.module.css';

export function Stale({ since }: { since: number }) {
  return (
    <p role="status" className={styles.stale}>
      The hub does not answer. This is how things were at <ClockTime at={since} />; it is tried again by itself.
    </p>
  );
}
