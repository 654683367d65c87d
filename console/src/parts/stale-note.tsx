// Says that what is shown is old: since when, and that it is being read again.
import styles from './stale-note.module.css';
import { ClockTime } from './time.tsx';

/** `readAt`: when it was last read, in milliseconds since 1970. */
export function StaleNote({ readAt }: { readAt: number }) {
  return (
    <p role="status" className={styles.note}>
      The hub does not answer. This is how things were at <ClockTime at={readAt} />; it is tried again by itself.
    </p>
  );
}
