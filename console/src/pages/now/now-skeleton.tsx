// The home page's shape while it is read.
import { BlockSkeleton, RowsSkeleton } from '../../parts/skeletons.tsx';
import styles from './now-page.module.css';

export function NowSkeleton() {
  return (
    <div className={styles.page}>
      <BlockSkeleton height={78} />
      <div className={styles.below}>
        <RowsSkeleton rows={16} />
        <div className={styles.side}>
          <BlockSkeleton height={240} />
          <BlockSkeleton height={140} />
          <BlockSkeleton height={260} />
        </div>
      </div>
    </div>
  );
}
