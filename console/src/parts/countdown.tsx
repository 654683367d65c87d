// Time left until a deadline, ticking: minutes while there are many, seconds when they count.

import styles from './countdown.module.css';
import { useNow } from './now.ts';

const minute = 60_000;
/** From here on a deadline is money that is being lost now. */
export const urgentMs = 15 * minute;

/** `until` is RFC 3339. `isCalm`: nothing is lost when it is over, so it is never loud. */
export function Countdown({ until, isCalm = false }: { until: string; isCalm?: boolean }) {
  const leftMs = new Date(until).getTime() - useNow();
  return (
    <time
      dateTime={until}
      role="timer"
      title={new Date(until).toLocaleString('en-GB')}
      className={styles.countdown}
      data-urgency={isCalm ? 'later' : leftMs < urgentMs ? 'now' : leftMs < 4 * urgentMs ? 'soon' : 'later'}
    >
      {leftMs > 0 ? leftWords(leftMs) : `${leftWords(-leftMs)} over`}
    </time>
  );
}

/** "2 d 4 h", "3 h 07 min", "41 min", "4:59". */
function leftWords(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const two = (count: number): string => String(count).padStart(2, '0');
  if (minutes < 10) return `${minutes}:${two(seconds % 60)}`;
  if (hours < 1) return `${minutes} min`;
  if (hours < 48) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
