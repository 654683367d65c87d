// How everything is that trade depends on: marketplaces, POS systems, the hubs that work.
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { ConnectionLine } from '../../parts/connection-line.tsx';
import { PosLine } from '../../parts/pos-line.tsx';
import { Badge } from '../../parts/status-badge.tsx';
import styles from './connections.module.css';

/** An order that is due waits for a worker no longer than this, while all is well. */
const usualLagMs = 5_000;

export function Connections({ now }: { now: Pick<Now, 'connections' | 'points_of_sale' | 'workers'> }) {
  const { connections, points_of_sale: pointsOfSale, workers } = now;
  const isLate = workers.lag_ms > usualLagMs;
  return (
    <section className={styles.panel} aria-labelledby="health-title">
      <h2 id="health-title">Connections</h2>
      <ul className={styles.list}>
        {connections.length === 0 && <li className="quiet">No marketplace is connected yet.</li>}
        {connections.map((connection) => (
          <ConnectionLine key={connection.connection_id} {...connection} />
        ))}
      </ul>
      <h3>POS and workers</h3>
      <ul className={styles.list}>
        {pointsOfSale.map((pos) => (
          <PosLine key={pos.pos} pos={pos} />
        ))}
        <li className={styles.line}>
          <span>{workers.hubs.length === 1 ? '1 hub' : `${workers.hubs.length} hubs`}</span>
          <span className="quiet">{isLate && `${Math.round(workers.lag_ms / 1_000)} s behind`}</span>
          <Badge mood={isLate || workers.hubs.length === 0 ? 'needs' : 'good'} shape={isLate ? 'triangle' : 'disc'}>
            {isLate ? 'late' : 'at work'}
          </Badge>
        </li>
      </ul>
    </section>
  );
}
