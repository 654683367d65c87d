// Stand-ins of the real shape while something is read, so that nothing jumps when it comes.
import styles from './skeletons.module.css';

/** Grey lines in place of `lines` of text. */
export function TextSkeleton({ lines = 3 }: { lines?: number }) {
  return (
    <Waiting>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.line} style={{ width: `${88 - ((line * 23) % 45)}%` }} />
      ))}
    </Waiting>
  );
}

/** Rows of a table, as high as the real ones. */
export function RowsSkeleton({ rows = 8, height = 32 }: { rows?: number; height?: number }) {
  return (
    <Waiting>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.row} style={{ height }}>
          <span className={styles.line} style={{ width: `${30 + ((row * 17) % 40)}%` }} />
          <span className={styles.line} style={{ width: '12%' }} />
        </span>
      ))}
    </Waiting>
  );
}

/** A block of a known height: a chart, a card. */
export function BlockSkeleton({ height }: { height: number }) {
  return (
    <Waiting>
      <span className={styles.block} style={{ height }} />
    </Waiting>
  );
}

function Waiting({ children }: { children: React.ReactNode }) {
  return (
    <div className={styles.waiting} aria-busy="true">
      <span className="for-readers" role="status">
        Loading
      </span>
      {children}
    </div>
  );
}
