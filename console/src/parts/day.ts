// When a day began in the broker's zone.

const dayMs = 24 * 60 * 60_000;

/** RFC 3339. The last midnight that the clocks of that zone have shown. */
export function beginningOfDay(zone: string, now = Date.now()): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const sinceMs = ((of('hour') * 60 + of('minute')) * 60 + of('second')) * 1_000;
  // On a day on which the clocks change this may be an hour beside it, never a day.
  return new Date(Math.floor((now - Math.min(sinceMs, dayMs)) / 1_000) * 1_000).toISOString();
}
