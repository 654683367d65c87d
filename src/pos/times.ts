// Times as POS systems write them. One that carries no zone is read as UTC (INFERRED, but for bridges, which are told so), and
// never as this machine's own: a hold must not end, nor an event begin, by where the hub stands.
import type { Instant } from '../core/order.ts';

const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?/;
const zone = /([zZ]|[+-]\d\d:?\d\d)$/;

/** Null: it is no time. */
export function instantOf(text: string): Instant | null {
  if (!time.test(text)) return null;
  const instant = Date.parse(zone.test(text) || !text.includes(':') ? text : `${text}Z`);
  return Number.isNaN(instant) ? null : instant;
}

export function timeOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
