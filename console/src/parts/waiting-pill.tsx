// Says how many changes wait while a list is held still, and lets them in.
import styles from './waiting-pill.module.css';

export function WaitingPill({ count, onLetIn }: { count: number; onLetIn: () => void }) {
  return (
    <span role="status">
      {count > 0 && (
        <button type="button" className={styles.pill} onClick={onLetIn}>
          {count === 1 ? '1 waits' : `${count} wait`}
        </button>
      )}
    </span>
  );
}
