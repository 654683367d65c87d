// What was sold by each group, as bars from zero with the amount beside each; the busiest ten.
import type { ReportRow } from '../../api/routes/reports.ts';
import { AsWritten } from '../../parts/as-written.tsx';
import { Marketplace, useMarketplace } from '../../parts/marketplace.tsx';
import { Money, type MoneyValue } from '../../parts/money.tsx';
import styles from './sold-chart.module.css';
import { moneyOf } from './sums.ts';

const mostBars = 10;

export function SoldChart({ rows, isMarketplace }: { rows: readonly ReportRow[]; isMarketplace: boolean }) {
  const [main] = moneyOf(rows, 'sold');
  if (main === undefined) return <p className="quiet">Nothing was sold in this time.</p>;
  const bars = rows
    .map((row) => ({ row, sold: row.sold.find(({ currency }) => currency === main.currency)?.amount ?? 0 }))
    .filter(({ sold }) => sold > 0)
    .sort((a, b) => b.sold - a.sold);
  const most = bars[0]?.sold ?? 1;
  return (
    <>
      <ul className={styles.bars}>
        {bars.slice(0, mostBars).map(({ row, sold }) => (
          <Bar
            key={row.key}
            row={row}
            share={sold / most}
            money={{ amount: sold, currency: main.currency }}
            isMarketplace={isMarketplace}
          />
        ))}
      </ul>
      {bars.length > mostBars && <p className="quiet">and {bars.length - mostBars} more, in the figures below</p>}
    </>
  );
}

type BarProps = { row: ReportRow; share: number; money: MoneyValue; isMarketplace: boolean };

function Bar({ row, share, money, isMarketplace }: BarProps) {
  const { colour } = useMarketplace(row.key);
  return (
    <li>
      <span className={styles.name}>
        {isMarketplace ? <Marketplace slug={row.key} /> : <AsWritten>{row.label}</AsWritten>}
      </span>
      <span className={styles.track} aria-hidden="true">
        <span
          className={styles.bar}
          style={{ width: `${Math.max(share * 100, 0.5)}%`, ...(isMarketplace ? { background: colour } : {}) }}
        />
      </span>
      <span className={styles.money}>
        <Money value={money} isRound />
      </span>
    </li>
  );
}
