// What the day has brought, by marketplace and by end: numbers, because they need no chart.
import { Marketplace } from '../../parts/marketplace.tsx';
import { Money } from '../../parts/money.tsx';
import styles from './day-table.module.css';
import { type Counts, type End, sumOf } from './sums.ts';

type Column = { head: string; title: string; ends: readonly End[] };

const usualColumns: readonly Column[] = [
  { head: 'Sold', title: 'Orders that are sold and confirmed', ends: ['sold'] },
  { head: 'Held', title: 'Holds that stand now', ends: ['held', 'under_way'] },
];
/** Only on a day that has some: the names need the room. */
const otherColumns: readonly Column[] = [
  { head: 'Told no', title: 'Declined: the tickets were not available', ends: ['declined'] },
  { head: 'Let go', title: 'Released, or the hold outlived its time', ends: ['released'] },
  { head: 'Lost', title: 'Rejected or cancelled', ends: ['rejected', 'cancelled'] },
  { head: 'To do', title: 'They need you', ends: ['needs_you'] },
];

export function DayTable({ counts }: { counts: Counts }) {
  const columns = [...usualColumns, ...otherColumns.filter(({ ends }) => sumOf(counts, ends).orders > 0)];
  const marketplaces = [...new Set(counts.map(({ marketplace }) => marketplace))].toSorted(
    (one, other) => sumOf(counts, ['sold'], other).orders - sumOf(counts, ['sold'], one).orders,
  );
  return (
    <section className={styles.panel} aria-labelledby="day-title">
      <h2 id="day-title">Today</h2>
      {marketplaces.length === 0 ? (
        <p className="quiet">No orders yet today.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Marketplace</th>
              {columns.map(({ head, title }) => (
                <th key={head} scope="col" title={title}>
                  {head}
                </th>
              ))}
              <th scope="col">Money</th>
            </tr>
          </thead>
          <tbody>
            {marketplaces.map((marketplace) => (
              <Row key={marketplace} counts={counts} columns={columns} marketplace={marketplace} />
            ))}
          </tbody>
          {marketplaces.length > 1 && (
            <tfoot>
              <Row counts={counts} columns={columns} />
            </tfoot>
          )}
        </table>
      )}
    </section>
  );
}

function Row({ counts, columns, marketplace }: { counts: Counts; columns: readonly Column[]; marketplace?: string }) {
  const { money } = sumOf(counts, ['sold'], marketplace);
  return (
    <tr>
      <th scope="row">{marketplace === undefined ? 'All' : <Marketplace slug={marketplace} />}</th>
      {columns.map(({ head, ends }) => {
        const { orders } = sumOf(counts, ends, marketplace);
        return (
          <td key={head} data-nothing={orders === 0 || undefined}>
            {orders === 0 ? '·' : orders.toLocaleString('en')}
          </td>
        );
      })}
      <td>
        {money.length === 0 ? '·' : <Money value={money[0] ?? null} isRound />}
        {money.length > 1 && <span title="More in other currencies">+</span>}
      </td>
    </tr>
  );
}
