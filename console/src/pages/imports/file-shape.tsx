// What a file of listings looks like, column by column.
import { Panel } from '../../parts/panel.tsx';
import styles from './file-shape.module.css';

const columns: readonly [name: string, meaning: string][] = [
  ['remote_id', 'your own id for the listing, once in the file'],
  ['event, venue', 'as they are called'],
  ['event_at', 'with its offset: 2027-03-14T19:30:00-05:00'],
  ['section, row', 'may be empty'],
  ['seats', 'a range (5-8), a list (5;7;9), or empty: general admission'],
  ['quantity', 'the places of general admission; else it may be empty'],
  ['price, currency', 'of one ticket: 125.00, USD'],
  ['split', 'any, pairs, whole, never_leave_one, or the numbers allowed: 2;4'],
];

export function FileShape() {
  return (
    <Panel title="What the file looks like" about="CSV in UTF-8. The first line names the columns, in any order.">
      <dl className={styles.columns}>
        {columns.map(([name, meaning]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.notes}>
        Importing the same remote_id again updates the listing. Tickets that an order owns are never removed, and
        listings that the file leaves out stay as they are.
      </p>
    </Panel>
  );
}
