// One order's shape while it is read.
import columns from '../../parts/columns.module.css';
import { BlockSkeleton, RowsSkeleton } from '../../parts/skeletons.tsx';

export function OrderSkeleton() {
  return (
    <div className={columns.column}>
      <BlockSkeleton height={20} />
      <BlockSkeleton height={132} />
      <BlockSkeleton height={64} />
      <div className={`${columns.beside} ${columns.sideFirst}`}>
        <RowsSkeleton rows={8} height={48} />
        <div className={columns.column}>
          <BlockSkeleton height={420} />
          <BlockSkeleton height={132} />
        </div>
      </div>
    </div>
  );
}
