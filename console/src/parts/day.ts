// Days of the calendar in the broker's zone, whatever zone the device is in.

const dayMs = 24 * 60 * 60_000;

/** The last midnight that the clocks of that zone have shown, as RFC 3339. */
export function beginningOfDay(zone: string, now = Date.now()): string {
  return beginningOfDate(dateOf(now, zone), zone) ?? new Date(now).toISOString();
}

/** Midnight at which that day begins there, as RFC 3339; `daysLater` goes on from it. Undefined: it is no day of the calendar. */
export function beginningOfDate(date: string, zone: string, daysLater = 0): string | undefined {
  const clock = Date.parse(`${date}T00:00:00Z`) + daysLater * dayMs;
  if (Number.isNaN(clock)) return undefined;
  // Once more from where it leads: the clocks may change between the two.
  const near = clock - offsetMs(clock, zone);
  return new Date(clock - offsetMs(near, zone)).toISOString();
}

/** The day that the calendar shows there, such as "2026-03-14". */
export function dateOf(at: string | number, zone: string): string {
  const instant = new Date(at).getTime();
  return new Date(instant + offsetMs(instant, zone)).toISOString().slice(0, 10);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** By how much the clocks of that zone are ahead of UTC. */
function offsetMs(instant: number, zone: string): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en', { ...allOfIt, timeZone: zone });
  clocks.set(zone, clock);
  const parts = clock.formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(instant / 1_000) * 1_000;
}

const allOfIt = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
