// A small chart of times: the middle as a line, up to the slowest as a band, on a scale by powers of ten, because what is
// slow is many times slower. Only what its place needs: no axis, no grid.
import styles from './small-chart.module.css';
import { ChartFrame, chartHeight as height, type SmallChart, chartWidth as width } from './small-chart.tsx';

type Point = { middle: number; high: number };

export function BandChart({ label, points, pointed, onPoint }: SmallChart & { points: readonly (Point | null)[] }) {
  const known = points.filter((point) => point !== null);
  const top = Math.max(10, ...known.map(({ high }) => high));
  const x = (place: number): number => (place / Math.max(1, points.length - 1)) * width;
  const y = (ms: number): number => height - 2 - (Math.log10(Math.max(ms, 1)) / Math.log10(top)) * (height - 6);
  return (
    <ChartFrame label={label} onPoint={onPoint} places={points.length}>
      {runsOf(points).map(({ from, run }) => (
        <g key={from}>
          <path
            className={styles.band}
            d={`M${run.map(({ high }, i) => `${x(from + i)} ${y(high)}`).join('L')}L${run
              .map(({ middle }, i) => `${x(from + i)} ${y(middle)}`)
              .reverse()
              .join('L')}Z`}
          />
          <path className={styles.line} d={`M${run.map(({ middle }, i) => `${x(from + i)} ${y(middle)}`).join('L')}`} />
          {run.length === 1 && run[0] && (
            <path
              className={styles.line}
              d={`M${x(from) - 2} ${y(run[0].middle)}h4M${x(from)} ${y(run[0].high)}V${y(run[0].middle)}`}
            />
          )}
        </g>
      ))}
      {pointed !== null && <path className={styles.cursor} d={`M${x(pointed)} 0V${height}`} />}
    </ChartFrame>
  );
}

/** Stretches without a gap. */
function runsOf(points: readonly (Point | null)[]): { from: number; run: Point[] }[] {
  const runs: { from: number; run: Point[] }[] = [];
  for (const [place, point] of points.entries()) {
    if (point === null) continue;
    const last = runs.at(-1);
    if (last && last.from + last.run.length === place) last.run.push(point);
    else runs.push({ from: place, run: [point] });
  }
  return runs;
}
