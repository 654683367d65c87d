// One order's shape while it is read.
import { BlockSkeleton, RowsSkeleton } from '../../parts/skeletons.tsx';
import styles from './order-page.module.css';

export function OrderSkeleton() {
  return (
    <div className={styles.page}>
      <BlockSkeleton height={20} />
      <BlockSkeleton height={132} />
      <BlockSkeleton height={64} />
      <div className={styles.halves}>
        <RowsSkeleton rows={8} height={48} />
        <BlockSkeleton height={420} />
      </div>
    </div>
  );
}
