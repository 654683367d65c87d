// One mark per connected marketplace: a dot in its colour while it works, and another shape when it does not; a mark for a POS
// only when it does not. The words are one click away.
import { Popover } from '@mantine/core';
import type { Health } from '../../../../src/http/broker/schemas/now.ts';
import { ConnectionLine } from '../../parts/connection-line.tsx';
import { connectionLook } from '../../parts/connection-state.tsx';
import { useMarketplace } from '../../parts/marketplace.tsx';
import { useNow } from '../../parts/now.ts';
import { PosLine } from '../../parts/pos-line.tsx';
import { posStateAt } from '../../parts/pos-state.tsx';
import { useHealth } from '../health.tsx';
import styles from './health-dots.module.css';

type Mark = { key: string; name: string; marketplace: string | null; is: 'works' | 'quiet' | 'waits' | 'troubled' };

export function HealthDots() {
  const { data } = useHealth();
  const now = useNow();
  if (data === undefined) return null;
  const marks = marksOf(data, now);
  const shown = marks.filter(({ marketplace, is }) => marketplace !== null || is !== 'works');
  if (shown.length === 0) return null;
  const broken = marks.filter(({ is }) => is === 'troubled').length;
  const words = wordsOf(marks);
  return (
    <Popover position="bottom-end" width={340} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles.dots} aria-label={words} title={words}>
          {shown.map((mark) => (
            <Dot key={mark.key} mark={mark} />
          ))}
          {broken > 0 && <span className={styles.count}>{broken}</span>}
          {broken === 0 && <span className={styles.sum}>{shown.length}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={styles.list}>
          {data.connections.map((connection) => (
            <ConnectionLine key={connection.connection_id} {...connection} />
          ))}
          {data.points_of_sale.map((pos) => (
            <PosLine key={pos.pos} pos={pos} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function Dot({ mark: { marketplace, is } }: { mark: Mark }) {
  const { colour } = useMarketplace(marketplace ?? '');
  const style = marketplace === null ? {} : { '--colour': colour };
  return <span className={styles.dot} data-is={is} style={style as React.CSSProperties} />;
}

const ofConnection = {
  well: 'works',
  quiet: 'quiet',
  paused: 'waits',
  tried: 'waits',
  askedForAPause: 'waits',
  troubled: 'troubled',
  refused: 'troubled',
  away: 'troubled',
} as const;

const ofPos = {
  works: 'works',
  'being tried': 'waits',
  'asked for a pause': 'waits',
  troubled: 'troubled',
  away: 'troubled',
} as const;

function marksOf({ connections, points_of_sale: pointsOfSale }: Health, now: number): Mark[] {
  return [
    ...connections.map((connection) => ({
      key: connection.connection_id,
      name: connection.name,
      marketplace: connection.marketplace,
      is: ofConnection[connectionLook(connection, now)],
    })),
    ...pointsOfSale.map((pos) => ({
      key: pos.pos,
      name: pos.name,
      marketplace: null,
      is: ofPos[posStateAt(pos, now)],
    })),
  ];
}

function wordsOf(marks: readonly Mark[]): string {
  const namesOf = (wanted: Mark['is']): string[] => marks.filter(({ is }) => is === wanted).map(({ name }) => name);
  const [troubled, waiting] = [namesOf('troubled'), namesOf('waits')];
  if (troubled.length > 0) return `Trouble with ${troubled.join(', ')}`;
  if (waiting.length > 0) return `Paused, or being tried: ${waiting.join(', ')}`;
  return 'All connections and POS systems work';
}
