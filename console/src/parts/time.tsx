// A moment: relative while it is near, exact on hover, always in the broker's zone.
import { createContext, useContext } from 'react';
import { useNow } from './now.ts';

/** Until the broker's is known. */
export const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The broker's time zone, as an IANA name. */
export const ZoneContext = createContext(deviceZone);

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Moment = { at: string | number };

/** "12 s ago", "in 3 h", "14 Mar, 09:12". */
export function Time({ at }: Moment) {
  const zone = useContext(ZoneContext);
  const instant = new Date(at).getTime();
  const now = useNow(Math.abs(Date.now() - instant) < 2 * minute ? 1 : 30);
  return (
    <time dateTime={new Date(instant).toISOString()} title={exactTime(instant, zone)} className="figures">
      {relativeTime(instant, now, zone)}
    </time>
  );
}

/** The moment itself, such as "14 Mar 2026, 19:30". */
export function ExactTime({ at }: Moment) {
  const zone = useContext(ZoneContext);
  const instant = new Date(at).getTime();
  return (
    <time dateTime={new Date(instant).toISOString()} title={exactTime(instant, zone)} className="figures">
      {dayText(instant, zone)}
    </time>
  );
}

/** Only the clock, with seconds: for a list in which everything happened today. */
export function ClockTime({ at }: Moment) {
  const zone = useContext(ZoneContext);
  const instant = new Date(at).getTime();
  return (
    <time dateTime={new Date(instant).toISOString()} title={exactTime(instant, zone)} className="figures">
      {clockText(instant, zone)}
    </time>
  );
}

/** Such as "14 Mar 2026, 19:30". */
export function dayText(at: string | number, zone: string): string {
  return inZone(new Date(at).getTime(), zone, dayAndClock);
}

const dayAndClock = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

/** Such as 20:14:03. */
export function clockText(instant: number, zone: string): string {
  return inZone(instant, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

function relativeTime(instant: number, now: number, zone: string): string {
  const distance = Math.abs(instant - now);
  if (distance < 5_000) return 'now';
  if (distance >= 7 * day)
    return inZone(instant, zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const words = spanWords(distance);
  return instant > now ? `in ${words}` : `${words} ago`;
}

/** A length of time in its largest unit: "12 s", "41 min", "3 h", "2 d". */
export function spanWords(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / 1_000)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
}

/** Such as "Sat, 14 Mar 2026, 19:30:00 GMT-5": for whoever asks more closely. */
export function exactTime(instant: number, zone: string): string {
  return inZone(instant, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function inZone(instant: number, timeZone: string, shape: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${JSON.stringify(shape)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...shape });
  formats.set(key, format);
  return format.format(instant);
}
