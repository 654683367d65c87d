// A name as it is written, in whatever script. Where there is no room for all of it, its beginning stays, which in some scripts
// is on the right.
import styles from './as-written.module.css';

export function AsWritten({ children }: { children: string }) {
  return (
    <bdi title={children} className={styles.name}>
      {children}
    </bdi>
  );
}
