// One connection in a list: which, and how it is, in a word; the sentence when something is wrong with it.
import type { ConnectionHealth } from '../../../src/http/broker/schemas/now.ts';
import styles from './connection-line.module.css';
import { Marketplace } from './marketplace.tsx';
import { Badge } from './status-badge.tsx';
import { Time } from './time.tsx';

const words = {
  well: { mood: 'good', shape: 'disc', word: 'works' },
  paused: { mood: 'calm', shape: 'half', word: 'paused' },
  quiet: { mood: 'calm', shape: 'ring', word: 'quiet' },
  troubled: { mood: 'needs', shape: 'triangle', word: 'troubled' },
  refused: { mood: 'needs', shape: 'diamond', word: 'refuses us' },
} as const;

export function ConnectionLine({ marketplace, is, sentence, last_order_at: lastOrderAt }: ConnectionHealth) {
  const { mood, shape, word } = words[is];
  const isBroken = is === 'troubled' || is === 'refused';
  return (
    <li className={styles.line}>
      <span className={styles.facts}>
        <Marketplace slug={marketplace} />
        <span className={styles.when}>{lastOrderAt && <Time at={lastOrderAt} />}</span>
        <Badge mood={mood} shape={shape}>
          {word}
        </Badge>
      </span>
      {isBroken && <span className={styles.sentence}>{sentence}</span>}
    </li>
  );
}
