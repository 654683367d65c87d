// What must be seen to before anything is sold.
import { IconAlertTriangle } from '@tabler/icons-react';
import styles from './loud-note.module.css';

export function LoudNote({ sentences }: { sentences: readonly string[] }) {
  return (
    <div className={styles.loud} role="alert">
      <IconAlertTriangle size={22} stroke={1.7} aria-hidden="true" />
      <div>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  );
}
