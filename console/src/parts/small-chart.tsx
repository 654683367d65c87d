// What the small charts share: their frame, and a cursor that several of them follow.
import type { ReactNode } from 'react';
import styles from './small-chart.module.css';

/** In which a chart draws; the frame fits it to its place. */
export const chartWidth = 240;
export const chartHeight = 56;

export type SmallChart = {
  /** What it shows and what it comes to, for those who do not see it. */
  label: string;
  /** The place under the cursor, in any of the charts that share it. */
  pointed: number | null;
  onPoint: (place: number | null) => void;
};

type Frame = Pick<SmallChart, 'label' | 'onPoint'> & { places: number; children: ReactNode };

export function ChartFrame({ label, onPoint, places, children }: Frame) {
  return (
    <svg
      viewBox={`0 0 ${chartWidth} ${chartHeight}`}
      className={styles.chart}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
      onPointerMove={(event) => onPoint(pointedPlace(event, places))}
      onPointerLeave={() => onPoint(null)}
    >
      {children}
    </svg>
  );
}

function pointedPlace(event: React.PointerEvent<SVGSVGElement>, places: number): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.max(0, Math.min(places - 1, Math.round(((event.clientX - left) / width) * (places - 1))));
}
