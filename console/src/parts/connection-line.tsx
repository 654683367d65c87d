// One connection in a list: which, and how it is, in a word; the sentence when something is wrong with it.
import { Link } from '@tanstack/react-router';
import type { ConnectionHealth } from '../../../src/http/broker/schemas/now.ts';
import styles from './connection-line.module.css';
import { ConnectionState } from './connection-state.tsx';
import { Marketplace } from './marketplace.tsx';
import { Time } from './time.tsx';

export function ConnectionLine({
  connection_id: id,
  marketplace,
  is,
  sentence,
  last_order_at: lastOrderAt,
}: ConnectionHealth) {
  const isBroken = is === 'troubled' || is === 'refused';
  return (
    <li className={styles.line}>
      <span className={styles.facts}>
        <Link to={`/connections/${id}` as string} className={styles.name}>
          <Marketplace slug={marketplace} />
        </Link>
        <span className={styles.when}>{lastOrderAt && <Time at={lastOrderAt} />}</span>
        <ConnectionState is={is} />
      </span>
      {isBroken && <span className={styles.sentence}>{sentence}</span>}
    </li>
  );
}
