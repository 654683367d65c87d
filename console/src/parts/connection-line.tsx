// One connection in a list: which, and how it is, in a word; the sentence when something is wrong with it.
import { Link } from '@tanstack/react-router';
import type { ConnectionNow } from '../../../src/http/broker/schemas/now.ts';
import { useCallsSentence } from './calls-sentence.ts';
import styles from './connection-line.module.css';
import { ConnectionState, isPlain } from './connection-state.tsx';
import { Marketplace } from './marketplace.tsx';
import { Time } from './time.tsx';

export function ConnectionLine(connection: ConnectionNow) {
  const { connection_id: id, marketplace, name, is, host, pace, last_order_at: lastOrderAt } = connection;
  const ofCalls = useCallsSentence({ name, host, pace });
  const isBroken = is === 'troubled' || is === 'refused';
  const sentence = isBroken ? connection.sentence : isPlain(is) ? ofCalls : null;
  return (
    <li className={styles.line}>
      <span className={styles.facts}>
        <Link to={`/connections/${id}` as string} className={styles.name}>
          <Marketplace slug={marketplace} />
        </Link>
        <span className={styles.when}>{lastOrderAt && <Time at={lastOrderAt} />}</span>
        <span className={styles.states}>
          <ConnectionState is={is} paused_at={connection.paused_at} host={host} pace={pace} />
        </span>
      </span>
      {sentence && <span className={styles.sentence}>{sentence}</span>}
    </li>
  );
}
