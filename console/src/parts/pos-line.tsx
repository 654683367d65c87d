// One POS in a list: what waits for it, and how it is, in a word; the sentence when something is wrong with it.
import { Link } from '@tanstack/react-router';
import type { PosHealth } from '../../../src/http/broker/schemas/now.ts';
import { countOf } from './count-of.ts';
import styles from './pos-line.module.css';
import { PosState, usePosSentence } from './pos-state.tsx';
import { Time } from './time.tsx';

export function PosLine({ pos }: { pos: PosHealth }) {
  const { pos: slug, name, waiting, oldest_at: oldestAt } = pos;
  const sentence = usePosSentence(pos);
  return (
    <li>
      <div className={styles.facts}>
        <Link to={`/points-of-sale/${slug}` as string} className={styles.name}>
          {name}
        </Link>
        <span className="quiet">
          {waiting > 0 && `${countOf(waiting, 'order')} ${waiting === 1 ? 'waits' : 'wait'}`}
          {oldestAt && (
            <>
              , since <Time at={oldestAt} />
            </>
          )}
        </span>
        <PosState {...pos} />
      </div>
      {sentence && <p className={styles.sentence}>{sentence}</p>}
    </li>
  );
}
