// The span in six numbers. A number that needs no chart is a number.
import type { ReportRow } from '../../api/routes/reports.ts';
import { Money } from '../../parts/money.tsx';
import styles from './figures.module.css';
import { moneyOf, percentText, shareOf, sumOf, unpricedText } from './sums.ts';

export function Figures({ rows }: { rows: readonly ReportRow[] }) {
  const [asked, told] = [sumOf(rows, 'asked'), sumOf(rows, 'told')];
  return (
    <dl className={styles.figures}>
      <Figure name="Sold">
        <Sums rows={rows} name="sold" />
      </Figure>
      <Figure name="Sales" about={`${sumOf(rows, 'tickets').toLocaleString('en')} tickets`}>
        {sumOf(rows, 'sales').toLocaleString('en')}
      </Figure>
      <Figure name="Declined" about={`of ${asked.toLocaleString('en')} asked`}>
        {percentText(shareOf(sumOf(rows, 'declined'), asked))}
      </Figure>
      <Figure name="Faults" about={`rejected of ${told.toLocaleString('en')} told`}>
        {percentText(shareOf(sumOf(rows, 'rejected'), told))}
      </Figure>
      <Figure name="At risk" mood={sumOf(rows, 'unfilled') + sumOf(rows, 'stuck') > 0 ? 'needs' : undefined}>
        <Sums rows={rows} name="at_risk" />
      </Figure>
      <Figure name="Lost">
        <Sums rows={rows} name="lost" />
      </Figure>
    </dl>
  );
}

type FigureProps = { name: string; about?: string; mood?: 'needs' | undefined; children: React.ReactNode };

function Figure({ name, about, mood, children }: FigureProps) {
  return (
    <div data-mood={mood}>
      <dt>{name}</dt>
      <dd className="figures">{children}</dd>
      {about && <dd className={styles.about}>{about}</dd>}
    </div>
  );
}

function Sums({ rows, name }: { rows: readonly ReportRow[]; name: 'sold' | 'at_risk' | 'lost' }) {
  const sums = moneyOf(rows, name);
  const unpriced = sumOf(rows, `${name}_unpriced`);
  const [most, ...others] = sums;
  return (
    <>
      {most === undefined ? '—' : <Money value={most} isRound />}
      {others.map((sum) => (
        <span key={sum.currency} className={styles.other}>
          <Money value={sum} isRound />
        </span>
      ))}
      {unpriced > 0 && <span className={styles.other}>{unpricedText(unpriced, sums)}</span>}
    </>
  );
}
