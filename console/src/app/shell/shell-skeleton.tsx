// The shell's shape while it is not known yet who is there.
import { TextSkeleton } from '../../parts/skeletons.tsx';
import styles from './shell.module.css';

export function ShellSkeleton() {
  return (
    <div className={styles.shell}>
      <div className={styles.header} />
      <div className={styles.rail} />
      <main className={styles.page}>
        <TextSkeleton lines={6} />
      </main>
    </div>
  );
}
