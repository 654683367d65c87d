// Time left until a deadline, ticking: minutes while there are many, seconds when they count.
import { useContext } from 'react';
import styles from './countdown.module.css';
import { useNow } from './now.ts';
import { exactTime, ZoneContext } from './time.tsx';

const minute = 60_000;
/** From here on a deadline is money that is being lost now. */
export const urgentMs = 15 * minute;

type Props = {
  /** RFC 3339. */
  until: string;
  /** What is said after the time while there is some. Afterwards it says "over" by itself. */
  left?: string;
  /** Nothing is lost when it is over, so it is never loud. */
  isCalm?: boolean;
};

export function Countdown({ until, left, isCalm = false }: Props) {
  const zone = useContext(ZoneContext);
  const instant = new Date(until).getTime();
  const leftMs = instant - useNow();
  return (
    <>
      <time
        dateTime={until}
        role="timer"
        title={exactTime(instant, zone)}
        className={styles.countdown}
        data-urgency={isCalm ? 'later' : leftMs < urgentMs ? 'now' : leftMs < 4 * urgentMs ? 'soon' : 'later'}
      >
        {leftMs > 0 ? leftWords(leftMs) : `${leftWords(-leftMs)} over`}
      </time>
      {left && leftMs > 0 && <span className="quiet"> {left}</span>}
    </>
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
