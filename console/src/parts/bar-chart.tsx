// A small chart of shares, from nothing to all, as bars that begin at zero.
import styles from './small-chart.module.css';
import { ChartFrame, chartHeight as height, type SmallChart, chartWidth as width } from './small-chart.tsx';

/** A share is 0 to 1; null: there was nothing to share out. The scale ends at the largest, and never below a fifth. */
export function BarChart({ label, shares, pointed, onPoint }: SmallChart & { shares: readonly (number | null)[] }) {
  const top = Math.max(0.2, ...shares.map((share) => share ?? 0));
  const step = width / shares.length;
  return (
    <ChartFrame label={label} onPoint={onPoint} places={shares.length}>
      {shares.map((share, place) => {
        if (share === null) return null;
        const tall = Math.max(share === 0 ? 0.75 : 1.5, (share / top) * (height - 4));
        return (
          <rect
            key={place}
            className={styles.bar}
            data-pointed={place === pointed || undefined}
            x={place * step + step * 0.15}
            y={height - tall}
            width={step * 0.7}
            height={tall}
          />
        );
      })}
    </ChartFrame>
  );
}
