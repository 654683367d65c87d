// One mark per connected marketplace: a dot in its colour while it works, and another shape when it does not. The words are
// one click away.
import { Popover } from '@mantine/core';
import type { ConnectionHealth } from '../../../../src/http/broker/schemas/now.ts';
import { ConnectionLine } from '../../parts/connection-line.tsx';
import { useMarketplace } from '../../parts/marketplace.tsx';
import { useHealth } from '../health.tsx';
import styles from './health-dots.module.css';

export function HealthDots() {
  const { data } = useHealth();
  const connections = data?.connections ?? [];
  if (connections.length === 0) return null;
  const broken = connections.filter(({ is }) => is === 'refused' || is === 'troubled').length;
  const paused = connections.filter(({ is }) => is === 'paused').length;
  const well =
    paused === 0 ? `All ${connections.length} connections work` : `${paused} of ${connections.length} paused`;
  const words = broken === 0 ? well : `${broken} of ${connections.length} connections need you`;
  return (
    <Popover position="bottom-end" width={340} shadow="md">
      <Popover.Target>
        <button type="button" className={styles.dots} aria-label={words} title={words}>
          {connections.map((connection) => (
            <Dot key={connection.connection_id} {...connection} />
          ))}
          {broken > 0 && <span className={styles.count}>{broken}</span>}
          {broken === 0 && <span className={styles.sum}>{connections.length}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={styles.list}>
          {connections.map((connection) => (
            <ConnectionLine key={connection.connection_id} {...connection} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function Dot({ marketplace, is }: ConnectionHealth) {
  const { colour } = useMarketplace(marketplace);
  return <span className={styles.dot} data-is={is} style={{ '--colour': colour } as React.CSSProperties} />;
}
