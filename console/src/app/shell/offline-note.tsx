// Says when the page is no longer live, and since when; it lies over the page, so that nothing moves when it comes.
import { Loader } from '@mantine/core';
import { ClockTime } from '../../parts/time.tsx';
import { useStreamState } from '../live.tsx';
import styles from './offline-note.module.css';

export function OfflineNote() {
  const state = useStreamState();
  return (
    <div role="status" className={`${styles.place} not-printed`}>
      {state.is === 'away' && (
        <p className={styles.note}>
          <Loader size={12} color="currentColor" aria-hidden="true" />
          <span>
            Not live since <ClockTime at={state.since} />. Reconnecting; sales go on meanwhile.
          </span>
        </p>
      )}
    </div>
  );
}
