// Why marketplaces that ask first were told no, the most frequent reason first.
import type { Declines } from '../../api/routes/reports.ts';
import { Marketplace } from '../../parts/marketplace.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import styles from './sold-chart.module.css';

/** The closed list of refusals, in a broker's words. One that is new here is shown as it is. */
const reasons: Readonly<Record<string, string>> = {
  listing_unknown: 'no such listing',
  not_available: 'tickets gone',
  split_not_allowed: 'split not allowed',
  price_too_low: 'price too low',
  pos_unreachable: 'POS unreachable',
  hold_released: 'released before it was held',
  hold_expired: 'hold had run out',
  connection_paused: 'you had paused it',
};

/** Null: not read yet. */
export function DeclinesTable({ rows }: { rows: Declines['rows'] | null }) {
  if (rows === null) return <RowsSkeleton rows={4} height={24} />;
  if (rows.length === 0) return <p className="quiet">Nobody was told no in this time.</p>;
  const most = rows[0]?.count ?? 1;
  return (
    <ul className={styles.bars}>
      {rows.map(({ marketplace, refusal, count }) => (
        <li key={`${marketplace} ${refusal}`}>
          <span className={styles.name}>
            <Marketplace slug={marketplace} />
          </span>
          <span className={styles.track}>
            <span
              className={styles.bar}
              style={{ width: `${Math.max((count / most) * 100, 0.5)}%` }}
              aria-hidden="true"
            />
            <span className="quiet">{reasons[refusal] ?? refusal.replaceAll('_', ' ')}</span>
          </span>
          <span className={styles.money}>{count.toLocaleString('en')}</span>
        </li>
      ))}
    </ul>
  );
}
